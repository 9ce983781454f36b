"""Price, its change over a bar, and realised volatility."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import isfinite
from typing import Final

import numpy as np

from generator.market import PERIODS, Field
from generator.metrics.compare import (
    RATE,
    bare_measure,
    level_measure,
    no_value,
    streak,
    with_change,
    with_typical,
)
from generator.metrics.snapshot import Metric
from generator.metrics.statistics import FloatArray, log_changes, quotient, rolling_volatility
from generator.metrics.vantage import Finding, Track, Unknown, Vantage, Window

NO_PRICE: Final = Unknown("no price history in the file")
VOLATILITY_WINDOWS: Final[Mapping[str, Window]] = {
    "1d": Window(30, "30d"),
    "4h": Window(42, "7d"),
    "1h": Window(168, "7d"),
}
"""The returns behind realised volatility, by period."""
_KNOWN_SHARE: Final = 0.8
_DAY: Final = 86_400.0


def price(v: Vantage) -> Finding:
    """Return the close of the newest bar in USD, its change, and how far back it is a high or a low of closes."""
    closes = v.track(Field.CLOSE)
    if closes is None:
        return NO_PRICE
    return with_change(v, bare_measure(v, Metric.PRICE, closes, "USD"), closes.values, fraction=True)


def price_change(v: Vantage) -> Finding:
    """Return close / previous close - 1, against its look-back."""
    closes, changes = v.track(Field.CLOSE), change_track(v)
    if closes is None or changes is None:
        return NO_PRICE
    if isfinite(float(closes.values[-1])) and not isfinite(float(changes.values[-1])):
        return Unknown("no close in the bar before")
    found = level_measure(v, Metric.PRICE_CHANGE, changes, "fraction", RATE)
    if isinstance(found, Unknown):
        return found
    run = streak(changes.values, "positive", "negative")
    return replace(found, streak=run, change_over=v.history.period)


def change_track(v: Vantage) -> Track | None:
    """Return close / previous close - 1 of each bar."""
    closes = v.track(Field.CLOSE)
    return None if closes is None else replace(closes, values=simple_returns(closes.values))


def realised_volatility(v: Vantage) -> Finding:
    """Return the annualised volatility of the log returns of the last 30 days (1d bars) or 7 days (4h, 1h bars)."""
    closes = v.track(Field.CLOSE)
    if closes is None:
        return NO_PRICE
    window = VOLATILITY_WINDOWS[v.history.period]
    known = int(np.count_nonzero(np.isfinite(log_changes(closes.values)[-window.bars :])))
    fewest = _fewest_returns(window)
    if not isfinite(float(closes.values[-1])):
        return no_value(v)
    if known < fewest:
        return Unknown(f"only {known} of the last {window.bars} returns are known, {fewest} are needed")
    rolling = replace(closes, values=_rolling(v, closes))
    found = with_change(
        v, bare_measure(v, Metric.REALISED_VOLATILITY, rolling, "fraction a year"), rolling.values, fraction=False
    )
    if isinstance(found, Unknown):
        return found
    found = replace(found, window=window.label, n=known, method="zero mean, 365 days", coverage=known / window.bars)
    return with_typical(v, found, rolling)


def volatility_track(v: Vantage) -> Track | None:
    """Return the realised volatility at each close; unknown where the close is."""
    closes = v.track(Field.CLOSE)
    if closes is None:
        return None
    return replace(closes, values=np.where(np.isfinite(closes.values), _rolling(v, closes), np.nan))


def _rolling(v: Vantage, closes: Track) -> FloatArray:
    window = VOLATILITY_WINDOWS[v.history.period]
    per_day = _DAY / PERIODS[v.history.period].total_seconds()
    return rolling_volatility(log_changes(closes.values), window.bars, _fewest_returns(window), per_day)


def _fewest_returns(window: Window) -> int:
    return int(np.ceil(_KNOWN_SHARE * window.bars))


def simple_returns(closes: FloatArray) -> FloatArray:
    """Return close / previous close - 1 for each bar; NaN for the first one and beside an unknown close."""
    returns = np.full(len(closes), np.nan)
    returns[1:] = quotient(closes[1:], closes[:-1]) - 1
    return returns
