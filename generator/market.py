"""Nouns of market data: what was observed, when, and in which unit. Times are UTC."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

INTERVALS: Mapping[str, timedelta] = {
    **{f"{n}m": timedelta(minutes=n) for n in (1, 3, 5, 15, 30)},
    **{f"{n}h": timedelta(hours=n) for n in (1, 2, 4, 6, 8, 12)},
    "1d": timedelta(days=1),
}
"""The bar lengths that can be stored, by name, shortest first."""
PERIODS: Mapping[str, timedelta] = {period: INTERVALS[period] for period in ("1h", "4h", "1d")}
"""The bar lengths a snapshot can be of."""


class Field(StrEnum):
    """A market series after its unit was normalised on entry. The comment gives the unit."""

    OPEN = "open"  # USD
    HIGH = "high"  # USD
    LOW = "low"  # USD
    CLOSE = "close"  # USD
    VOLUME_COINS = "volume_coins"
    VOLUME_USD = "volume_usd"
    TAKER_BUY_COINS = "taker_buy_coins"
    TAKER_SELL_COINS = "taker_sell_coins"
    OPEN_INTEREST_COINS = "open_interest_coins"
    OPEN_INTEREST_USD = "open_interest_usd"
    FUNDING_RATE = "funding_rate"  # fraction per 8 hours; positive: longs pay
    LIQUIDATIONS_LONG_USD = "liquidations_long_usd"
    LIQUIDATIONS_SHORT_USD = "liquidations_short_usd"
    DEPTH_USD = "depth_usd"  # both sides within 1 % of mid
    DEPTH_COVERED = "depth_covered"  # share of that 1 % the recorded book reached, 0-1
    DEPTH_10BP_USD = "depth_10bp_usd"  # both sides within 0.1 % of mid
    DEPTH_25BP_USD = "depth_25bp_usd"  # both sides within 0.25 % of mid
    DEPTH_50BP_USD = "depth_50bp_usd"  # both sides within 0.5 % of mid
    SPREAD_BPS = "spread_bps"  # basis points of mid
    MARK = "mark"  # USD
    INDEX = "index"  # USD
    LONG_SHORT_RATIO = "long_short_ratio"  # accounts long / short


DISTANCES: Mapping[Field, float] = {
    Field.DEPTH_10BP_USD: 0.001,
    Field.DEPTH_25BP_USD: 0.0025,
    Field.DEPTH_50BP_USD: 0.005,
    Field.DEPTH_USD: 0.01,
}
"""How far from mid each depth of an order book reaches, as a fraction of mid; nearest first."""


class Regime(StrEnum):
    """Names of the regimes, as users' scripts know them. Each stands beside its mirror; calm has none."""

    LIQUIDITY_CRUNCH = "liquidity_crunch"
    LIQUIDITY_ABUNDANCE = "liquidity_abundance"
    SELL_DOMINANCE = "sell_dominance"
    BUY_DOMINANCE = "buy_dominance"
    DELEVERAGING = "deleveraging"
    LEVERAGE_BUILD_UP = "leverage_build_up"
    CASCADE = "cascade"
    SHORT_SQUEEZE = "short_squeeze"
    CROWDED_LONGS = "crowded_longs"
    CROWDED_SHORTS = "crowded_shorts"
    CALM = "calm"


REPEATED = "the row repeats another one, which is used"
IN_THE_FUTURE = "the time lies in the future"
UNFINISHED_BAR = "the bar was not over when the file was read"
UNFINISHED_HOUR = "the hour was not over when the file was read"
ONE_SIDE = "the other side of the book is missing"
_NOT_FALSE = frozenset({REPEATED, IN_THE_FUTURE, UNFINISHED_BAR, UNFINISHED_HOUR, ONE_SIDE})


@dataclass(frozen=True, slots=True)
class SetAside:
    """A value that takes no part in any metric or record: it cannot be true, or cannot be used."""

    time: datetime
    """Start of the bar the value stands in, UTC."""
    field: str
    value: str
    """The value as the file gave it."""
    reason: str

    @property
    def false(self) -> bool:
        """Whether the value cannot be true, and is not only repeated, early or half of a pair."""
        return self.reason not in _NOT_FALSE

    @property
    def quote(self) -> str:
        """The note as a text quotes it, word for word."""
        field = self.field.replace("_usd", " in dollars").replace("_coins", " in coins").replace("_", " ")
        return f"the {field} of {self.time:%Y-%m-%d} ({self.reason})"


@dataclass(frozen=True, slots=True)
class Series:
    """One field of one market on the bars of its history: values in bar order, NaN where nothing is known."""

    field: Field
    values: array[float]
    """One float a bar, the unit of `field`."""
    venue: str | None = None
    market: str | None = None
    """``spot`` or ``perpetual`` where the source says so."""
    breaks: tuple[datetime, ...] = ()
    """Moments at which the source changed what it counts: values on either side are never compared."""


@dataclass(frozen=True, slots=True)
class Observations:
    """One field of one market as its source gave it, in the field's own unit: the columns of many observations."""

    asset: str
    field: Field
    times: array[int]
    """Event times, Unix milliseconds, UTC, ascending without repeats: the start of a bar, or the moment of a sample."""
    values: array[float]
    """As many as `times`; all of them finite. What is unknown is not observed, and has no row."""
    interval: str | None = None
    """Length of the bars, one of `INTERVALS`; None for samples taken at moments, whatever their spacing."""
    venue: str | None = None
    market: str | None = None
    breaks: tuple[datetime, ...] = ()

    def __post_init__(self) -> None:
        if self.interval is not None and self.interval not in INTERVALS:
            raise ValueError(f"interval {self.interval!r} is not one of {', '.join(INTERVALS)}")
        if len(self.times) != len(self.values):
            raise ValueError("every observation needs a time and a value")
        if any(a >= b for a, b in zip(self.times, self.times[1:], strict=False)):
            raise ValueError("observations must be in order and without duplicates")


@dataclass(frozen=True, slots=True)
class Gap:
    """Bars of one field that a recorder should have and does not have: said, and never taken for zero."""

    asset: str
    venue: str
    field: Field
    interval: str
    start: datetime
    """Start of the first bar that is missing, UTC."""
    end: datetime
    """End of the last one: the start of the first bar after the gap, UTC."""
    cause: str

    @property
    def bars(self) -> int:
        """How many bars it holds."""
        return (self.end - self.start) // INTERVALS[self.interval]


@dataclass(frozen=True, slots=True)
class Batch:
    """What one file, or one round of polls, gave: stored whole or not at all."""

    source: str
    """Name of the file without its folder, or of the venue and its call."""
    digest: str
    """SHA-256 of the file's bytes in hexadecimal digits."""
    observations: tuple[Observations, ...]
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True, slots=True)
class History:
    """Bars of one asset, oldest first, evenly named by the moment each one ends.

    `known` holds Unix seconds, UTC: the last second of each bar, which is when its values can be known.
    """

    asset: str
    period: str
    known: array[int]
    series: Mapping[Field, Series]
    set_aside: tuple[SetAside, ...] = ()
    source: str = ""
    """Name of the file, without its folder."""
    unread: tuple[str, ...] = field(default=())
    """Columns of the source that no field was mapped to."""
    silent: tuple[str, ...] = ()
    """Venues that gave figures before and none for the newest bar."""

    def __post_init__(self) -> None:
        if self.period not in INTERVALS:
            raise ValueError(f"period {self.period!r} is not one of {', '.join(INTERVALS)}")
        if any(a >= b for a, b in zip(self.known, self.known[1:], strict=False)):
            raise ValueError("bars must be in order and without duplicates")
        if any(len(s.values) != len(self.known) for s in self.series.values()):
            raise ValueError("every series needs one value a bar")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def to_millis(moment: datetime) -> int:
    """Return an aware moment as Unix milliseconds, rounded down."""
    return (moment - _EPOCH) // _MILLISECOND


def from_millis(millis: int) -> datetime:
    """Return Unix milliseconds as a moment, UTC."""
    return _EPOCH + millis * _MILLISECOND


def gaps_of(missing: Mapping[int, str], asset: str, venue: str, field: Field, interval: str) -> list[Gap]:
    """Return missing bars as gaps, each as long as it can be: neighbours of one cause are one.

    `missing` maps the start of each bar, Unix milliseconds, to why it is missing.
    """
    step = INTERVALS[interval] // _MILLISECOND
    runs: list[tuple[int, int, str]] = []
    for start, cause in sorted(missing.items()):
        if runs and runs[-1][1:] == (start, cause):
            runs[-1] = (runs[-1][0], start + step, cause)
        else:
            runs.append((start, start + step, cause))
    return [Gap(asset, venue, field, interval, from_millis(a), from_millis(b), cause) for a, b, cause in runs]


UNITS: Mapping[Field, str] = {
    **dict.fromkeys(Field, "USD"),
    **{field: "coins" for field in Field if field.value.endswith("_coins")},
    Field.FUNDING_RATE: "fraction per 8 hours",
    Field.DEPTH_COVERED: "share",
    Field.SPREAD_BPS: "basis points",
    Field.LONG_SHORT_RATIO: "ratio",
}
"""The unit every field is kept in."""


def day_described(as_of: datetime) -> date:
    """Return the day a reader names for bars known at `as_of`: midnight belongs to the day that just ended."""
    return (as_of - timedelta(seconds=1)).astimezone(UTC).date()


def clock_time(at: datetime) -> str:
    """Return the time of a close as people write it: a bar that ended a second early ended on the minute.

    Midnight stays 23:59, for it belongs to the day that just ended.
    """
    utc = at.astimezone(UTC)
    rounded = utc + timedelta(seconds=1) if utc.second == 59 else utc  # noqa: PLR2004
    return f"{utc if (rounded.hour, rounded.minute) == (0, 0) else rounded:%H:%M} UTC"


_VENUE_NAMES: Mapping[str, str] = {
    "binanceusdm": "Binance",
    "okx": "OKX",
    "htx": "HTX",
    "mexc": "MEXC",
    "bitmex": "BitMEX",
    "bingx": "BingX",
    "kucoin": "KuCoin",
    "krakenfutures": "Kraken",
    "dydx": "dYdX",
}


def venue_name(venue: str) -> str:
    """Return what people call a venue."""
    return _VENUE_NAMES.get(venue, venue if venue != venue.lower() else venue.title())


def joined(words: Iterable[str], conjunction: str = "and") -> str:
    """Join words as a sentence does: ``a``, ``a and b``, ``a, b and c``."""
    *head, last = [*words] or [""]
    return f"{', '.join(head)} {conjunction} {last}" if head else last
