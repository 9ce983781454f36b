"""Bybit USDT perpetuals. Amounts are coins, paid in USDT; lists come newest first.

Oddities: no taker volume by REST; open interest of inverse markets would count USD, of linear ones coins; the side of a
liquidation is the side of the position, and its price the bankruptcy price.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.book import BOOK, book_points
from generator.sources.exchange.figures import Number, millis, over, shares
from generator.sources.exchange.funding import LEAD, settlements
from generator.sources.exchange.shapes import cell, columns, dig, listed, only, same
from generator.sources.exchange.venue import FUNDING_HOURS, Call, Contract, Learn, Parse, Point, Stream, Venue, Window

_API: Final = ("public",)
_BARS: Final = {
    "1m": "1",
    "3m": "3",
    "5m": "5",
    "15m": "15",
    "30m": "30",
    "1h": "60",
    "2h": "120",
    "4h": "240",
    "6h": "360",
    "12h": "720",
    "1d": "D",
}
_PERIODS: Final = {"5m": "5min", "15m": "15min", "30m": "30min", "1h": "1h", "4h": "4h", "1d": "1d"}
_BAR: Final = {
    Field.OPEN: 1,
    Field.HIGH: 2,
    Field.LOW: 3,
    Field.CLOSE: 4,
    Field.VOLUME_COINS: 5,
    Field.VOLUME_USD: 6,
}
_MINUTES: Final = 60.0


def _market(window: Window, **more: object) -> Mapping[str, object]:
    return {"category": "linear", "symbol": window.market, **more}


def _bars(window: Window) -> Mapping[str, object]:
    return _market(window, interval=window.interval, start=window.start, end=window.end, limit=window.limit)


def _history(window: Window, **more: object) -> Mapping[str, object]:
    return _market(window, startTime=window.start, endTime=window.end, limit=window.limit, **more)


def _kline(keys: Mapping[Field, int]) -> Parse:
    def read(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
        same(dig(answer, "result"), "symbol", window.market)
        yield from columns(listed(answer, "result", "list"), lambda row: millis(cell(row, 0)), keys)

    return read


read_klines = _kline(_BAR)
read_mark, read_index = _kline({Field.MARK: 4}), _kline({Field.INDEX: 4})


def read_book(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the order book: price and coins a level."""
    book = dig(answer, "result")
    same(book, "s", window.market)
    bids = [(cell(row, 0), cell(row, 1)) for row in listed(book, "b")]
    asks = [(cell(row, 0), cell(row, 1)) for row in listed(book, "a")]
    yield from book_points(millis(cell(book, "ts")), bids, asks, Contract())


def read_open_interest(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read open interest in coins at moments."""
    same(dig(answer, "result"), "symbol", window.market)
    rows = listed(answer, "result", "list")
    names = {Field.OPEN_INTEREST_COINS: "openInterest"}
    yield from columns(rows, lambda row: millis(cell(row, "timestamp")), names)


def read_long_short(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the share of accounts that are long over the share that are short."""
    for row in listed(answer, "result", "list"):
        same(row, "symbol", window.market)
        ratio = shares(cell(row, "buyRatio"), cell(row, "sellRatio"))
        yield Point(millis(cell(row, "timestamp")), Field.LONG_SHORT_RATIO, ratio)


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read settled funding rates."""
    rows = listed(answer, "result", "list")
    for row in rows:
        same(row, "symbol", window.market)
    rates = [(millis(cell(row, "fundingRateTimestamp")), cell(row, "fundingRate")) for row in rows]
    yield from settlements(rates, window.facts[FUNDING_HOURS])


def read_instrument(answer: Any, window: Window) -> Mapping[str, Number]:  # noqa: ANN401 - JSON
    """Read the hours between settlements, which the venue gives in minutes."""
    row = only(answer, "result", "list")
    same(row, "symbol", window.market)
    return {FUNDING_HOURS: over(cell(row, "fundingInterval"), _MINUTES)}


VENUE: Final = Venue(
    name="bybit",
    ccxt_id="bybit",
    quote="USDT",
    market=lambda asset: f"{asset}USDT",
    symbol=lambda asset: f"{asset}/USDT:USDT",
    unit="coins (linear)",
    learns={
        FUNDING_HOURS: Learn("instruments-info", "v5/market/instruments-info", _API, _market, read_instrument),
    },
    calls=(
        Call(
            "kline",
            "v5/market/kline",
            _API,
            _bars,
            read_klines,
            {field: f"list item {place}" for field, place in _BAR.items()},
            _BARS,
            bars=True,
            page=1000,
        ),
        Call(
            "orderbook",
            "v5/market/orderbook",
            _API,
            lambda w: _market(w, limit=500),
            read_book,
            dict.fromkeys(BOOK, "500 levels a side"),
            caveat="500 levels may cover a part of the 1 %",
        ),
        Call(
            "open-interest",
            "v5/market/open-interest",
            _API,
            lambda w: _history(w, intervalTime=w.interval),
            read_open_interest,
            {Field.OPEN_INTEREST_COINS: "openInterest"},
            _PERIODS,
            page=200,
        ),
        Call(
            "funding/history",
            "v5/market/funding/history",
            _API,
            _history,
            read_funding,
            {Field.FUNDING_RATE: "fundingRate, by the hours between settlements"},
            page=200,
            needs=(FUNDING_HOURS,),
            lead=LEAD,
        ),
        Call(
            "mark-price-kline",
            "v5/market/mark-price-kline",
            _API,
            _bars,
            read_mark,
            {Field.MARK: "list item 4"},
            _BARS,
            bars=True,
            page=1000,
        ),
        Call(
            "index-price-kline",
            "v5/market/index-price-kline",
            _API,
            _bars,
            read_index,
            {Field.INDEX: "list item 4"},
            _BARS,
            bars=True,
            page=1000,
        ),
        Call(
            "account-ratio",
            "v5/market/account-ratio",
            _API,
            lambda w: _history(w, period=w.interval),
            read_long_short,
            {Field.LONG_SHORT_RATIO: "buyRatio / sellRatio"},
            _PERIODS,
            page=500,
        ),
    ),
    streams=(
        Stream(
            "watchLiquidations",
            {Field.LIQUIDATIONS_LONG_USD: "side Buy", Field.LIQUIDATIONS_SHORT_USD: "side Sell"},
            "every liquidation since 2025; priced at the bankruptcy price",
        ),
        Stream(
            "watchTrades",
            {Field.TAKER_BUY_COINS: "trades whose taker buys", Field.TAKER_SELL_COINS: "whose taker sells"},
        ),
    ),
    absent={Field.OPEN_INTEREST_USD: "bybit gives open interest of linear markets in coins only"},
)
"""What Bybit's USDT perpetuals give."""
