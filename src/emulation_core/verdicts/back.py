"""One participant read back from a verdict file: what it says, and with the evidence at hand also why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
from attrs import evolve, frozen

from emulation_core.campaign import Campaign, RoundKind
from emulation_core.config import load_texts
from emulation_core.errors import NotFound
from emulation_core.evaluate import column, judge
from emulation_core.evidence import Evidence
from emulation_core.explain import Finding, findings, plain_decimal
from emulation_core.i18n import _
from emulation_core.intake import RawSheet, collect, read
from emulation_core.intake.rawsheet import FrameRows
from emulation_core.model import KINDS, STATUS, Kind, Status, Verdict
from emulation_core.outcome import LISTS, PLACED
from emulation_core.plugins import Registry
from emulation_core.report import Participant, Placed
from emulation_core.scheme import HIGH, LOW, RANK
from emulation_core.verdicts.head import Head, digests, head_in
from emulation_core.verdicts.rows import KIND, NUMBER


@frozen
class Said:
    """One participant of a verdict file; `group` are its values in the columns that keep tables apart.

    `verdicts` are words by criterion, `places` one of `outcome.LISTS` by award; `row` is its line of the evidence,
    None where that is several tables.
    """

    id: str
    kind: Kind
    row: int | None
    group: Mapping[str, object]
    status: str | None
    verdicts: Mapping[str, str]
    places: Mapping[str, str]
    low: Decimal | None
    high: Decimal | None
    rank: int | None


@frozen
class Found:
    """What `emulation explain FILE.parquet --json` prints; `group`: the values that keep tables apart."""

    campaign: str
    round: str
    on: date
    group: Mapping[str, str]
    participant: Participant
    proposals: tuple[Placed, ...]
    differs: tuple[str, ...]


def one(path: Path, head: Head, participant: str) -> Said:
    """What the file at `path`, whose head is given, says of one participant; raises `NotFound`."""
    # Ids first: what else is said is read of the few rows alone that have this one.
    found = pl.scan_parquet(path, glob=False, parallel="prefiltered").filter(pl.col("id") == participant).collect()
    if found.is_empty():
        raise NotFound(_("no participant {id} in {path}").format(id=participant, path=path))
    row = found.row(0, named=True)
    kind = KINDS[row[KIND]]
    places = {award: row[PLACED + award] for award in head.awards}
    return Said(
        participant,
        kind,
        row[NUMBER],
        {name: row[name] for name in head.by},
        None if row[STATUS] is None else Status(row[STATUS]).word,
        {id: Verdict(row[column(id)]).word for id in head.criteria[kind.value]},
        {award: LISTS[code] for award, code in places.items() if code is not None},
        row.get(LOW),
        row.get(HIGH),
        row.get(RANK),
    )


def findings_of(path: Path, participant: str) -> Participant:
    """One participant of the verdict file at `path`: verdicts with their clauses; names and values are not in it."""
    held = head_in(path)
    return named(held, one(path, held, participant))


def named(head: Head, mine: Said) -> Participant:
    """One participant as the file tells it, with the clauses of `head`."""
    clauses = head.criteria[mine.kind.value]
    told = [Finding(id, clauses[id], word, None, None, None, "", ()) for id, word in mine.verdicts.items()]
    return _participant(mine, mine.id, told)


def explained(head: Head, mine: Said, evidence: Path, registry: Registry) -> Participant:
    """`named` with the values that were read and why, from the evidence of the run, judged by today's engine.

    `evidence` is a file, or a folder of them. Status, points and rank are those of the file. Raises `NotFound` where
    it is not what was scored, and for a review: what that knows of other years is in a ledger.
    """
    if sorted(_bytes(digests([evidence]))) != sorted(_bytes(head.evidence)):
        raise NotFound(_("{path}: not the evidence that was scored").format(path=evidence))
    campaign = load_texts(head.texts, registry).campaign
    round = next(round for round in campaign.period.rounds() if round.id == head.round)
    if round.kind is RoundKind.REVIEW:
        raise NotFound(_("{round} looks back on other years: its run in the ledger explains").format(round=round.id))
    mine_alone = _line(head, mine, evidence, campaign)
    table = judge(campaign, round, head.on, mine.kind, mine_alone.frame)
    [told] = findings(campaign, round, head.on, mine.kind, table, mine_alone)
    return _participant(mine, mine_alone.frame["name"][0], told)


def _bytes(files: Sequence[tuple[str, str]]) -> list[str]:
    return [sha256 for _name, sha256 in files]


def _line(head: Head, mine: Said, evidence: Path, campaign: Campaign) -> Evidence:
    """The evidence of one participant; of a Parquet table nothing else is read."""
    if mine.row is None or evidence.suffix.lower() != ".parquet":
        whole = read([evidence], campaign, form_for=(head.campaign, head.round))
        return evolve(whole, frame=whole.frame.filter(pl.col("id") == mine.id))
    [(file, _sha256)] = head.evidence
    line = pl.scan_parquet(evidence, glob=False).slice(mine.row - 1, 1).collect().drop(head.by)
    return collect([RawSheet(file, None, tuple(line.columns), FrameRows(line, [mine.row]), ".")], campaign)


def _participant(mine: Said, name: str, told: Sequence[Finding]) -> Participant:
    low, high = (None if end is None else plain_decimal(end) for end in (mine.low, mine.high))
    known = low if low == high else None
    ends = None if low is None or high is None or known is not None else (low, high)
    return Participant(mine.id, name, mine.kind, mine.status, known, mine.rank, tuple(told), ends)
