"""Binance USD-margined perpetuals. Amounts are coins, paid in USDT.

Oddities: ccxt drops taker buying from klines (field 9); open interest and ratios reach back 30 days; a symbol missing
from fundingInfo settles every 8 hours; liquidations come by stream only, one order a second at most: a floor.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.book import BOOK, book_points
from generator.sources.exchange.figures import Number, millis, num, rest, shares
from generator.sources.exchange.funding import LEAD, settlements
from generator.sources.exchange.shapes import cell, columns, dig, listed, same
from generator.sources.exchange.venue import (
    FUNDING_HOURS,
    Call,
    Contract,
    Learn,
    Point,
    Stream,
    Venue,
    Window,
    same_names,
)

_PUBLIC: Final = ("fapiPublic",)
_DATA: Final = ("fapiData",)
_PERIODS: Final = same_names("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")
_MONTH: Final = timedelta(days=30)
_USUAL_HOURS: Final = 8.0
_BAR: Final = {
    Field.OPEN: 1,
    Field.HIGH: 2,
    Field.LOW: 3,
    Field.CLOSE: 4,
    Field.VOLUME_COINS: 5,
    Field.VOLUME_USD: 7,
    Field.TAKER_BUY_COINS: 9,
}


def _history(window: Window, **more: object) -> Mapping[str, object]:
    return {"symbol": window.market, "startTime": window.start, "endTime": window.end, "limit": window.limit, **more}


def _bars(window: Window) -> Mapping[str, object]:
    return _history(window, interval=window.interval)


def _start(row: object) -> Any:  # noqa: ANN401 - a stamp
    return millis(cell(row, 0))


def read_klines(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read klines: volume and taker buying in coins (fields 5 and 9), volume in USDT (7); selling is the rest."""
    del window
    rows = listed(answer)
    yield from columns(rows, _start, _BAR)
    for row in rows:
        yield Point(_start(row), Field.TAKER_SELL_COINS, rest(cell(row, 5), cell(row, 9)))


def read_mark(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read klines of the mark price: the close."""
    del window
    yield from columns(listed(answer), _start, {Field.MARK: 4})


def read_index(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read klines of the index price: the close."""
    del window
    yield from columns(listed(answer), _start, {Field.INDEX: 4})


def read_depth(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the order book: price and coins a level, ``T`` is the moment."""
    del window
    bids = [(cell(row, 0), cell(row, 1)) for row in listed(answer, "bids")]
    asks = [(cell(row, 0), cell(row, 1)) for row in listed(answer, "asks")]
    yield from book_points(millis(cell(answer, "T")), bids, asks, Contract())


def read_open_interest(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read open interest now, in coins."""
    same(answer, "symbol", window.market)
    yield Point(millis(dig(answer, "time")), Field.OPEN_INTEREST_COINS, cell(answer, "openInterest"))


def read_open_interest_history(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read open interest in coins and USDT at moments."""
    rows = listed(answer)
    for row in rows:
        same(row, "symbol", window.market)
    names = {Field.OPEN_INTEREST_COINS: "sumOpenInterest", Field.OPEN_INTEREST_USD: "sumOpenInterestValue"}
    yield from columns(rows, lambda row: millis(cell(row, "timestamp")), names)


def read_long_short(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the share of accounts that are long over the share that are short, of all accounts."""
    for row in listed(answer):
        same(row, "symbol", window.market)
        ratio = shares(cell(row, "longAccount"), cell(row, "shortAccount"))
        yield Point(millis(cell(row, "timestamp")), Field.LONG_SHORT_RATIO, ratio)


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read settled funding rates."""
    rows = listed(answer)
    for row in rows:
        same(row, "symbol", window.market)
    rates = [(millis(cell(row, "fundingTime")), cell(row, "fundingRate")) for row in rows]
    yield from settlements(rates, window.facts[FUNDING_HOURS])


def read_funding_hours(answer: Any, window: Window) -> Mapping[str, Number]:  # noqa: ANN401 - JSON
    """Read the hours between settlements; a symbol that is not listed settles every 8."""
    rows = listed(answer)
    row = next((row for row in rows if cell(row, "symbol") == window.market), None)
    return {FUNDING_HOURS: _USUAL_HOURS if row is None else num(cell(row, "fundingIntervalHours"))}


_NAMES: Final = {field: f"kline field {place}" for field, place in _BAR.items()}
VENUE: Final = Venue(
    name="binanceusdm",
    ccxt_id="binanceusdm",
    label="binance",
    quote="USDT",
    market=lambda asset: f"{asset}USDT",
    symbol=lambda asset: f"{asset}/USDT:USDT",
    unit="coins (linear)",
    learns={
        FUNDING_HOURS: Learn("fundingInfo", "fundingInfo", _PUBLIC, lambda _: {}, read_funding_hours, list),
    },
    calls=(
        Call(
            "klines",
            "klines",
            _PUBLIC,
            _bars,
            read_klines,
            {**_NAMES, Field.TAKER_SELL_COINS: "kline field 5 - 9"},
            same_names(),
            bars=True,
            page=1000,
            shape=list,
        ),
        Call(
            "depth",
            "depth",
            _PUBLIC,
            lambda w: {"symbol": w.market, "limit": 1000},
            read_depth,
            dict.fromkeys(BOOK, "1000 levels a side"),
            caveat="1000 levels may cover only a tenth of the 1 %",
        ),
        Call(
            "openInterest",
            "openInterest",
            _PUBLIC,
            lambda w: {"symbol": w.market},
            read_open_interest,
            {Field.OPEN_INTEREST_COINS: "openInterest"},
        ),
        Call(
            "openInterestHist",
            "openInterestHist",
            _DATA,
            lambda w: _history(w, period=w.interval),
            read_open_interest_history,
            {Field.OPEN_INTEREST_COINS: "sumOpenInterest", Field.OPEN_INTEREST_USD: "sumOpenInterestValue"},
            _PERIODS,
            page=500,
            reach=_MONTH,
            shape=list,
        ),
        Call(
            "fundingRate",
            "fundingRate",
            _PUBLIC,
            _history,
            read_funding,
            {Field.FUNDING_RATE: "fundingRate, by the hours between settlements"},
            page=1000,
            needs=(FUNDING_HOURS,),
            lead=LEAD,
            shape=list,
        ),
        Call(
            "markPriceKlines",
            "markPriceKlines",
            _PUBLIC,
            _bars,
            read_mark,
            {Field.MARK: "kline field 4"},
            same_names(),
            bars=True,
            page=1000,
            shape=list,
        ),
        Call(
            "indexPriceKlines",
            "indexPriceKlines",
            _PUBLIC,
            lambda w: {**{k: v for k, v in _bars(w).items() if k != "symbol"}, "pair": w.market},
            read_index,
            {Field.INDEX: "kline field 4"},
            same_names(),
            bars=True,
            page=1000,
            shape=list,
        ),
        Call(
            "globalLongShortAccountRatio",
            "globalLongShortAccountRatio",
            _DATA,
            lambda w: _history(w, period=w.interval),
            read_long_short,
            {Field.LONG_SHORT_RATIO: "longAccount / shortAccount, all accounts"},
            _PERIODS,
            page=500,
            reach=_MONTH,
            shape=list,
        ),
    ),
    streams=(
        Stream(
            "watchLiquidations",
            {Field.LIQUIDATIONS_LONG_USD: "orders that sell", Field.LIQUIDATIONS_SHORT_USD: "orders that buy"},
            "at most one order a second: a floor",
        ),
    ),
)
"""What Binance USD-margined perpetuals give."""
