"""Deribit's inverse perpetuals. Amounts and open interest count USD, paid in coins.

Oddities: what ccxt calls liquidations are settlements of bankruptcies, so they are not read; chart volume is in coins
and cost in USD; interest_8h already is the rate of the 8 hours before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.book import BOOK, book_points
from generator.sources.exchange.figures import millis
from generator.sources.exchange.shapes import cell, columns, dig, listed, same
from generator.sources.exchange.troubles import Misshapen
from generator.sources.exchange.venue import Call, Contract, Point, Stream, Venue, Window

_API: Final = ("public",)
_INVERSE: Final = Contract(1.0, inverse=True)
_BARS: Final = {
    "1m": "1",
    "3m": "3",
    "5m": "5",
    "15m": "15",
    "30m": "30",
    "1h": "60",
    "2h": "120",
    "6h": "360",
    "12h": "720",
    "1d": "1D",
}
_BAR: Final = {
    Field.OPEN: "open",
    Field.HIGH: "high",
    Field.LOW: "low",
    Field.CLOSE: "close",
    Field.VOLUME_COINS: "volume",
    Field.VOLUME_USD: "cost",
}


def _history(window: Window, **more: object) -> Mapping[str, object]:
    return {
        "instrument_name": window.market,
        "start_timestamp": window.start,
        "end_timestamp": window.end,
        **more,
    }


def read_chart(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the columns of a chart: volume in coins, cost in USD."""
    del window
    result = dig(answer, "result")
    if cell(result, "status") != "ok":
        raise Misshapen("the chart is not ok")
    ticks = listed(result, "ticks")
    for field, name in _BAR.items():
        values = listed(result, name)
        if len(values) != len(ticks):
            raise Misshapen("the columns of the chart differ in length")
        yield from (Point(millis(tick), field, value) for tick, value in zip(ticks, values, strict=True))


def read_book(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the order book (price and USD a level) with mark, index and open interest in USD of the same moment."""
    book = dig(answer, "result")
    same(book, "instrument_name", window.market)
    moment = millis(cell(book, "timestamp"))
    bids = [(cell(row, 0), cell(row, 1)) for row in listed(book, "bids")]
    asks = [(cell(row, 0), cell(row, 1)) for row in listed(book, "asks")]
    yield from book_points(moment, bids, asks, _INVERSE)
    mark, interest = cell(book, "mark_price"), cell(book, "open_interest")
    yield Point(moment, Field.MARK, mark)
    yield Point(moment, Field.INDEX, cell(book, "index_price"))
    yield Point(moment, Field.OPEN_INTEREST_USD, _INVERSE.usd(interest, mark))
    yield Point(moment, Field.OPEN_INTEREST_COINS, _INVERSE.coins(interest, mark))


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the interest of the 8 hours before each full hour."""
    del window
    rows = listed(answer, "result")
    yield from columns(rows, lambda row: millis(cell(row, "timestamp")), {Field.FUNDING_RATE: "interest_8h"})


VENUE: Final = Venue(
    name="deribit",
    ccxt_id="deribit",
    quote="USD",
    market=lambda asset: f"{asset}-PERPETUAL",
    symbol=lambda asset: f"{asset}/USD:{asset}",
    unit="USD (inverse)",
    inverse=True,
    calls=(
        Call(
            "get_tradingview_chart_data",
            "get_tradingview_chart_data",
            _API,
            lambda w: _history(w, resolution=w.interval),
            read_chart,
            _BAR,
            _BARS,
            bars=True,
            page=1000,
        ),
        Call(
            "get_order_book",
            "get_order_book",
            _API,
            lambda w: {"instrument_name": w.market, "depth": 10000},
            read_book,
            {
                **dict.fromkeys(BOOK, "10000 levels a side"),
                Field.MARK: "mark_price",
                Field.INDEX: "index_price",
                Field.OPEN_INTEREST_USD: "open_interest",
                Field.OPEN_INTEREST_COINS: "open_interest / mark_price",
            },
        ),
        Call(
            "get_funding_rate_history",
            "get_funding_rate_history",
            _API,
            _history,
            read_funding,
            {Field.FUNDING_RATE: "interest_8h"},
            page=700,
        ),
    ),
    streams=(
        Stream(
            "watchTrades",
            {
                Field.LIQUIDATIONS_LONG_USD: "trades marked liquidation, the liquidated side sells",
                Field.LIQUIDATIONS_SHORT_USD: "trades marked liquidation, the liquidated side buys",
                Field.TAKER_BUY_COINS: "trades whose taker buys",
                Field.TAKER_SELL_COINS: "trades whose taker sells",
            },
        ),
    ),
    absent={Field.LONG_SHORT_RATIO: "deribit does not publish how many accounts are long"},
)
"""What Deribit's inverse perpetuals give."""
