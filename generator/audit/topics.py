"""What a text can be about, and which figures of a snapshot may be said of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.metrics.snapshot import Z_METRICS, Metric, Snapshot

_PAYMENTS_A_YEAR = 3 * 365  # of funding, one every 8 hours
FORMS = ("bare", "rate", "percent", "yearly", "usd", "points")
_LEAST = {"bare": 2, "rate": 3, "points": 1}
"""Decimals that a figure needs where its topic says nothing else; other ways of writing need none."""


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of a measure, written ``metric`` or ``metric.field`` in the stylebook."""

    metric: Metric
    field: str

    @property
    def signed(self) -> bool:
        """Whether the value is a distance that lies on one side or the other of ordinary."""
        return self.metric in Z_METRICS

    def read(self, snapshot: Snapshot) -> float | None:
        """Return the field's value, or None where the metric or the field is unknown."""
        measure = snapshot.get(self.metric)
        value = None if measure is None else getattr(measure, self.field)
        if value is None and measure is not None and self.field == "annualised":
            value = measure.value * _PAYMENTS_A_YEAR
        return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a passage can be about, and the figures it may carry."""

    name: str
    judged: FieldOf
    otherwise: FieldOf | None
    """Judged instead where `judged` is unknown."""
    forms: Mapping[str, tuple[FieldOf, ...]]
    metrics: tuple[Metric, ...]
    ranked: Metric
    part_of: str | None
    """The topic that something is said of when something is said of this one."""
    least: Mapping[str, int]
    """Decimals a figure needs, by form; with fewer it has to be exact."""
    coarse: float
    """Fraction from which a whole percent is enough."""
    whole: bool
    """Whether dollars are given to the last digit shown instead of to three digits."""
    after: Mapping[str, tuple[str, ...]]
    """By form, the words of which one has to stand right before a figure."""
    never_after: Mapping[str, tuple[str, ...]]
    directed: bool
    """Whether a percentage is a change that has to say up or down."""


def field_of(text: str) -> FieldOf:
    """Return the field that is written ``metric`` or ``metric.field``."""
    metric, _, name = text.partition(".")
    return FieldOf(Metric(metric), name or "value")


def read_topic(name: str, raw: Mapping[str, Any]) -> Topic:
    """Return a topic as the stylebook's TOML describes it."""
    forms = {form: tuple(field_of(item) for item in raw[form]) for form in FORMS if form in raw}
    judged = field_of(raw["judged"])
    also = [Metric(item) for item in raw.get("also", ())]
    return Topic(
        name=name,
        judged=judged,
        otherwise=field_of(raw["else"]) if "else" in raw else None,
        forms=forms,
        metrics=tuple(dict.fromkeys([judged.metric, *(f.metric for fs in forms.values() for f in fs), *also])),
        ranked=Metric(raw.get("ranked", judged.metric)),
        part_of=raw.get("part_of"),
        least={**_LEAST, **raw.get("least", {})},
        coarse=raw.get("coarse", math.inf),
        whole=raw.get("whole", False),
        after={form: tuple(words) for form, words in raw.get("after", {}).items()},
        never_after={form: tuple(words) for form, words in raw.get("never_after", {}).items()},
        directed=raw.get("directed", False),
    )
