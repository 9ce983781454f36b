"""Nouns of the charts: what a chart says and shows, before anything is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from generator.market import Regime
from generator.metrics.snapshot import Metric


class Kind(StrEnum):
    """The charts there are, by the names of their files."""

    GAUGES = "gauges"
    PRICE = "price"
    LIQUIDATIONS = "liquidations"
    FLOW = "flow"
    DEPTH = "depth"


class Trace(StrEnum):
    """Series a chart can draw. The comment gives the unit."""

    PRICE = "price"  # USD
    OPEN_INTEREST = "open interest"  # coins
    OPEN_INTEREST_USD = "open interest in dollars"  # USD
    LONGS = "longs liquidated"  # USD
    SHORTS = "shorts liquidated"  # USD
    IMBALANCE = "taker imbalance"  # standard deviations
    RATIO = "taker buy/sell ratio"
    FUNDING = "funding rate"  # fraction per 8 hours


Values = tuple[float | None, ...]
"""One value a bar, oldest first; None where nothing is known, which is drawn as a gap."""


@dataclass(frozen=True, slots=True)
class Span:
    """Bars in a row, by their positions, at whose closes a regime held."""

    regime: Regime
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Book:
    """What recorded books held on both sides up to each distance from mid, USD, nearest first."""

    distances: tuple[float, ...]
    """Fractions of mid."""
    newest: Values
    """Of the newest bar; None where its book did not reach as far."""
    usual: Values
    """Median of the bars before it."""


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """The newest bars of a history, as charts want them. Nothing in it was known later than its last close."""

    period: str
    closes: tuple[int, ...]
    """Unix seconds, UTC, ascending."""
    traces: Mapping[Trace, Values]
    """As many values as closes; a trace of which nothing is known is not in it."""
    spans: tuple[Span, ...] = ()
    book: Book | None = None
    """None where no book was recorded for the newest bar."""

    @property
    def times(self) -> tuple[datetime, ...]:
        """The closes as moments, UTC."""
        return tuple(datetime.fromtimestamp(close, UTC) for close in self.closes)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One metric's distance from its norm."""

    metric: Metric
    z: float
    """Standard deviations."""
    regimes: tuple[Regime, ...] = ()
    """Regimes that rest on it and hold."""
    zone: float | None = None
    """Where those regimes are over, in standard deviations; None where their level is in another unit."""


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: its words, which the audit has cleared, and its data."""

    kind: Kind
    title: str
    """The finding, a sentence."""
    alt: str
    """The same for those who do not see it: sentences that are true without the picture."""
    source: str
    """Markets the figures come from, as the article names them; empty where the snapshot does not say."""
    as_of: datetime
    """When the newest bar ended, UTC."""
    gauges: tuple[Gauge, ...] = ()
    series: ChartSeries | None = None
