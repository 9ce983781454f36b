"""Binance USDM's WebSocket: what each stream would have said in a span, as frames in order of their time.

A liquidation is shown only if it is the newest of its symbol in its second, and once that second is over: the rest is
never told, as at the real venue.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import numpy as np

from generator.sources.simulated_answers import Printer
from generator.sources.simulated_binance_names import agg_trade, rows
from generator.sources.simulated_day import Listing, Orders
from generator.sources.simulated_market import SETTLEMENT, Market
from generator.sources.simulated_noise import IntArray

Frame = tuple[int, dict[str, object]]
_SECOND: Final = 1000
_ALL_FORCED: Final = "!forceOrder@arr"
_MARK_EVERY: Final = 3 * _SECOND


def known(market: Market, stream: str) -> bool:
    """Return whether a stream of that name exists."""
    symbol, _, kind = stream.partition("@")
    asset = symbol.removesuffix("usdt").upper()
    kinds = {"forceOrder", "aggTrade", "trade", "markPrice", "markPrice@1s"}
    return stream == _ALL_FORCED or (asset in market.listings and symbol == f"{asset.lower()}usdt" and kind in kinds)


def frames(market: Market, streams: Iterable[str], after: int, until: int) -> list[dict[str, object]]:
    """Return what the streams say after one moment and up to another (Unix milliseconds), oldest first."""
    found: list[Frame] = []
    for stream in dict.fromkeys(streams):
        symbol, _, kind = stream.partition("@")
        for asset, listing in market.listings.items():
            if symbol not in {f"{asset.lower()}usdt", "!forceOrder"}:
                continue
            if stream == _ALL_FORCED or kind == "forceOrder":
                found += _forced(market, listing, after, until)
            elif kind in {"aggTrade", "trade"}:
                found += _traded(market, listing, kind, after, until)
            else:
                found += _marked(market, listing, after, until)
    found.sort(key=lambda frame: frame[0])
    return [body for _, body in found]


def shown(orders: Orders) -> IntArray:
    """Return the positions of the orders that the stream shows: the last one of each second."""
    seconds = orders.times // _SECOND
    return np.flatnonzero(np.append(seconds[1:] != seconds[:-1], len(seconds) > 0))


def _forced(market: Market, listing: Listing, after: int, until: int) -> Iterator[Frame]:
    start, end = after // _SECOND * _SECOND, until // _SECOND * _SECOND  # seconds that ended within the span
    orders = market.orders(listing.asset, start, end)
    show = Printer(listing)
    for index in shown(orders).tolist():
        time, price = int(orders.times[index]), int(orders.prices[index])
        bought, coins = bool(orders.bought[index]), show.coins(int(orders.lots[index]))
        pushed = (time // _SECOND + 1) * _SECOND
        order = {
            "s": f"{listing.asset}USDT",
            "S": "BUY" if bought else "SELL",
            "o": "LIMIT",
            "f": "IOC",
            "q": coins,
            "p": show.price(price * (1.005 if bought else 0.995)),
            "ap": show.price(price),
            "X": "FILLED",
            "l": coins,
            "z": coins,
            "T": time,
        }
        yield pushed, {"e": "forceOrder", "E": pushed, "o": order}


def _traded(market: Market, listing: Listing, kind: str, after: int, until: int) -> Iterator[Frame]:
    show = Printer(listing)
    for row in rows(market.trades(listing.asset, after + 1, until + 1)):
        head = {"e": kind, "E": row[1], "s": f"{listing.asset}USDT"}
        body = agg_trade(show, row)
        if kind == "trade":
            body = {"t": row[0], **{name: body[name] for name in ("p", "q", "T", "m")}, "X": "MARKET"}
        yield row[1], head | body


def _marked(market: Market, listing: Listing, after: int, until: int) -> Iterator[Frame]:
    first = (after // _MARK_EVERY + 1) * _MARK_EVERY
    for moment in range(first, until + 1, _MARK_EVERY):
        mark = market.price(listing.asset, moment) * listing.tick
        premium = float(market.sampled(listing.asset, "premium", np.array([moment], dtype=np.int64))[0])
        body: Mapping[str, object] = {
            "e": "markPriceUpdate",
            "E": moment,
            "s": f"{listing.asset}USDT",
            "p": f"{mark:.8f}",
            "i": f"{mark / (1 + premium):.8f}",
            "P": f"{mark:.8f}",
            "r": f"{market.funding(listing.asset, moment):.8f}",
            "T": (moment // SETTLEMENT + 1) * SETTLEMENT,
        }
        yield moment, dict(body)
