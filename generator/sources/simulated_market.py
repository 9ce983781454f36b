"""A market that never was: pure, and the same for the same seed and script, whatever is asked of it and in which order.

Nothing here knows the time. Each question carries the moment it is asked at, and is answered from what happened
before: bars that are not over hold what has traded so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import RLock
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.sources.simulated_day import (
    BITCOIN,
    DAY,
    ETHER,
    MINUTE,
    SLOT,
    SLOTS,
    Day,
    Listing,
    Orders,
    Row,
    make_day,
)
from generator.sources.simulated_noise import FloatArray, IntArray
from generator.sources.simulated_script import Episode, conditions

SETTLEMENT: Final = 8 * 60 * MINUTE
"""Milliseconds between two payments of funding."""
_INTEREST_RATE: Final = 0.0001
_CLAMP: Final = 0.0005
_CAP: Final = 0.003
_SUMMED: Final = [Row.VOLUME, Row.BOUGHT, Row.WORTH, Row.WORTH_BOUGHT, Row.TRADES]
_SPREAD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(29), np.uint64(0xBF58476D1CE4E5B9))


@dataclass(frozen=True, slots=True)
class Trades:
    """Trades in order of time, liquidations among them."""

    ids: IntArray
    """Without gaps."""
    times: IntArray
    """Unix milliseconds."""
    prices: IntArray
    """Ticks."""
    lots: IntArray
    bought: NDArray[np.bool_]
    """Whether the taker bought."""

    def part(self, chosen: slice | NDArray[np.bool_]) -> Trades:
        """Return some of the trades."""
        return Trades(*(getattr(self, name)[chosen] for name in Trades.__slots__))


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars of one length, oldest first."""

    times: IntArray
    """Starts, Unix milliseconds."""
    table: IntArray
    """A row each of `Row`."""

    def __getitem__(self, row: Row) -> IntArray:
        found: IntArray = self.table[row]
        return found


class Market:
    """A seeded market with its script, from its origin on. Safe to ask from several threads."""

    def __init__(
        self,
        seed: int,
        origin: datetime,
        script: Sequence[Episode] = (),
        listings: Sequence[Listing] = (BITCOIN, ETHER),
    ) -> None:
        """Begin a market at `origin`, a midnight in UTC; before it nothing was traded."""
        if origin.utcoffset() != timedelta(0) or origin.timestamp() % 86_400:
            raise ValueError("a simulated market begins at a midnight in UTC")
        self.seed: Final = seed
        self.origin: Final = int(origin.timestamp()) * 1000
        self.script: Final = tuple(script)
        self.listings: Final = {listing.asset: listing for listing in listings}
        self._days: dict[str, list[Day]] = {asset: [] for asset in self.listings}
        self._levels = dict.fromkeys(self.listings, 0.0)  # log price at the end of the days made, 0 at the origin
        self._counts: dict[str, list[int]] = {asset: [0] for asset in self.listings}  # trades before each day
        self._trades: dict[tuple[str, int], Trades] = {}
        self._lock = RLock()

    def day(self, asset: str, number: int) -> Day:
        """Return a day (since 1970). One before the origin is a `LookupError`, as is an unknown asset."""
        index = number - self.origin // DAY
        if index < 0:
            raise LookupError("the market had not begun")
        days = self._days[asset]
        with self._lock:
            while len(days) <= index:  # one after the other: each price begins where the last one ended
                following = self.origin // DAY + len(days)
                script = conditions(self.script, following)
                made = make_day(self.seed, self.listings[asset], following, self._levels[asset], script)
                self._levels[asset] += made.rise
                self._counts[asset].append(self._counts[asset][-1] + 2 * SLOTS + len(made.orders.times))
                days.append(made)
        return days[index]

    def days(self, asset: str, start: int, end: int) -> Iterator[Day]:
        """Yield the days that touch the span from `start` to before `end` (Unix milliseconds)."""
        for number in range(max(start, self.origin) // DAY, -(-end // DAY)):
            yield self.day(asset, number)

    def trades(self, asset: str, start: int, end: int) -> Trades:
        """Return the trades from `start` to before `end` (Unix milliseconds)."""
        parts = []
        for day in self.days(asset, start, end):
            whole = self._trades_of(asset, day)
            parts.append(whole.part(slice(*np.searchsorted(whole.times, (start, end)).tolist())))
        if not parts:
            nothing = np.zeros(0, dtype=np.int64)
            return Trades(nothing, nothing, nothing, nothing, nothing.astype(np.bool_))
        return Trades(*(np.concatenate([getattr(part, name) for part in parts]) for name in Trades.__slots__))

    def trade_day(self, asset: str, trade: int) -> int:
        """Return the start (Unix milliseconds) of the day a trade belongs to, of the days made so far."""
        return self.origin + DAY * max(0, int(np.searchsorted(self._counts[asset], trade, side="right")) - 1)

    def _trades_of(self, asset: str, day: Day) -> Trades:
        with self._lock:
            if (asset, day.number) not in self._trades:
                if len(self._trades) >= 8:  # noqa: PLR2004 - a day takes a millisecond to make and a megabyte to keep
                    self._trades.pop(next(iter(self._trades)))
                first = self._counts[asset][day.number - self.origin // DAY]
                self._trades[asset, day.number] = _joined(day, first)
            return self._trades[asset, day.number]

    def orders(self, asset: str, start: int, end: int) -> Orders:
        """Return every liquidation order from `start` to before `end` (Unix milliseconds)."""
        parts = []
        for day in self.days(asset, start, end):
            cut = slice(*np.searchsorted(day.orders.times, (start, end)).tolist())
            parts.append([getattr(day.orders, name)[cut] for name in Orders.__slots__])
        if not parts:
            nothing = np.zeros(0, dtype=np.int64)
            return Orders(nothing, nothing.astype(np.bool_), nothing, nothing)
        return Orders(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def bars(self, asset: str, length: int, start: int, end: int) -> Bars:
        """Return the bars of `length` that hold a trade from `start` to before `end` (all in milliseconds).

        `length` divides a day. The last bar is cut at `end`, which is how an unfinished one is asked for; `start` is
        moved back to the start of its bar.
        """
        start = max(start, self.origin) // length * length
        minutes = [self._minutes(asset, day, end) for day in self.days(asset, start, end)]
        if not minutes:
            return Bars(np.zeros(0, dtype=np.int64), np.zeros((len(Row), 0), dtype=np.int64))
        table = np.concatenate(minutes, axis=1)[:, (start % DAY) // MINUTE :]
        firsts = np.arange(0, table.shape[1], length // MINUTE)
        if not len(firsts):
            return Bars(firsts, table)
        found = np.empty((len(Row), len(firsts)), dtype=np.int64)
        found[Row.OPEN] = table[Row.OPEN, firsts]
        found[Row.HIGH] = np.maximum.reduceat(table[Row.HIGH], firsts)
        found[Row.LOW] = np.minimum.reduceat(table[Row.LOW], firsts)
        found[Row.CLOSE] = table[Row.CLOSE, np.append(firsts[1:], table.shape[1]) - 1]
        found[_SUMMED] = np.add.reduceat(table[_SUMMED], firsts, axis=1)
        return Bars(start + firsts * MINUTE, found)

    def _minutes(self, asset: str, day: Day, end: int) -> IntArray:
        """Return the bars of a minute up to `end`, the last of them with what it holds by then."""
        if end >= day.start + DAY:
            return day.table
        whole = (end - day.start) // MINUTE
        table: IntArray = day.table[:, :whole]
        last = self.trades(asset, day.start + whole * MINUTE, end)
        if not len(last.times):
            return table
        worth, bought = last.prices * last.lots, np.where(last.bought, last.lots, 0)
        sums = (last.lots.sum(), bought.sum(), worth.sum(), (bought * last.prices).sum(), len(last.times))
        prices = (last.prices[0], last.prices.max(), last.prices.min(), last.prices[-1])
        return np.column_stack([table, np.array([*prices, *sums], dtype=np.int64)])

    def price(self, asset: str, moment: int) -> int:
        """Return the price at a moment (Unix milliseconds) in ticks: that of the newest trade."""
        day = self.day(asset, moment // DAY)
        newest = self.trades(asset, moment // SLOT * SLOT - SLOT, moment + 1)
        return int(newest.prices[-1]) if len(newest.prices) else int(day.prices[0])

    def sampled(self, asset: str, name: str, moments: IntArray) -> FloatArray:
        """Return ``interest`` (lots), ``depth`` (USD), ``premium`` or ``ratio`` at moments (Unix milliseconds)."""
        found = np.full(len(moments), np.nan)
        for number in np.unique(moments // DAY):
            if number >= self.origin // DAY:
                here = moments // DAY == number
                minute = moments[here] % DAY // MINUTE
                found[here] = getattr(self.day(asset, int(number)), name)[minute]
        return found

    def minutes(self, asset: str, name: str, start: int, end: int) -> FloatArray:
        """Return ``depth``, ``premium`` or ``ratio`` of each minute that begins from `start` to before `end`."""
        first = max(start, self.origin)
        return self.sampled(asset, name, np.arange(-(-first // MINUTE), -(-end // MINUTE), dtype=np.int64) * MINUTE)

    def funding(self, asset: str, moment: int) -> float:
        """Return the rate per 8 hours as it stands at a moment (Unix milliseconds): what the next payment is so far.

        The mean premium since the last payment, with interest within a clamp of 0.05 %. At the moment of a payment it
        is the rate paid.
        """
        start = (moment - 1) // SETTLEMENT * SETTLEMENT
        premium = self.minutes(asset, "premium", start, moment)
        mean = float(np.mean(premium)) if len(premium) else 0.0
        rate = mean + min(max(_INTEREST_RATE - mean, -_CLAMP), _CLAMP)
        return round(min(max(rate, -_CAP), _CAP), 8)

    def payments(self, start: int, end: int) -> list[int]:
        """Return the moments of payments from `start` to `end`, both included; all in Unix milliseconds."""
        first = max(-(-start // SETTLEMENT), self.origin // SETTLEMENT + 1)
        return [number * SETTLEMENT for number in range(first, end // SETTLEMENT + 1)]


def moment_of(time: datetime) -> int:
    """Return a time in Unix milliseconds."""
    return round((time - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1))


def _joined(day: Day, first: int) -> Trades:
    """Return all trades of a day in order of time, numbered from `first` on."""
    slots = np.arange(SLOTS, dtype=np.int64)
    delay = _delays(day.number * SLOTS + slots)
    starts = day.start + slots * SLOT
    times = np.concatenate([starts + delay, starts + SLOT // 2 + delay, day.orders.times])
    order = np.argsort(times, kind="stable")
    ones = np.ones(SLOTS, dtype=np.bool_)
    return Trades(
        ids=first + np.arange(len(times), dtype=np.int64),
        times=times[order],
        prices=np.concatenate([day.prices, day.prices, day.orders.prices])[order],
        lots=np.concatenate([day.bought, day.sold, day.orders.lots])[order],
        bought=np.concatenate([ones, ~ones, day.orders.bought])[order],
    )


def _delays(slots: IntArray) -> IntArray:
    """Return milliseconds under half a slot that look arbitrary (the mixing step of splitmix64)."""
    mixed = slots.astype(np.uint64) * _SPREAD[0]
    mixed = (mixed ^ (mixed >> _SPREAD[1])) * _SPREAD[2]
    return ((mixed >> _SPREAD[1]) % np.uint64(SLOT // 2)).astype(np.int64)
