"""Rows that stand for tables of their own in one frame: counted apart, and lined up apart by places. Pure.

A group costs a row of a small table, not a query: what holds for a group is found once, and then looked up by everybody
in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, reduce
from operator import add

import polars as pl
from attrs import frozen

from emulation_core.columns import code, engine, fitting, like, packed, runs, same
from emulation_core.model import BEST

OF = "of"
FLAGS = 16
"""What somebody stands in a line as: flags below this stand beside the place in its key."""
_ROOMY = 4
"""As many cells as this for each row are worth a table of them."""


@frozen(eq=False)
class Groups:
    """`of` is the group of each row (UInt32, from 0), `count` how many there are; some may have no row."""

    of: pl.Series
    count: int

    def told(self, values: pl.Series) -> pl.Expr:
        """What holds for a group, for every row of it; over a frame whose column `OF` is `of`."""
        if len(values) == 1 or values.n_unique() == 1:
            return pl.lit(values[0], values.dtype)
        return pl.lit(values).gather(OF)

    def sums(self, rows: pl.DataFrame, masks: Mapping[str, pl.Expr]) -> pl.DataFrame:
        """How many rows of each group each mask holds (Int64), a row for every group; `rows` have the column `OF`."""
        everything = [mask.sum().cast(pl.Int64).alias(name) for name, mask in masks.items()]
        if self.count == 1:
            return rows.select(everything)
        found = rows.lazy().group_by(OF).agg(everything).collect(engine=engine(rows.height))
        return pl.DataFrame([same(0, self.count, pl.Int64).alias(n).scatter(found[OF], found[n]) for n in masks])

    def first(self, values: pl.Series) -> pl.Series:
        """What stands in some row of each group, for what is the same in all of them; null for a group without rows."""
        return same(None, self.count, values.dtype).scatter(self.of, values)


@frozen(eq=False)
class Lineup:
    """Some of the rows in order, sorted once, those level with one another together.

    `rows` have the column `OF`, their `place` in the group and, by `masks`, what they stand as: a mask for each flag, a
    power of two below `FLAGS`. Whoever stands as nothing is left out. Those who stand level as the same are a run:
    `keys` has its group × `width` + place, `marks` the sum of its flags (UInt8) and `sizes` how many they are.
    """

    groups: Groups
    rows: pl.DataFrame
    place: str
    masks: Mapping[int, pl.Expr]
    width: int
    keys: pl.Series
    marks: pl.Series
    sizes: pl.Series

    @classmethod
    def of(cls, groups: Groups, rows: pl.DataFrame, place: str, masks: Mapping[int, pl.Expr]) -> Lineup:
        """The rows by their `place`, a column of whole numbers, 0 or more."""
        width = int(rows[place].max() or 0) + 1  # type: ignore[arg-type]
        flags = reduce(add, [pl.when(mask).then(code(flag)).otherwise(code(0)) for flag, mask in masks.items()])
        key = packed((pl.col(OF), groups.count), (pl.col(place), width), (flags, FLAGS))
        codes = rows.select(key).to_series()
        below = like(FLAGS, codes)
        told = runs(codes.filter(codes % below != 0))
        value, sizes = told["value"], told["len"].cast(pl.Int64)
        return cls(groups, rows, place, masks, width, value // below, fitting(value % below, pl.UInt8), sizes)

    @cached_property
    def firsts(self) -> pl.Series:
        """The first run of each group, and the end."""
        groups = pl.int_range(self.groups.count + 1, eager=True).cast(self.keys.dtype)
        return self.keys.search_sorted(groups * like(self.width, self.keys))

    def lines(self, *flags: int) -> list[Line]:
        """For each of `flags` those with one of them."""
        each_run = pl.DataFrame({"marks": self.marks, "sizes": self.sizes})
        mine = [pl.when(pl.col("marks") & each != 0).then("sizes").otherwise(0) for each in flags]
        ahead = each_run.select(those.cum_sum().alias(f"{n}") for n, those in enumerate(mine))
        return [Line(self, pl.concat([same(0, 1, pl.Int64), column.alias("")])) for column in ahead.iter_columns()]

    def ranks(self, flag: int) -> pl.Series:
        """Competition ranking 1, 2, 2, 4 (UInt32, null for the others) of those with `flag`, in each group apart."""
        cells, mine, [line] = self.groups.count * self.width, self.masks[flag], self.lines(flag)
        cell = packed((pl.col(OF), self.groups.count), (pl.col(self.place), self.width))
        if cells > _ROOMY * self.rows.height:
            where = self.rows.select(mine).to_series()
            found = self.rows.filter(where).select(OF, cell=cell)
            rank = found["cell"].rank("min").cast(pl.Int64) - line.starts.gather(found[OF])
            return same(None, self.rows.height, pl.UInt32).scatter(where.arg_true(), fitting(rank, pl.UInt32))
        # Where places are few, each has its rank written down, that of its first run, and everybody looks it up.
        first = pl.concat([same(True, 1, pl.Boolean), self.keys.tail(-1) != self.keys.head(-1)]).head(len(self.keys))
        keys = self.keys.filter(first)
        rank = line.ahead.head(-1).filter(first) - line.starts.gather(keys // like(self.width, keys)) + 1
        table = same(0, cells, pl.UInt32).scatter(keys, fitting(rank, pl.UInt32))
        return self.rows.select(pl.when(mine).then(pl.lit(table).gather(cell))).to_series()


@frozen(eq=False)
class Line:
    """Some of a lineup: how many of them stand `ahead` of each run (Int64), and how many they are."""

    lineup: Lineup
    ahead: pl.Series

    @cached_property
    def starts(self) -> pl.Series:
        """How many stand ahead of each group (Int64), and how many they are."""
        return self.ahead.gather(self.lineup.firsts)

    def at(self, numbers: pl.Series, beyond: int) -> pl.Expr:
        """The place of who stands at this number (Int64, from 0) in each group; `beyond` where nobody does."""
        start, end, number = pl.lit(self.starts.head(-1)), pl.lit(self.starts.tail(-1)), pl.lit(numbers)
        row, keys = start + number, self.lineup.keys
        there = (number >= 0) & (row < end)
        run = pl.when(there).then(pl.lit(self.ahead).search_sorted(row, side="right").cast(pl.Int64) - 1)
        group = pl.lit(pl.int_range(len(numbers), eager=True).cast(keys.dtype) * like(self.lineup.width, keys))
        return pl.when(there).then((pl.lit(keys).gather(run) - group).cast(pl.Int64)).otherwise(beyond)

    def upto(self, of: pl.Series, places: pl.Series) -> pl.Series:
        """For somebody of group `of` at one of `places`: how many of that group stand before or level (Int64)."""
        width, keys = self.lineup.width, self.lineup.keys
        last = pl.lit(places).clip(upper_bound=width - 1)
        mine = pl.select(packed((pl.lit(of), len(self.starts)), (last, width))).to_series()
        run = keys.search_sorted(mine.cast(keys.dtype), side="right")
        return self.ahead.gather(run) - self.starts.gather(of)


@frozen(eq=False)
class Order:
    """The places everybody may take by one order: `best` and `worst`, whole numbers from 0, lower is better.

    Not `stated`, they are all the same.
    """

    groups: Groups
    best: pl.Series
    worst: pl.Series
    stated: bool = True

    @cached_property
    def known(self) -> pl.Series:
        """Whose place is known (Boolean)."""
        return self.best == self.worst

    def ranks(self, among: pl.Series) -> pl.Series:
        """Competition ranking 1, 2, 2, 4 (UInt32, null for the others) of the rows `among`, in each group apart."""
        rows = pl.DataFrame({OF: self.groups.of, BEST: self.best, "among": among})
        return Lineup.of(self.groups, rows, BEST, {1: pl.col("among")}).ranks(1)


def grouped(frame: pl.DataFrame, by: Sequence[str]) -> Groups:
    """The rows of `frame` by what stands in the columns `by`; one group without any."""
    if not by or not frame.height:
        return Groups(same(0, frame.height, pl.UInt32), 1)
    column = frame[by[0]]
    if len(by) == 1 and column.dtype.is_integer() and not column.null_count():
        low, high = column.min(), column.max()
        if isinstance(low, int) and isinstance(high, int) and high - low <= 2 * frame.height:
            codes = column if not low else column.cast(pl.Int64) - low
            return Groups(codes.cast(pl.UInt32), high - low + 1)
    codes = frame.select(pl.struct(by).rank("dense") - 1).to_series().cast(pl.UInt32)
    return Groups(codes, codes.n_unique())
