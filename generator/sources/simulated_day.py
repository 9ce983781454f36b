"""One day of a simulated market, made from the seed and the script: trades, liquidation orders and what they add up to.

Prices are whole ticks and amounts whole lots, so that everything published of them adds up exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from math import log
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.sources.simulated_noise import MINUTES, FloatArray, IntArray, Wave, draws, noise
from generator.sources.simulated_script import Conditions

SLOT: Final = 10_000
"""Milliseconds in which the market trades once on each side, liquidations aside."""
_A_MINUTE: Final = 6  # slots
SLOTS: Final = MINUTES * _A_MINUTE
"""Of a day."""
MINUTE: Final = 60_000
DAY: Final = MINUTE * MINUTES
"""Milliseconds."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One perpetual on USDT and the size of its market on an ordinary day."""

    asset: str
    price: float
    """USD, at the origin of the market."""
    tick: float = 0.1
    """USD. A REST book has 1,000 levels at most: 0.12 % of the way at a tick of 0.1, all of it at 1.0."""
    lot: float = 0.001
    """Coins."""
    volume: float = 100.0
    """Coins a minute."""
    interest: float = 96_000.0
    """Coins."""
    depth: float = 300e6
    """USD, both sides within 1 % of mid."""
    liquidated: float = 0.25
    """Coins a minute and side."""
    volatility: float = 0.02
    """Of the log price over a day."""
    gate_share: float = 0.3
    """Gate's market, as a share of this one."""
    gate_multiplier: float = 0.0001
    """Coins of a contract at Gate."""


BITCOIN: Final = Listing("BTC", 85_000.0)
ETHER: Final = Listing(
    "ETH",
    2_800.0,
    tick=0.01,
    volume=2_200.0,
    interest=2_000_000.0,
    depth=200e6,
    liquidated=6.0,
    volatility=0.028,
    gate_multiplier=0.01,
)


class Row(IntEnum):
    """Rows of a table of bars. Prices in ticks, amounts in lots, worth in ticks x lots."""

    OPEN = 0
    HIGH = 1
    LOW = 2
    CLOSE = 3
    VOLUME = 4
    BOUGHT = 5
    WORTH = 6
    WORTH_BOUGHT = 7
    TRADES = 8


@dataclass(frozen=True, slots=True)
class Orders:
    """Liquidation orders in order of time."""

    times: IntArray
    """Unix milliseconds."""
    bought: NDArray[np.bool_]
    """Whether the order bought, which closes a short; the others sold, and closed a long."""
    lots: IntArray
    prices: IntArray
    """Ticks."""


@dataclass(frozen=True, slots=True)
class Day:
    """Everything of one listing on one UTC day."""

    number: int
    """Days since 1970."""
    prices: IntArray
    """Ticks, one a slot."""
    bought: IntArray
    """Lots taken from sellers in each slot, liquidations aside."""
    sold: IntArray
    orders: Orders
    interest: IntArray
    """Lots open at the start of each minute."""
    depth: FloatArray
    """USD within 1 % of mid, both sides, during each minute."""
    premium: FloatArray
    """Mark / index - 1 during each minute."""
    ratio: FloatArray
    """Accounts long / accounts short during each minute."""
    table: IntArray
    """Bars of a minute: a row each of `Row`."""
    rise: float
    """Change of the log price over the day."""

    @property
    def start(self) -> int:
        """Unix milliseconds."""
        return self.number * DAY


def make_day(seed: int, listing: Listing, number: int, level: float, script: Conditions) -> Day:
    """Return the day that begins at the log price `level`, the price at the origin being 0."""
    key = (seed, listing.asset)
    rises = _rises(seed, listing, number, script)
    path = level + np.cumsum(rises)
    prices = np.maximum(np.rint(listing.price * np.exp(path) / listing.tick), 1).astype(np.int64)
    swing = rises.reshape(MINUTES, _A_MINUTE).sum(axis=1) / (listing.volatility / np.sqrt(MINUTES))

    def wave(name: str, day: float, hour: float, minute: float) -> FloatArray:
        return script.loudness * noise(Wave(day, hour, minute), number, *key, name)

    level_of_interest = script.interest[:-1] + wave("interest", 0.018, 0.0025, 0.0)
    interest = np.rint(listing.interest * np.exp(level_of_interest) / listing.lot).astype(np.int64)
    orders = _orders(seed, listing, number, _forced(listing, script, interest, swing, wave("forced", 0.35, 0.4, 0.2)))
    orders = Orders(orders.times, orders.bought, orders.lots, prices[(orders.times - number * DAY) // SLOT])
    imbalance = script.imbalance + wave("flow", 0.022, 0.05, 0.12) + 0.04 * np.clip(swing, -3, 3)
    season = 0.3 * np.cos((np.arange(MINUTES) / 60 - 15) * np.pi / 12)
    volume = listing.volume / listing.lot * np.exp(script.volume + season + wave("volume", 0.2, 0.2, 0.3))
    bought, sold = _flow(seed, listing, number, volume, imbalance)
    return Day(
        number=number,
        prices=prices,
        bought=bought,
        sold=sold,
        orders=orders,
        interest=interest,
        depth=listing.depth * np.exp(script.depth + wave("depth", 0.13, 0.15, 0.03)),
        premium=-4.35e-4 + script.premium + wave("premium", 5e-5, 4e-5, 3e-5),
        ratio=np.exp(log(1.6) - 2.0 * (path[::_A_MINUTE] - level) + wave("ratio", 0.06, 0.02, 0.0)),
        table=_table(number, prices, bought, sold, orders),
        rise=float(path[-1] - level),
    )


def _rises(seed: int, listing: Listing, number: int, script: Conditions) -> FloatArray:
    """Return the change of the log price in each slot. All listings share two thirds of their noise."""
    size = listing.volatility / np.sqrt(SLOTS) * np.exp(script.volatility)
    shared = draws(seed, "price", number).standard_normal(SLOTS)
    own = draws(seed, listing.asset, "price", number).standard_normal(SLOTS)
    beta = listing.volatility / BITCOIN.volatility
    moves: FloatArray = np.repeat(size, _A_MINUTE) * (0.8 * shared + 0.6 * own)
    return moves + np.repeat(beta * np.diff(script.price) / _A_MINUTE, _A_MINUTE)


def _forced(
    listing: Listing, script: Conditions, interest: IntArray, swing: FloatArray, loud: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the coins of longs and of shorts that each minute is expected to liquidate."""
    usual = listing.liquidated * np.exp(loud)
    pull = 0.3 * np.clip(swing, -3, 3)
    coins = interest * listing.lot
    return usual * np.exp(-pull) + script.longs_forced * coins, usual * np.exp(pull) + script.shorts_forced * coins


def _orders(seed: int, listing: Listing, number: int, forced: tuple[FloatArray, FloatArray]) -> Orders:
    """Return the orders of a day, their prices still 0: in a cascade there are more of them, and larger ones."""
    parts = []
    for bought, coins in zip((False, True), forced, strict=True):
        # drawn apart, and each in order of time: what comes later in the day changes nothing of what came before
        counts, sizes, moments = (
            draws(seed, listing.asset, name, number, int(bought)) for name in ("counts", "sizes", "moments")
        )
        expected = np.sqrt(coins / listing.liquidated)
        count = counts.poisson(expected)
        minute = np.repeat(np.arange(MINUTES), count)
        size = (coins / expected / listing.lot)[minute] * np.exp(sizes.standard_normal(len(minute)) - 0.5)
        times = number * DAY + minute * MINUTE + moments.integers(0, MINUTE, len(minute))
        parts.append((times, np.full(len(minute), bought), np.maximum(np.rint(size), 1).astype(np.int64)))
    times, sides, lots = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(times, kind="stable")
    return Orders(times[order], sides[order], lots[order], np.zeros(len(order), dtype=np.int64))


def _flow(
    seed: int, listing: Listing, number: int, volume: FloatArray, imbalance: FloatArray
) -> tuple[IntArray, IntArray]:
    """Return the lots bought and sold by takers in each slot."""
    uneven = draws(seed, listing.asset, "split", number).exponential(1.0, (MINUTES, _A_MINUTE)) + 0.2
    slots = (uneven / uneven.sum(axis=1, keepdims=True) * volume[:, None]).ravel()
    share = np.repeat((1 + np.clip(imbalance, -0.9, 0.9)) / 2, _A_MINUTE)
    bought, sold = (np.maximum(np.rint(slots * part), 1).astype(np.int64) for part in (share, 1 - share))
    return bought, sold


def _table(number: int, prices: IntArray, bought: IntArray, sold: IntArray, orders: Orders) -> IntArray:
    """Return the bars of a minute: the trades of their slots and the liquidations, which trade as well."""
    minute = (orders.times - number * DAY) // MINUTE
    by_slot = prices.reshape(MINUTES, _A_MINUTE)

    def forced(amounts: IntArray) -> IntArray:
        return np.bincount(minute, amounts, MINUTES).astype(np.int64)

    def traded(amounts: IntArray) -> IntArray:
        found: IntArray = amounts.reshape(MINUTES, _A_MINUTE).sum(axis=1)
        return found

    short = np.where(orders.bought, orders.lots, 0)
    return np.stack(
        [
            by_slot[:, 0],
            by_slot.max(axis=1),
            by_slot.min(axis=1),
            by_slot[:, -1],
            traded(bought + sold) + forced(orders.lots),
            traded(bought) + forced(short),
            traded((bought + sold) * prices) + forced(orders.lots * orders.prices),
            traded(bought * prices) + forced(short * orders.prices),
            2 * _A_MINUTE + forced(np.ones_like(orders.lots)),
        ]
    )
