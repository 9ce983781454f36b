"""OKX USDT swaps. Amounts are contracts of ctVal coins; lists come newest first.

Oddities: plain 6H, 12H and 1D bars begin at Hong Kong's midnight, so the utc ones are asked for; taker volume lists
selling before buying; limits of time are exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.book import BOOK, book_points
from generator.sources.exchange.figures import SECOND, Number, Odd, millis, minus, num, over
from generator.sources.exchange.funding import LEAD, settlements
from generator.sources.exchange.shapes import cell, columns, listed, only, same
from generator.sources.exchange.venue import FUNDING_HOURS, SIZE, Call, Learn, Parse, Point, Stream, Venue, Window

_API: Final = ("public",)
_HOURS: Final = {"1h": "1H", "2h": "2H", "4h": "4H", "6h": "6Hutc", "12h": "12Hutc", "1d": "1Dutc"}
_BARS: Final = {**{name: name for name in ("1m", "3m", "5m", "15m", "30m")}, **_HOURS}
_PERIODS: Final = {**{name: name for name in ("5m", "15m", "30m")}, **_HOURS}
_RUBIK: Final = 100
_HOUR: Final = 3600.0 * SECOND
_BAR: Final = {
    Field.OPEN: 1,
    Field.HIGH: 2,
    Field.LOW: 3,
    Field.CLOSE: 4,
    Field.VOLUME_COINS: 6,
    Field.VOLUME_USD: 7,
}


def _bars(window: Window) -> Mapping[str, object]:
    return {
        "instId": window.market,
        "bar": window.interval,
        "before": window.start - 1,
        "after": window.end + 1,
        "limit": window.limit,
    }


def _rubik(window: Window, **more: object) -> Mapping[str, object]:
    return {
        "instId": window.market,
        "period": window.interval,
        "begin": window.start - 1,
        "end": window.end + 1,
        "limit": window.limit,
        **more,
    }


def _market(window: Window, **more: object) -> Mapping[str, object]:
    return {"instId": window.market, **more}


def _start(row: object) -> Any:  # noqa: ANN401 - a stamp
    return millis(cell(row, 0))


def _rows(keys: Mapping[Field, int]) -> Parse:
    def read(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
        del window
        yield from columns(listed(answer, "data"), _start, keys)

    return read


read_candles = _rows(_BAR)
read_mark, read_index = _rows({Field.MARK: 4}), _rows({Field.INDEX: 4})
read_open_interest = _rows({Field.OPEN_INTEREST_COINS: 2, Field.OPEN_INTEREST_USD: 3})
read_long_short = _rows({Field.LONG_SHORT_RATIO: 1})
read_taker = _rows({Field.TAKER_SELL_COINS: 1, Field.TAKER_BUY_COINS: 2})


def read_book(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the order book: price and contracts a level, then counts of orders."""
    book = only(answer, "data")
    bids = [(cell(row, 0), cell(row, 1)) for row in listed(book, "bids")]
    asks = [(cell(row, 0), cell(row, 1)) for row in listed(book, "asks")]
    yield from book_points(millis(cell(book, "ts")), bids, asks, window.contract)


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read settled funding rates: the realized one, where given."""
    rates = []
    for row in listed(answer, "data"):
        same(row, "instId", window.market)
        rates.append((millis(cell(row, "fundingTime")), cell(row, "realizedRate") or cell(row, "fundingRate")))
    yield from settlements(rates, window.facts[FUNDING_HOURS])


def read_instrument(answer: Any, window: Window) -> Mapping[str, Number]:  # noqa: ANN401 - JSON
    """Read the coins of a contract; an instrument that is not linear is refused."""
    row = only(answer, "data")
    same(row, "instId", window.market)
    if cell(row, "ctType") != "linear":
        return {SIZE: Odd(str(cell(row, "ctType")), "not linear")}
    return {SIZE: num(cell(row, "ctVal"))}


def read_funding_hours(answer: Any, window: Window) -> Mapping[str, Number]:  # noqa: ANN401 - JSON
    """Read the hours between the next settlement and the one after it."""
    row = only(answer, "data")
    same(row, "instId", window.market)
    return {FUNDING_HOURS: over(minus(cell(row, "nextFundingTime"), cell(row, "fundingTime")), _HOUR)}


_PRICE_ITEM: Final = "item 4"
VENUE: Final = Venue(
    name="okx",
    ccxt_id="okx",
    quote="USDT",
    market=lambda asset: f"{asset}-USDT-SWAP",
    symbol=lambda asset: f"{asset}/USDT:USDT",
    unit="contracts of ctVal coins (linear)",
    learns={
        SIZE: Learn("instruments", "public/instruments", _API, lambda w: _market(w, instType="SWAP"), read_instrument),
        FUNDING_HOURS: Learn("funding-rate", "public/funding-rate", _API, _market, read_funding_hours),
    },
    calls=(
        Call(
            "history-candles",
            "market/history-candles",
            _API,
            _bars,
            read_candles,
            {field: f"item {place}" for field, place in _BAR.items()},
            _BARS,
            bars=True,
            page=100,
        ),
        Call(
            "taker-volume-contract",
            "rubik/stat/taker-volume-contract",
            _API,
            lambda w: _rubik(w, unit=0),
            read_taker,
            {Field.TAKER_BUY_COINS: "item 2", Field.TAKER_SELL_COINS: "item 1"},
            _PERIODS,
            bars=True,
            page=_RUBIK,
        ),
        Call(
            "books-full",
            "market/books-full",
            _API,
            lambda w: _market(w, sz=5000),
            read_book,
            dict.fromkeys(BOOK, "5000 levels a side"),
            needs=(SIZE,),
        ),
        Call(
            "open-interest-history",
            "rubik/stat/contracts/open-interest-history",
            _API,
            _rubik,
            read_open_interest,
            {Field.OPEN_INTEREST_COINS: "item 2", Field.OPEN_INTEREST_USD: "item 3"},
            _PERIODS,
            page=_RUBIK,
        ),
        Call(
            "funding-rate-history",
            "public/funding-rate-history",
            _API,
            lambda w: _market(w, before=w.start - 1, after=w.end + 1, limit=w.limit),
            read_funding,
            {Field.FUNDING_RATE: "realizedRate, by the hours between settlements"},
            page=100,
            reach=timedelta(days=90),
            needs=(FUNDING_HOURS,),
            lead=LEAD,
        ),
        Call(
            "history-mark-price-candles",
            "market/history-mark-price-candles",
            _API,
            _bars,
            read_mark,
            {Field.MARK: _PRICE_ITEM},
            _BARS,
            bars=True,
            page=100,
        ),
        Call(
            "history-index-candles",
            "market/history-index-candles",
            _API,
            lambda w: {**_bars(w), "instId": w.market.removesuffix("-SWAP")},
            read_index,
            {Field.INDEX: _PRICE_ITEM},
            _BARS,
            bars=True,
            page=100,
        ),
        Call(
            "long-short-account-ratio-contract",
            "rubik/stat/contracts/long-short-account-ratio-contract",
            _API,
            _rubik,
            read_long_short,
            {Field.LONG_SHORT_RATIO: "item 1"},
            _PERIODS,
            page=_RUBIK,
        ),
    ),
    streams=(
        Stream(
            "watchLiquidations",
            {Field.LIQUIDATIONS_LONG_USD: "posSide long", Field.LIQUIDATIONS_SHORT_USD: "posSide short"},
            "at most one order a second: a floor; priced at the bankruptcy price",
        ),
    ),
)
"""What OKX's USDT swaps give."""
