"""The command line: one file per verb; this one finds the verb and turns errors into exit codes."""

from __future__ import annotations

import errno
import gc
import sys
from importlib import import_module
from types import MappingProxyType

import click

from emulation_core.cli.verbs import verbs
from emulation_core.cli.words import asked_language, lend_words
from emulation_core.i18n import LANGUAGES, _, set_language

EXIT = MappingProxyType({"done": 0, "users_fault": 1, "usage": 2, "our_fault": 3, "stopped": 130})
THEIRS = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC})
"""What a system refuses that no program can help: permissions, a disk that is full or only read."""
MADE_BETWEEN = 200_000
"""Objects (some 20 MB) that may come to be before the collector looks for cycles."""


class Verbs(click.Group):
    """A verb's file is imported when the verb is asked for; `--help` imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every verb, in the order people meet them."""
        return list(verbs())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb's command, or None."""
        if (known := verbs().get(cmd_name)) is None:
            return None
        command: click.Command = import_module(f"emulation_core.cli.{cmd_name}").command
        command.help = known
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every verb and what it is for."""
        with formatter.section(_("Commands")):
            formatter.write_dl(list(verbs().items()))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the user's data is at fault, 2 wrong usage, 3 our fault."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    # Before the verbs are imported, so that their help speaks the language asked for.
    set_language(_asked_language(sys.argv[1:] if arguments is None else arguments))
    lend_words()
    if arguments is not None:
        sys.exit(_run(arguments))
    # The process is ours, and short. Looking for cycles, as often as Python does and once more at the end, took a
    # third of the time of a small run.
    gc.set_threshold(MADE_BETWEEN, 10, 10)
    code = _run(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


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
        click.echo(_("stopped; no file was left half written"), err=True)
        return EXIT["stopped"]
    except BrokenPipeError:
        sys.stderr.close()
        return EXIT["done"]
    except Exception as problem:
        return _told(problem)
    return code if isinstance(code, int) else EXIT["done"]


def _told(problem: Exception) -> int:
    """Say what the user can put right, or where our own fault is written down; the exit code."""
    # A command that ends well needs none of these.
    import tempfile
    import traceback

    from emulation_core.errors import EmulationError

    if isinstance(problem, EmulationError):
        click.echo(str(problem), err=True)
        return problem.exit_code
    if isinstance(problem, OSError) and problem.errno in THEIRS and problem.filename is not None:
        click.echo(f"{problem.filename}: {problem.strerror}", err=True)
        return EXIT["users_fault"]
    with tempfile.NamedTemporaryFile("w", prefix="emulation-", suffix=".log", delete=False, encoding="utf-8") as log:
        traceback.print_exception(problem, file=log)
    click.echo(_("this is our fault; what happened is written in {file}").format(file=log.name), err=True)
    return EXIT["our_fault"]
