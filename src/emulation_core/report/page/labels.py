"""The words of the page that stand still, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping

from emulation_core.i18n import _


def labels() -> Mapping[str, str]:
    """Every word by the name the template calls it."""
    return {**_headings(), **_phrases(), **_columns()}


def _headings() -> Mapping[str, str]:
    return {
        "paper": _("Result of the review"),
        "skip": _("To the content"),
        "contents": _("Contents"),
        "proposals": _("Proposals"),
        "dossiers": _("Dossiers"),
        "label": _("Label"),
        "votes": _("Votes asked"),
        "council": _("For the council to decide"),
        "advice": _("Advice, never applied by the machine"),
        "decisions": _("What the council decided beside what the machine said"),
        "matrix": _("Matrix"),
        "matrix_says": _("What each participant's evidence says on each criterion"),
        "legend": _("What the seven verdicts mean"),
        "people": _("Participant by participant"),
        "open": _("What is still open, and what it could change"),
        "still_open": _("Still open"),
        "charts": _("In figures"),
        "met_per_criterion": _("Criteria met"),
        "points": _("Distribution of points"),
        "ranks": _("Change of rank"),
        "figures": _("The figures"),
        "assumptions": _("Assumptions"),
        "unresolved": _("Texts not held"),
        "warnings": _("Warnings"),
        "whole_head": _("Whole head"),
        "identity": _("Which result this is"),
    }


def _phrases() -> Mapping[str, str]:
    return {
        "seats": _("seats"),
        "certain": _("certain"),
        "nobody": _("nobody"),
        "everybody": _("All {count} names"),
        "nothing_open": _("Nothing is open."),
        "nothing_to_decide": _("Nothing waits for the council."),
        "met_of": _("{met} of {of} met"),
        "up": _("up {places}"),
        "down": _("down {places}"),
        "same": _("same place"),
        "none": _("none"),
    }


def _columns() -> Mapping[str, str]:
    return {
        "points_from": _("From"),
        "points_below": _("To"),
        "participants": _("Participants"),
        "rank_before": _("Rank before"),
        "rank_now": _("Rank now"),
        "about": _("About"),
        "says": _("What is said"),
        "award": _("Award"),
        "name": _("Name"),
        "status": _("Status"),
        "machine": _("The machine"),
        "the_council": _("The council"),
        "reason": _("Reason"),
        "minutes": _("Minutes"),
        "by": _("By"),
        "day": _("Day"),
        "verdict": _("Verdict"),
        "criterion": _("Criterion"),
        "clause": _("Clause"),
        "why": _("Why"),
        "read_at": _("Read at"),
        "kind": _("Kind"),
        "for_whom": _("For whom"),
        "could_change": _("What it could change"),
        "rank": _("Rank"),
        "points_word": _("Points"),
        "waits": _("Waits for"),
    }
