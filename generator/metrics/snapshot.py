"""The metrics snapshot, version 1: the nouns the rest of the house works on. Needs neither numpy nor pandas.

Every metric's meaning, unit and sign is in docs/method.md. A metric that is not in the snapshot is unknown,
which is not the same as unremarkable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from generator.market import PERIODS, Regime, SetAside

SCHEMA = 1
MOST_RECENT = 13
"""Earlier bars a snapshot carries: with the newest they make two weeks of days."""


class Metric(StrEnum):
    """Names of the metrics, as users' scripts know them."""

    MARKET_DEPTH_INDEX = "market_depth_index"
    TAKER_IMBALANCE = "taker_imbalance"
    TAKER_BUY_SELL_RATIO = "taker_buy_sell_ratio"
    OPEN_INTEREST_Z = "open_interest_z"
    FUNDING_RATE = "funding_rate"
    LIQUIDATIONS_USD_Z = "liquidations_usd_z"
    LIQUIDATIONS_LONG_SHARE = "liquidations_long_share"
    LIQUIDATIONS_USD = "liquidations_usd"
    LIQUIDATIONS_LONG_USD = "liquidations_long_usd"
    LIQUIDATIONS_SHORT_USD = "liquidations_short_usd"
    OPEN_INTEREST_USD = "open_interest_usd"
    VOLUME_USD = "volume_usd"
    PRICE = "price"
    PRICE_CHANGE = "price_change"
    REALISED_VOLATILITY = "realised_volatility"
    BASIS = "basis"
    LONG_SHORT_RATIO = "long_short_ratio"
    ILLIQUIDITY_Z = "illiquidity_z"
    SPREAD_BPS = "spread_bps"


Z_METRICS = frozenset(
    {
        Metric.MARKET_DEPTH_INDEX,
        Metric.TAKER_IMBALANCE,
        Metric.OPEN_INTEREST_Z,
        Metric.LIQUIDATIONS_USD_Z,
        Metric.ILLIQUIDITY_Z,
    }
)
"""Metrics whose value is itself a z-score."""


@dataclass(frozen=True, slots=True)
class Record:
    """How far back one has to go for a value at least as extreme, computed from history."""

    extreme: Literal["low", "high"]
    since: date
    """The day of the last value at least as extreme; the first day of history when there is none."""
    days: int
    whole: bool = False
    """True when no earlier value in the whole history was as extreme."""


@dataclass(frozen=True, slots=True)
class Rank:
    """Which place the value takes among those of the last year, by size. Equal values count against it."""

    extreme: Literal["low", "high"]
    place: int
    """1 is the most extreme: as many values are at least as extreme, itself included."""
    of: int
    """Known values compared, the newest included."""
    days: int
    """The span they cover: 365 days, or fewer where the history is shorter."""


@dataclass(frozen=True, slots=True)
class Streak:
    """How many bars in a row, the newest included, a series has gone one way."""

    way: Literal["up", "down", "positive", "negative"]
    """``up`` and ``down`` for levels, by the change of each bar; ``positive`` and ``negative`` for what has a sign."""
    bars: int


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric at one moment, with what is known of how it was measured. None is unknown."""

    metric: Metric
    value: float
    venue: str | None = None
    market: Literal["spot", "perpetual"] | None = None
    """The kind of market on the venue, where the source says."""
    unit: str | None = None
    z: float | None = None
    percentile: float | None = None
    """Share of the look-back at or below the value, 0-100."""
    change: float | None = None
    """Fraction for amounts and prices, plain difference for rates and ratios, over `change_over`."""
    change_over: str | None = None
    change_week: float | None = None
    """As `change`, over seven days."""
    streak: Streak | None = None
    annualised: float | None = None
    """Of a funding rate: the simple rate of 365 days, a fraction."""
    span: float | None = None
    """Of depth: the share of the 1 % on each side of mid that the recorded book reached, 0-1."""
    window: str | None = None
    """Length of the look-back, such as ``90d``."""
    n: int | None = None
    """Values in the look-back."""
    method: str | None = None
    coverage: float | None = None
    """Share of the look-back (or of the depth span) that was known, 0-1."""
    record: Record | None = None
    rank: Rank | None = None
    typical: float | None = None
    """Median over the bars the value is compared with, in the unit of `value`; of amounts, volatility and spread."""
    as_of: datetime | None = None

    @property
    def contradicted(self) -> bool:
        """Whether a z-score of a change points one way and the change itself the other.

        An unusually small rise has a negative z-score and is no fall.
        """
        return self.metric is Metric.OPEN_INTEREST_Z and self.change is not None and self.change * self.value < 0


@dataclass(frozen=True, slots=True)
class Notes:
    """What a reader has to know of the data behind a snapshot."""

    sources: tuple[str, ...] = ()
    missing: Mapping[Metric, str] = field(default_factory=dict)
    """Why a metric could not be computed."""
    set_aside: tuple[SetAside, ...] = ()
    silent: tuple[str, ...] = ()
    """Venues that gave figures before and none for this moment: they are in none of the sums."""


@dataclass(frozen=True, slots=True)
class Spell:
    """One regime without interruption, from the bar at whose close it began."""

    regime: Regime
    since: datetime
    """Close of its first bar, UTC."""
    bars: int
    """Closes it has lasted, the first and the last included."""
    until: datetime | None = None
    """Close of the bar at which it was found to be over, UTC; None while it lasts."""
    confirmed: bool = True
    """False while too few closes in a row have borne it out: it does not hold yet."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What was known of the regimes before the newest bar: what the news is measured against."""

    as_of: datetime
    """Close of the bar before the newest one, UTC."""
    spells: tuple[Spell, ...] = ()
    """Regimes that held at that close, and those waiting to be confirmed."""
    told: datetime | None = None
    """Moment of the last edition, UTC; None where the bar before is what the news is measured against."""
    ended: tuple[Spell, ...] = ()
    """Regimes that ended after the last edition, up to `as_of`."""


@dataclass(frozen=True, slots=True)
class Precedent:
    """What followed earlier onsets of a regime: past prices, counted. Never a forecast."""

    regime: Regime
    since: datetime
    """Close of the first bar whose regimes could be read, UTC."""
    cases: int
    """Onsets before the newest bar whose outcome was known at its close."""
    days: int
    """Days from the onset's close to the close it is compared with."""
    median: float
    """Of the cases' price changes, a fraction."""
    low: float
    """Lower quartile."""
    high: float
    """Upper quartile."""
    usual: float
    """Median price change over as many days from every bar of the same span."""


_LAST_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class PastBar:
    """An earlier bar as a snapshot of it would have shown it."""

    as_of: datetime
    """Close of the bar, UTC."""
    values: Mapping[Metric, float]
    """Those that were known, in the order of `Metric`."""
    interest_change: float | None = None
    """Change of open interest in coins over that bar, a fraction; it can contradict its z-score."""
    regimes: tuple[Regime, ...] = ()
    """Those that held at its close, confirmed."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The metrics of one asset at one moment. `measures` keeps the order of `Metric`."""

    asset: str
    as_of: datetime
    period: str
    measures: Mapping[Metric, Measure]
    notes: Notes = field(default_factory=Notes)
    before: Standing | None = None
    """None where no history of regimes is known."""
    precedents: tuple[Precedent, ...] = ()
    recent: tuple[PastBar, ...] = ()
    """The bars right before the newest, oldest first, at most `MOST_RECENT`, less those of which nothing is known."""

    def get(self, metric: Metric) -> Measure | None:
        """Return the measure of a metric, or None where it is unknown."""
        return self.measures.get(metric)

    def value(self, metric: Metric) -> float | None:
        """Return the value of a metric, or None where it is unknown."""
        measure = self.measures.get(metric)
        return None if measure is None else measure.value

    @property
    def ended(self) -> datetime:
        """When the bar ended that the figures are of: `as_of`, or earlier where every figure says so."""
        known = [measure.as_of for measure in self.measures.values() if measure.as_of is not None]
        return max(known) if known and len(known) == len(self.measures) else self.as_of

    def before_by(self, bars: int) -> PastBar | None:
        """Return the bar that closed exactly `bars` periods before the newest, or None where it is not known.

        A bar that is said to end in its last second ended with it.
        """
        return self._before(self.ended, bars)

    def between(self, first: int, last: int) -> list[PastBar | None]:
        """Return the bars that closed `last` to `first` periods before the newest, as `before_by` gives each."""
        ended = self.ended
        return [self._before(ended, bars) for bars in range(last, first - 1, -1)]

    def _before(self, ended: datetime, bars: int) -> PastBar | None:
        close = ended - bars * PERIODS[self.period]
        likely = self.recent[-bars:][:1]  # where it stands if none is missing
        return next((bar for bar in (*likely, *self.recent) if abs(bar.as_of - close) <= _LAST_SECOND), None)

    @property
    def missing(self) -> tuple[Metric, ...]:
        """The metrics that are unknown, in the order of `Metric`."""
        return tuple(metric for metric in Metric if metric not in self.measures)
