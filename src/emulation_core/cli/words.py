"""What Click itself says on a page of help or about wrong usage, through our catalogue.

Click takes its words from gettext in the language of the environment; people here ask for theirs with `--lang`. So its
modules are given our lookup. Words it has and we have not stay English.
"""

from __future__ import annotations

from typing import Any

import click

from emulation_core import i18n
from emulation_core.i18n import LANGUAGES, _


def asked_language() -> dict[str, Any]:
    """`--lang`: read before any verb is imported, so that help speaks it too; nothing is passed on."""
    return {
        "type": click.Choice(LANGUAGES),
        "default": LANGUAGES[0],
        "expose_value": False,
        "help": _("Language of the answer."),
    }


def lend_words() -> None:
    """Let Click speak the language in force from here on."""
    for module in (click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.types):
        vars(module).update(_=_, ngettext=_counted)


def _counted(one: str, many: str, count: int) -> str:
    return i18n._(one if count == 1 else many)


def spoken() -> tuple[str, ...]:
    """The words, for the catalogue to find."""
    return (
        _("Usage:"),
        _("Options"),
        _("Commands"),
        _("Show this message and exit."),
        _("required"),
        _("default: {default}"),
        _("env var: {var}"),
        _("Error: {message}"),
        _("Try '{command} {option}' for help."),
        _("No such command {name!r}."),
        _("No such option {name!r}."),
        _("Did you mean {possibility}?"),
        _("(Did you mean one of: {possibilities}?)"),
        _("Missing argument"),
        _("Missing option"),
        _("Missing command."),
        _("Invalid value: {message}"),
        _("Invalid value for {param_hint}: {message}"),
        _("Got unexpected extra argument ({args})"),
        _("Got unexpected extra arguments ({args})"),
        _("Option {name!r} does not take a value."),
        _("Option {name!r} requires an argument."),
        _("Option {name!r} requires {nargs} arguments."),
        _("{value!r} is not {choice}."),
        _("{value!r} is not one of {choices}."),
        _("{value!r} is not a valid {number_type}."),
        _("{value} is not in the range {range}."),
        _("{name} {filename!r} is not readable."),
    )
