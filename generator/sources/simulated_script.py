"""The script of a simulated market: episodes, and what each kind does to price, flow, leverage and liquidity at once.

The sizes follow published accounts of real days: a cascade takes 14 % of open interest and most of the book for hours
(October 2025), a slow crunch takes a third of the depth and nothing else (November 2025), and about two fifths of the
positions closed in a cascade are closed by force.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import numpy as np

from generator.sources.simulated_noise import MINUTES, FloatArray


class Kind(StrEnum):
    """What an episode is. Outside of all episodes a market is ordinary: noisy, without direction."""

    CALM = "calm"
    CRUNCH = "crunch"
    SELL_OFF = "sell_off"
    CASCADE = "cascade"
    SQUEEZE = "squeeze"
    RECOVERY = "recovery"


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch of the script."""

    start: datetime
    """To the minute; with a time zone."""
    kind: Kind
    hours: float
    severity: float = 1.0
    """Scales every effect of the kind; 1 is a day of the accounts above."""

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError("an episode needs a start with a time zone")
        if not 0 < self.hours <= 24 * 365 or not 0 <= self.severity <= 5:  # noqa: PLR2004 - a script, not a settings file
            raise ValueError("an episode lasts up to a year and has a severity of 0 to 5")


@dataclass(frozen=True, slots=True)
class Effect:
    """What an episode of severity 1 does. Logarithms are natural; a total is reached by the end of the episode."""

    price: float = 0.0
    """Total change of the log price."""
    interest: float = 0.0
    """Total change of the log of open interest; given back slowly (`INTEREST_DAYS`)."""
    forced: float = 0.0
    """Share of the closed open interest that is liquidated: longs where the price falls, shorts where it rises."""
    depth: float = 0.0
    """Of the log of depth, while it lasts."""
    volume: float = 0.0
    """Of the log of volume, while it lasts."""
    volatility: float = 0.0
    """Of the log of volatility, while it lasts."""
    imbalance: float = 0.0
    """Of (buying - selling) / volume in taker flow, while it lasts."""
    premium: float = 0.0
    """Of mark / index - 1, while it lasts: funding follows."""
    quiet: float = 0.0
    """Share of all noise that is taken away, while it lasts."""
    settling: float = 3.0
    """Hours in which an effect of a level falls to 1 / e after the end."""


EFFECTS: Final[Mapping[Kind, Effect]] = {
    Kind.CALM: Effect(volatility=-0.7, quiet=0.93, settling=0.5),
    Kind.CRUNCH: Effect(depth=-0.65, volume=-0.15, volatility=0.1, settling=6.0),
    Kind.SELL_OFF: Effect(
        price=-0.04, interest=-0.02, forced=0.1, depth=-0.1, volume=0.7, volatility=0.3, imbalance=-0.12, premium=-1e-4
    ),
    Kind.CASCADE: Effect(
        price=-0.11,
        interest=-0.15,
        forced=0.4,
        depth=-1.3,
        volume=1.6,
        volatility=0.9,
        imbalance=-0.16,
        premium=-4e-4,
        settling=8.0,
    ),
    Kind.SQUEEZE: Effect(
        price=0.08,
        interest=-0.07,
        forced=0.4,
        depth=-0.5,
        volume=1.2,
        volatility=0.6,
        imbalance=0.14,
        premium=6e-4,
        settling=6.0,
    ),
    Kind.RECOVERY: Effect(price=0.03, interest=0.03, depth=0.03, volume=0.2, imbalance=0.02, premium=5e-5),
}
INTEREST_DAYS: Final = 12.0
"""Days in which a change of open interest falls to 1 / e after its episode."""
_RAMP: Final = 30.0  # minutes in which a level effect sets in
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class Conditions:
    """What the script asks of each minute of a day. `price` and `interest` have one value more: the day's end."""

    price: FloatArray
    interest: FloatArray
    depth: FloatArray
    volume: FloatArray
    volatility: FloatArray
    imbalance: FloatArray
    premium: FloatArray
    loudness: FloatArray
    """Factor of all noise, 0-1."""
    longs_forced: FloatArray
    """Share of open interest liquidated in the minute."""
    shorts_forced: FloatArray


def conditions(script: Sequence[Episode], day: int) -> Conditions:
    """Return what the episodes together do to each minute of a day (days since 1970, UTC)."""
    first = day * MINUTES
    total: dict[str, FloatArray] = {
        name: np.zeros(MINUTES + (name in {"price", "interest"})) for name in Conditions.__slots__
    }
    total["loudness"] += 1.0
    for episode in script:
        start = episode.start.timestamp() / _MINUTE
        if start < first + MINUTES:
            _add(total, episode, np.arange(first, first + MINUTES + 1, dtype=np.float64) - start)
    return Conditions(**total)


def _add(total: dict[str, FloatArray], episode: Episode, since: FloatArray) -> None:
    """Add an episode's effects; `since` are the minutes since its start."""
    effect, length = EFFECTS[episode.kind], episode.hours * _MINUTE
    done = _done(since / length)
    price, interest = episode.severity * effect.price, episode.severity * effect.interest
    total["price"] += price * done
    total["interest"] += interest * done * np.exp(-np.maximum(since - length, 0.0) / (INTEREST_DAYS * MINUTES))
    closed = -min(interest, 0.0) * effect.forced * np.diff(done)
    total["longs_forced" if price < 0 else "shorts_forced"] += closed
    level = _level(since[:-1], length, effect.settling * _MINUTE)
    for name in ("depth", "volume", "volatility", "imbalance", "premium"):
        total[name] += episode.severity * getattr(effect, name) * level
    total["loudness"] *= 1 - effect.quiet * min(episode.severity, 1.0) * level


def _done(share: FloatArray) -> FloatArray:
    """Return how much of a total is reached: fastest at a third of the way, as a fall that feeds on itself."""
    x = np.clip(share, 0.0, 1.0)
    found: FloatArray = x * x * (6 - 8 * x + 3 * x * x)
    return found


def _level(since: FloatArray, length: float, settling: float) -> FloatArray:
    """Return the size of a level effect: a quick ramp, a plateau, and an exponential settling after the end."""
    ramp = min(_RAMP, length / 4)
    risen = np.clip(since / ramp, 0.0, 1.0)
    found: FloatArray = risen * np.exp(-np.maximum(since - length, 0.0) / settling)
    return found
