"""Gate's futures on USDT as their REST interface looks from outside: Gate's share of the simulated market."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from generator.sources import simulated_gate_history as past
from generator.sources.simulated_answers import Printer, Question
from generator.sources.simulated_binance_names import Handler, rows
from generator.sources.simulated_book import Side, book
from generator.sources.simulated_day import Listing
from generator.sources.simulated_gate_history import listing_of, size_of
from generator.sources.simulated_market import SETTLEMENT

_SECOND: Final = 1000
_ROOT: Final = "/api/v4/futures/usdt"


def _nothing(_: Question) -> object:
    return []


def _time(q: Question) -> object:
    return {"server_time": q.moment}


def _contract(q: Question) -> dict[str, object]:
    listing = listing_of(q)
    asset, show = listing.asset, Printer(listing)
    here = np.array([q.moment], dtype=np.int64)
    mark = q.market.price(asset, q.moment) * listing.tick
    rate = q.market.funding(asset, q.moment)
    return {
        "name": f"{asset}_USDT",
        "type": "direct",
        "quanto_multiplier": f"{listing.gate_multiplier:g}",
        "last_price": f"{mark:.2f}",
        "mark_price": f"{mark:.2f}",
        "index_price": f"{mark / (1 + float(q.market.sampled(asset, 'premium', here)[0])):.2f}",
        "funding_rate": f"{rate:.6f}",
        "funding_rate_indicative": f"{rate:.6f}",
        "funding_interval": SETTLEMENT // _SECOND,
        "funding_next_apply": (q.moment // SETTLEMENT + 1) * SETTLEMENT // _SECOND,
        "interest_rate": "0.0003",
        "order_price_round": show.price(1),
        "mark_price_round": "0.01",
        "order_price_deviate": "0.5",
        "order_size_min": 1,
        "order_size_max": 1_000_000,
        "leverage_min": "1",
        "leverage_max": "100",
        "maker_fee_rate": "-0.00005",
        "taker_fee_rate": "0.00075",
        "position_size": size_of(listing, float(q.market.sampled(asset, "interest", here)[0])),
        "create_time": q.market.origin // _SECOND,
        "status": "trading",
        "in_delisting": False,
    }


def _contracts(q: Question) -> object:
    return [_contract(_of(q, asset)) for asset in q.market.listings]


def _of(q: Question, asset: str) -> Question:
    """Return a question about one contract."""
    return Question(q.market, {**q.query, "contract": f"{asset}_USDT"}, q.moment, q.refuse)


def _tickers(q: Question) -> object:
    found = []
    for asset in [listing_of(q).asset] if "contract" in q.query else q.market.listings:
        contract, top = _contract(_of(q, asset)), book(q.market, asset, q.moment, 1)
        show = Printer(q.market.listings[asset])
        names = ("mark_price", "index_price", "funding_rate", "funding_rate_indicative")
        found.append(
            {
                "contract": f"{asset}_USDT",
                "last": contract["last_price"],
                "total_size": str(contract["position_size"]),
                "highest_bid": show.price(int(top.bids.prices[0])),
                "lowest_ask": show.price(int(top.asks.prices[0])),
                **{name: contract[name] for name in names},
            }
        )
    return found


def _order_book(q: Question) -> object:
    listing, limit = listing_of(q), q.whole("limit", 10, 1, 300)
    step = q.query.get("interval", "0")
    if not step.replace(".", "", 1).isdigit():
        raise q.refuse("interval")
    ticks = max(1, round(float(step) / listing.tick))
    found = book(q.market, listing.asset, q.moment)
    return {
        "id": q.moment,
        "current": q.moment / _SECOND,
        "update": q.moment / _SECOND,
        "asks": _levels(listing, found.asks, ticks, limit, -1),
        "bids": _levels(listing, found.bids, ticks, limit, 1),
    }


def _levels(listing: Listing, side: Side, ticks: int, limit: int, down: int) -> list[dict[str, object]]:
    """Return levels merged to multiples of `ticks`: bids downwards, asks upwards."""
    show = Printer(listing)
    prices = down * (down * side.prices // ticks) * ticks
    merged, firsts = np.unique(-down * prices, return_index=True)
    lots = np.add.reduceat(side.lots, firsts)
    levels = zip((-down * merged).tolist()[:limit], lots.tolist()[:limit], strict=True)
    return [{"p": show.price(price), "s": max(1, size_of(listing, amount))} for price, amount in levels]


def _trades(q: Question) -> object:
    listing, limit = listing_of(q), q.whole("limit", 100, 1, 1000)
    found = q.market.trades(listing.asset, q.moment - 3600 * _SECOND, q.moment + 1).part(slice(-limit, None))
    show = Printer(listing)
    return [
        {
            "id": trade,
            "create_time": time // _SECOND,
            "create_time_ms": time / _SECOND,
            "contract": f"{listing.asset}_USDT",
            "size": max(1, size_of(listing, lots)) * (1 if bought else -1),
            "price": show.price(price),
        }
        for trade, time, price, lots, bought in reversed(rows(found))
    ]


ROUTES: Final[Mapping[str, Handler]] = {
    f"{_ROOT}/contracts": _contracts,
    f"{_ROOT}/tickers": _tickers,
    f"{_ROOT}/contract_stats": past.contract_stats,
    f"{_ROOT}/liq_orders": past.liquidations,
    f"{_ROOT}/order_book": _order_book,
    f"{_ROOT}/candlesticks": past.candles,
    f"{_ROOT}/funding_rate": past.funding_rate,
    f"{_ROOT}/trades": _trades,
    "/api/v4/spot/time": _time,
    # what a client asks for on the way to the futures: none of it is traded here
    "/api/v4/spot/currencies": _nothing,
    "/api/v4/spot/currency_pairs": _nothing,
    "/api/v4/margin/currency_pairs": _nothing,
    "/api/v4/futures/btc/contracts": _nothing,
    "/api/v4/delivery/usdt/contracts": _nothing,
    "/api/v4/delivery/btc/contracts": _nothing,
    "/api/v4/options/underlyings": _nothing,
}
"""Every path that is served, with its handler."""


def route(path: str) -> tuple[Handler | None, Mapping[str, str]]:
    """Return the handler of a path and what the path itself says: a single contract is named in it."""
    name = path.removeprefix(f"{_ROOT}/contracts/")
    return (_contract, {"contract": name}) if name != path else (ROUTES.get(path), {})
