"""What a value in a snapshot can possibly be, metric by metric and field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import inf
from typing import Final

from generator.metrics.snapshot import Z_METRICS, Metric

EARLIEST: Final = datetime(2009, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2101, 1, 1, tzinfo=UTC)
"""Moments outside [EARLIEST, LATEST) are a wrong unit or a wrong date: no market traded before 2009."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The span of possible values. Ends are possible themselves unless `open_low`."""

    low: float
    high: float
    meaning: str
    """The span in words, for the message."""
    open_low: bool = False

    def hold(self, value: float) -> bool:
        """Tell whether a finite value is possible."""
        return (value > self.low if self.open_low else value >= self.low) and value <= self.high


SHARE: Final = Limits(0.0, 1.0, "a share lies between 0 and 1")
PERCENTILE: Final = Limits(0.0, 100.0, "a percentile lies between 0 and 100")
Z_SCORE: Final = Limits(-1000.0, 1000.0, "a z-score beyond 1000 is an error of scale")
RATIO: Final = Limits(0.0, inf, "a ratio is not negative")
AMOUNT: Final = Limits(0.0, inf, "an amount in USD is not negative")
PRICE: Final = Limits(0.0, inf, "a price is above 0", open_low=True)
FRACTION: Final = Limits(-1.0, 1.0, "a fraction of more than 1 is an error of unit (0.0001 is 0.01 %)")
RETURN: Final = Limits(-1.0, inf, "a price cannot lose all of itself or more", open_low=True)
GROWTH: Final = Limits(-1.0, inf, "an amount cannot lose more than all of itself")
CHANGE: Final = Limits(-inf, inf, "a change is a finite number")
VOLATILITY: Final = Limits(0.0, inf, "a volatility is not negative")
SPREAD: Final = Limits(0.0, inf, "a spread is not negative")

VALUES: Final[Mapping[Metric, Limits]] = {
    **dict.fromkeys(Z_METRICS, Z_SCORE),
    Metric.TAKER_BUY_SELL_RATIO: RATIO,
    Metric.FUNDING_RATE: FRACTION,
    Metric.LIQUIDATIONS_LONG_SHARE: SHARE,
    Metric.LIQUIDATIONS_USD: AMOUNT,
    Metric.LIQUIDATIONS_LONG_USD: AMOUNT,
    Metric.LIQUIDATIONS_SHORT_USD: AMOUNT,
    Metric.OPEN_INTEREST_USD: AMOUNT,
    Metric.VOLUME_USD: AMOUNT,
    Metric.PRICE: PRICE,
    Metric.PRICE_CHANGE: RETURN,
    Metric.REALISED_VOLATILITY: VOLATILITY,
    Metric.BASIS: FRACTION,
    Metric.LONG_SHORT_RATIO: RATIO,
    Metric.SPREAD_BPS: SPREAD,
}
"""The possible values of every metric."""
