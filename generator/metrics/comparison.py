"""Outcomes of some bars beside those of all bars: how far apart their medians are, and how often chance does that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.metrics.outcomes import Interval, Spread, block_medians, interval, resampled_medians, spread
from generator.metrics.statistics import FloatArray

FEWEST_CASES = 10
"""Under this many cases a median is not compared: its interval would be the extremes of a handful."""


@dataclass(frozen=True, slots=True)
class Usual:
    """The outcomes of all bars of a span, with the resampled medians they are compared by."""

    first: int
    """Bar, by its position, at which the span begins."""
    outcomes: FloatArray
    """One a bar from `first` on; NaN where unknown."""
    medians: FloatArray
    spread: Spread
    interval: Interval
    """Of the median, 90 %."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The outcomes of some bars beside all of them."""

    cases: Spread
    interval: Interval | None
    """Of the cases' median, 90 %; None under `FEWEST_CASES`."""
    difference: float
    """Of the medians, cases less all bars."""
    difference_interval: Interval | None
    by_chance: tuple[bool, ...]
    """For each shift of the cases in time, whether their difference would have had an interval without 0."""

    @property
    def apart(self) -> bool:
        """Whether the interval of the difference excludes 0."""
        return self.difference_interval is not None and _apart(self.difference_interval)


def usual(outcomes: FloatArray, first: int, block: int, seed: int, draws: int) -> Usual | None:
    """Return the outcomes of all bars from `first` on (a bar, by its position), or None where none is known.

    `block` is the length in bars of what is resampled together.
    """
    span = outcomes[first:]
    known = span[np.isfinite(span)]
    described = spread(known)
    if described is None:
        return None
    medians = block_medians(known, block, seed, draws)
    return Usual(first, span, medians, described, interval(medians))


def compare(every: Usual, bars: Sequence[int], shifts: Sequence[int], seed: int) -> Comparison | None:
    """Return the outcomes of `bars` (positions, each in the span) beside all; None where no outcome is known.

    The interval of the difference pairs resampled medians of either. To see what chance does, the cases are also moved
    together by each of `shifts` bars, past the end on from the beginning: their number and the gaps between them stay,
    what they followed does not.
    """
    known = np.flatnonzero(np.isfinite(every.outcomes))
    cases = np.flatnonzero(np.isin(known, np.array(bars, dtype=np.int64) - every.first))
    found = every.outcomes[known]
    described = spread(found[cases])
    if described is None:
        return None
    difference = described.median - every.spread.median
    if described.n < FEWEST_CASES:
        return Comparison(described, None, difference, None, ())
    draws = len(every.medians)
    medians = resampled_medians(found[cases], seed, draws)
    moved = (cases[None, :] + np.array(shifts, dtype=np.int64)[:, None]) % len(found)
    chance = resampled_medians(found[moved], seed, draws) - every.medians
    return Comparison(
        described,
        interval(medians),
        difference,
        interval(medians - every.medians),
        tuple(_apart(interval(row)) for row in chance),
    )


def _apart(found: Interval) -> bool:
    return found[0] > 0 or found[1] < 0
