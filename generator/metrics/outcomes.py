"""What a price did after given bars: changes, drawdowns and volatility of the past, and how sure their median is.

For counting what followed, never for telling what will. Every outcome lies between a bar and a later one that has
closed too; an unknown close makes the outcome unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from generator.metrics.statistics import FloatArray, log_changes, realised_volatility


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of some outcomes."""

    n: int
    median: float
    low: float
    high: float


def changes_after(closes: FloatArray, bars: Sequence[int], ahead: int) -> FloatArray:
    """Return close[bar + ahead] / close[bar] - 1 for each of `bars`; those without a known outcome are left out."""
    start = np.array([bar for bar in bars if bar + ahead < len(closes)], dtype=np.int64)
    found: FloatArray = closes[start + ahead] / closes[start] - 1
    return found[np.isfinite(found)]


def drawdowns_after(closes: FloatArray, bars: Sequence[int], ahead: int) -> FloatArray:
    """Return the lowest close of the next `ahead` bars / close[bar] - 1, at most 0; incomplete spans are left out."""
    found = [
        min(0.0, float(np.min(closes[bar + 1 : bar + ahead + 1])) / float(closes[bar]) - 1)
        for bar in bars
        if bar + ahead < len(closes) and np.all(np.isfinite(closes[bar : bar + ahead + 1]))
    ]
    return np.array(found, dtype=np.float64)


def volatility_after(closes: FloatArray, bars: Sequence[int], ahead: int, bars_a_day: float) -> FloatArray:
    """Return the annualised volatility of the next `ahead` log returns, mean taken as 0; incomplete spans left out."""
    returns = log_changes(closes)
    spans = (returns[bar + 1 : bar + ahead + 1] for bar in bars if bar + ahead < len(closes))
    known = (span for span in spans if np.all(np.isfinite(span)))
    return np.array([realised_volatility(span, bars_a_day) for span in known], dtype=np.float64)


def spread(outcomes: FloatArray) -> Spread | None:
    """Return the median and the quartiles (interpolated linearly) of some outcomes; None of none."""
    if len(outcomes) == 0:
        return None
    low, median, high = (float(value) + 0.0 for value in np.quantile(outcomes, (0.25, 0.5, 0.75)))
    return Spread(len(outcomes), median, low, high)


def median_interval(outcomes: FloatArray, seed: int, draws: int = 2000) -> tuple[float, float] | None:
    """Return the 90 % percentile bootstrap interval of the median (Efron 1979); None of fewer than two outcomes.

    The cases are drawn with replacement `draws` times. The same seed gives the same interval.
    """
    if len(outcomes) < 2:  # noqa: PLR2004 - one case has no spread
        return None
    generator = np.random.Generator(np.random.PCG64(seed))
    medians = np.median(outcomes[generator.integers(0, len(outcomes), (draws, len(outcomes)))], axis=1)
    low, high = np.quantile(medians, (0.05, 0.95))
    return float(low), float(high)
