"""Gate's history of futures on USDT: statistics, liquidations, candles and payments of funding.

Times are in seconds, amounts in contracts. `contract_stats` is stamped with the start of its period: open interest and
ratios are those of that moment, liquidations those of the period, so far as it is over. The size of a liquidation is
the size of the position, as Gate documents it: positive where a long was closed.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from generator.market import Field
from generator.sources.simulated_answers import Printer, Question, Refusal, lengths
from generator.sources.simulated_day import MINUTE, Listing, Orders, Row
from generator.sources.simulated_noise import IntArray
from generator.sources.simulated_record import contracts, sampled

_SECOND: Final = 1000
_STATISTICS: Final = lengths("5m", "15m", "30m", "1h", "4h", "1d")
_CANDLES: Final = lengths("1m", "5m", "15m", "30m", "1h", "4h", "8h", "1d")
_MOST_LIQUIDATIONS: Final = 1000
_HOUR: Final = 3600
_PRICES: Final = (("o", Row.OPEN), ("h", Row.HIGH), ("l", Row.LOW), ("c", Row.CLOSE))


def refusal(name: str) -> Refusal:
    """Return Gate's refusal of a parameter."""
    label = "CONTRACT_NOT_FOUND" if name == "contract" else "INVALID_PARAM_VALUE"
    return Refusal(400, {"label": label, "message": f"Invalid request parameter `{name}` value"})


def listing_of(q: Question) -> Listing:
    """Return the listing of a contract such as BTC_USDT. An unknown one is refused."""
    name = q.query.get("contract", "")
    asset = name.removesuffix("_USDT")
    if name == asset or asset not in q.market.listings:
        raise q.refuse("contract")
    return q.market.listings[asset]


def size_of(listing: Listing, lots: float) -> int:
    """Return the contracts of Gate's share of an amount."""
    return round(lots * listing.lot * listing.gate_share / listing.gate_multiplier)


def _moments(q: Question, length: int, usual: int, most: int) -> range:
    """Return the starts of the periods asked for: the first ones from ``from``, or the newest; milliseconds."""
    # a span that is given whole is answered whole, up to the most there is
    limit = q.whole("limit", most if {"from", "to"} <= q.query.keys() else usual, 1, most)
    end = min(q.whole("to", q.moment // _SECOND) * _SECOND, q.moment)
    origin = -(-q.market.origin // length) * length
    newest = end // length * length
    if "from" not in q.query:
        return range(max(newest - (limit - 1) * length, origin), newest + 1, length)
    start = max(-(-q.whole("from", 0) * _SECOND // length) * length, origin)
    return range(start, min(newest, start + (limit - 1) * length) + 1, length)


def contract_stats(q: Question) -> object:
    """Answer ``contract_stats``."""
    listing, length = listing_of(q), q.length("interval", _STATISTICS) if "interval" in q.query else 5 * MINUTE
    moments = _moments(q, length, 30, 100)
    if not moments:
        return []
    times, asset = np.array(moments, dtype=np.int64), listing.asset
    end = min(moments[-1] + length, q.moment + 1)
    bars = q.market.bars(asset, length, moments[0], end)
    orders = q.market.orders(asset, moments[0], end)
    sizes, period = contracts(listing, orders), (orders.times - moments[0]) // length
    ratios = q.market.sampled(asset, "ratio", times).tolist()
    interest = sampled(q.market, asset, Field.OPEN_INTEREST_COINS, times, "gate").tolist()
    worth = sampled(q.market, asset, Field.OPEN_INTEREST_USD, times, "gate").tolist()
    found = []
    for index, moment in enumerate(moments):
        volume, bought = (int(bars[row][index]) if index < len(bars.times) else 0 for row in (Row.VOLUME, Row.BOUGHT))
        row: dict[str, object] = {
            "time": moment // _SECOND,
            "lsr_taker": round(bought / (volume - bought), 8) if volume > bought else 0,
            "lsr_account": round(ratios[index], 8),
            "top_lsr_account": round(ratios[index] ** 0.9, 8),
            "top_lsr_size": round(ratios[index] ** 0.5, 8),
            "open_interest": round(interest[index] / listing.gate_multiplier),
            "open_interest_usd": round(worth[index], 4),
            "mark_price": round(worth[index] / interest[index], 4),
        }
        row |= _liquidated(listing, orders, sizes, period == index)
        found.append(row)
    return found


def _liquidated(listing: Listing, orders: Orders, sizes: IntArray, period: IntArray) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, closed_short in (("long", False), ("short", True)):
        mine = period & (orders.bought == closed_short)
        size, value = int(sizes[mine].sum()), int((sizes[mine] * orders.prices[mine]).sum())
        found[f"{name}_liq_size"] = size
        found[f"{name}_liq_amount"] = round(size * listing.gate_multiplier, 8)
        found[f"{name}_liq_usd"] = round(value * listing.gate_multiplier * listing.tick, 8)
    return found


def liquidations(q: Question) -> object:
    """Answer ``liq_orders``: the newest first, of an hour at most."""
    listing, now = listing_of(q), q.moment // _SECOND
    limit = q.whole("limit", 100, 1, _MOST_LIQUIDATIONS)
    end = q.whole("to", now)
    start = q.whole("from", max(end - _HOUR, 0))
    if not 0 <= end - start <= _HOUR:
        raise q.refuse("from")  # milliseconds, as one client sends them, are refused here
    orders = q.market.orders(listing.asset, start * _SECOND, min((end + 1) * _SECOND, q.moment + 1))
    show, sizes = Printer(listing), contracts(listing, orders).tolist()
    columns = (orders.times.tolist(), orders.bought.tolist(), orders.prices.tolist(), sizes)
    return [
        {
            "time": time // _SECOND,
            "contract": f"{listing.asset}_USDT",
            "size": -size if bought else size,
            "left": 0,
            "order_price": show.price(price * (1.005 if bought else 0.995)),
            "fill_price": show.price(price),
        }
        for time, bought, price, size in list(zip(*columns, strict=True))[: -limit - 1 : -1]
    ]


def candles(q: Question) -> object:
    """Answer ``candlesticks`` of a contract, of ``mark_`` and of ``index_``; the newest holds what has traded."""
    name = q.query.get("contract", "")
    plain = name.removeprefix("mark_").removeprefix("index_")
    listing = listing_of(Question(q.market, {**q.query, "contract": plain}, q.moment, q.refuse))
    length = q.length("interval", _CANDLES) if "interval" in q.query else 5 * MINUTE
    moments = _moments(q, length, 100, 2000)
    if not moments:
        return []
    bars = q.market.bars(listing.asset, length, moments[0], min(moments[-1] + length, q.moment + 1))
    scale = np.ones(len(bars.times))
    if name.startswith("index_"):
        scale += q.market.sampled(listing.asset, "premium", bars.times)
    show, found = Printer(listing), []
    for start, column, by in zip(bars.times.tolist(), bars.table.T.tolist(), scale.tolist(), strict=True):
        candle = {"t": start // _SECOND} | {key: show.price(column[row] / by) for key, row in _PRICES}
        if name == plain:
            worth = show.usd(round(listing.gate_share * column[Row.WORTH]), 4)
            candle |= {"v": size_of(listing, column[Row.VOLUME]), "sum": worth}
        found.append(candle)
    return found


def funding_rate(q: Question) -> object:
    """Answer ``funding_rate``: payments, newest first."""
    listing, limit = listing_of(q), q.whole("limit", 100, 1, 1000)
    end = min(q.whole("to", q.moment // _SECOND) * _SECOND, q.moment)
    due = q.market.payments(q.whole("from", 0) * _SECOND, end)
    return [{"t": m // _SECOND, "r": f"{q.market.funding(listing.asset, m):.8f}"} for m in due[: -limit - 1 : -1]]
