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
from generator.planning.story import Figure, Message, Signals

M = Metric


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
    "sense_fall_closing": (FELL, CLOSING),
    "sense_fall_opening": (FELL, OPENING),
    "sense_rise_opening": (ROSE, OPENING),
    "sense_rise_closing": (ROSE, CLOSING),
    "sense_move_same_contracts": (MOVED, SETTLED),
    "sense_opening_flat_price": (FLAT, OPENING),
    "sense_closing_flat_price": (FLAT, CLOSING),
    "sense_selling_absorbed": (*SOLD, ROSE),
    "sense_buying_into_fall": (*BOUGHT, FELL),
    "sense_selling_flat_price": (*SOLD, FLAT),
    "sense_buying_flat_price": (*BOUGHT, FLAT),
    "sense_selling_with_fall": (*SOLD, FELL),
    "sense_buying_with_rise": (*BOUGHT, ROSE),
    "sense_move_balanced_flow": (MOVED, BALANCED),
    "sense_liquidations_closing": (HEAVY, CLOSING),
    "sense_liquidations_opening": (HEAVY, OPENING),
    "sense_light_liquidations_move": (LIGHT, MOVED),
    "sense_light_liquidations_balanced": (LIGHT, BALANCED),
    "sense_light_liquidations_closing": (LIGHT, CLOSING),
    "sense_light_liquidations_opening": (LIGHT, OPENING),
    "sense_liquidations_flat_price": (RAISED, FLAT),
    "sense_longs_closed_fall": (MORE_LONGS, FELL),
    "sense_shorts_closed_rise": (MORE_SHORTS, ROSE),
    "sense_longs_closed_no_fall": (MORE_LONGS, NO_LOWER),
    "sense_shorts_closed_no_rise": (MORE_SHORTS, NO_HIGHER),
    "sense_even_liquidations_flat_price": (*BOTH_SIDES, FLAT),
    "sense_neutral_funding_move": (*NEUTRAL, MOVED_FAR),
    "sense_neutral_funding_flow": (*NEUTRAL, ONE_SIDED),
    "sense_shorts_pay_rise": (SHORTS_PAY, ROSE),
    "sense_shorts_pay_fall": (SHORTS_PAY, FELL),
    "sense_longs_pay_fall": (LONGS_PAY, FELL),
    "sense_dear_longs_opening": (DEAR, OPENING),
    "sense_dear_shorts_opening": (SHORTS_PAY, OPENING),
    "sense_impact_high_quiet": (YIELDING, QUIET),
    "sense_impact_high_busy": (YIELDING, BUSY),
    "sense_impact_low_busy": (FIRM, BUSY),
    "sense_impact_low_quiet": (FIRM, QUIET),
    "sense_quiet_flat_price": (QUIET, FLAT),
    "sense_busy_flat_price": (BUSY, FLAT),
    "sense_quiet_move": (QUIET, MOVED),
    "sense_busy_move": (BUSY, MOVED_FAR),
    "sense_rough_light_liquidations": (ROUGH, LIGHT),
    "sense_still": (STILL, FLAT, LIGHT),
    "sense_all_flat": (FLAT, SETTLED, BALANCED),
    "sense_thin_book_one_sided": (THIN, ONE_SIDED),
    "sense_deep_book_one_sided": (DEEP, ONE_SIDED),
}
"""Remarks and what has to hold for each. The desk has conditions of its own: audit/standards/senses.toml."""

_NOTED: Final = 0.1
"""What a point of a signal's newsworthiness adds to that of a remark: less than what it loses by being told lately."""
_REST: Final = 7
"""Days for which a remark that was made rests where another holds."""


def metrics_of(name: str) -> frozenset[Metric]:
    """Return the metrics a remark reads together."""
    return frozenset(when.metric for when in SENSES[name])


def senses(facts: Facts) -> list[Message]:
    """Return the remarks whose conditions hold."""
    return [_remark(facts, name) for name, whens in SENSES.items() if all(when.holds(facts) for when in whens)]


def _remark(facts: Facts, name: str) -> Message:
    read = sorted(metrics_of(name), key=list(M).index)
    values = tuple((metric, facts.snapshot.measures[metric].value) for metric in read)
    return Message(name, {"signals": Signals(values)}, round(_NOTED * sum(salience(facts, m) for m in read), 6))


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
