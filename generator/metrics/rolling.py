"""The robust z-score of every value of a series, each against the values before it.

Scoring one value takes a sort of its look-back; scoring a million one by one takes a million sorts. Here the look-back
stays sorted while it moves, one value in and one out, and the median absolute deviation is found by halving: the
distances below the median and those above it are two sorted lists already.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from math import isfinite, nan

import numpy as np

from generator.metrics.statistics import (
    ABSOLUTE_SPREAD,
    FEWEST_VALUES,
    LARGEST_Z,
    MAD_TO_SIGMA,
    RELATIVE_SPREAD,
    Estimator,
    FloatArray,
    z_score,
)


def rolling_z(values: FloatArray, window: int, estimator: Estimator = "robust") -> FloatArray:
    """Return `z_score` of each value against the `window` positions before it, to the last bit; NaN where it has none.

    `values` has one dimension; NaN is unknown and takes up a position. Time grows with the logarithm of the window,
    or with the window itself for the classic score, which is offered for comparison only.
    """
    scores = np.full(len(values), nan)
    if estimator == "classic":
        for position, value in enumerate(values.tolist()):
            found = z_score(value, values[max(0, position - window) : position], estimator).z
            scores[position] = nan if found is None else found
        return scores
    items = values.tolist()
    ordered: list[float] = []
    for position, value in enumerate(items):
        known = isfinite(value)
        if known and len(ordered) >= FEWEST_VALUES:
            scores[position] = _score(value, ordered, values, position, window)
        if known:
            insort(ordered, value)
        if position >= window and isfinite(items[position - window]):
            del ordered[bisect_left(ordered, items[position - window])]
    return scores


def _score(value: float, ordered: list[float], values: FloatArray, position: int, window: int) -> float:
    n = len(ordered)
    half = n // 2
    centre = ordered[half] if n % 2 else (ordered[half - 1] + ordered[half]) / 2
    spread = MAD_TO_SIGMA * _median_distance(ordered, centre)
    least = max(RELATIVE_SPREAD * max(abs(ordered[0]), abs(ordered[-1]), abs(value)), ABSOLUTE_SPREAD)
    if spread <= least:  # over half of the values are equal: rare, so the slow way will do
        found = z_score(value, values[max(0, position - window) : position]).z
        return nan if found is None else found
    score = (value - centre) / spread
    return score + 0.0 if abs(value - centre) <= LARGEST_Z * spread else nan


def _median_distance(ordered: list[float], centre: float) -> float:
    n = len(ordered)
    upper = _smallest_distance(ordered, centre, n // 2)
    return upper if n % 2 else (_smallest_distance(ordered, centre, n // 2 - 1) + upper) / 2


def _smallest_distance(ordered: list[float], centre: float, rank: int) -> float:
    """Return the distance from the centre that `rank` others do not exceed.

    The `rank + 1` nearest values are neighbours: the search is for the first of them.
    """
    low, high = 0, len(ordered) - rank - 1
    while low < high:
        first = (low + high) // 2
        if centre - ordered[first] > ordered[first + rank + 1] - centre:
            low = first + 1
        else:
            high = first
    return max(centre - ordered[low], ordered[low + rank] - centre)
