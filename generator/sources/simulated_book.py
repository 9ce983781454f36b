"""The order book of a simulated market at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.sources.simulated_day import SLOT, Listing
from generator.sources.simulated_market import Market
from generator.sources.simulated_noise import IntArray, draws

_WITHIN: Final = 0.01
_BEYOND: Final = 1.5  # a book goes on past the 1 % that depth is measured in
_SHAPE: Final = 0.9  # below 1: the levels nearest the price hold more


@dataclass(frozen=True, slots=True)
class Side:
    """Levels of one side, best first."""

    prices: IntArray
    """Ticks."""
    lots: IntArray


@dataclass(frozen=True, slots=True)
class Book:
    """Both sides. Their worth within 1 % of mid is the market's depth, but for the rounding to whole lots."""

    bids: Side
    asks: Side


def spread_ticks(listing: Listing, depth: float) -> int:
    """Return best ask - best bid in ticks: one tick in an ordinary book, more of them in a thin one."""
    usual = max(1, round(listing.price * 1e-5 / listing.tick / 8))  # a tenth of a basis point
    thinness: float = (listing.depth / max(depth, 1.0)) ** 1.5
    return max(1, round(usual * min(50.0, thinness)))


def book(market: Market, asset: str, moment: int, levels: int = 100_000) -> Book:
    """Return at most `levels` a side of the book at a moment (Unix milliseconds). It is redrawn every 10 seconds."""
    listing = market.listings[asset]
    depth = float(market.sampled(asset, "depth", np.array([moment], dtype=np.int64))[0])
    premium = float(market.sampled(asset, "premium", np.array([moment], dtype=np.int64))[0])
    spread = spread_ticks(listing, depth)
    best_bid = market.price(asset, moment) - spread // 2
    best_ask = best_bid + spread
    mid = (best_bid + best_ask) / 2
    own = draws(market.seed, asset, "book", moment // SLOT)
    lean = float(np.clip(0.5 + 40 * (premium + 4.35e-4) + 0.03 * own.standard_normal(), 0.2, 0.8))
    reach = int(mid * _WITHIN * _BEYOND)
    bids = np.arange(best_bid, max(best_bid - reach, 0), -1, dtype=np.int64)
    asks = np.arange(best_ask, best_ask + reach, dtype=np.int64)
    near_bids, near_asks = bids >= mid * (1 - _WITHIN), asks <= mid * (1 + _WITHIN)
    bid_lots = _lots(listing, bids, near_bids, depth * lean, own)
    ask_lots = _lots(listing, asks, near_asks, depth * (1 - lean), own)
    return Book(Side(bids[:levels], bid_lots[:levels]), Side(asks[:levels], ask_lots[:levels]))


def _lots(
    listing: Listing, prices: IntArray, within: NDArray[np.bool_], usd: float, own: np.random.Generator
) -> IntArray:
    """Spread `usd` over the levels `within` 1 %, unevenly, and as thickly over those beyond."""
    rank = np.arange(len(prices), dtype=np.float64)
    weights = ((rank + 1) ** _SHAPE - rank**_SHAPE) * np.exp(0.6 * own.standard_normal(len(prices)))
    lots = usd * weights / weights[within].sum() / (prices * (listing.tick * listing.lot))
    whole: IntArray = np.maximum(np.rint(lots), 1).astype(np.int64)
    return whole
