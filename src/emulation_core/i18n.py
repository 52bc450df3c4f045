"""The language people read: one context-wide choice and one catalogue lookup.

Messages are written in English in the code and translated by the gettext catalogue in `locale/`;
Vietnamese is the default because the offices are Vietnamese.
"""

from __future__ import annotations

import os.path
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations

LANGUAGES = ("vi", "en")
_language: ContextVar[str] = ContextVar("language", default="vi")


def language() -> str:
    """The language in force, one of `LANGUAGES`."""
    return _language.get()


def set_language(code: str) -> None:
    """Choose the language of every message rendered from here on in this context.

    Raises `ValueError` for a code outside `LANGUAGES`.
    """
    if code not in LANGUAGES:
        raise ValueError(code)
    _language.set(code)


@cache
def _catalogue(code: str) -> NullTranslations:
    # Opened here rather than found by `gettext.translation`, which reads the locale of the machine first: every start
    # of the program would pay for that, and for pathlib.
    path = os.path.join(os.path.dirname(__file__), "locale", code, "LC_MESSAGES", "emulation.mo")
    try:
        with open(path, "rb") as file:
            return GNUTranslations(file)
    except FileNotFoundError:
        return NullTranslations()


def _(message: str) -> str:
    """`message` in the language in force."""
    return _catalogue(_language.get()).gettext(message)


def pick(pair: tuple[str, str]) -> str:
    """The half of a (Vietnamese, English) pair that the language in force asks for."""
    return pair[LANGUAGES.index(_language.get())]
