"""How large a move is, on a scale of its own metric: the size that later licenses a verb or an adjective."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from generator.market import PERIODS
from generator.metrics.snapshot import Measure, Metric

Side = Literal["low", "flat", "high"]


@dataclass(frozen=True, slots=True)
class Scale:
    """Where a metric is ordinary, and the distances from there at which its size goes up a level."""

    steps: tuple[float, ...]
    """Lower bounds of level 1, 2, 3 ...; below the first the metric is flat, level 0."""
    centre: float = 0.0
    field: Literal["value", "z"] = "value"
    ratio: bool = False
    """Distances are taken on the logarithm: half is as far from balance as double."""
    per_period: bool = False
    """Steps are those of a day and shrink with the square root of the period."""


_SIGMAS = (0.5, 1.0, 2.0, 3.0)
_Z = Scale(_SIGMAS)
_BY_Z = Scale(_SIGMAS, field="z")
SCALES: Mapping[Metric, Scale] = {
    Metric.MARKET_DEPTH_INDEX: _Z,
    Metric.TAKER_IMBALANCE: _Z,
    Metric.OPEN_INTEREST_Z: _Z,
    Metric.LIQUIDATIONS_USD_Z: _Z,
    Metric.ILLIQUIDITY_Z: _Z,
    Metric.TAKER_BUY_SELL_RATIO: Scale((0.03, 0.10, 0.20, 0.40), centre=1.0, ratio=True),
    Metric.LONG_SHORT_RATIO: Scale((0.05, 0.40, 0.80, 1.20), centre=1.0, ratio=True),
    Metric.FUNDING_RATE: Scale((0.0001, 0.00025, 0.00075), centre=0.00005),
    Metric.PRICE_CHANGE: Scale((0.01, 0.03, 0.06, 0.10), per_period=True),
    Metric.BASIS: Scale((0.0001, 0.0005, 0.002)),
    Metric.LIQUIDATIONS_LONG_SHARE: Scale((0.10, 0.25), centre=0.5),
    Metric.REALISED_VOLATILITY: _BY_Z,
    Metric.VOLUME_USD: _BY_Z,
    Metric.LIQUIDATIONS_USD: _BY_Z,
    Metric.OPEN_INTEREST_USD: _BY_Z,
    Metric.SPREAD_BPS: _BY_Z,
}
"""Neutral funding is -0.005 % to +0.015 % per 8 hours, centred between the two. Sources: docs/method.md."""


@dataclass(frozen=True, slots=True)
class Magnitude:
    """The side of ordinary a measure lies on, and how far: 0 is flat, larger is further."""

    side: Side
    level: int


def magnitude(measure: Measure, period: str) -> Magnitude | None:
    """Return the size of a measure on its metric's scale, or None where it has no scale or no z to judge by."""
    scale = SCALES.get(measure.metric)
    if scale is None:
        return None
    if measure.contradicted:
        return None
    value = measure.z if scale.field == "z" else measure.value
    return None if value is None else _on(scale, value, period)


def magnitude_of(metric: Metric, value: float, period: str) -> Magnitude | None:
    """Return the size of a bare value, or None where its metric is judged by more than its value."""
    scale = SCALES.get(metric)
    return None if scale is None or scale.field == "z" else _on(scale, value, period)


def _on(scale: Scale, value: float, period: str) -> Magnitude:
    distance = _log_distance(value, scale.centre) if scale.ratio else value - scale.centre
    shrink = math.sqrt(PERIODS[period] / PERIODS["1d"]) if scale.per_period else 1.0
    # A distance that differs from a step by floating-point noise counts as having reached it.
    level = sum(abs(distance) >= step * shrink * (1 - 1e-9) for step in scale.steps)
    if level == 0:
        return Magnitude("flat", 0)
    return Magnitude("low" if distance < 0 else "high", level)


def _log_distance(ratio: float, centre: float) -> float:
    return math.log(ratio / centre) if ratio > 0 else -math.inf
