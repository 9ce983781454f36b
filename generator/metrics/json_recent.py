"""Reads and writes the bars a snapshot carries from before its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from generator.market import PERIODS, Regime
from generator.metrics.json_fields import Fields, fields_of, kind_of, number_at, object_at, time_written
from generator.metrics.json_measures import metric_names
from generator.metrics.snapshot import MOST_RECENT, Metric, PastBar
from generator.metrics.snapshot_limits import GROWTH, VALUES
from generator.metrics.strict_json import Faults, below

_BAR: Final = ("as_of", "values", "interest_change", "regimes")
_METRICS: Final = tuple(Metric)
_SECOND: Final = timedelta(seconds=1)


def read_recent(
    given: Sequence[object], period: str | None, ended: datetime | None, faults: Faults
) -> tuple[PastBar, ...]:
    """Return the list ``recent`` of a snapshot whose own bar closed at `ended`; faults go to `faults`."""
    if len(given) > MOST_RECENT:
        faults.add("recent", f"has {len(given)} bars", f"give at most the {MOST_RECENT} before the newest")
    found: list[PastBar] = []
    before: datetime | None = None
    for i, item in enumerate(given):
        path = f"recent[{i}]"
        bar = _past_bar(item, path, faults)
        if bar is None:
            continue
        _ordered(bar.as_of, before, period, below(path, "as_of"), faults)
        if ended is not None and bar.as_of >= ended - _SECOND:
            faults.add(below(path, "as_of"), "is not before the newest bar", "give the closes of earlier bars")
        before = bar.as_of
        found.append(bar)
    return tuple(found)


def bar_written(bar: PastBar) -> dict[str, object]:
    """Return one bar as plain data."""
    return {
        "as_of": time_written(bar.as_of),
        "values": {metric.value: bar.values[metric] + 0.0 for metric in _METRICS if metric in bar.values},
        **({} if bar.interest_change is None else {"interest_change": bar.interest_change + 0.0}),
        **({"regimes": [regime.value for regime in bar.regimes]} if bar.regimes else {}),
    }


def _ordered(moment: datetime, before: datetime | None, period: str | None, path: str, faults: Faults) -> None:
    if before is None:
        return
    if moment <= before:
        faults.add(path, "is not after the bar above it", "list the bars oldest first, each once")
    elif period is not None and moment - before < PERIODS[period] - _SECOND:
        faults.add(path, f"is less than {period} after the bar above it", "give bars of the snapshot's own period")


def _past_bar(item: object, path: str, faults: Faults) -> PastBar | None:
    given = object_at(item, path, faults)
    if given is None:
        return None
    fields = fields_of(given, path, _BAR, ("as_of", "values"), faults)
    moment, inside = fields.time("as_of", plausible=True), below(path, "values")
    values = fields.object("values") or {}
    metric_names(values, inside, faults)
    numbers = {m: number_at(values[m], f"{inside}.{m}", VALUES[m], faults) for m in _METRICS if m in values}
    known = {metric: number for metric, number in numbers.items() if number is not None}
    change, regimes = fields.number("interest_change", GROWTH), _regimes(fields)
    return None if moment is None else PastBar(moment, known, change, regimes)


def _regimes(fields: Fields) -> tuple[Regime, ...]:
    found: list[Regime] = []
    for i, item in enumerate(fields.list("regimes")):
        key = f"regimes[{i}]"
        if not isinstance(item, str) or item not in tuple(Regime):
            fields.fault(key, f"is {kind_of(item)}", f"use one of {', '.join(Regime)}")
        elif item in found:
            fields.fault(key, f"names {item} again", "name each regime once")
        else:
            found.append(Regime(item))
    return tuple(found)
