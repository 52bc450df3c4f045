"""Rows that stand for tables of their own in one frame: counted apart, and lined up apart by places. Pure.

A group costs a row of a small table, not a query: what holds for a group is found once, and then looked up by everybody
in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

import polars as pl
from attrs import frozen

from emulation_core.columns import engine, fitting, like, packed, same


@frozen(eq=False)
class Groups:
    """`of` is the group of each row (UInt32, from 0), `count` how many there are; some may have no row."""

    of: pl.Series
    count: int

    def each(self, values: pl.Series) -> pl.Series:
        """What holds for a group, for every row of it."""
        if values.n_unique() == 1:
            return same(values[0], len(self.of), values.dtype)
        return values.gather(self.of)

    def each_of(self, values: Sequence[pl.Series]) -> list[pl.Series]:
        """Several things that hold for a group, for every row of it; fetched by all processors."""
        if self.count == 1:
            return [self.each(one) for one in values]
        return pl.DataFrame([one.alias(f"{n}") for n, one in enumerate(values)])[self.of].get_columns()

    def sums(self, masks: Mapping[str, pl.Series]) -> pl.DataFrame:
        """How many rows of each group each mask holds (Int64), a row for every group."""
        everything = [pl.col(name).sum().cast(pl.Int64) for name in masks]
        if self.count == 1:
            return pl.DataFrame(dict(masks)).select(everything)
        rows = pl.LazyFrame({"_group": self.of, **masks})
        found = rows.group_by("_group").agg(everything).collect(engine=engine(len(self.of)))
        return pl.DataFrame([same(0, self.count, pl.Int64).alias(n).scatter(found["_group"], found[n]) for n in masks])

    def first(self, values: pl.Series) -> pl.Series:
        """What stands in some row of each group, for what is the same in all of them; null for a group without rows."""
        return same(None, self.count, values.dtype).scatter(self.of, values)

    def lineup(self, places: pl.Series) -> Lineup:
        """Everybody in the order of their `places` (whole numbers, 0 or more), group after group."""
        width, height = int(places.max() or 0) + 1, len(places)  # type: ignore[arg-type]
        # A power of two comes off again several times faster than any other number.
        below = 1 << max(height - 1, 1).bit_length()
        line = packed((pl.col("of"), self.count), (pl.col("place"), width), (pl.int_range(pl.len()), below))
        rows = pl.LazyFrame({"of": self.of, "place": places}).select(key=line.sort())
        row, key = pl.col("key").cast(pl.Int64, wrap_numerical=True) & (below - 1), pl.col("key") // below
        if (self.count + 1) * width < 2**32:
            key = key.cast(pl.UInt32, wrap_numerical=True)  # half as much to go through, again and again
        found = rows.select(key=key, row=row.cast(pl.UInt32, wrap_numerical=True)).collect(engine="in-memory")
        return Lineup(self, found["row"], found["key"], width)


@frozen(eq=False)
class Lineup:
    """Everybody in order, sorted once: the row of each (UInt32), and its key, group × `width` + place."""

    groups: Groups
    rows: pl.Series
    keys: pl.Series
    width: int

    def fetch(self, values: pl.Series) -> pl.Series:
        """`values` of the rows, in this order; bytes are fetched faster than bits."""
        return (
            values.gather(self.rows) if values.dtype != pl.Boolean else fitting(values, pl.UInt8).gather(self.rows) == 1
        )

    def line(self, mine: pl.Series) -> Line:
        """Some of them: those `mine`, a mask in this order."""
        keys = self.keys.filter(mine)
        firsts = pl.int_range(self.groups.count + 1, eager=True).cast(keys.dtype) * like(self.width, keys)
        return Line(keys, self.width, keys.search_sorted(firsts).cast(pl.Int64))

    def ranks(self, among: pl.Series) -> pl.Series:
        """Competition ranking 1, 2, 2, 4 (UInt32, null for the others) of the rows `among`, in each group apart."""
        mine = self.fetch(among)
        line, rows = self.line(mine), self.rows.filter(mine)
        # Those level with one another are a run: as many runs as places, each with a rank.
        runs = line.keys.rle().struct.unnest()
        ahead = runs["len"].cast(pl.Int64).cum_sum() - runs["len"].cast(pl.Int64)
        rank = (ahead - line.starts.gather(runs["value"] // like(self.width, line.keys)) + 1).cast(pl.UInt32)
        return same(None, len(among), pl.UInt32).scatter(rows, rank.gather(line.keys.rle_id()))


@frozen(eq=False)
class Line:
    """Places in order, group after group: group × `width` + place; `starts` says where each begins, and the end."""

    keys: pl.Series
    width: int
    starts: pl.Series

    def at(self, numbers: pl.Series) -> pl.Series:
        """The place of who stands at this number (Int64, from 0) in each group; null where nobody does."""
        starts, count = self.starts.head(-1), len(numbers)
        row = starts + numbers
        there = (numbers >= 0) & (row < self.starts.tail(-1))
        found = self.keys.gather(row.zip_with(there, same(None, count, pl.Int64)))
        group = pl.int_range(count, eager=True).cast(self.keys.dtype)
        return (found - group * like(self.width, self.keys)).cast(pl.Int64)

    def upto(self, of: pl.Series, places: pl.Series) -> pl.Series:
        """For somebody of group `of` at one of `places`: how many of that group stand before or level (Int64)."""
        last = pl.lit(places).clip(upper_bound=self.width - 1)
        mine = pl.select(packed((pl.lit(of), len(self.starts)), (last, self.width))).to_series()
        ahead = self.keys.search_sorted(mine.cast(self.keys.dtype), side="right").cast(pl.Int64)
        return ahead - self.starts.gather(of)


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

    @cached_property
    def by_best(self) -> Lineup:
        """Everybody by the best place."""
        return self.groups.lineup(self.best)

    @cached_property
    def by_worst(self) -> Lineup:
        """Everybody by the worst place."""
        return self.by_best if self.known.all() else self.groups.lineup(self.worst)


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
