"""The bars right before the newest one, as snapshots of them would have shown them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from math import isfinite

from generator.market import PERIODS
from generator.metrics.panel import Panel
from generator.metrics.snapshot import MOST_RECENT, Metric, PastBar, Standing


def recent(panel: Panel, standings: Sequence[Standing], newest: int) -> tuple[PastBar, ...]:
    """Return the bars up to 13 periods before the bar `newest` (its position), oldest first.

    `standings` says what held at the close of each bar. A bar of which nothing is known is left out.
    """
    span = PERIODS[panel.history.period] * MOST_RECENT + timedelta(seconds=1)
    earliest = panel.moment(newest) - span
    near = (bar for bar in range(max(0, newest - MOST_RECENT), newest) if panel.moment(bar) >= earliest)
    found = (_past_bar(panel, standings[bar], bar) for bar in near)
    return tuple(bar for bar in found if bar.values)


def _past_bar(panel: Panel, standing: Standing, bar: int) -> PastBar:
    known = {Metric.PRICE: panel.closes, **panel.values, **panel.others}
    values = {metric: float(known[metric][bar]) + 0.0 for metric in Metric if metric in known}
    change = float(panel.interest_change[bar]) + 0.0
    return PastBar(
        panel.moment(bar),
        {metric: value for metric, value in values.items() if isfinite(value)},
        change if isfinite(change) else None,
        tuple(spell.regime for spell in standing.spells if spell.confirmed),
    )
