"""A large run: each block of the evidence judged by itself, all beside those of their table, everything in one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from attrs import define, field, frozen

from emulation_core import law, points, verdicts
from emulation_core.assess import Judging, assess, counted, placed
from emulation_core.campaign import Loaded, Note, Round
from emulation_core.errors import EvidenceRefused, Fault, NotFound
from emulation_core.evidence import ROW, SHEET, by_kind
from emulation_core.i18n import _
from emulation_core.intake import RawSheet, collect
from emulation_core.intake.columnar import Columns, Unsure
from emulation_core.intake.package import again
from emulation_core.intake.rawsheet import FrameRows, refused
from emulation_core.intake.whole import nobody_in
from emulation_core.large.blocks import NUMBER, Survey, ahead, blocks, survey
from emulation_core.large.shelf import Shelf
from emulation_core.large.told import MOST_TOLD, alike, letters, twice
from emulation_core.model import KINDS, STATUS, Kind, Status, Text
from emulation_core.outcome import LISTS, PLACED
from emulation_core.scheme import facts_in
from emulation_core.standing import order_of

MEMORY = 512 << 20
"""Bytes that a run takes where nothing else is said."""
_STANDING, _OF_A_ROW, _OF_A_CRITERION = 146 << 20, 1_400, 150
"""Bytes that the program takes before it reads anything, and for each participant of a block."""
_LEAST_ROWS = 5_000


@frozen
class Tally:
    """What a large run comes to: participants by kind and status, and by award and place, and its warnings."""

    participants: int
    statuses: Mapping[str, Mapping[str, int]]
    places: Mapping[str, Mapping[str, int]]
    warnings: tuple[Note, ...]


@frozen
class Scored:
    """What `emulation score --verdicts --json` prints; `verdicts` is the name of the file."""

    campaign: str
    round: str
    on: date
    verdicts: str
    tally: Tally


def score_large(
    loaded: Loaded,
    evidence: Path,
    out: Path,
    round: Round,
    on: date,
    decided: date | None = None,
    *,
    by: Sequence[str] = (),
    memory: int = MEMORY,
) -> Tally:
    """Judge everybody in the Parquet file `evidence` and write the verdict file `out`.

    Rows that differ in the columns `by` are tables of their own: each is ranked by itself and has its own seats. Then
    some `memory` bytes are enough, unless one table alone takes more; without `by` everybody stands in one ranking, and
    some 150 bytes a participant are held for it. Names, reasons and money are not said here. The file is read in this
    process: it is the office's own. Raises as `intake.read` and `score` do.
    """
    campaign, decided = loaded.campaign, decided or on
    names = _columns_in(evidence)
    if not out.parent.is_dir():
        raise NotFound(_("{folder}: no such folder").format(folder=out.parent))
    lost = [name for name in by if name not in names]
    if lost:
        raise NotFound(_("{path}: no column {name}").format(path=evidence, name=", ".join(lost)))
    head = verdicts.head(loaded, round, on, decided, verdicts.digests([evidence]), by)
    deferring = law.in_force("hoan_xet", decided) is not None
    judgings = {kind: Judging(campaign, round, on, kind, deferring, tuple(by)) for kind in KINDS}
    schema = verdicts.schema(campaign, round, on, {name: names[name] for name in by})
    assert not {*by} & verdicts.schema(campaign, round, on).keys(), "columns of the verdict file keep no tables apart"
    rows = max((memory - _STANDING) // (_OF_A_ROW + _OF_A_CRITERION * len(campaign.criteria)), _LEAST_ROWS)
    with TemporaryDirectory(dir=out.parent, prefix=".large-") as folder:
        taking = _Taking(loaded, evidence, tuple(names), tuple(by), judgings, schema)
        taking.run(Path(folder), rows)
        verdicts.write(taking.sorted(), schema, head, out, taking.sound)
    return taking.tally()


@define(eq=False)
class _Taking:
    """A run under way."""

    loaded: Loaded
    path: Path
    names: tuple[str, ...]
    by: tuple[str, ...]
    judgings: Mapping[Kind, Judging]
    schema: Mapping[str, pl.DataType]
    columns: Columns = field(init=False)
    shelf: Shelf = field(init=False)
    faults: list[Fault] = field(factory=list)
    alike: list[Note] = field(factory=list)
    counted: Counter[tuple[str, str, str]] = field(factory=Counter)
    waiting: dict[Kind, list[pl.DataFrame]] = field(factory=dict)
    height: int = 0
    divided: bool = False
    deferrable: Sequence[Kind] = ()
    unsaid: int = 0

    def run(self, room: Path, rows: int) -> None:
        """Read and judge everything; raises `EvidenceRefused` when anything is wrong."""
        self.columns = self._columns()
        self.deferrable = law.kinds_of_facts(self.loaded.campaign)[law.DEFERRAL]
        looked = survey(self.path, self.columns.sheet.columns["id"], self.by)
        self.height = looked.height
        self.shelf = Shelf.of(room / "said", looked.sample, looked.height)
        self.divided = not self.by and looked.height > rows
        # Three blocks are under way at once: one is read, one typed, and one judged and put by.
        read = ahead(blocks(self.path, [*self.columns.sheet.columns.values()], self.by, rows, _room(looked, room)))
        typed = ahead(map(self._tried, read))
        for kind, said in self._judged(typed):
            self._put(kind, said)
        if self.faults:
            raise EvidenceRefused(self.faults, [f"{note.about}: {note.says}" for note in self._notes()])
        while self.waiting:
            kind, tables = self.waiting.popitem()
            table = points.level(pl.concat(tables, how="vertical_relaxed"))
            tables.clear()
            self._put(kind, verdicts.said(placed(self.judgings[kind], table), kind, self.schema))

    def _columns(self) -> Columns:
        try:
            return Columns.of(self.path.name, self.names, self.loaded.campaign, self.by)
        except Unsure:
            empty = pl.scan_parquet(self.path, glob=False).head(0).drop(self.by).collect()
            collect([self._sheet(empty, pl.Series([], dtype=pl.Int64))], self.loaded.campaign)
            raise

    def _sheet(self, table: pl.DataFrame, numbers: pl.Series) -> RawSheet:
        return RawSheet(self.path.name, None, tuple(table.columns), FrameRows(table, numbers.to_list()), ".")

    def _tried(self, block: pl.DataFrame) -> pl.DataFrame | EvidenceRefused:
        """A block as evidence, or why it is none."""
        try:
            return self._typed(block)
        except EvidenceRefused as refusal:
            return refusal

    def _typed(self, block: pl.DataFrame) -> pl.DataFrame:
        """A block as evidence, with the columns that keep tables apart."""
        try:
            frame = self.columns.block(block, block[NUMBER])
            apart = block.select(self.by)
        except Unsure:
            raw = block.drop(NUMBER, *(name for name in self.by))
            found = collect([self._sheet(raw, block[NUMBER])], self.loaded.campaign)
            frame = found.frame
            self.alike += found.warnings
            kept = block[NUMBER].is_in(frame[ROW].implode())
            apart = block.filter(kept).select(self.by)
        frame = frame.with_columns(apart.iter_columns())
        if not self.divided and len(self.alike) <= MOST_TOLD:
            self.alike += alike(frame, self.by)
        return frame

    def _judged(self, frames: Iterator[pl.DataFrame | EvidenceRefused]) -> Iterator[tuple[Kind, pl.DataFrame]]:
        """What is said of the participants of each kind in each block; after a fault nobody is judged any more."""
        for frame in frames:
            if isinstance(frame, EvidenceRefused):
                self.faults += frame.faults
                continue
            for kind, part in by_kind(frame).items():
                if part.is_empty() or self.faults:
                    continue
                try:
                    table = self._take(kind, part)
                except EvidenceRefused as refusal:
                    self.faults += refusal.faults
                else:
                    if table is not None:
                        yield kind, verdicts.said(table, kind, self.schema)

    def _take(self, kind: Kind, part: pl.DataFrame) -> pl.DataFrame | None:
        """What is said of `part`; None where it waits for the rest of its table."""
        judging = self.judgings[kind]
        if judging.deferring and kind in self.deferrable:
            self.unsaid += part[law.DEFERRAL].null_count()
        if not self.divided:
            return assess(judging, part, (self.columns.sheet,))
        table = counted(judging, part, (self.columns.sheet,))
        self.waiting.setdefault(kind, []).append(table.select(_needed(judging, table)))
        return None

    def _put(self, kind: Kind, rows: pl.DataFrame) -> None:
        """Put by what is said, and count it."""
        self.shelf.add(rows)
        for name in (STATUS, *(PLACED + award.id for award in self.judgings[kind].awards)):
            for code, count in rows[name].value_counts(name="_count").iter_rows():
                word = "" if code is None else Status(code).word if name == STATUS else LISTS[code]
                self.counted[kind.value, name, word] += count

    def sorted(self) -> Iterator[pl.DataFrame]:
        """Everything that is said, by id."""
        yield from self.shelf.sorted()

    def sound(self) -> None:
        """Raise `EvidenceRefused` for what only the whole table tells: ids that stand twice, letters of old."""
        faults = [*twice(self.path, self.columns, self.shelf.twice), *letters(self.columns)]
        if faults:
            raise EvidenceRefused(faults)

    def _notes(self) -> Iterator[Note]:
        if not self.height:
            yield nobody_in(self.path.name)
        yield from self.columns.notes()
        yield from self.alike[:MOST_TOLD]
        if len(self.alike) > MOST_TOLD:
            yield Note(
                Text("name"),
                Text(_("more names that may be the same participant; {most} are listed").format(most=MOST_TOLD)),
            )
        if self.unsaid:
            what = _("{count} left empty; an empty cell defers nobody")
            yield Note(Text(law.DEFERRAL), Text(what.format(count=self.unsaid)))
        if self.divided:
            yield Note(Text("name"), Text(_("names were not compared with one another in a table of this size")))

    def tally(self) -> Tally:
        """The counts of the finished run."""
        statuses: dict[str, dict[str, int]] = {}
        places: dict[str, dict[str, int]] = {}
        for (kind, name, word), count in sorted(self.counted.items()):
            if name == STATUS:
                statuses.setdefault(kind, {})[word or "none"] = count
            else:
                held = places.setdefault(name.removeprefix(PLACED), {})
                held[word] = held.get(word, 0) + count
        total = sum(count for of in statuses.values() for count in of.values())
        return Tally(total, statuses, places, tuple(sorted(set(self._notes()))))


def _columns_in(path: Path) -> Mapping[str, pl.DataType]:
    """The columns of the Parquet file at `path`; raises `NotFound`, `EvidenceRefused`."""
    if not path.is_file():
        raise NotFound(_("{path}: no such file").format(path=path))
    try:
        return pl.scan_parquet(path, glob=False).collect_schema()
    except (OSError, pl.exceptions.PolarsError) as problem:
        what = _("it cannot be read ({why}); {again}")
        raise refused(path.name, 1, what.format(why=problem, again=again())) from problem


def _room(looked: Survey, room: Path) -> Path | None:
    return None if looked.together else room


def _needed(judging: Judging, table: pl.DataFrame) -> list[str]:
    """The columns of `counted` that `placed` and the verdict file read."""
    campaign, round, kind = judging.campaign, judging.round, judging.kind
    awards = judging.awards or (None,)
    read = {name for award in awards for name in facts_in(order_of(campaign, award, round, kind))}
    read |= {"id", ROW, law.DEFERRAL, *judging.by}
    facts = {*law.dictionary(campaign.facts), "id", "name", "unit", "kind", SHEET, ROW}
    return [name for name in table.columns if name in read or name not in facts]
