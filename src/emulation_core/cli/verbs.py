"""Every verb and what it is for: what `emulation --help` prints without importing any of them."""

from __future__ import annotations

from emulation_core.i18n import _


def verbs() -> dict[str, str]:
    """The verbs in the order people meet them, each with its help in the language in force; a verb has no other."""
    return {
        "campaigns": _("List the campaigns."),
        "show": _("Show a campaign: criteria, awards, what it assumes and what it lacks."),
        "timeline": _("Show the steps of a campaign in order: past, due and coming."),
        "form": _("Write the workbook that officers fill with evidence."),
        "check": _("Check a campaign file and evidence for it; list every fault and what is missing."),
        "score": _("Score the evidence of a campaign."),
        "whatif": _("Compare the proposals with and without a change; nothing is recorded."),
        "explain": _("Explain one participant of a run, criterion by criterion."),
        "decide": _("Record what the council decided about a run, or show it beside the machine's result."),
        "report": _("Write the papers of a run, its result as a workbook and a page."),
        "doc": _("Word documents, whoever wrote them."),
        "runs": _("List the runs of a ledger, oldest first."),
        "diff": _("Compare two runs, participant by participant."),
        "verify": _("Check every digest of a ledger."),
        "receipt": _("Print the proof of what a run said of one participant."),
        "erase": _("Take a person's id, name, unit and free text out of a ledger."),
        "consolidate": _("Collect agencies' proposals for a higher form into a provincial table."),
        "batch": _("Score everything in a deployment that has evidence."),
        "new": _("Lay something out to begin with."),
        "plugins": _("List the plugins: their rules, and why one does not work."),
        "schema": _("Print the schema of campaign files, or write every schema into a folder."),
        "test": _("Run the cases of campaigns, written for officials to read."),
        "coverage": _("Say of each clause of the plan what covers it in the campaign file."),
        "demo": _("Score sample evidence of shipped campaigns and show what the program is for."),
    }
