"""What the days before make of a value, computed anew by the desk: it shares no code with the planner."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta

from generator.market import PERIODS, Regime, day_described
from generator.metrics.snapshot import Measure, Metric, PastBar, Snapshot
from generator.regimes.reading import Reading

_LAST_SECOND = timedelta(seconds=1)


def bar_before(snapshot: Snapshot, bars: int) -> PastBar | None:
    """Return the bar that closed so many periods before the newest."""
    wanted = snapshot.ended - bars * PERIODS[snapshot.period]
    return next((bar for bar in snapshot.recent if abs(bar.as_of - wanted) <= _LAST_SECOND), None)


def statistic(snapshot: Snapshot, metric: Metric, stat: str) -> float | None:
    """Return a statistic by its name in the stylebook, or None where any value it needs is unknown."""
    measure = snapshot.get(metric)
    now = None if measure is None else measure.value
    match stat.split("."):
        case ["now" | "z" | "judged" | "size"]:
            return None if measure is None else _of_now(snapshot.period, measure, stat)
        case ["before"]:
            return next(_earlier(snapshot, metric, [1]), None)
        case ["over", "before"]:
            return _quotient(now, statistic(snapshot, metric, "before"))
        case ["over", "typical"]:
            return _quotient(now, None if measure is None else measure.typical)
        case ["less", "before"]:
            before = statistic(snapshot, metric, "before")
            return None if now is None or before is None else now - before
        case ["exceptions"] if measure is not None and measure.percentile is not None and measure.n is not None:
            whole = measure.coverage is None or measure.coverage >= 1
            return float(round(measure.n - measure.n * measure.percentile / 100)) if whole else None
        case ["place"] if measure is not None and measure.rank is not None:
            return float(measure.rank.place)
        case ["ranked"] if measure is not None and measure.rank is not None:
            return float(measure.rank.days)
        case ["week", "over", "earlier"]:
            return _quotient(statistic(snapshot, metric, "week.total"), statistic(snapshot, metric, "earlier.total"))
        case [span, name]:
            return _over_span(snapshot, metric, span, name)
        case _:
            return None


def _of_now(period: str, measure: Measure, stat: str) -> float | None:
    """Return a value, its z-score, or what words judge it by, with its sign or as a size.

    Words judge a price move as one of a day: it grows with the square root of the time it had. What contradicts itself
    is judged by nothing.
    """
    if stat in {"now", "z"}:
        return measure.value if stat == "now" else measure.z
    if measure.contradicted:
        return None
    moved = measure.metric is Metric.PRICE_CHANGE
    judged = measure.value / math.sqrt(PERIODS[period] / PERIODS["1d"]) if moved else measure.value
    return abs(judged) if stat == "size" else judged


def _quotient(above: float | None, below: float | None) -> float | None:
    return above / below if above is not None and below is not None and below > 0 else None


def _earlier(snapshot: Snapshot, metric: Metric, bars: list[int]) -> Iterator[float]:
    for n in bars:
        bar = bar_before(snapshot, n)
        if bar is not None and metric in bar.values:
            yield bar.values[metric]


_SPANS = {"week": range(7), "earlier": range(7, 14), "fortnight": range(14)}


def _over_span(snapshot: Snapshot, metric: Metric, span: str, name: str) -> float | None:
    if name == "change":
        return _change(snapshot, metric, span)
    bars = _SPANS[span]
    values = list(_earlier(snapshot, metric, [n for n in bars if n > 0]))
    now = snapshot.value(metric)
    if 0 in bars and now is not None:
        values.insert(0, now)
    if len(values) != len(bars):
        return None
    found: dict[str, float | None] = {
        "total": sum(values),
        "mean": sum(values) / len(values),
        "top": max(values),
        "bottom": min(values),
        "peak": _alone(values, max(values)),
        "trough": _alone(values, min(values)),
        "largest": max(values, key=abs) if [abs(v) for v in values].count(max(map(abs, values))) == 1 else None,
        "rises": sum(v > 0 for v in values),
        "falls": sum(v < 0 for v in values),
        "below": sum(v < 1 for v in values),
        "above": sum(v > 1 for v in values),
        "high": _alone(values, max(values)) if values[0] == max(values) else None,
        "low": _alone(values, min(values)) if values[0] == min(values) else None,
    }
    return found[name]


def _alone(values: list[float], value: float) -> float | None:
    return value if values.count(value) == 1 else None


def _change(snapshot: Snapshot, metric: Metric, span: str) -> float | None:
    """Return the change over a span: the daily changes of the price, or of open interest in coins, compounded."""
    grown = 1.0
    for n in _SPANS[span]:
        bar = bar_before(snapshot, n) if n else None
        if metric is Metric.OPEN_INTEREST_Z:
            measure = snapshot.get(metric)
            daily = measure is not None and measure.change_over == snapshot.period
            today = measure.change if measure is not None and daily else None
            step = today if n == 0 else None if bar is None else bar.interest_change
        else:
            past = None if bar is None else bar.values.get(Metric.PRICE_CHANGE)
            step = snapshot.value(Metric.PRICE_CHANGE) if n == 0 else past
        if step is None:
            return None
        grown *= 1 + step
    return grown - 1


def dated(snapshot: Snapshot, metric: Metric, stat: str) -> date | None:
    """Return the day whose value a statistic is, where it is one day's."""
    if stat == "before":
        bar = bar_before(snapshot, 1)
        return None if bar is None else day_described(bar.as_of)
    value = statistic(snapshot, metric, stat)
    if value is None or stat not in {"week.peak", "week.trough", "week.largest"}:
        return None
    if snapshot.value(metric) == value:
        return day_described(snapshot.ended)
    bars = (bar_before(snapshot, n) for n in range(1, 7))
    found = [bar for bar in bars if bar is not None and bar.values.get(metric) == value]
    return day_described(found[0].as_of) if found else None


def held_on(snapshot: Snapshot, reading: Reading, regime: Regime, of: int) -> int | None:
    """Return on how many of the last bars a regime held, the newest included; None where a bar is missing."""
    earlier = held_in(snapshot, regime, range(1, of))
    return None if earlier is None else earlier + (regime in reading.names)


def held_in(snapshot: Snapshot, regime: Regime, bars: range) -> int | None:
    """Return on how many of certain earlier bars a regime held; None where one of them is missing."""
    found = [bar for n in bars if (bar := bar_before(snapshot, n)) is not None]
    return sum(regime in bar.regimes for bar in found) if len(found) == len(bars) else None
