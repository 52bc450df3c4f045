"""The reference job (reference.py), by the engine and by hand in Polars.

    python benchmarks/score.py [--sizes 1000 100000 1000000] [--repeat 5]

The results are compared before anything is timed. Then all take their turns, and medians are set against each other.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import pairwise
from math import log
from operator import add, and_
from statistics import median

import polars as pl

from emulation_core.assess import Judging, assess
from emulation_core.evaluate import judge
from emulation_core.law import DEFERRAL
from reference import EMPTY, FOUND, GROUP, IN_A_GROUP, SEATS, campaign, found, judging, participants, plain, same

SIZES = (1_000, 100_000, 1_000_000)
SMALL, LARGE = 100_000, 1_000_000
BOUNDS: Mapping[str, Mapping[str, float]] = {"job": {"small": 2.0, "large": 1.25}, "criteria": {"all": 2.0}}
GROWTH = 1.05
"""What is promised: engine ÷ by hand at 100 000 and from 1 000 000 up, criteria ÷ trivial columns, and the exponent."""

col = pl.col
Query = Callable[[pl.DataFrame], pl.LazyFrame]


# ---- By hand: the same plan as somebody who knows Polars writes it, without the package ------------------------------
# Plain types: a criterion is true, false or null, points are tenths in integers, percents floats. What is open is
# listed as open; nothing is said of what it could still turn into.

ALL_OR_NOTHING = {
    "truc_tuyen": 50,
    "tre_han": 70,
    "ton_tai": 60,
    "dang_ky": 30,
    "hoan_thanh": 90,
    "tang_chi_so": 120,
    "dat_chi_tieu": 110,
    "v_doan_ket": 40,
    "doi_moi": 70,
    "phuc_vu": 80,
}
CRITERIA = ["v_diem_thi", "nhac_nho", *ALL_OR_NOTHING]
RESULT = ["id", GROUP, *CRITERIA, "total", "list", "rank"]


def criteria_by_hand(frame: pl.DataFrame) -> pl.LazyFrame:
    """A column for each criterion: what it gave in tenths, or whether it is met."""
    handles = col("co_thu_tuc")
    return frame.lazy().with_columns(
        v_diem_thi=col("diem_thi"),
        truc_tuyen=col("ty_le_truc_tuyen") > 60,
        nhac_nho=(80 - 20 * col("so_lan_nhac")).clip(0),
        tre_han=pl.when(handles).then(col("so_tre_han") == 0).when(~handles).then(True),
        ton_tai=col("so_ton_tai") == 0,
        dang_ky=col("co_dang_ky"),
        hoan_thanh=col("xep_loai") >= 2,
        tang_chi_so=col("chi_so") > col("chi_so_truoc"),
        dat_chi_tieu=col("ket_qua") >= col("chi_tieu"),
        v_doan_ket=col("doan_ket"),
        doi_moi=(col("so_mo_hinh") >= 4) | col("duoc_cong_nhan"),
        phuc_vu=(col("ty_le_hai_long") >= 82.5) & (col("so_khieu_nai") <= 3),
    )


def points_by_hand(frame: pl.DataFrame) -> pl.LazyFrame:
    """Points, and who is out, deferred, or fit to be proposed."""
    total = col("v_diem_thi") + col("nhac_nho")
    total += reduce(add, [col(name).cast(pl.Int64) * most for name, most in ALL_OR_NOTHING.items()])
    needed = [col(name).fill_null(True) for name in ("thuoc_pham_vi", "dang_ky", "hoan_thanh", "v_doan_ket")]
    return (
        criteria_by_hand(frame)
        .with_columns(total=total, inside=reduce(and_, needed))
        .with_columns(deferred=col("inside") & col(DEFERRAL).fill_null(False))
        .with_columns(
            fit=col("inside") & ~col("deferred") & col("total").is_not_null() & col("thuoc_pham_vi").is_not_null()
        )
    )


def placed(people: pl.LazyFrame, selected: pl.Expr, reserve: pl.Expr) -> pl.LazyFrame:
    """Who stands in which list, a code each."""

    def word(name: str) -> pl.Expr:
        return pl.lit(FOUND.index(name), pl.UInt8)

    waiting = pl.when(~col("inside")).then(word("out")).when("deferred").then(word("deferred"))
    seated = waiting.when(~col("fit")).then(word("open")).when(selected).then(word("selected"))
    return people.with_columns(list=seated.when(reserve).then(word("reserve")).otherwise(word("tied"))).select(RESULT)


RANK = pl.when("inside").then("total").rank("min", descending=True).over(GROUP)


def by_ranks(frame: pl.DataFrame) -> pl.LazyFrame:
    """Three ranks in each group: among all, and the best and the last place among the fit."""
    fit = pl.when("fit").then("total")
    first, last = (fit.rank(way, descending=True).over(GROUP) for way in ("min", "max"))
    people = points_by_hand(frame).with_columns(rank=RANK, first=first, last=last)
    return placed(people, col("last") <= SEATS, col("first") > SEATS)


def by_cut(frame: pl.DataFrame) -> pl.LazyFrame:
    """One rank, and the points on either side of each group's cut."""
    line = col("total").filter("fit").sort(descending=True)
    ends = {"inside_cut": SEATS - 1, "beyond_cut": SEATS}
    people = points_by_hand(frame).with_columns(
        rank=RANK, **{name: line.get(n, null_on_oob=True).over(GROUP) for name, n in ends.items()}
    )
    above, below = col("total") > col("beyond_cut"), col("total") < col("inside_cut")
    return placed(people, above.fill_null(True), below.fill_null(False))


BY_HAND: Mapping[str, Query] = {"by ranks": by_ranks, "by cut": by_cut}


def by_hand(frame: pl.DataFrame, way: str) -> pl.DataFrame:
    """The whole job as one streamed query."""
    return BY_HAND[way](frame).collect(engine="streaming")


def trivial(frame: pl.DataFrame, columns: int) -> pl.DataFrame:
    """As many columns of one byte as there are criteria, each a sum of a fact and a number."""
    sums = {f"c{n}": (col("ket_qua") + n).cast(pl.UInt8) for n in range(columns)}
    return frame.lazy().select(**sums).collect(engine="streaming")


# ---- Measured --------------------------------------------------------------------------------------------------------


def check(how: Judging, frame: pl.DataFrame, easy: pl.DataFrame) -> None:
    """Raises `AssertionError` where the engine and a way by hand differ on anybody."""
    ours = found(how.campaign, assess(how, frame))
    words = pl.Series(FOUND)
    for way in BY_HAND:
        same(by_hand(easy, way).with_columns(pl.lit(words).gather(col("list")).alias("list")), ours)


def measure(how: Judging, size: int, repeat: int) -> dict[str, float]:
    """Median seconds of each, all in turns, after a check that warms them up."""
    frame = participants(size)
    easy = plain(frame)
    check(how, frame, easy)
    count = len(how.criteria)
    works: dict[str, Callable[[], object]] = {
        "engine": lambda: assess(how, frame),
        **{way: lambda way=way: by_hand(easy, way) for way in BY_HAND},  # type: ignore[misc]
        "criteria": lambda: judge(how.campaign, how.round, how.on, how.kind, frame, how.criteria),
        "criteria by hand": lambda: criteria_by_hand(easy).select(CRITERIA).collect(engine="streaming"),
        "trivial columns": lambda: trivial(frame, count),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _turn in range(repeat):
        for name, work in works.items():
            since = time.perf_counter()
            work()
            taken[name].append(time.perf_counter() - since)
    return {name: median(times) for name, times in taken.items()}


def held(value: float, bound: float | None) -> str:
    """A ratio, with its bound where there is one."""
    told = f"{value:.2f}×"
    return told if bound is None else f"{told} (bound {bound}: {'holds' if value <= bound else 'DOES NOT HOLD'})"


def lines(size: int, count: int, took: Mapping[str, float]) -> Iterator[str]:
    """What is said of one size; by hand counts the faster way."""
    best = min(took[way] for way in BY_HAND)
    rate = size * count / took["engine"] / 1e6
    yield f"{size:,} participants: {took['engine']:.3f} s, {rate:.1f} M participant-criteria/s"
    bound = BOUNDS["job"]["large"] if size >= LARGE else BOUNDS["job"]["small"] if size == SMALL else None
    yield f"  engine ÷ by hand          {held(took['engine'] / best, bound)}"
    for way in BY_HAND:
        yield f"    {way:24}{held(took['engine'] / took[way], None)}"
    bound = BOUNDS["criteria"]["all"] if size >= SMALL else None
    yield f"  criteria ÷ trivial        {held(took['criteria'] / took['trivial columns'], bound)}"
    yield f"  criteria ÷ by hand        {held(took['criteria'] / took['criteria by hand'], None)}"


def report(sizes: Sequence[int], repeat: int) -> Iterator[str]:
    """The lines to print."""
    how = judging(campaign())
    yield f"{os.cpu_count()} cores, {pl.thread_pool_size()} used by Polars; {platform.machine()}"
    yield f"Python {platform.python_version()}, Polars {pl.__version__}; medians of {repeat}; results equal"
    yield f"groups of {IN_A_GROUP} on average, {SEATS} seats in each, {EMPTY} cells of 100 empty"
    seen = []
    for size in sizes:
        took = measure(how, size, repeat)
        seen.append((size, took))
        yield from ("", *lines(size, len(how.criteria), took))
    yield ""
    for name in ("engine", *BY_HAND):
        grown = [log(after[name] / before[name]) / log(big / small) for (small, before), (big, after) in pairwise(seen)]
        yield f"growth exponent from size to size, {name}: {', '.join(f'{one:.2f}' for one in grown) or '-'}"
    wide = [(size, took["engine"]) for size, took in seen if size >= SMALL]
    if len(wide) > 1:
        (small, before), (big, after) = wide[0], wide[-1]
        exponent = log(after / before) / log(big / small)
        verdict = "holds" if exponent <= GROWTH else "DOES NOT HOLD"
        yield f"growth exponent from {small:,} to {big:,}: {exponent:.3f} (bound {GROWTH}: {verdict})"


def main() -> None:
    """Print the figures for the sizes asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", type=int, default=SIZES, metavar="N", help="participants, ascending")
    parser.add_argument("--repeat", type=int, default=5, metavar="N", help="repetitions of each")
    asked = parser.parse_args()
    for line in report(sorted(set(asked.sizes)), asked.repeat):
        print(line, flush=True)


if __name__ == "__main__":
    main()
