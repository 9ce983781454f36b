"""Gate USDT perpetuals. Amounts are contracts of quanto_multiplier coins; times are Unix seconds.

Oddities: contract_stats is the one public REST history of liquidations by side; from and limit do not mix in
candlesticks; its row is stamped by the start of its bar [unverified], so its open interest is kept as the bar's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.book import BOOK, book_points
from generator.sources.exchange.figures import Number, num, over, seconds, times
from generator.sources.exchange.funding import LEAD, settlements
from generator.sources.exchange.shapes import cell, columns, dig, listed, same
from generator.sources.exchange.venue import (
    FUNDING_HOURS,
    SIZE,
    Call,
    Learn,
    Parse,
    Point,
    Stream,
    Venue,
    Window,
    same_names,
)

_API: Final = ("public", "futures")
_BARS: Final = same_names("1m", "5m", "15m", "30m", "1h", "4h", "8h", "1d")
_STATS: Final = same_names("5m", "15m", "30m", "1h", "4h", "1d")
_HOUR: Final = 3600.0
_PRICES: Final = {Field.OPEN: "o", Field.HIGH: "h", Field.LOW: "l", Field.CLOSE: "c"}
_STATS_FIELDS: Final = {
    Field.LIQUIDATIONS_LONG_USD: "long_liq_usd",
    Field.LIQUIDATIONS_SHORT_USD: "short_liq_usd",
    Field.OPEN_INTEREST_USD: "open_interest_usd",
    Field.LONG_SHORT_RATIO: "lsr_account",
}


def _candles(prefix: str) -> Callable[[Window], Mapping[str, object]]:
    def ask(window: Window) -> Mapping[str, object]:
        return {
            "settle": "usdt",
            "contract": prefix + window.market,
            "interval": window.interval,
            "from": window.start // 1000,
            "to": window.end // 1000,
        }

    return ask


def _contract(window: Window, **more: object) -> Mapping[str, object]:
    return {"settle": "usdt", "contract": window.market, **more}


def _start(row: object) -> Any:  # noqa: ANN401 - a stamp
    return seconds(cell(row, "t"))


def read_candles(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read candlesticks: ``v`` counts contracts, ``sum`` USDT."""
    rows = listed(answer)
    yield from columns(rows, _start, {**_PRICES, Field.VOLUME_USD: "sum"})
    for row in rows:
        yield Point(_start(row), Field.VOLUME_COINS, times(cell(row, "v"), window.contract.size))


def _closes(field: Field) -> Parse:
    def read(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
        del window
        yield from columns(listed(answer), _start, {field: "c"})

    return read


read_mark, read_index = _closes(Field.MARK), _closes(Field.INDEX)


def read_book(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read the order book: ``p`` is the price, ``s`` contracts; ``current`` is the moment in seconds."""
    bids = [(cell(row, "p"), cell(row, "s")) for row in listed(answer, "bids")]
    asks = [(cell(row, "p"), cell(row, "s")) for row in listed(answer, "asks")]
    yield from book_points(seconds(cell(answer, "current")), bids, asks, window.contract)


def read_stats(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read liquidations of positions by side in USD, open interest in contracts and USD, and accounts long / short."""
    rows = listed(answer)
    yield from columns(rows, lambda row: seconds(cell(row, "time")), _STATS_FIELDS)
    for row in rows:
        coins = times(cell(row, "open_interest"), window.contract.size)
        yield Point(seconds(cell(row, "time")), Field.OPEN_INTEREST_COINS, coins)


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read settled funding rates."""
    rates = [(_start(row), cell(row, "r")) for row in listed(answer)]
    yield from settlements(rates, window.facts[FUNDING_HOURS])


def read_contract(answer: Any, window: Window) -> Mapping[str, Number]:  # noqa: ANN401 - JSON
    """Read the coins of a contract and the hours between settlements."""
    same(answer, "name", window.market)
    hours = over(cell(answer, "funding_interval"), _HOUR)
    return {SIZE: num(dig(answer, "quanto_multiplier")), FUNDING_HOURS: hours}


_LEARN: Final = Learn("contracts", "{settle}/contracts/{contract}", _API, _contract, read_contract)
VENUE: Final = Venue(
    name="gate",
    ccxt_id="gate",
    quote="USDT",
    market=lambda asset: f"{asset}_USDT",
    symbol=lambda asset: f"{asset}/USDT:USDT",
    unit="contracts of quanto_multiplier coins (linear)",
    learns={SIZE: _LEARN, FUNDING_HOURS: _LEARN},
    calls=(
        Call(
            "candlesticks",
            "{settle}/candlesticks",
            _API,
            _candles(""),
            read_candles,
            {**_PRICES, Field.VOLUME_COINS: "v x quanto_multiplier", Field.VOLUME_USD: "sum"},
            _BARS,
            bars=True,
            page=1000,
            needs=(SIZE,),
            shape=list,
        ),
        Call(
            "contract_stats",
            "{settle}/contract_stats",
            _API,
            lambda w: _contract(w, interval=w.interval, limit=w.limit, **{"from": w.start // 1000}),
            read_stats,
            {**_STATS_FIELDS, Field.OPEN_INTEREST_COINS: "open_interest x quanto_multiplier"},
            _STATS,
            bars=True,
            page=100,
            needs=(SIZE,),
            shape=list,
        ),
        Call(
            "order_book",
            "{settle}/order_book",
            _API,
            lambda w: _contract(w, limit=300, with_id=True),
            read_book,
            dict.fromkeys(BOOK, "300 levels a side"),
            needs=(SIZE,),
            caveat="300 levels may cover a part of the 1 %",
        ),
        Call(
            "funding_rate",
            "{settle}/funding_rate",
            _API,
            lambda w: _contract(w, limit=w.limit, **{"from": w.start // 1000, "to": w.end // 1000}),
            read_funding,
            {Field.FUNDING_RATE: "r, by the hours between settlements"},
            page=1000,
            needs=(FUNDING_HOURS,),
            lead=LEAD,
            shape=list,
        ),
        Call(
            "candlesticks of mark_",
            "{settle}/candlesticks",
            _API,
            _candles("mark_"),
            read_mark,
            {Field.MARK: "c"},
            _BARS,
            bars=True,
            page=1000,
            shape=list,
        ),
        Call(
            "candlesticks of index_",
            "{settle}/candlesticks",
            _API,
            _candles("index_"),
            read_index,
            {Field.INDEX: "c"},
            _BARS,
            bars=True,
            page=1000,
            shape=list,
        ),
    ),
    streams=(
        Stream(
            "watchTrades",
            {Field.TAKER_BUY_COINS: "trades of positive size", Field.TAKER_SELL_COINS: "trades of negative size"},
        ),
    ),
)
"""What Gate's USDT perpetuals give."""
