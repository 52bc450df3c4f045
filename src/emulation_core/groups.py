"""Rows that stand for tables of their own in one frame: counted apart, and lined up apart by places. Pure.

A group costs a row of a small table, not a query: what holds for a group is found once, and then looked up by everybody
in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import polars as pl
from attrs import frozen

_ROOM = 2**62
_MANY = 50_000


def engine(rows: int) -> Literal["streaming", "in-memory"]:
    """The engine that runs a query over so many rows sooner: a stream costs some milliseconds to set up."""
    return "streaming" if rows > _MANY else "in-memory"


@frozen(eq=False)
class Groups:
    """`of` is the group of each row (UInt32, from 0), `count` how many there are; some may have no row."""

    of: pl.Series
    count: int

    def each(self, values: pl.Series) -> pl.Series:
        """What holds for a group, for every row of it."""
        if values.n_unique() == 1:
            return pl.repeat(values[0], len(self.of), dtype=values.dtype, eager=True)
        return values.gather(self.of)

    def sums(self, masks: Mapping[str, pl.Series]) -> pl.DataFrame:
        """How many rows of each group each mask holds (Int64), a row for every group."""
        everything = [pl.col(name).sum().cast(pl.Int64) for name in masks]
        if self.count == 1:
            return pl.DataFrame(dict(masks)).select(everything)
        rows = pl.LazyFrame({"_group": self.of, **masks})
        found = rows.group_by("_group").agg(everything).collect(engine=engine(len(self.of)))
        return pl.DataFrame(
            [pl.zeros(self.count, pl.Int64, eager=True).alias(n).scatter(found["_group"], found[n]) for n in masks]
        )

    def first(self, values: pl.Series) -> pl.Series:
        """What stands in some row of each group, for what is the same in all of them; null for a group without rows."""
        nothing = pl.repeat(None, self.count, dtype=values.dtype, eager=True)
        return nothing.scatter(self.of, values)

    def line(self, places: pl.Series, who: pl.Series) -> Line:
        """Those `who` (Boolean), in the order of their `places` (Int64, 0 or more), group after group."""
        width = int(places.max() or 0) + 1  # type: ignore[arg-type]
        keys = packed((self.of.filter(who), self.count), (places.filter(who), width)).sort()
        first = packed((pl.int_range(self.count + 1, eager=True), self.count + 1), (pl.Series([0]), width))
        return Line(keys, width, keys.search_sorted(first.cast(keys.dtype)).cast(pl.Int64))


@frozen(eq=False)
class Line:
    """Places in order, group after group: group × `width` + place; `starts` says where each begins, and the end."""

    keys: pl.Series
    width: int
    starts: pl.Series

    def lengths(self) -> pl.Series:
        """How many stand in each group (Int64)."""
        return (self.starts.shift(-1) - self.starts).head(-1)

    def at(self, numbers: pl.Series) -> pl.Series:
        """The place of who stands at this number (Int64, from 0) in each group; null where nobody does."""
        ask = pl.DataFrame({"n": numbers, "start": self.starts.head(-1), "end": self.starts.tail(-1)})
        row = pl.col("start") + pl.col("n")
        rows = ask.select(pl.when((pl.col("n") >= 0) & (row < pl.col("end"))).then(row)).to_series()
        group = pl.int_range(len(numbers), eager=True).cast(self.keys.dtype)
        found: pl.Series = self.keys.gather(rows) - group * pl.Series([self.width], dtype=self.keys.dtype)
        return found.cast(pl.Int64)

    def upto(self, of: pl.Series, places: pl.Series) -> pl.Series:
        """For somebody of group `of` at one of `places`: how many of that group stand before or level (Int64)."""
        mine = packed((of, len(self.starts)), (places.clip(upper_bound=self.width - 1), self.width))
        ahead = self.keys.search_sorted(mine.cast(self.keys.dtype), side="right").cast(pl.Int64)
        return ahead - self.starts.gather(of)


def grouped(frame: pl.DataFrame, by: Sequence[str]) -> Groups:
    """The rows of `frame` by what stands in the columns `by`; one group without any."""
    if not by or not frame.height:
        return Groups(pl.zeros(frame.height, pl.UInt32, eager=True), 1)
    column = frame[by[0]]
    if len(by) == 1 and column.dtype.is_integer() and not column.null_count():
        low, high = column.min(), column.max()
        if isinstance(low, int) and isinstance(high, int) and high - low <= 2 * frame.height:
            return Groups((column.cast(pl.Int64) - low).cast(pl.UInt32), high - low + 1)
    codes = frame.select(pl.struct(by).rank("dense") - 1).to_series().cast(pl.UInt32)
    return Groups(codes, codes.n_unique())


def packed(*parts: tuple[pl.Series, int]) -> pl.Series:
    """Several whole numbers in one, the first weighing most: each with what it stays below. Sorts as they do in turn.

    Int64 where there is room, else Int128: one column is sorted several times faster than several.
    """
    room = 1
    for _values, below in parts:
        room *= below
    dtype = pl.Int64 if room < _ROOM else pl.Int128
    made, *rest = (values.cast(dtype) for values, _below in parts)
    for values, (_same, below) in zip(rest, parts[1:], strict=True):
        made = made * pl.Series([below], dtype=dtype) + values
    return made
