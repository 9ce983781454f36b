"""Binance USDM as its REST interface looks from outside: public market data of the simulated market.

Shapes and limits follow Binance's documentation. Statistics under ``/futures/data`` reach back 30 days; open interest
and ratios are stamped with the moment they were taken, taker volume with the start of its period.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np

from generator.sources import simulated_binance_history as past
from generator.sources.simulated_answers import Printer, Question
from generator.sources.simulated_binance_names import Handler, agg_trade, asset_of, each, rows
from generator.sources.simulated_book import book
from generator.sources.simulated_day import DAY, MINUTE, Row
from generator.sources.simulated_market import SETTLEMENT, Trades

_BOOKS: Final = (5, 10, 20, 50, 100, 500, 1000)


def _ping(_: Question) -> object:
    return {}


def _time(q: Question) -> object:
    return {"serverTime": q.moment}


def _exchange_info(q: Question) -> object:
    limits = [{"rateLimitType": "REQUEST_WEIGHT", "interval": "MINUTE", "intervalNum": 1, "limit": 2400}]
    symbols = [_symbol(Printer(listing), q.market.origin) for listing in q.market.listings.values()]
    return {"timezone": "UTC", "serverTime": q.moment, "rateLimits": limits, "exchangeFilters": [], "symbols": symbols}


def _symbol(show: Printer, since: int) -> object:
    asset, tick, lot = show.listing.asset, show.price(1), show.coins(1)
    return {
        "symbol": f"{asset}USDT",
        "pair": f"{asset}USDT",
        "contractType": "PERPETUAL",
        "deliveryDate": 4133404800000,
        "onboardDate": since,
        "status": "TRADING",
        "baseAsset": asset,
        "quoteAsset": "USDT",
        "marginAsset": "USDT",
        "pricePrecision": len(tick.partition(".")[2]),
        "quantityPrecision": len(lot.partition(".")[2]),
        "baseAssetPrecision": 8,
        "quotePrecision": 8,
        "underlyingType": "COIN",
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": tick, "maxPrice": "1000000", "tickSize": tick},
            {"filterType": "LOT_SIZE", "minQty": lot, "maxQty": "1000", "stepSize": lot},
            {"filterType": "MARKET_LOT_SIZE", "minQty": lot, "maxQty": "100", "stepSize": lot},
            {"filterType": "MIN_NOTIONAL", "notional": "5"},
        ],
        "orderTypes": ["LIMIT", "MARKET"],
        "timeInForce": ["GTC", "IOC", "FOK"],
    }


def _depth(q: Question) -> object:
    asset, limit = asset_of(q), q.whole("limit", 500)
    if limit not in _BOOKS:
        raise q.refuse("limit")
    show, found = Printer(q.market.listings[asset]), book(q.market, asset, q.moment, limit)

    def levels(prices: list[int], lots: list[int]) -> list[list[str]]:
        return [[show.price(price), show.coins(amount)] for price, amount in zip(prices, lots, strict=True)]

    return {
        "lastUpdateId": q.moment,
        "E": q.moment,
        "T": q.moment,
        "bids": levels(found.bids.prices.tolist(), found.bids.lots.tolist()),
        "asks": levels(found.asks.prices.tolist(), found.asks.lots.tolist()),
    }


def _newest_trades(q: Question, asset: str, limit: int) -> Trades:
    """Return the newest trades, an hour back at most."""
    return q.market.trades(asset, q.moment - 60 * MINUTE, q.moment + 1).part(slice(-limit, None))


def _trades(q: Question) -> object:
    asset = asset_of(q)
    show, found = Printer(q.market.listings[asset]), _newest_trades(q, asset, q.whole("limit", 500, 1, 1000))
    return [
        {
            "id": trade,
            "price": show.price(price),
            "qty": show.coins(lots),
            "quoteQty": show.usd(price * lots, 4),
            "time": time,
            "isBuyerMaker": not bought,
        }
        for trade, time, price, lots, bought in rows(found)
    ]


def _agg_trades(q: Question) -> object:
    asset, limit = asset_of(q), q.whole("limit", 500, 1, 1000)
    start, end = q.whole("startTime", 0), min(q.whole("endTime", q.moment), q.moment)
    if "fromId" in q.query:
        first = q.whole("fromId", 0)
        begin = q.market.trade_day(asset, first)
        found = q.market.trades(asset, begin, min(begin + 2 * DAY, q.moment + 1))
        found = found.part(found.ids >= first).part(slice(limit))
    elif start:
        found = q.market.trades(asset, start, min(end, start + 60 * MINUTE) + 1).part(slice(limit))
    else:
        found = _newest_trades(q, asset, limit)
    show = Printer(q.market.listings[asset])
    return [agg_trade(show, row) for row in rows(found)]


def _day_ticker(q: Question) -> object:
    return each(q, _one_day)


def _one_day(q: Question, asset: str) -> object:
    show = Printer(q.market.listings[asset])
    bars = q.market.bars(asset, MINUTE, q.moment - DAY, q.moment + 1)
    first, last = int(bars[Row.OPEN][0]), int(bars[Row.CLOSE][-1])
    volume, worth = int(bars[Row.VOLUME].sum()), int(bars[Row.WORTH].sum())
    return {
        "symbol": f"{asset}USDT",
        "priceChange": show.price(last - first),
        "priceChangePercent": f"{100 * (last / first - 1):.3f}",
        "weightedAvgPrice": show.price(worth / volume),
        "lastPrice": show.price(last),
        "lastQty": show.coins(1),
        "openPrice": show.price(first),
        "highPrice": show.price(int(bars[Row.HIGH].max())),
        "lowPrice": show.price(int(bars[Row.LOW].min())),
        "volume": show.coins(volume),
        "quoteVolume": show.usd(worth, 2),
        "openTime": int(bars.times[0]),
        "closeTime": q.moment,
        "count": int(bars[Row.TRADES].sum()),
    }


def _price_ticker(q: Question) -> object:
    def one(q: Question, asset: str) -> object:
        price = Printer(q.market.listings[asset]).price(q.market.price(asset, q.moment))
        return {"symbol": f"{asset}USDT", "price": price, "time": q.moment}

    return each(q, one)


def _book_ticker(q: Question) -> object:
    def one(q: Question, asset: str) -> object:
        show, found = Printer(q.market.listings[asset]), book(q.market, asset, q.moment, 1)
        return {
            "symbol": f"{asset}USDT",
            "bidPrice": show.price(int(found.bids.prices[0])),
            "bidQty": show.coins(int(found.bids.lots[0])),
            "askPrice": show.price(int(found.asks.prices[0])),
            "askQty": show.coins(int(found.asks.lots[0])),
            "time": q.moment,
        }

    return each(q, one)


def _premium_index(q: Question) -> object:
    def one(q: Question, asset: str) -> object:
        mark = q.market.price(asset, q.moment) * q.market.listings[asset].tick
        premium = float(q.market.sampled(asset, "premium", np.array([q.moment], dtype=np.int64))[0])
        return {
            "symbol": f"{asset}USDT",
            "markPrice": f"{mark:.8f}",
            "indexPrice": f"{mark / (1 + premium):.8f}",
            "estimatedSettlePrice": f"{mark:.8f}",
            "lastFundingRate": f"{q.market.funding(asset, q.moment):.8f}",
            "interestRate": "0.00010000",
            "nextFundingTime": (q.moment // SETTLEMENT + 1) * SETTLEMENT,
            "time": q.moment,
        }

    return each(q, one)


def _funding_info(_: Question) -> object:
    return []  # only symbols off the usual 8 hours are listed, and none is


def _open_interest(q: Question) -> object:
    asset = asset_of(q)
    lots = q.market.sampled(asset, "interest", np.array([q.moment], dtype=np.int64))[0]
    coins = Printer(q.market.listings[asset]).coins(int(lots))
    return {"symbol": f"{asset}USDT", "openInterest": coins, "time": q.moment}


ROUTES: Final[Mapping[str, Handler]] = {
    "/fapi/v1/ping": _ping,
    "/fapi/v1/time": _time,
    "/fapi/v1/exchangeInfo": _exchange_info,
    "/fapi/v1/depth": _depth,
    "/fapi/v1/trades": _trades,
    "/fapi/v1/aggTrades": _agg_trades,
    "/fapi/v1/klines": past.trade_bars,
    "/fapi/v1/continuousKlines": past.trade_bars,
    "/fapi/v1/markPriceKlines": past.mark_bars,
    "/fapi/v1/indexPriceKlines": past.index_bars,
    "/fapi/v1/premiumIndexKlines": past.premium_bars,
    "/fapi/v1/ticker/24hr": _day_ticker,
    "/fapi/v1/ticker/price": _price_ticker,
    "/fapi/v1/ticker/bookTicker": _book_ticker,
    "/fapi/v1/premiumIndex": _premium_index,
    "/fapi/v1/fundingRate": past.funding_rate,
    "/fapi/v1/fundingInfo": _funding_info,
    "/fapi/v1/openInterest": _open_interest,
    "/futures/data/openInterestHist": past.open_interest,
    "/futures/data/takerlongshortRatio": past.taker_volume,
    "/futures/data/globalLongShortAccountRatio": past.account_ratio(1.0),
    "/futures/data/topLongShortAccountRatio": past.account_ratio(0.9),
    "/futures/data/topLongShortPositionRatio": past.account_ratio(0.5),
    "/futures/data/basis": past.basis,
}
"""Every path that is served, with its handler."""
