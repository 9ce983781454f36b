"""How newsworthy a measure is: its size, its rarity, and whether a regime rests on it."""

from __future__ import annotations

import math

from generator.metrics.snapshot import Z_METRICS, Measure, Metric
from generator.planning.facts import Facts

_REGIME_BONUS = 1.0


def salience(facts: Facts, metric: Metric) -> float:
    """Return the newsworthiness of a metric, 0 where it is unknown or flat.

    Size counts by its level on the metric's scale (1-4) and by the z-score within it, a record by how far back it
    reaches (two points for each tenfold of days past ten), and a regime that rests on the metric by one point more.
    """
    measure = facts.measure(metric)
    if measure is None:
        return 0.0
    score = float(facts.level(metric)) + _fraction(measure)
    score += _record(measure)
    score += (
        _REGIME_BONUS if any(e.metric is metric for r in facts.reading.regimes for e in r.evidence if r.exit) else 0
    )
    return round(score, 6)


def _fraction(measure: Measure) -> float:
    z = measure.value if measure.metric in Z_METRICS else measure.z
    return 0.0 if z is None else min(0.9, abs(z) / 10)


def _record(measure: Measure) -> float:
    if measure.record is None or measure.record.days <= 0:
        return 0.0
    return max(0.0, 2 * (math.log10(measure.record.days) - 1))
