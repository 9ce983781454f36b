"""What a price did after given bars: changes, drawdowns and volatility of the past, and how sure their median is.

For counting what followed, never for telling what will. Every outcome lies between a bar and a later one that has
closed too; an unknown close makes the outcome unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol

import numpy as np

from generator.metrics.statistics import FloatArray, log_changes, rolling_volatility

Kind = Literal["return", "drawdown", "volatility"]
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spread:
    """Median and quartiles of some outcomes."""

    n: int
    median: float
    low: float
    high: float


class Outcome(Protocol):
    """One outcome a bar of a series of closes."""

    def __call__(self, closes: FloatArray, ahead: int, bars_a_day: float) -> FloatArray:
        """Return the outcome of the `ahead` bars after each bar; NaN where one of the closes is unknown."""


def returns(closes: FloatArray, ahead: int, bars_a_day: float) -> FloatArray:
    """Return close[bar + ahead] / close[bar] - 1 for each bar; NaN where either is unknown."""
    del bars_a_day  # a return is not annualised
    found = np.full(len(closes), np.nan)
    if len(closes) > ahead:
        found[:-ahead] = closes[ahead:] / closes[:-ahead] - 1
    return found


def drawdowns(closes: FloatArray, ahead: int, bars_a_day: float) -> FloatArray:
    """Return the lowest close of the next `ahead` bars / close[bar] - 1, at most 0; NaN where a close is unknown."""
    del bars_a_day
    found = np.full(len(closes), np.nan)
    if len(closes) > ahead:
        spans = np.lib.stride_tricks.sliding_window_view(closes, ahead + 1)
        found[: len(spans)] = np.min(spans, axis=1) / spans[:, 0] - 1
    return found


def volatilities(closes: FloatArray, ahead: int, bars_a_day: float) -> FloatArray:
    """Return the annualised volatility of the next `ahead` log returns, mean taken as 0; NaN where one is unknown.

    Of a single return that is its size, annualised.
    """
    found = np.full(len(closes), np.nan)
    if len(closes) > ahead:
        found[:-ahead] = rolling_volatility(log_changes(closes), ahead, ahead, bars_a_day)[ahead:]
    return found


OUTCOMES: Final[Mapping[Kind, Outcome]] = {"return": returns, "drawdown": drawdowns, "volatility": volatilities}
"""What is counted after a bar, in order."""


def changes_after(closes: FloatArray, bars: Sequence[int], ahead: int) -> FloatArray:
    """Return close[bar + ahead] / close[bar] - 1 for each of `bars`; those without a known outcome are left out."""
    start = np.array([bar for bar in bars if bar + ahead < len(closes)], dtype=np.int64)
    with np.errstate(all="ignore"):  # a quotient beyond all floats is no outcome
        found: FloatArray = closes[start + ahead] / closes[start] - 1
    return found[np.isfinite(found)]


def spread(outcomes: FloatArray) -> Spread | None:
    """Return the median and the quartiles (interpolated linearly) of some outcomes; None of none."""
    if len(outcomes) == 0:
        return None
    low, median, high = (float(value) + 0.0 for value in np.quantile(outcomes, (0.25, 0.5, 0.75)))
    return Spread(len(outcomes), median, low, high)


def median_interval(outcomes: FloatArray, seed: int, draws: int = 2000) -> Interval | None:
    """Return the 90 % percentile bootstrap interval of the median (Efron 1979); None of fewer than two outcomes.

    The cases are drawn with replacement `draws` times. The same seed gives the same interval.
    """
    if len(outcomes) < 2:  # noqa: PLR2004 - one case has no spread
        return None
    return interval(resampled_medians(outcomes, seed, draws))


def resampled_medians(outcomes: FloatArray, seed: int, draws: int) -> FloatArray:
    """Return the medians of `draws` samples of the outcomes (their last axis), drawn with replacement.

    The median of a sample is one or two of the sorted outcomes, so the ranks are drawn once for all rows.
    """
    n = outcomes.shape[-1]
    ranks = np.sort(_generator(seed).integers(0, n, (draws, n)), axis=1)
    ordered = np.sort(outcomes, axis=-1)
    found: FloatArray = (ordered[..., ranks[:, (n - 1) // 2]] + ordered[..., ranks[:, n // 2]]) / 2
    return found


def block_medians(outcomes: FloatArray, block: int, seed: int, draws: int) -> FloatArray:
    """Return the medians of `draws` samples made of blocks of neighbours (circular; Politis and Romano 1992).

    Outcomes of neighbouring bars overlap and volatility clusters: drawing them one by one would make their median look
    surer than it is.
    """
    n = len(outcomes)
    starts = _generator(seed).integers(0, n, (draws, -(-n // block)))
    positions = (starts[:, :, None] + np.arange(block)).reshape(draws, -1)[:, :n] % n
    found: FloatArray = np.median(outcomes[positions], axis=1)
    return found


def interval(samples: FloatArray) -> Interval:
    """Return the 5 % and the 95 % quantile of resampled values."""
    low, high = np.quantile(samples, (0.05, 0.95))
    return float(low) + 0.0, float(high) + 0.0


def _generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))
