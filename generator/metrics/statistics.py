"""Statistics of one value against its look-back. Pure functions on float arrays; NaN is an unknown value.

The look-back never contains the value it judges: a point inside its own sample caps the classic z-score at
(n - 1) / sqrt(n), 2.27 for a week. Formulas, sources and worked examples: docs/method.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Estimator = Literal["robust", "classic"]
Extremes = tuple[Literal["low", "high"], ...]

FEWEST_VALUES: Final = 20
"""Below this a look-back has no z-score and no percentile."""
MAD_TO_SIGMA: Final = 1.4826
"""Median absolute deviation of a normal sample to its standard deviation (Iglewicz and Hoaglin 1993)."""
MEAN_AD_TO_SIGMA: Final = 1.2533
"""Mean absolute deviation likewise, sqrt(pi / 2): the fallback where over half of the values are equal (IBM)."""
LARGEST_Z: Final = 1000.0
RELATIVE_SPREAD: Final = 1e-9
ABSOLUTE_SPREAD: Final = 1e-12
_DAYS_PER_YEAR: Final = 365.0
_LARGEST_QUOTIENT: Final = 1e100

NO_VARIATION: Final = "no variation in the look-back"


@dataclass(frozen=True, slots=True)
class Score:
    """A z-score, or why there is none. `n` counts the known values of the look-back."""

    z: float | None
    n: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far back a value is the most extreme: the position of the last one at least as extreme."""

    extreme: Literal["low", "high"]
    index: int
    """Of that value; the first position of the series where there is none."""
    whole: bool
    """True when no earlier value was as extreme."""


@dataclass(frozen=True, slots=True)
class Placing:
    """Which place a value takes among others: 1 is the most extreme. `of` counts them, the value included."""

    extreme: Literal["low", "high"]
    place: int
    of: int


def z_score(value: float, lookback: FloatArray, estimator: Estimator = "robust") -> Score:
    """Return how many standard deviations `value` lies from the centre of `lookback` (one dimension, any length).

    Robust: (value - median) / (1.4826 MAD), with 1.2533 times the mean absolute deviation where the MAD is as good as
    0. Classic: mean and sample standard deviation. No z-score under 20 known values, where the spread is as good as 0
    beside the size of the values, or where the result exceeds 1000: then `reason` says so.
    """
    known = lookback[np.isfinite(lookback)]
    n = len(known)
    if n < FEWEST_VALUES:
        return Score(None, n, f"only {n} values in the look-back, {FEWEST_VALUES} are needed")
    if not isfinite(value):
        return Score(None, n, "the value is unknown")
    least = max(RELATIVE_SPREAD * max(float(np.max(np.abs(known))), abs(value)), ABSOLUTE_SPREAD)
    centre, spread = _centre_and_spread(known, estimator, least)
    if spread <= least or abs(value - centre) > LARGEST_Z * spread:
        return Score(None, n, NO_VARIATION)
    return Score((value - centre) / spread + 0.0, n)


def percentile_rank(value: float, lookback: FloatArray) -> float | None:
    """Return the share of known look-back values at or below `value`, 0-100; None under 20 of them."""
    known = lookback[np.isfinite(lookback)]
    if len(known) < FEWEST_VALUES or not isfinite(value):
        return None
    return 100.0 * int(np.count_nonzero(known <= value)) / len(known)


def record_reach(series: FloatArray, extremes: Extremes = ("low", "high")) -> Reach | None:
    """Return how far back the last value of `series` is the most extreme, of the extremes asked for.

    An equal earlier value ends the search; unknown values are passed over. Of high and low the one that reaches
    farther back is returned; None where the value before is as extreme, or nothing known stands before.
    """
    if len(series) == 0 or not isfinite(series[-1]):
        return None
    earlier = np.flatnonzero(np.isfinite(series[:-1]))
    reaches = [reach for extreme in extremes if (reach := _reach(series, earlier, extreme)) is not None]
    return min(reaches, key=lambda reach: (reach.index, not reach.whole), default=None)


def placing(series: FloatArray, extremes: Extremes = ("low", "high")) -> Placing | None:
    """Return the place of the last value of `series` among its known ones, from the nearer one of `extremes`.

    Equal values count against it: the place is how many are at least as extreme, itself included. None where the last
    value is unknown.
    """
    if len(series) == 0 or not isfinite(series[-1]):
        return None
    known = series[np.isfinite(series)]
    places = {
        "low": int(np.count_nonzero(known <= series[-1])),
        "high": int(np.count_nonzero(known >= series[-1])),
    }
    extreme = min(extremes, key=lambda extreme: places[extreme])
    return Placing(extreme, places[extreme], len(known))


def middle(lookback: FloatArray) -> float | None:
    """Return the median of the known values of a look-back; None under 20 of them."""
    known = lookback[np.isfinite(lookback)]
    return None if len(known) < FEWEST_VALUES else _median(known) + 0.0


def realised_volatility(returns: FloatArray, periods_per_day: float) -> float | None:
    """Return the annualised volatility of log returns around zero: sqrt(mean r^2) x sqrt(periods in 365 days).

    The zero mean and the 365 days follow Coin Metrics. None where no return is known.
    """
    known = returns[np.isfinite(returns)]
    if len(known) == 0:
        return None
    return sqrt(float(np.mean(known * known))) * sqrt(periods_per_day * _DAYS_PER_YEAR)


def rolling_volatility(returns: FloatArray, window: int, fewest: int, periods_per_day: float) -> FloatArray:
    """Return `realised_volatility` of the `window` returns up to each position; NaN under `fewest` known ones.

    Each position is added up in the same order whatever the length of `returns`, so that a longer history gives the
    same bits: a convolution does not.
    """
    known = np.isfinite(returns)
    squares = np.where(known, returns, 0.0) ** 2
    counts, sums = known.astype(np.float64), squares.copy()
    for back in range(1, min(window, len(returns))):
        counts[back:] += known[:-back]
        sums[back:] += squares[:-back]
    with np.errstate(invalid="ignore", divide="ignore"):
        found: FloatArray = np.sqrt(sums / counts * periods_per_day * _DAYS_PER_YEAR)
    found[counts < fewest] = np.nan
    return found


def amihud_illiquidity(returns: FloatArray, volume_usd: FloatArray) -> FloatArray:
    """Return |return| / USD volume for each bar (Amihud 2002); NaN where the volume or the return is 0 or unknown.

    A return of exactly 0 has no logarithm, and says that the tick is coarse rather than that the market is deep.
    """
    ratio = quotient(np.abs(returns), volume_usd)
    return np.where(ratio > 0, ratio, np.nan)


def log_changes(values: FloatArray) -> FloatArray:
    """Return ln(value / value before it) for each position; NaN beside a value that is unknown or not above 0."""
    logs = np.log(np.where(values > 0, values, np.nan))
    changes = np.full(len(values), np.nan)
    changes[1:] = np.diff(logs)
    return changes


def quotient(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Return numerator / denominator; NaN where the denominator is not above 0 or the result is beyond all sense."""
    with np.errstate(over="ignore", invalid="ignore"):
        found: FloatArray = numerator / np.where(denominator > 0, denominator, np.nan)
    return np.where(np.abs(found) < _LARGEST_QUOTIENT, found, np.nan)


def _centre_and_spread(known: FloatArray, estimator: Estimator, least: float) -> tuple[float, float]:
    if estimator == "classic":
        return float(np.mean(known)), float(np.std(known, ddof=1))
    centre = _median(known)
    distances = np.abs(known - centre)
    spread = MAD_TO_SIGMA * _median(distances)
    return centre, spread if spread > least else MEAN_AD_TO_SIGMA * float(np.mean(distances))


def _median(known: FloatArray) -> float:
    """Return what `np.median` does, a tenth of its time for a look-back's few values."""
    ordered, half = np.sort(known), len(known) // 2
    return float(ordered[half]) if len(known) % 2 else (float(ordered[half - 1]) + float(ordered[half])) / 2


def _reach(series: FloatArray, earlier: NDArray[np.int64], extreme: Literal["low", "high"]) -> Reach | None:
    if len(earlier) == 0:
        return None
    at_least = series[earlier] >= series[-1] if extreme == "high" else series[earlier] <= series[-1]
    matches = np.flatnonzero(at_least)
    if len(matches) == 0:
        return Reach(extreme, int(earlier[0]), whole=True)
    index = int(earlier[matches[-1]])
    return None if index == int(earlier[-1]) else Reach(extreme, index, whole=False)
