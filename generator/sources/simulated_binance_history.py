"""Binance USDM's history: bars of trades, mark, index and premium, payments of funding, and statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from generator.market import Field
from generator.sources.simulated_answers import Printer, Question
from generator.sources.simulated_binance_names import INTERVALS_OF_BARS, KEPT, PERIODS, Handler, asset_of, grid
from generator.sources.simulated_day import MINUTE, Row
from generator.sources.simulated_market import Bars
from generator.sources.simulated_noise import FloatArray
from generator.sources.simulated_record import sampled

_MOST_BARS: Final = 1500
_MOST: Final = 500
_PRICES: Final = (Row.OPEN, Row.HIGH, Row.LOW, Row.CLOSE)


def _bars(q: Question, name: str = "symbol") -> tuple[str, int, Bars]:
    """Return the asset, the length and the bars asked for; the newest holds what has traded so far."""
    asset, length = asset_of(q, name), q.length("interval", INTERVALS_OF_BARS)
    starts = grid(q, length, q.whole("limit", 500, 1, _MOST_BARS))
    end = min(starts.stop - 1 + length, q.moment + 1) if starts else 0
    return asset, length, q.market.bars(asset, length, starts.start, end)


def trade_bars(q: Question) -> object:
    """Answer ``klines`` and ``continuousKlines``."""
    asset, length, bars = _bars(q, "pair" if "pair" in q.query else "symbol")
    show = Printer(q.market.listings[asset])
    return [
        [
            start,
            *(show.price(column[row]) for row in _PRICES),
            show.coins(column[Row.VOLUME]),
            start + length - 1,
            show.usd(column[Row.WORTH]),
            column[Row.TRADES],
            show.coins(column[Row.BOUGHT]),
            show.usd(column[Row.WORTH_BOUGHT]),
            "0",
        ]
        for start, column in zip(bars.times.tolist(), bars.table.T.tolist(), strict=True)
    ]


def mark_bars(q: Question) -> object:
    """Answer ``markPriceKlines``: mark is the last price."""
    asset, length, bars = _bars(q)
    tick = q.market.listings[asset].tick
    return _plain(bars, length, [bars[row] * np.float64(tick) for row in _PRICES])


def index_bars(q: Question) -> object:
    """Answer ``indexPriceKlines``: the last price less its premium, minute by minute."""
    asset, length, bars = _bars(q, "pair")
    tick = q.market.listings[asset].tick

    def priced(minutes: Bars, premium: FloatArray) -> list[FloatArray]:
        per_tick: FloatArray = tick / (1 + premium)
        return [minutes[row] * per_tick for row in _PRICES]

    return _plain(bars, length, _by_minute(q, asset, length, priced))


def premium_bars(q: Question) -> object:
    """Answer ``premiumIndexKlines``."""
    asset, length, bars = _bars(q)
    return _plain(bars, length, _by_minute(q, asset, length, lambda _, premium: [premium] * 4))


def _by_minute(
    q: Question, asset: str, length: int, priced: Callable[[Bars, FloatArray], list[FloatArray]]
) -> list[FloatArray]:
    """Return open, high, low and close of what `priced` makes of each minute and its premium, by bars of `length`."""
    starts = grid(q, length, q.whole("limit", 500, 1, _MOST_BARS))
    end = min(starts.stop - 1 + length, q.moment + 1) if starts else 0
    minutes = q.market.bars(asset, MINUTE, starts.start, end)
    if not len(minutes.times):
        return [np.zeros(0)] * 4
    opened, high, low, closed = priced(minutes, q.market.sampled(asset, "premium", minutes.times))
    firsts = np.arange(0, len(minutes.times), length // MINUTE)
    lasts = np.append(firsts[1:], len(minutes.times)) - 1
    return [opened[firsts], np.maximum.reduceat(high, firsts), np.minimum.reduceat(low, firsts), closed[lasts]]


def _plain(bars: Bars, length: int, prices: list[FloatArray]) -> object:
    """Return bars without volume, as those of mark, index and premium are printed."""
    return [
        [start, *(f"{price:.8f}" for price in column), "0", start + length - 1, "0", length // 1000, "0", "0", "0"]
        for start, *column in zip(bars.times.tolist(), *(values.tolist() for values in prices), strict=True)
    ]


def funding_rate(q: Question) -> object:
    """Answer ``fundingRate``: payments, oldest first."""
    asset, limit = asset_of(q), q.whole("limit", 100, 1, 1000)
    start, end = q.whole("startTime", 0), min(q.whole("endTime", q.moment), q.moment)
    due = q.market.payments(start, end)
    show = Printer(q.market.listings[asset])
    return [
        {
            "symbol": f"{asset}USDT",
            "fundingTime": moment,
            "fundingRate": f"{q.market.funding(asset, moment):.8f}",
            "markPrice": show.price(q.market.price(asset, moment)),
        }
        for moment in (due[:limit] if start else due[-limit:])
    ]


def _statistics(q: Question, *, over: bool = False) -> tuple[int, range]:
    """Return the length and the moments asked for. A start of more than 30 days ago is refused.

    With `over` they are the starts of periods that are over.
    """
    length, limit = q.length("period", PERIODS), q.whole("limit", 30, 1, _MOST)
    if q.whole("startTime", q.moment) < q.moment - KEPT:
        raise q.refuse("startTime")
    found = grid(q, length, limit, q.moment - length if over else q.moment)
    kept = -(-(q.moment - KEPT) // length) * length
    return length, range(max(found.start, kept), found.stop, length)


def _samples(q: Question, asset: str, field: Field) -> list[tuple[int, float]]:
    _, moments = _statistics(q)
    times = np.array(moments, dtype=np.int64)
    return list(zip(moments, sampled(q.market, asset, field, times, "binance").tolist(), strict=True))


def open_interest(q: Question) -> object:
    """Answer ``openInterestHist``: coins and USD at each moment."""
    asset = asset_of(q)
    coins = _samples(q, asset, Field.OPEN_INTEREST_COINS)
    worth = _samples(q, asset, Field.OPEN_INTEREST_USD)
    return [
        {
            "symbol": f"{asset}USDT",
            "sumOpenInterest": f"{amount:.8f}",
            "sumOpenInterestValue": f"{usd:.8f}",
            "timestamp": moment,
        }
        for (moment, amount), (_, usd) in zip(coins, worth, strict=True)
    ]


def taker_volume(q: Question) -> object:
    """Answer ``takerlongshortRatio``: coins bought and sold by takers in periods that are over, stamped at their start.

    The same volumes as in the bars.
    """
    asset = asset_of(q)
    length, starts = _statistics(q, over=True)
    if not starts:
        return []
    show = Printer(q.market.listings[asset])
    bars = q.market.bars(asset, length, starts.start, starts.stop - 1 + length)
    return [
        {
            "buySellRatio": f"{bought / (volume - bought):.4f}",
            "buyVol": show.coins(bought),
            "sellVol": show.coins(volume - bought),
            "timestamp": start,
        }
        for start, volume, bought in zip(
            bars.times.tolist(), bars[Row.VOLUME].tolist(), bars[Row.BOUGHT].tolist(), strict=True
        )
    ]


def account_ratio(tilt: float) -> Handler:
    """Return the handler of a long/short ratio: that of all accounts, tilted by a power for those of top traders."""

    def answer(q: Question) -> object:
        asset = asset_of(q)
        found = [(moment, ratio**tilt) for moment, ratio in _samples(q, asset, Field.LONG_SHORT_RATIO)]
        return [
            {
                "symbol": f"{asset}USDT",
                "longAccount": f"{ratio / (1 + ratio):.8f}",
                "shortAccount": f"{1 / (1 + ratio):.8f}",
                "longShortRatio": f"{ratio:.8f}",
                "timestamp": moment,
            }
            for moment, ratio in found
        ]

    return answer


def basis(q: Question) -> object:
    """Answer ``basis`` of a perpetual."""
    asset = asset_of(q, "pair")
    _, moments = _statistics(q)
    premium = q.market.sampled(asset, "premium", np.array(moments, dtype=np.int64)).tolist()
    tick = q.market.listings[asset].tick
    prices = [q.market.price(asset, moment) * tick for moment in moments]
    return [
        {
            "pair": f"{asset}USDT",
            "contractType": "PERPETUAL",
            "indexPrice": f"{price / (1 + rate):.8f}",
            "futuresPrice": f"{price:.8f}",
            "basis": f"{price - price / (1 + rate):.8f}",
            "basisRate": f"{rate:.8f}",
            "annualizedBasisRate": "",
            "timestamp": moment,
        }
        for moment, price, rate in zip(moments, prices, premium, strict=True)
    ]
