"""Bitget USDT perpetuals. Amounts are coins.

Oddities: longShortAccountRatio is not the ratio of its own two shares, so the ratio is computed; taker-buy-sell is not
in ccxt's table; histories of funding and ratios cannot be asked by time; plain 6H to 1D bars begin at 16:00 UTC.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.book import BOOK, book_points
from generator.sources.exchange.figures import Number, millis, num, shares
from generator.sources.exchange.funding import settlements
from generator.sources.exchange.shapes import cell, columns, dig, listed, only, same
from generator.sources.exchange.venue import (
    FUNDING_HOURS,
    WHOLE,
    Call,
    Contract,
    Learn,
    Parse,
    Point,
    Stream,
    Venue,
    Window,
    same_names,
)

_API: Final = ("public", "mix")
_PATH: Final = "v2/mix/market/"
_BARS: Final = {
    **same_names("1m", "3m", "5m", "15m", "30m"),
    "1h": "1H",
    "2h": "2H",
    "4h": "4H",
    "6h": "6Hutc",
    "12h": "12Hutc",
    "1d": "1Dutc",
}
_PERIODS: Final = {name: name for name in ("5m", "15m", "30m", "1h", "2h", "4h")}
_BAR: Final = {
    Field.OPEN: 1,
    Field.HIGH: 2,
    Field.LOW: 3,
    Field.CLOSE: 4,
    Field.VOLUME_COINS: 5,
    Field.VOLUME_USD: 6,
}
_TAKERS: Final = {Field.TAKER_BUY_COINS: "buyVolume", Field.TAKER_SELL_COINS: "sellVolume"}


def _market(window: Window, **more: object) -> Mapping[str, object]:
    return {"symbol": window.market, "productType": "USDT-FUTURES", **more}


def _bars(window: Window) -> Mapping[str, object]:
    return _market(
        window, granularity=window.interval, startTime=window.start, endTime=window.end + 1, limit=window.limit
    )


def _rows(keys: Mapping[Field, int]) -> Parse:
    def read(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
        del window
        yield from columns(listed(answer, "data"), lambda row: millis(cell(row, 0)), keys)

    return read


read_candles = _rows(_BAR)


def read_taker(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read taker volume in coins."""
    del window
    yield from columns(listed(answer, "data"), lambda row: millis(cell(row, "ts")), _TAKERS)


def read_book(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the merged order book: price and coins a level."""
    del window
    book = dig(answer, "data")
    bids = [(cell(row, 0), cell(row, 1)) for row in listed(book, "bids")]
    asks = [(cell(row, 0), cell(row, 1)) for row in listed(book, "asks")]
    yield from book_points(millis(cell(book, "ts")), bids, asks, Contract())


def read_open_interest(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read open interest now, in coins."""
    row = only(answer, "data", "openInterestList")
    same(row, "symbol", window.market)
    yield Point(millis(dig(answer, "data", "ts")), Field.OPEN_INTEREST_COINS, cell(row, "size"))


def read_prices(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the mark and the index price of one moment."""
    row = only(answer, "data")
    same(row, "symbol", window.market)
    yield Point(millis(cell(row, "ts")), Field.MARK, cell(row, "markPrice"))
    yield Point(millis(cell(row, "ts")), Field.INDEX, cell(row, "indexPrice"))


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read settled funding rates."""
    rows = listed(answer, "data")
    for row in rows:
        same(row, "symbol", window.market)
    rates = [(millis(cell(row, "fundingTime")), cell(row, "fundingRate")) for row in rows]
    yield from settlements(rates, window.facts[FUNDING_HOURS])


def read_long_short(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the share of accounts that are long over the share that are short; the venue's own ratio is not used."""
    del window
    for row in listed(answer, "data"):
        ratio = shares(cell(row, "longAccountRatio"), cell(row, "shortAccountRatio"))
        yield Point(millis(cell(row, "ts")), Field.LONG_SHORT_RATIO, ratio)


def read_funding_hours(answer: Any, window: Window) -> Mapping[str, Number]:  # noqa: ANN401 - JSON
    """Read the hours between settlements."""
    row = only(answer, "data")
    same(row, "symbol", window.market)
    return {FUNDING_HOURS: num(cell(row, "fundingRateInterval"))}


VENUE: Final = Venue(
    name="bitget",
    ccxt_id="bitget",
    quote="USDT",
    market=lambda asset: f"{asset}USDT",
    symbol=lambda asset: f"{asset}/USDT:USDT",
    unit="coins (linear)",
    learns={
        FUNDING_HOURS: Learn("current-fund-rate", f"{_PATH}current-fund-rate", _API, _market, read_funding_hours),
    },
    calls=(
        Call(
            "candles",
            f"{_PATH}candles",
            _API,
            _bars,
            read_candles,
            {field: f"item {place}" for field, place in _BAR.items()},
            _BARS,
            bars=True,
            page=1000,
            reach=timedelta(days=30),
            caveat="bars of an hour and more reach further back",
        ),
        Call(
            "taker-buy-sell",
            f"{_PATH}taker-buy-sell",
            _API,
            lambda w: _market(w, period=w.interval),
            read_taker,
            _TAKERS,
            _PERIODS,
            bars=True,
            page=WHOLE,
            caveat="the newest page only",
        ),
        Call(
            "merge-depth",
            f"{_PATH}merge-depth",
            _API,
            lambda w: _market(w, precision="scale0", limit="max"),
            read_book,
            dict.fromkeys(BOOK, "all levels the venue gives"),
        ),
        Call(
            "open-interest",
            f"{_PATH}open-interest",
            _API,
            _market,
            read_open_interest,
            {Field.OPEN_INTEREST_COINS: "size"},
            caveat="now only, no history",
        ),
        Call(
            "history-fund-rate",
            f"{_PATH}history-fund-rate",
            _API,
            lambda w: _market(w, pageSize=100),
            read_funding,
            {Field.FUNDING_RATE: "fundingRate, by the hours between settlements"},
            page=WHOLE,
            needs=(FUNDING_HOURS,),
            caveat="the newest 100",
        ),
        Call(
            "symbol-price",
            f"{_PATH}symbol-price",
            _API,
            _market,
            read_prices,
            {Field.MARK: "markPrice", Field.INDEX: "indexPrice"},
        ),
        Call(
            "account-long-short",
            f"{_PATH}account-long-short",
            _API,
            lambda w: _market(w, period=w.interval),
            read_long_short,
            {Field.LONG_SHORT_RATIO: "longAccountRatio / shortAccountRatio"},
            _PERIODS,
            page=WHOLE,
            caveat="the newest page only",
        ),
    ),
    streams=(
        Stream(
            "watchTrades",
            {Field.TAKER_BUY_COINS: "trades whose taker buys", Field.TAKER_SELL_COINS: "whose taker sells"},
        ),
    ),
    absent={
        Field.LIQUIDATIONS_LONG_USD: "no documented answer of bitget's liquidations was found",
        Field.LIQUIDATIONS_SHORT_USD: "no documented answer of bitget's liquidations was found",
        Field.OPEN_INTEREST_USD: "bitget gives open interest in coins only",
    },
)
"""What Bitget's USDT perpetuals give."""
