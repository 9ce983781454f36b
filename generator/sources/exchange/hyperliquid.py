"""Hyperliquid perpetuals. Amounts are coins, priced in USD; everything is asked by POST of a type.

Oddities: a book has 20 levels a side, so depth is read from one merged to significant figures; funding is hourly; the
answer that carries mark, oracle and open interest has no time of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from generator.market import Field
from generator.sources.exchange.book import DEPTH, book_points
from generator.sources.exchange.figures import Number, millis, num
from generator.sources.exchange.shapes import cell, columns, dig, listed, same
from generator.sources.exchange.troubles import Misshapen
from generator.sources.exchange.venue import (
    PRICE,
    Call,
    Contract,
    Learn,
    Parse,
    Point,
    Stream,
    Venue,
    Window,
    funding,
    same_names,
)

_API: Final = ("public",)
_BAR: Final = {Field.OPEN: "o", Field.HIGH: "h", Field.LOW: "l", Field.CLOSE: "c", Field.VOLUME_COINS: "v"}
_BARS: Final = same_names("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "8h", "12h", "1d")
_PAIR: Final = 2
_FINER_BELOW: Final = 2.0


def _candles(window: Window) -> Mapping[str, object]:
    request = {
        "coin": window.market,
        "interval": window.interval,
        "startTime": window.start,
        "endTime": window.end,
    }
    return {"type": "candleSnapshot", "req": request}


def _funding(window: Window) -> Mapping[str, object]:
    return {"type": "fundingHistory", "coin": window.market, "startTime": window.start, "endTime": window.end}


def _merged_book(window: Window) -> Mapping[str, object]:
    """Ask for levels that are at most 0.5 % apart and together reach 1 %: three figures, four for 1.00 to 1.99."""
    price = window.facts[PRICE]
    mantissa = price / 10 ** math.floor(math.log10(price))
    return {"type": "l2Book", "coin": window.market, "nSigFigs": 4 if mantissa < _FINER_BELOW else 3}


def read_candles(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read candles: volume in coins."""
    rows = listed(answer)
    for row in rows:
        same(row, "s", window.market)
    yield from columns(rows, lambda row: millis(cell(row, "t")), _BAR)


def _book(fields: tuple[Field, ...]) -> Parse:
    def read(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
        same(answer, "coin", window.market)
        sides = listed(answer, "levels")
        if len(sides) != _PAIR:
            raise Misshapen("the book has not two sides")
        bids, asks = ([(cell(row, "px"), cell(row, "sz")) for row in listed(sides, side)] for side in (0, 1))
        yield from book_points(millis(cell(answer, "time")), bids, asks, Contract(), fields)

    return read


read_depth, read_spread = _book(DEPTH), _book((Field.SPREAD_BPS,))


def _context(answer: Any, window: Window) -> Any:  # noqa: ANN401 - JSON
    universe, contexts = listed(dig(answer, 0), "universe"), listed(answer, 1)
    if len(universe) != len(contexts):
        raise Misshapen("the markets and their values differ in number")
    for market, context in zip(universe, contexts, strict=True):
        if cell(market, "name") == window.market:
            return context
    raise Misshapen("the answer does not hold the market")


def read_context(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read mark, oracle (index) and open interest in coins; the moment is that of asking."""
    row = _context(answer, window)
    mark, interest = cell(row, "markPx"), cell(row, "openInterest")
    yield Point(window.end, Field.MARK, mark)
    yield Point(window.end, Field.INDEX, cell(row, "oraclePx"))
    yield Point(window.end, Field.OPEN_INTEREST_COINS, interest)
    yield Point(window.end, Field.OPEN_INTEREST_USD, Contract().usd(interest, mark))


def read_price(answer: Any, window: Window) -> Mapping[str, Number]:  # noqa: ANN401 - JSON
    """Read the mark price, by which the merging of the book is chosen."""
    return {PRICE: num(cell(_context(answer, window), "markPx"))}


def read_funding(answer: Any, window: Window) -> Iterator[Point]:  # noqa: ANN401 - JSON
    """Read settled hourly rates."""
    for row in listed(answer):
        same(row, "coin", window.market)
        yield Point(millis(cell(row, "time")), Field.FUNDING_RATE, funding(cell(row, "fundingRate"), 1.0))


VENUE: Final = Venue(
    name="hyperliquid",
    ccxt_id="hyperliquid",
    quote="USD",
    market=lambda asset: asset,
    symbol=lambda asset: f"{asset}/USDC:USDC",
    unit="coins (linear)",
    learns={
        PRICE: Learn(
            "metaAndAssetCtxs", "info", _API, lambda _: {"type": "metaAndAssetCtxs"}, read_price, list, "POST"
        ),
    },
    calls=(
        Call(
            "candleSnapshot",
            "info",
            _API,
            _candles,
            read_candles,
            _BAR,
            _BARS,
            bars=True,
            page=1000,
            shape=list,
            method="POST",
            caveat="the newest 5000 bars",
        ),
        Call(
            "l2Book",
            "info",
            _API,
            lambda w: {"type": "l2Book", "coin": w.market},
            read_spread,
            {Field.SPREAD_BPS: "20 levels a side"},
            method="POST",
        ),
        Call(
            "l2Book of nSigFigs",
            "info",
            _API,
            _merged_book,
            read_depth,
            dict.fromkeys(DEPTH, "20 merged levels a side"),
            needs=(PRICE,),
            method="POST",
            caveat="levels are merged: the edge of the 1 % is up to one level off",
        ),
        Call(
            "metaAndAssetCtxs",
            "info",
            _API,
            lambda _: {"type": "metaAndAssetCtxs"},
            read_context,
            {
                Field.MARK: "markPx",
                Field.INDEX: "oraclePx",
                Field.OPEN_INTEREST_COINS: "openInterest",
                Field.OPEN_INTEREST_USD: "openInterest x markPx",
            },
            shape=list,
            method="POST",
            caveat="stamped by the moment of asking",
        ),
        Call(
            "fundingHistory",
            "info",
            _API,
            _funding,
            read_funding,
            {Field.FUNDING_RATE: "fundingRate per hour x 8"},
            page=500,
            spacing=timedelta(hours=1),
            shape=list,
            method="POST",
        ),
    ),
    streams=(
        Stream("watchTrades", {Field.TAKER_BUY_COINS: "trades of side B", Field.TAKER_SELL_COINS: "trades of side A"}),
    ),
    absent={
        Field.VOLUME_USD: "hyperliquid gives volume in coins only",
        Field.LIQUIDATIONS_LONG_USD: "hyperliquid publishes no liquidations",
        Field.LIQUIDATIONS_SHORT_USD: "hyperliquid publishes no liquidations",
        Field.LONG_SHORT_RATIO: "hyperliquid does not publish how many accounts are long",
    },
)
"""What Hyperliquid's perpetuals give."""
