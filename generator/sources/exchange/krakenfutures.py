"""Kraken's linear multi-collateral perpetuals. Amounts are coins, priced in USD; Bitcoin is XBT.

Oddities: the funding rate is an amount of USD, so relativeFundingRate is used, and it is per hour; charts are asked in
seconds and stamped in milliseconds; its analytics are not in ccxt's table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from generator.market import INTERVALS, Field
from generator.sources.exchange.book import BOOK, book_points
from generator.sources.exchange.figures import SECOND, iso, millis, seconds
from generator.sources.exchange.shapes import cell, columns, dig, listed, same
from generator.sources.exchange.troubles import Misshapen
from generator.sources.exchange.venue import (
    WHOLE,
    Call,
    Contract,
    Point,
    Stream,
    Venue,
    Window,
    funding,
    same_names,
)

_PUBLIC: Final = ("public",)
_CHARTS: Final = ("charts",)
_BARS: Final = same_names("1m", "5m", "15m", "30m", "1h", "4h", "12h", "1d")
_ANALYTICS: Final = {name: str(int(INTERVALS[name].total_seconds())) for name in _BARS}
_BAR: Final = {
    Field.OPEN: "open",
    Field.HIGH: "high",
    Field.LOW: "low",
    Field.CLOSE: "close",
    Field.VOLUME_COINS: "volume",
}
_CLOSE: Final = 3
_PAGE: Final = 1000


def _market(asset: str) -> str:
    return f"PF_{'XBT' if asset == 'BTC' else asset}USD"


def _chart(window: Window) -> Mapping[str, object]:
    return {
        "price_type": "trade",
        "symbol": window.market,
        "interval": window.interval,
        "from": window.start // SECOND,
        "to": window.end // SECOND,
    }


def _analytics(window: Window) -> Mapping[str, object]:
    return {
        "symbol": window.market,
        "analytics_type": "open-interest",
        "interval": window.interval,
        "since": window.start // SECOND,
        "to": window.end // SECOND,
        "version": "v1",
    }


def read_chart(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read candles: volume in coins."""
    del window
    yield from columns(listed(answer, "candles"), lambda row: millis(cell(row, "time")), _BAR)


def read_book(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the whole order book: price and coins a level."""
    del window
    book = dig(answer, "orderBook")
    bids = [(cell(row, 0), cell(row, 1)) for row in listed(book, "bids")]
    asks = [(cell(row, 0), cell(row, 1)) for row in listed(book, "asks")]
    yield from book_points(iso(cell(answer, "serverTime")), bids, asks, Contract())


def read_ticker(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read mark, index and open interest of one moment; open interest counts coins."""
    row = dig(answer, "ticker")
    same(row, "symbol", window.market)
    moment, mark, interest = iso(cell(answer, "serverTime")), cell(row, "markPrice"), cell(row, "openInterest")
    yield Point(moment, Field.MARK, mark)
    yield Point(moment, Field.INDEX, cell(row, "indexPrice"))
    yield Point(moment, Field.OPEN_INTEREST_COINS, interest)
    yield Point(moment, Field.OPEN_INTEREST_USD, Contract().usd(interest, mark))


def read_open_interest(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read open interest of bars in coins: the close of open, high, low and close."""
    del window
    stamps, rows = listed(answer, "result", "timestamp"), listed(answer, "result", "data")
    if len(stamps) != len(rows):
        raise Misshapen("the columns of the analytics differ in length")
    for stamp, row in zip(stamps, rows, strict=True):
        yield Point(seconds(stamp), Field.OPEN_INTEREST_COINS, cell(row, _CLOSE))


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read settled rates per hour, relative to the price."""
    del window
    for row in listed(answer, "rates"):
        rate = funding(cell(row, "relativeFundingRate"), 1.0)
        yield Point(iso(cell(row, "timestamp")), Field.FUNDING_RATE, rate)


VENUE: Final = Venue(
    name="krakenfutures",
    ccxt_id="krakenfutures",
    quote="USD",
    market=_market,
    symbol=lambda asset: f"{asset}/USD:USD",
    unit="coins (linear)",
    calls=(
        Call(
            "charts",
            "{price_type}/{symbol}/{interval}",
            _CHARTS,
            _chart,
            read_chart,
            _BAR,
            _BARS,
            bars=True,
            page=_PAGE,
        ),
        Call(
            "orderbook",
            "orderbook",
            _PUBLIC,
            lambda w: {"symbol": w.market},
            read_book,
            dict.fromkeys(BOOK, "the whole book"),
        ),
        Call(
            "tickers/{symbol}",
            "tickers/{symbol}",
            _PUBLIC,
            lambda w: {"symbol": w.market},
            read_ticker,
            {
                Field.MARK: "markPrice",
                Field.INDEX: "indexPrice",
                Field.OPEN_INTEREST_COINS: "openInterest",
                Field.OPEN_INTEREST_USD: "openInterest x markPrice",
            },
        ),
        Call(
            "analytics/open-interest",
            "analytics/{symbol}/{analytics_type}",
            _CHARTS,
            _analytics,
            read_open_interest,
            {Field.OPEN_INTEREST_COINS: "data item 3 (close)"},
            _ANALYTICS,
            bars=True,
            page=_PAGE,
            caveat="shape from memory, unverified",
        ),
        Call(
            "historicalfundingrates",
            "historicalfundingrates",
            _PUBLIC,
            lambda w: {"symbol": w.market},
            read_funding,
            {Field.FUNDING_RATE: "relativeFundingRate per hour x 8"},
            page=WHOLE,
        ),
    ),
    streams=(
        Stream(
            "watchTrades",
            {
                Field.LIQUIDATIONS_LONG_USD: "trades of type liquidation that sell",
                Field.LIQUIDATIONS_SHORT_USD: "trades of type liquidation that buy",
                Field.TAKER_BUY_COINS: "trades whose taker buys",
                Field.TAKER_SELL_COINS: "trades whose taker sells",
            },
        ),
    ),
    absent={
        Field.VOLUME_USD: "krakenfutures gives volume in coins only",
        Field.LONG_SHORT_RATIO: "the meaning of krakenfutures' long-short analytics could not be verified",
    },
)
"""What Kraken's linear perpetuals give."""
