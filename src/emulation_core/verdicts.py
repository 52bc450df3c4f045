"""Verdict files: what a large run says of everybody, as one Parquet file that any tool for columns reads.

A row for each participant, sorted by id, codes as in `model`: `id`, the columns that keep tables apart, `row` (UInt32:
the line of the evidence), `kind` (UInt8: the place in `model.KINDS`), `scope` and `v.<criterion>` (verdicts; null where
the criterion does not judge the kind), `status`, `p.<award>` (the code of `outcome.LISTS`), and in a scored scheme
`points.low`, `points.high` (exact decimals) and `points.rank` (UInt32). The file says itself, under the key
`emulation`, what was scored, by what and on which evidence, and what the codes mean. The same run gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl
from attrs import frozen

from emulation_core import points
from emulation_core.campaign import Campaign, Loaded, Round
from emulation_core.config import load_texts
from emulation_core.errors import NotFound
from emulation_core.evaluate import SCOPE, column, compiled, judge
from emulation_core.evidence import ROW
from emulation_core.explain import Finding, findings, plain_decimal
from emulation_core.i18n import _
from emulation_core.intake import RawSheet, collect
from emulation_core.intake.rawsheet import FrameRows
from emulation_core.model import KINDS, STATUS, Kind, Status, Verdict
from emulation_core.outcome import LISTS, PLACED
from emulation_core.plugins import Registry
from emulation_core.points.plan import plan
from emulation_core.points.quick import unit
from emulation_core.report import Participant
from emulation_core.scheme import HIGH, LOW, RANK
from emulation_core.units import DIGITS, POINT

KEY = "emulation"
NUMBER, KIND = "row", "kind"
AT_ONCE = 65_536
"""Participants in a row group: so many are looked at to find one."""
_POINTS, _FINE = pl.Decimal(38, DIGITS), POINT // 10**9


@frozen
class Head:
    """What a verdict file says of itself.

    `texts` are those of the campaign, (id, text) with the first base first; `evidence` is the file's name and the
    SHA-256 of its bytes; `criteria` has for each kind the clause of every criterion by id.
    """

    campaign: str
    round: str
    on: date
    decided: date
    by: tuple[str, ...]
    texts: tuple[tuple[str, str], ...]
    evidence: str
    sha256: str
    engine: str
    criteria: Mapping[str, Mapping[str, str]]
    awards: tuple[str, ...]

    def written(self) -> dict[str, str]:
        """The head as the file keeps it, with what the codes mean."""
        texts = [{"id": id, "sha256": _digest(text.encode()), "text": text} for id, text in self.texts]
        said = {name: getattr(self, name) for name in ("campaign", "round", "by", "engine", "criteria", "awards")}
        said |= {"on": self.on.isoformat(), "decided": self.decided.isoformat(), "texts": texts}
        said |= {"evidence": {"file": self.evidence, "sha256": self.sha256}}
        said["codes"] = {
            "verdict": {verdict.value: verdict.word for verdict in Verdict},
            "status": {status.value: status.word for status in Status},
            "place": dict(enumerate(LISTS)),
            "kind": {n: kind.value for n, kind in enumerate(KINDS)},
        }
        return {KEY: json.dumps(said, ensure_ascii=False)}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def file_digest(path: Path) -> str:
    """The SHA-256 of the bytes of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def head(loaded: Loaded, round: Round, on: date, decided: date, by: Sequence[str], evidence: Path) -> Head:
    """The head of the file that a run writes."""
    campaign = loaded.campaign
    criteria = {kind.value: {str(c.id): str(c.clause) for c in campaign.criteria_in(round, kind)} for kind in KINDS}
    awards = tuple(award.id for award in campaign.awards_in(round))
    made, sha256 = version("emulation-core"), file_digest(evidence)
    by = tuple(by)
    return Head(loaded.id, round.id, on, decided, by, loaded.texts, evidence.name, sha256, made, criteria, awards)


def points_type(campaign: Campaign, round: Round, on: date) -> pl.Decimal | None:
    """How the file keeps points, to the last digit: in 64 bits where nine decimals are enough; None: no points."""
    if campaign.scoring is None:
        return None
    scored = [kind for kind in KINDS if points.counts(campaign, round, kind)]
    plans = [plan(campaign, compiled(campaign, round, on, kind)) for kind in scored]
    short = all((one := unit(each)) is not None and one % _FINE == 0 for each in plans)
    return pl.Decimal(18, 9) if short else pl.Decimal(38, DIGITS)


def schema(head: Head, by: Mapping[str, pl.DataType], scored: pl.Decimal | None) -> dict[str, pl.DataType]:
    """The columns of the file, in order; `by` are those that keep tables apart, `scored` is the type of points."""
    criteria = dict.fromkeys(column(id) for ids in head.criteria.values() for id in ids)
    codes = [KIND, SCOPE, *criteria, STATUS, *(PLACED + id for id in head.awards)]
    ranked = {LOW: scored, HIGH: scored, RANK: pl.UInt32()} if scored is not None else {}
    return {"id": pl.String(), **by, NUMBER: pl.UInt32(), **dict.fromkeys(codes, pl.UInt8()), **ranked}


def said(table: pl.DataFrame, kind: Kind, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """What `assess` says in `table` of the participants of `kind`, in the columns of the file."""
    own = {NUMBER: pl.col(ROW), KIND: pl.lit(KINDS.index(kind))}
    own |= {name: _decimal(name) for name in (LOW, HIGH) if name in table.columns}
    held = {name: own.get(name, pl.col(name) if name in table.columns else pl.lit(None)) for name in schema}
    return table.select(expr.cast(schema[name]).alias(name) for name, expr in held.items())


def _decimal(name: str) -> pl.Expr:
    """Points as decimals; in two parts, for a cast would go beyond 38 digits on the way."""
    units = points.in_units(name)
    found: pl.Expr = (units // POINT).cast(_POINTS) + (units % POINT).cast(_POINTS) / pl.lit(POINT, _POINTS)
    return found


def write(
    pieces: Iterator[pl.DataFrame],
    schema: Mapping[str, pl.DataType],
    head: Head,
    path: Path,
    check: Callable[[], None] = lambda: None,
) -> None:
    """Write `pieces`, each sorted by id and all before the next, at `path`; nothing where `check` raises at the end."""
    from polars.io.plugins import register_io_source

    def source(columns: Any, _predicate: Any, _rows: Any, _batch: Any) -> Iterator[pl.DataFrame]:
        return (piece if columns is None else piece.select(columns) for piece in pieces)

    draft = path.with_name(path.name + ".part")
    table = register_io_source(source, schema=dict(schema))
    try:
        table.sink_parquet(draft, compression_level=1, row_group_size=AT_ONCE, metadata=head.written())
        check()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


# ---- Read back -------------------------------------------------------------------------------------------------------


def head_in(path: Path) -> Head:
    """What the verdict file at `path` says of itself; raises `NotFound` for any other file."""
    try:
        raw = json.loads(pl.read_parquet_metadata(path)[KEY])
    except (OSError, KeyError, ValueError, pl.exceptions.PolarsError) as problem:
        raise NotFound(_("{path}: no verdict file").format(path=path)) from problem
    evidence = raw["evidence"]
    return Head(
        raw["campaign"],
        raw["round"],
        date.fromisoformat(raw["on"]),
        date.fromisoformat(raw["decided"]),
        tuple(raw["by"]),
        tuple((text["id"], text["text"]) for text in raw["texts"]),
        evidence["file"],
        evidence["sha256"],
        raw["engine"],
        raw["criteria"],
        tuple(raw["awards"]),
    )


@frozen
class Said:
    """One participant of a verdict file; `group` are its values in the columns that keep tables apart.

    `verdicts` are words by criterion, `places` one of `outcome.LISTS` by award; `row` is its line of the evidence.
    """

    id: str
    kind: Kind
    row: int
    group: Mapping[str, object]
    status: str | None
    verdicts: Mapping[str, str]
    places: Mapping[str, str]
    low: Decimal | None
    high: Decimal | None
    rank: int | None


def one(path: Path, head: Head, participant: str) -> Said:
    """What the file at `path`, whose head is given, says of one participant; raises `NotFound`."""
    found = pl.scan_parquet(path).filter(pl.col("id") == participant).collect()
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
    """`named` with the values that were read and why, from the evidence file of the run, judged by today's engine.

    Status, points and rank are those of the file. Raises `NotFound` where `evidence` is not the file that was scored.
    """
    if file_digest(evidence) != head.sha256:
        raise NotFound(_("{path}: not the evidence that was scored").format(path=evidence))
    campaign = load_texts(head.texts, registry).campaign
    round = next(round for round in campaign.period.rounds() if round.id == head.round)
    line = pl.scan_parquet(evidence).slice(mine.row - 1, 1).collect().drop(head.by)
    read = collect([RawSheet(head.evidence, None, tuple(line.columns), FrameRows(line, [mine.row]), ".")], campaign)
    table = judge(campaign, round, head.on, mine.kind, read.frame)
    [told] = findings(campaign, round, head.on, mine.kind, table, read)
    return _participant(mine, read.frame["name"][0], told)


def _participant(mine: Said, name: str, told: Sequence[Finding]) -> Participant:
    low, high = (None if end is None else plain_decimal(end) for end in (mine.low, mine.high))
    known = low if low == high else None
    ends = None if low is None or high is None or known is not None else (low, high)
    return Participant(mine.id, name, mine.kind, mine.status, known, mine.rank, tuple(told), ends)
