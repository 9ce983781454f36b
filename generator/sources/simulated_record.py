"""Everything the simulated venues published in a span, in the nouns of a recorder: the truth its rows are held against.

Binance's liquidations are all orders here. Its stream shows fewer (`simulated_streams`), so that a recorder of the
stream ends below this record, as it would at the real one.
"""

from __future__ import annotations

from array import array
from datetime import datetime
from typing import Final, Literal

import numpy as np

from generator.market import INTERVALS, Field, History, Observations, Series
from generator.sources.simulated_book import spread_ticks
from generator.sources.simulated_day import Listing, Orders, Row
from generator.sources.simulated_market import Bars, Market, moment_of
from generator.sources.simulated_noise import FloatArray, IntArray

Venue = Literal["binance", "gate"]

PRICES: Final = {Field.OPEN: Row.OPEN, Field.HIGH: Row.HIGH, Field.LOW: Row.LOW, Field.CLOSE: Row.CLOSE}
BARRED: Final = frozenset(
    {
        *PRICES,
        Field.VOLUME_COINS,
        Field.VOLUME_USD,
        Field.TAKER_BUY_COINS,
        Field.TAKER_SELL_COINS,
        Field.LIQUIDATIONS_LONG_USD,
        Field.LIQUIDATIONS_SHORT_USD,
        Field.MARK,
        Field.INDEX,
    }
)
"""Fields of bars; the others are samples, and funding is known at its payments."""
SAMPLED: Final = frozenset(
    {
        Field.OPEN_INTEREST_COINS,
        Field.OPEN_INTEREST_USD,
        Field.DEPTH_USD,
        Field.SPREAD_BPS,
        Field.LONG_SHORT_RATIO,
        Field.FUNDING_RATE,
    }
)
_DIGITS: Final = 8  # of every number published


def record(  # noqa: PLR0913 - what, of what, when
    market: Market, asset: str, field: Field, *, interval: str, start: datetime, end: datetime, venue: Venue = "binance"
) -> Observations:
    """Return what was published of a field from `start` to before `end`.

    Bars of `interval` that were over by `end`; samples at every `interval`; payments of funding where they fell due.
    A field that no venue publishes is a `LookupError`.
    """
    length, first, last = _milliseconds(interval), moment_of(start), moment_of(end)
    grid = np.arange(-(-max(first, market.origin) // length), -(-last // length), dtype=np.int64) * length
    if field is Field.FUNDING_RATE:
        times = np.array(market.payments(first, last - 1), dtype=np.int64)
    elif field in SAMPLED:
        times = grid
    else:
        times = grid[grid + length <= last]
    if field in BARRED:
        values = barred(market, asset, field, length=length, starts=times, venue=venue)
    else:
        values = sampled(market, asset, field, times, venue)
    return Observations(
        asset,
        field,
        array("q", times.tolist()),
        array("d", np.round(values, _DIGITS).tolist()),
        interval if field in BARRED else None,
        venue,
        "perpetual",
    )


def history(market: Market, asset: str, period: str, start: datetime, end: datetime) -> History:
    """Return the bars of `period` that ended by `end`, with every field a metric is measured from.

    Open interest, funding and the accounts' ratio are those at a bar's end, the premium that of its last minute; depth
    is the mean of a bar's minutes.
    """
    length = _milliseconds(period)
    first = -(-max(moment_of(start), market.origin) // length) * length
    starts = np.arange(first, moment_of(end) - length + 1, length, dtype=np.int64)
    fields = [field for field in Field if field in BARRED | SAMPLED and field is not Field.SPREAD_BPS]
    values = {field: _of_bars(market, asset, field, length, starts) for field in fields}
    return History(
        asset,
        period,
        array("q", ((starts + length) // 1000 - 1).tolist()),
        {f: Series(f, array("d", found.tolist()), "binance", "perpetual") for f, found in values.items()},
        source="simulated",
    )


def _of_bars(market: Market, asset: str, field: Field, length: int, starts: IntArray) -> FloatArray:
    if field in BARRED:
        return barred(market, asset, field, length=length, starts=starts, venue="binance")
    if field is Field.DEPTH_USD and len(starts):
        minutes = market.minutes(asset, "depth", int(starts[0]), int(starts[-1]) + length)
        found: FloatArray = minutes.reshape(len(starts), -1).mean(axis=1)
        return found
    return sampled(market, asset, field, starts + length, "binance")


def barred(  # noqa: PLR0913 - what, of what, when
    market: Market, asset: str, field: Field, *, length: int, starts: IntArray, venue: Venue
) -> FloatArray:
    """Return a field of the bars of `length` that begin at `starts`, which follow one another; milliseconds."""
    if not len(starts):
        return np.zeros(0)
    end = int(starts[-1]) + length
    listing = market.listings[asset]
    if field in {Field.LIQUIDATIONS_LONG_USD, Field.LIQUIDATIONS_SHORT_USD}:
        orders, bar = _liquidated(market, field, asset, length, starts)
        coins = orders.lots * listing.lot
        if venue == "gate":
            coins = contracts(listing, orders) * listing.gate_multiplier
        worth: FloatArray = np.bincount(bar, coins * orders.prices * listing.tick, len(starts)).astype(np.float64)
        return worth
    bars = market.bars(asset, length, int(starts[0]), end)
    share = 1.0 if venue == "binance" or field in {*PRICES, Field.MARK, Field.INDEX} else listing.gate_share
    return share * _traded(market, asset, field, bars, length)


def _traded(market: Market, asset: str, field: Field, bars: Bars, length: int) -> FloatArray:
    listing = market.listings[asset]
    found: FloatArray
    match field:
        case Field.VOLUME_COINS:
            found = bars[Row.VOLUME] * np.float64(listing.lot)
        case Field.VOLUME_USD:
            found = bars[Row.WORTH] * np.float64(listing.lot * listing.tick)
        case Field.TAKER_BUY_COINS:
            found = bars[Row.BOUGHT] * np.float64(listing.lot)
        case Field.TAKER_SELL_COINS:
            found = (bars[Row.VOLUME] - bars[Row.BOUGHT]) * np.float64(listing.lot)
        case Field.INDEX:
            premium = market.sampled(asset, "premium", bars.times + length - 1)
            found = bars[Row.CLOSE] * np.float64(listing.tick) / (1 + premium)
        case _:
            found = bars[PRICES.get(field, Row.CLOSE)] * np.float64(listing.tick)  # mark is the last price
    return found


def sampled(market: Market, asset: str, field: Field, moments: IntArray, venue: Venue) -> FloatArray:
    """Return a field as it stood at each moment (Unix milliseconds)."""
    listing = market.listings[asset]
    share = 1.0 if venue == "binance" else listing.gate_share
    match field:
        case Field.OPEN_INTEREST_COINS:
            return share * listing.lot * market.sampled(asset, "interest", moments)
        case Field.OPEN_INTEREST_USD:
            coins = listing.lot * market.sampled(asset, "interest", moments)
            return share * coins * listing.tick * _prices(market, asset, moments)
        case Field.DEPTH_USD:
            return share * market.sampled(asset, "depth", moments)
        case Field.SPREAD_BPS:
            depth = market.sampled(asset, "depth", moments)
            spreads = np.array([spread_ticks(listing, value) for value in depth.tolist()], dtype=np.float64)
            return spreads / _prices(market, asset, moments) * 1e4
        case Field.LONG_SHORT_RATIO:
            return market.sampled(asset, "ratio", moments)
        case Field.FUNDING_RATE:
            return np.array([market.funding(asset, moment) for moment in moments.tolist()], dtype=np.float64)
        case _:
            raise LookupError(f"no simulated venue publishes {field.value}")


def _prices(market: Market, asset: str, moments: IntArray) -> FloatArray:
    """Return the open of the minute of each moment in ticks: what open interest in USD is worth at."""
    opens = np.empty(len(moments))
    for number in np.unique(moments // 86_400_000).tolist():
        here = moments // 86_400_000 == number
        opens[here] = market.day(asset, number).table[Row.OPEN, moments[here] % 86_400_000 // 60_000]
    return opens


def _liquidated(market: Market, field: Field, asset: str, length: int, starts: IntArray) -> tuple[Orders, IntArray]:
    """Return the liquidation orders of a field and the position of the bar each falls in."""
    orders = market.orders(asset, int(starts[0]), int(starts[-1]) + length)
    mine = orders.bought == (field is Field.LIQUIDATIONS_SHORT_USD)
    orders = Orders(*(getattr(orders, name)[mine] for name in Orders.__slots__))
    bars: IntArray = (orders.times - starts[0]) // length
    return orders, bars


def contracts(listing: Listing, orders: Orders) -> IntArray:
    """Return the contracts of Gate's own order for each liquidation order of the market: its share, at least one."""
    found = np.rint(orders.lots * (listing.lot * listing.gate_share / listing.gate_multiplier)).astype(np.int64)
    sizes: IntArray = np.maximum(found, 1)
    return sizes


def _milliseconds(interval: str) -> int:
    return int(INTERVALS[interval].total_seconds()) * 1000
