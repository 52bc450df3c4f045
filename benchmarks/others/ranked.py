"""What NumPy does for peers that cannot rank: the order in each group, and the lists cut at the seats."""

from __future__ import annotations

import numpy as np

from reference import FOUND, SEATS

OUT, SELECTED, TIED, RESERVE, OPEN, DEFERRED = range(len(FOUND))
"""The lists by number; before the seats are given, whoever is eligible is `SELECTED`."""
UNKNOWN = -1
"""Points that are still open."""


def places(group: np.ndarray, points: np.ndarray, among: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For those `among`: how many of their group stand before them, and how many before or level, themselves too."""
    rows = np.flatnonzero(among)
    key = group[rows].astype(np.int64) * 2048 + (2047 - points[rows])
    ordered = np.sort(key)
    start = np.searchsorted(ordered, group[rows].astype(np.int64) * 2048)
    before, upto = np.zeros((2, len(group)), np.int64)
    before[rows] = np.searchsorted(ordered, key) - start
    upto[rows] = np.searchsorted(ordered, key, side="right") - start
    return before, upto


def listed(standing: np.ndarray, group: np.ndarray, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The list of everybody, and their rank (0: none)."""
    ranked = (standing != OUT) & (points != UNKNOWN)
    rank = np.where(ranked, places(group, points, ranked)[0] + 1, 0)
    before, upto = places(group, points, standing == SELECTED)
    cut = np.where(upto <= SEATS, SELECTED, np.where(before >= SEATS, RESERVE, TIED))
    return np.where(standing == SELECTED, cut, standing), rank
