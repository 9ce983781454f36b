"""What two or three signals make of a day together: remarks on how to read them, where their conditions hold.

A remark holds no figures. It says how a market works, and so follows from its conditions alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from generator.market import PERIODS
from generator.metrics.snapshot import Metric
from generator.planning.evidence import Taste
from generator.planning.facts import Facts
from generator.planning.magnitude import SCALES
from generator.planning.salience import salience
from generator.planning.story import Figure, Message

M = Metric
PREFIX: Final = "sense_"


class When(NamedTuple):
    """A condition: what a metric is judged by, at or past a level or short of it."""

    metric: Metric
    sign: Literal["<=", ">=", "<"]
    level: float
    either: bool = False
    """Whether the size alone counts, on whichever side of zero."""

    def holds(self, facts: Facts) -> bool:
        """Whether the condition holds; what is unknown or contradicts itself holds no condition."""
        value = _judged(facts, self.metric)
        if value is None:
            return False
        value = abs(value) if self.either else value
        if self.sign == "<":
            return value < self.level
        return value <= self.level if self.sign == "<=" else value >= self.level


def _judged(facts: Facts, metric: Metric) -> float | None:
    """Return what a metric is judged by: its value or its z-score, a price move as one of a day."""
    measure = facts.measure(metric)
    if measure is None or measure.contradicted:
        return None
    scale = SCALES[metric]
    if scale.field == "z":
        return measure.z
    shrink = math.sqrt(PERIODS[facts.snapshot.period] / PERIODS["1d"]) if scale.per_period else 1.0
    return measure.value / shrink


FELL, ROSE = When(M.PRICE_CHANGE, "<=", -0.01), When(M.PRICE_CHANGE, ">=", 0.01)
NO_LOWER, NO_HIGHER = When(M.PRICE_CHANGE, ">=", 0.0), When(M.PRICE_CHANGE, "<=", 0.0)
FLAT, MOVED = When(M.PRICE_CHANGE, "<", 0.01, either=True), When(M.PRICE_CHANGE, ">=", 0.01, either=True)
MOVED_FAR = When(M.PRICE_CHANGE, ">=", 0.03, either=True)
CLOSING, OPENING = When(M.OPEN_INTEREST_Z, "<=", -0.5), When(M.OPEN_INTEREST_Z, ">=", 0.5)
SETTLED = When(M.OPEN_INTEREST_Z, "<", 0.5, either=True)
SOLD = (When(M.TAKER_IMBALANCE, "<=", -0.5), When(M.TAKER_BUY_SELL_RATIO, "<=", 0.99))
BOUGHT = (When(M.TAKER_IMBALANCE, ">=", 0.5), When(M.TAKER_BUY_SELL_RATIO, ">=", 1.01))
BALANCED = When(M.TAKER_IMBALANCE, "<", 0.5, either=True)
ONE_SIDED = When(M.TAKER_IMBALANCE, ">=", 1.0, either=True)
LIGHT, HEAVY = When(M.LIQUIDATIONS_USD_Z, "<=", -0.5), When(M.LIQUIDATIONS_USD_Z, ">=", 1.0)
RAISED = When(M.LIQUIDATIONS_USD_Z, ">=", 0.5)
MORE_LONGS, MORE_SHORTS = When(M.LIQUIDATIONS_LONG_SHARE, ">=", 0.6), When(M.LIQUIDATIONS_LONG_SHARE, "<=", 0.4)
BOTH_SIDES = (When(M.LIQUIDATIONS_LONG_SHARE, ">=", 0.45), When(M.LIQUIDATIONS_LONG_SHARE, "<=", 0.55))
LONGS_PAY, SHORTS_PAY = When(M.FUNDING_RATE, ">=", 0.00003), When(M.FUNDING_RATE, "<=", -0.00001)
DEAR = When(M.FUNDING_RATE, ">=", 0.00015)
NEUTRAL = (When(M.FUNDING_RATE, ">=", -0.0000499), When(M.FUNDING_RATE, "<", 0.00015))
YIELDING, FIRM = When(M.ILLIQUIDITY_Z, ">=", 0.5), When(M.ILLIQUIDITY_Z, "<=", -0.5)
QUIET, BUSY = When(M.VOLUME_USD, "<=", -0.5), When(M.VOLUME_USD, ">=", 0.5)
STILL, ROUGH = When(M.REALISED_VOLATILITY, "<=", -0.5), When(M.REALISED_VOLATILITY, ">=", 0.5)
THIN, DEEP = When(M.MARKET_DEPTH_INDEX, "<=", -0.5), When(M.MARKET_DEPTH_INDEX, ">=", 0.5)

SENSES: Final[Mapping[str, tuple[When, ...]]] = {
    "fall_closing": (FELL, CLOSING),
    "fall_opening": (FELL, OPENING),
    "rise_opening": (ROSE, OPENING),
    "rise_closing": (ROSE, CLOSING),
    "move_same_contracts": (MOVED, SETTLED),
    "opening_flat_price": (FLAT, OPENING),
    "closing_flat_price": (FLAT, CLOSING),
    "selling_absorbed": (*SOLD, ROSE),
    "buying_into_fall": (*BOUGHT, FELL),
    "selling_flat_price": (*SOLD, FLAT),
    "buying_flat_price": (*BOUGHT, FLAT),
    "selling_with_fall": (*SOLD, FELL),
    "buying_with_rise": (*BOUGHT, ROSE),
    "move_balanced_flow": (MOVED, BALANCED),
    "liquidations_closing": (HEAVY, CLOSING),
    "liquidations_opening": (HEAVY, OPENING),
    "light_liquidations_move": (LIGHT, MOVED),
    "light_liquidations_balanced": (LIGHT, BALANCED),
    "light_liquidations_closing": (LIGHT, CLOSING),
    "light_liquidations_opening": (LIGHT, OPENING),
    "liquidations_flat_price": (RAISED, FLAT),
    "longs_closed_fall": (MORE_LONGS, FELL),
    "shorts_closed_rise": (MORE_SHORTS, ROSE),
    "longs_closed_no_fall": (MORE_LONGS, NO_LOWER),
    "shorts_closed_no_rise": (MORE_SHORTS, NO_HIGHER),
    "even_liquidations_flat_price": (*BOTH_SIDES, FLAT),
    "neutral_funding_move": (*NEUTRAL, MOVED_FAR),
    "neutral_funding_flow": (*NEUTRAL, ONE_SIDED),
    "shorts_pay_rise": (SHORTS_PAY, ROSE),
    "shorts_pay_fall": (SHORTS_PAY, FELL),
    "longs_pay_fall": (LONGS_PAY, FELL),
    "dear_longs_opening": (DEAR, OPENING),
    "dear_shorts_opening": (SHORTS_PAY, OPENING),
    "impact_high_quiet": (YIELDING, QUIET),
    "impact_high_busy": (YIELDING, BUSY),
    "impact_low_busy": (FIRM, BUSY),
    "impact_low_quiet": (FIRM, QUIET),
    "quiet_flat_price": (QUIET, FLAT),
    "busy_flat_price": (BUSY, FLAT),
    "quiet_move": (QUIET, MOVED),
    "busy_move": (BUSY, MOVED_FAR),
    "rough_light_liquidations": (ROUGH, LIGHT),
    "still": (STILL, FLAT, LIGHT),
    "all_flat": (FLAT, SETTLED, BALANCED),
    "thin_book_one_sided": (THIN, ONE_SIDED),
    "deep_book_one_sided": (DEEP, ONE_SIDED),
}
"""Remarks and what has to hold for each. The desk has conditions of its own: audit/standards/senses.toml."""

_NOTED: Final = 0.1
"""What a point of a signal's newsworthiness adds to that of a remark: less than what it loses by being told lately."""
_REST: Final = 7
"""Days for which a remark that was made rests where another holds."""


def metrics_of(name: str) -> frozenset[Metric]:
    """Return the metrics a remark reads together."""
    return frozenset(when.metric for when in SENSES[name.removeprefix(PREFIX)])


def senses(facts: Facts) -> list[Message]:
    """Return the remarks whose conditions hold."""
    return [
        Message(PREFIX + name, {}, round(_NOTED * sum(salience(facts, m) for m in metrics_of(name)), 6))
        for name, conditions in SENSES.items()
        if all(when.holds(facts) for when in conditions)
    ]


def remarks(taste: Taste, most: int, joint: Sequence[Message]) -> list[Message]:
    """Return the remarks to make: first those that rested, and away from what joint messages and each other read.

    The first is made whatever was said lately, any other only where it rested.
    """
    read = [frozenset(s.measure.metric for s in m.slots.values() if isinstance(s, Figure)) for m in joint]

    def rank(item: Message) -> tuple[bool, bool, float]:
        joined = any(metrics_of(item.name) <= metrics for metrics in read)
        return _rested(item, taste), not joined, taste.worth(item)

    found: list[Message] = []
    for item in sorted(senses(taste.facts), key=rank, reverse=True):
        near = any((metrics_of(item.name) & metrics_of(other.name)) - {M.PRICE_CHANGE} for other in found)
        if not found or (not near and _rested(item, taste)):
            found.append(item)
    return found[:most]


def _rested(item: Message, taste: Taste) -> bool:
    days = taste.memory.days_since(item.name, taste.facts.snapshot.as_of)
    return days is None or days > _REST


def behind(
    paragraphs: Sequence[tuple[Message, ...]], made: Sequence[Message]
) -> tuple[list[tuple[Message, ...]], list[Message]]:
    """Return the paragraphs of evidence with each remark behind the one it reads most of, and the remarks of none."""
    placed, left = [list(part) for part in paragraphs], []
    about = [
        [slot.measure.metric for m in part for slot in m.slots.values() if isinstance(slot, Figure)] for part in placed
    ]
    for item in made:
        weights = [sum(metric in metrics_of(item.name) for metric in set(part)) for part in about]
        if any(weights):
            placed[weights.index(max(weights))].append(item)
        else:
            left.append(item)
    return [tuple(part) for part in placed], left
