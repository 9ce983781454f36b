"""How Binance USDM names and refuses things, and the spans its history is asked for by."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from generator.sources.simulated_answers import Printer, Question, Refusal, lengths
from generator.sources.simulated_day import DAY
from generator.sources.simulated_market import Trades

Handler = Callable[[Question], object]

INTERVALS_OF_BARS: Final = lengths("1m", "3m", "5m", "15m", "30m", "1h", "2h", "4h", "6h", "8h", "12h", "1d")
PERIODS: Final = lengths("5m", "15m", "30m", "1h", "2h", "4h", "6h", "12h", "1d")
"""Of the statistics."""
KEPT: Final = 30 * DAY
"""Milliseconds of statistics that are kept."""


def refusal(name: str) -> Refusal:
    """Return Binance's refusal of a parameter."""
    match name:
        case "symbol" | "pair":
            return Refusal(400, {"code": -1121, "msg": "Invalid symbol."})
        case "interval":
            return Refusal(400, {"code": -1120, "msg": "Invalid interval."})
        case _:
            return Refusal(400, {"code": -1130, "msg": f"parameter '{name}' is invalid."})


def asset_of(q: Question, name: str = "symbol") -> str:
    """Return the asset of a symbol such as BTCUSDT. An unknown one is refused."""
    symbol = q.query.get(name, "")
    asset = symbol.removesuffix("USDT")
    if symbol == asset or asset not in q.market.listings:
        raise q.refuse(name)
    return asset


def each(q: Question, one: Callable[[Question, str], object]) -> object:
    """Return the answer of one symbol, or of all of them where none is asked for."""
    return one(q, asset_of(q)) if "symbol" in q.query else [one(q, asset) for asset in q.market.listings]


def grid(q: Question, length: int, limit: int, latest: int | None = None) -> range:
    """Return the moments on a grid of `length` that a span asks for: its first ones, or the newest without a start.

    None is later than `latest`, which is the moment of the question where it is not given.
    """
    end = min(q.whole("endTime", q.moment), q.moment if latest is None else latest)
    newest = end // length * length
    if "startTime" in q.query:
        start = max(-(-q.whole("startTime", 0) // length) * length, -(-q.market.origin // length) * length)
        return range(start, min(newest, start + (limit - 1) * length) + 1, length)
    start = max(newest - (limit - 1) * length, -(-q.market.origin // length) * length)
    return range(start, newest + 1, length)


def rows(found: Trades) -> list[tuple[int, int, int, int, bool]]:
    """Return id, time, ticks, lots and whether the taker bought, of each trade."""
    columns = (found.ids, found.times, found.prices, found.lots, found.bought)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def agg_trade(show: Printer, row: tuple[int, int, int, int, bool]) -> dict[str, object]:
    """Return an aggregated trade: here each trade is one of its own."""
    trade, time, price, lots, bought = row
    return {
        "a": trade,
        "p": show.price(price),
        "q": show.coins(lots),
        "f": trade,
        "l": trade,
        "T": time,
        "m": not bought,
    }
