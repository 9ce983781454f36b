"""The numbers of a snapshot as a small table: what every metric was, and against what it was measured."""

from __future__ import annotations

from dataclasses import dataclass

from generator.charts.labels import NAMES, market_of
from generator.metrics.snapshot import Z_METRICS, Measure, Metric, Snapshot
from generator.prose import figures

HEADS = ("Metric", "Value", "Z-score", "Percentile", "Look-back", "Market")
_NONE = "\u2013"
_WITH_SIGN = {Metric.PRICE_CHANGE: 1, Metric.BASIS: 2}
"""Decimals of the changes, whose sign no verb says in a table."""


@dataclass(frozen=True, slots=True)
class Row:
    """One metric as a reader of the table sees it."""

    name: str
    value: str
    exact: str
    """The unrounded value."""
    z: str
    percentile: str
    window: str
    market: str


def rows(snapshot: Snapshot) -> list[Row]:
    """Return a row for every metric that is known, in the order of `Metric`."""
    return [
        Row(
            NAMES[metric],
            value_of(measure),
            repr(measure.value),
            _z(measure),
            _NONE if measure.percentile is None else f"{measure.percentile:.1f}".removesuffix(".0"),
            _NONE if measure.window is None else figures.window(measure.window),
            market_of(measure) or _NONE,
        )
        for metric, measure in snapshot.measures.items()
    ]


def value_of(measure: Measure) -> str:
    """Return the value of a measure with its unit."""
    if measure.metric in _WITH_SIGN:
        text, _ = figures.percent(measure.value, _WITH_SIGN[measure.metric], sign=True)
        return f"+{text}" if measure.value > 0 else text
    return figures.VALUE[measure.metric](measure.value)[0]


def _z(measure: Measure) -> str:
    z = measure.value if measure.metric in Z_METRICS else measure.z
    return _NONE if z is None else figures.signed(z)[0]
