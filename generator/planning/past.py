"""What the days before make of a value: yesterday's, the week's, the two weeks'.

Every statistic is None where a bar of it is not known: no sum is of fewer days than it says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from math import isfinite, prod
from typing import Final

from generator.market import Regime
from generator.metrics.snapshot import Metric, PastBar, Snapshot
from generator.planning.magnitude import Magnitude, magnitude_of
from generator.planning.story import Arc, Derived

WEEK: Final = 7
FORTNIGHT: Final = 14
Values = Sequence[float]


def derived(snapshot: Snapshot, metric: Metric, stat: str) -> Derived | None:
    """Return a statistic of a metric's recent bars as a slot, or None where it is not known.

    `stat` is one of `STATS`. Bars are those of the snapshot's period; a day of them is a bar of a day.
    """
    found = STATS[stat](snapshot, metric)
    if found is None or not isfinite(found[0]):
        return None
    value, at = found
    size = magnitude_of(metric, value, snapshot.period) if stat in _OWN else None
    measure = snapshot.get(metric)
    if stat == "place" and measure is not None and measure.rank is not None:
        size = Magnitude(measure.rank.extreme, 1)
    return Derived(metric, stat, value, snapshot.period, at, size)


Found = tuple[float, datetime | None] | None


def _bars(snapshot: Snapshot, first: int, last: int) -> list[PastBar] | None:
    """Return the bars that many before the newest, oldest first; None where one is missing."""
    bars = snapshot.between(max(first, 1), last)
    known = [bar for bar in bars if bar is not None]
    return known if len(known) == len(bars) else None


def _values(snapshot: Snapshot, metric: Metric, first: int, last: int) -> list[tuple[float, datetime]] | None:
    """Return the values of bars `last` to `first` before the newest (0 is the newest), oldest first."""
    bars = _bars(snapshot, max(first, 1), last)
    if bars is None or any(metric not in bar.values for bar in bars):
        return None
    values = [(bar.values[metric], bar.as_of) for bar in bars]
    if first == 0:
        now = snapshot.value(metric)
        if now is None:
            return None
        values.append((now, snapshot.ended))
    return values


def _before(snapshot: Snapshot, metric: Metric) -> Found:
    bar = snapshot.before_by(1)
    return None if bar is None or metric not in bar.values else (bar.values[metric], bar.as_of)


def _over_before(snapshot: Snapshot, metric: Metric) -> Found:
    now, before = snapshot.value(metric), _before(snapshot, metric)
    return None if now is None or before is None or before[0] <= 0 else (now / before[0], None)


def _over_typical(snapshot: Snapshot, metric: Metric) -> Found:
    measure = snapshot.get(metric)
    if measure is None or measure.typical is None or measure.typical <= 0:
        return None
    return measure.value / measure.typical, None


def _of(first: int, last: int, statistic: Callable[[Values], float]) -> Callable[[Snapshot, Metric], Found]:
    def found(snapshot: Snapshot, metric: Metric) -> Found:
        values = _values(snapshot, metric, first, last)
        return None if values is None else (statistic([value for value, _ in values]), None)

    return found


def _picked(first: int, last: int, key: Callable[[float], float]) -> Callable[[Snapshot, Metric], Found]:
    """Return the value that is largest by `key`, with its bar; None where it shares its place."""

    def found(snapshot: Snapshot, metric: Metric) -> Found:
        values = _values(snapshot, metric, first, last)
        if values is None:
            return None
        best = max(values, key=lambda item: key(item[0]))
        shared = sum(key(value) == key(best[0]) for value, _ in values) > 1
        return None if shared else best

    return found


def _ratio(above: str, below: str) -> Callable[[Snapshot, Metric], Found]:
    def found(snapshot: Snapshot, metric: Metric) -> Found:
        a, b = STATS[above](snapshot, metric), STATS[below](snapshot, metric)
        return None if a is None or b is None or b[0] <= 0 else (a[0] / b[0], None)

    return found


def _mean(values: Values) -> float:
    return sum(values) / len(values)


def _compounded(first: int, last: int) -> Callable[[Snapshot, Metric], Found]:
    """Return the change over bars: of the price by its daily changes, of open interest in coins by its own."""

    def found(snapshot: Snapshot, metric: Metric) -> Found:
        if metric is Metric.OPEN_INTEREST_Z:
            return _interest(snapshot, first, last)
        values = _values(snapshot, Metric.PRICE_CHANGE, first, last)
        return None if values is None else (prod(1 + value for value, _ in values) - 1, None)

    return found


def _interest(snapshot: Snapshot, first: int, last: int) -> Found:
    bars = _bars(snapshot, max(first, 1), last)
    changes = None if bars is None else [bar.interest_change for bar in bars]
    if changes is not None and first == 0:
        measure = snapshot.get(Metric.OPEN_INTEREST_Z)
        daily = measure is not None and measure.change_over == snapshot.period
        changes.append(measure.change if measure is not None and daily else None)
    if changes is None or any(change is None for change in changes):
        return None
    return prod(1 + change for change in changes if change is not None) - 1, None


def _extreme(sign: int) -> Callable[[Snapshot, Metric], Found]:
    """Return the newest value where it is the most extreme of two weeks, ties excluded."""

    def found(snapshot: Snapshot, metric: Metric) -> Found:
        values = _values(snapshot, metric, 0, FORTNIGHT - 1)
        if values is None:
            return None
        now = values[-1][0] * sign
        return (values[-1][0], None) if all(value * sign < now for value, _ in values[:-1]) else None

    return found


def _exceptions(snapshot: Snapshot, metric: Metric) -> Found:
    """Return how many values of the look-back lie above the newest one."""
    measure = snapshot.get(metric)
    if measure is None or measure.percentile is None or measure.n is None or (measure.coverage or 1.0) < 1:
        return None
    return round(measure.n * (1 - measure.percentile / 100)), None


def _place(snapshot: Snapshot, metric: Metric) -> Found:
    measure = snapshot.get(metric)
    return None if measure is None or measure.rank is None else (measure.rank.place, None)


def days_of(snapshot: Snapshot, regime: Regime, *, holds: bool, last: int = FORTNIGHT) -> int | None:
    """Return on how many of the last bars a regime held, the newest included; None where a bar is missing."""
    bars = _bars(snapshot, 1, last - 1)
    return None if bars is None else sum(regime in bar.regimes for bar in bars) + holds


def days_before(snapshot: Snapshot, regime: Regime) -> int | None:
    """Return on how many days of the week before this one a regime held; None where one is missing."""
    bars = _bars(snapshot, WEEK, FORTNIGHT - 1)
    return None if bars is None else sum(regime in bar.regimes for bar in bars)


def arc(snapshot: Snapshot) -> Arc | None:
    """Return the daily price changes of the week; None where one is missing."""
    values = _values(snapshot, Metric.PRICE_CHANGE, 0, WEEK - 1)
    return None if values is None else Arc(tuple((at, value) for value, at in values))


_HIGH, _LOW = (0, WEEK - 1), (WEEK, FORTNIGHT - 1)

STATS: Final[Mapping[str, Callable[[Snapshot, Metric], Found]]] = {
    "before": _before,
    "over.before": _over_before,
    "over.typical": _over_typical,
    "exceptions": _exceptions,
    "place": _place,
    "week.total": _of(*_HIGH, sum),
    "earlier.total": _of(*_LOW, sum),
    "week.over.earlier": _ratio("week.total", "earlier.total"),
    "week.mean": _of(*_HIGH, _mean),
    "earlier.mean": _of(*_LOW, _mean),
    "week.change": _compounded(*_HIGH),
    "earlier.change": _compounded(*_LOW),
    "week.peak": _picked(*_HIGH, lambda value: value),
    "week.trough": _picked(*_HIGH, lambda value: -value),
    "week.top": _of(*_HIGH, max),
    "week.bottom": _of(*_HIGH, min),
    "week.largest": _picked(*_HIGH, abs),
    "week.rises": _of(*_HIGH, lambda values: sum(value > 0 for value in values)),
    "week.falls": _of(*_HIGH, lambda values: sum(value < 0 for value in values)),
    "week.below": _of(*_HIGH, lambda values: sum(value < 1 for value in values)),
    "week.above": _of(*_HIGH, lambda values: sum(value > 1 for value in values)),
    "fortnight.high": _extreme(1),
    "fortnight.low": _extreme(-1),
    "fortnight.top": _of(0, FORTNIGHT - 1, max),
    "fortnight.bottom": _of(0, FORTNIGHT - 1, min),
}
"""Statistics by name. ``week`` is the last seven bars, the newest included, ``earlier`` the seven before them, and
``fortnight`` both."""
_OWN: Final = frozenset(
    {"before", "week.peak", "week.trough", "week.largest", "week.change", "earlier.change", "week.mean", "earlier.mean"}
)
"""Statistics of a metric's own kind, which words of size may be said of."""
