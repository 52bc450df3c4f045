"""The command line: one file per verb; this one finds the verb and turns errors into exit codes."""

from __future__ import annotations

import sys
import tempfile
import traceback
from importlib import import_module
from types import MappingProxyType

import click

from emulation_core.cli.common import asked_language
from emulation_core.cli.words import lend_words
from emulation_core.errors import EmulationError
from emulation_core.i18n import LANGUAGES, _, set_language

VERBS = (
    *("campaigns", "show", "timeline", "form", "check", "score", "whatif", "explain", "decide"),
    *("report", "doc", "runs", "diff", "verify", "receipt", "erase", "consolidate"),
    *("new", "plugins", "schema", "test", "coverage", "demo"),
)
EXIT = MappingProxyType({"done": 0, "users_fault": 1, "usage": 2, "our_fault": 3})


class Verbs(click.Group):
    """Verbs are imported when they are asked for; `--help` imports the thin files only."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in the order people meet them."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, or None."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"emulation_core.cli.{cmd_name}").command
        return command


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the user's data is at fault, 2 wrong usage, 3 our fault."""
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    # Before the verbs are imported, so that their help speaks the language asked for.
    set_language(_asked_language(arguments))
    lend_words()
    sys.exit(_run(arguments))


def _asked_language(arguments: list[str]) -> str:
    for n, word in enumerate(arguments):
        if word == "--lang" and arguments[n + 1 : n + 2] and arguments[n + 1] in LANGUAGES:
            return arguments[n + 1]
        if word.startswith("--lang=") and word.removeprefix("--lang=") in LANGUAGES:
            return word.removeprefix("--lang=")
    return LANGUAGES[0]


def _run(arguments: list[str]) -> int:
    group = Verbs(
        "emulation",
        help=_("From an emulation plan and its evidence to who may be proposed, and why."),
        epilog=_("After a verb stand its options; --lang, --json and --provinces are understood by every verb."),
        params=[click.Option(["--lang"], **asked_language())],
    )
    try:
        code = group.main(arguments, prog_name="emulation", standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        return problem.exit_code if problem.exit_code != 1 else EXIT["usage"]
    except click.exceptions.NoArgsIsHelpError as problem:
        problem.show()
        return EXIT["usage"]
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT["done"]
    except EmulationError as problem:
        click.echo(str(problem), err=True)
        return problem.exit_code
    except Exception:
        with tempfile.NamedTemporaryFile(
            "w", prefix="emulation-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            traceback.print_exc(file=log)
        click.echo(_("this is our fault; what happened is written in {file}").format(file=log.name), err=True)
        return EXIT["our_fault"]
    return code if isinstance(code, int) else EXIT["done"]
