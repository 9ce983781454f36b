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
    near = 0  # where the nearest half of the window to its median began last
    for position, value in enumerate(items):
        known = isfinite(value)
        if known and len(ordered) >= FEWEST_VALUES:
            centre, spread, near = _centre_and_mad(ordered, near)
            score = _score(value, centre, spread, ordered)
            if score is None:  # over half are equal, or there is none: rare, the slow way will do
                score = z_score(value, values[max(0, position - window) : position]).z
            scores[position] = nan if score is None else score
        if known:
            insort(ordered, value)
        if position >= window and isfinite(items[position - window]):
            del ordered[bisect_left(ordered, items[position - window])]
    return scores


def _centre_and_mad(ordered: list[float], near: int) -> tuple[float, float, int]:
    """Return the median, the median distance from it, and where the values nearest to it begin.

    The nearest half lies side by side in a sorted list, and hardly moves from one window to the next: the search for
    its beginning walks from where it was.
    """
    n = len(ordered)
    half = n // 2
    centre = ordered[half] if n % 2 else (ordered[half - 1] + ordered[half]) / 2
    last = n - half - 1
    near = min(near, last)
    while near < last and centre - ordered[near] > ordered[near + half + 1] - centre:
        near += 1
    while near and centre - ordered[near - 1] <= ordered[near + half] - centre:
        near -= 1
    left, right = centre - ordered[near], ordered[near + half] - centre
    if n % 2:
        return centre, max(right, left), near
    if left >= right:
        return centre, (left + max(centre - ordered[near + 1], right)) / 2, near
    return centre, (right + max(left, ordered[near + half - 1] - centre)) / 2, near


def _score(value: float, centre: float, distance: float, ordered: list[float]) -> float | None:
    """Return the robust z-score, None where the spread is as good as 0 or the score beyond all sense."""
    spread, off = MAD_TO_SIGMA * distance, value - centre
    largest = max(-ordered[0], ordered[-1], abs(value))
    if spread <= RELATIVE_SPREAD * largest or spread <= ABSOLUTE_SPREAD or abs(off) > LARGEST_Z * spread:
        return None
    return off / spread + 0.0
