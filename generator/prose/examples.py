"""The examples of phrase files: the text beside a slot, read as the slot it stands for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final, Literal

from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric, Precedent, Record, Streak
from generator.planning.magnitude import Magnitude, magnitude
from generator.planning.story import (
    Arc,
    Bar,
    Called,
    CalledEach,
    Close,
    Count,
    Day,
    Derived,
    Figure,
    History,
    Level,
    Name,
    Names,
    RegimeFigure,
    Remark,
    Signals,
    Slot,
    Source,
    Sourced,
    Span,
    Statement,
    Tally,
    Venues,
)
from generator.regimes.reading import Severity


def example(kind: str, text: str) -> Slot:
    """Return the slot that an example of a phrase file stands for. Raises ValueError where it stands for none."""
    metric, _, stat = kind.partition(":")
    if stat:
        return _derived(Metric(metric), stat, text)
    return _KINDS[kind](text) if kind in _KINDS else _figure(Metric(kind), text)


def _derived(metric: Metric, stat: str, text: str) -> Derived:
    value, side, *at = text.split()
    moment = datetime.fromisoformat(at[0]).replace(tzinfo=UTC) if at else None
    size = Magnitude("low" if side == "low" else "high" if side == "high" else "flat", 2 if side != "flat" else 0)
    return Derived(metric, stat, float(value), "1d", moment, size)


def _tally(text: str) -> Tally:
    regime, bars, of = text.split()
    return Tally(Regime(regime), int(bars), int(of), 1)


def _arc(text: str) -> Arc:
    monday = datetime(2022, 6, 13, 23, 59, 59, tzinfo=UTC)
    return Arc(tuple((monday + timedelta(days=n), float(change)) for n, change in enumerate(text.split())))


def _day(text: str) -> Day:
    day = date.fromisoformat(text)
    return Day(day, datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, seconds=-1))


def _regimes(text: str) -> Names:
    return Names(regimes=tuple(RegimeFigure(Regime(item), Severity.MODERATE) for item in text.split()))


def _source(text: str) -> Source:
    venue, market = text.split(":")
    return Source(venue, market)


def _close(text: str) -> Close:
    return Close(datetime.fromisoformat(text).replace(tzinfo=UTC), recent=True)


def _span(text: str) -> Span:
    bars, period = text.split()
    return Span(int(bars), period)


def _signals(text: str) -> Signals:
    items = (item.split() for item in text.split(", "))
    return Signals(tuple((Metric(metric), float(value)) for metric, value in items))


def _count(text: str) -> Count:
    of, value = text.split(":")
    return Count(of, int(value))


def _level(text: str) -> Level:
    metric, level, side, regime = text.split(":")
    return Level(Metric(metric), float(level), side == "above", Regime(regime))


def _precedent(text: str) -> Precedent:
    regime, hour, minute, second, cases, days, *changes = text.split(":")
    since = datetime.fromisoformat(f"{hour}:{minute}:{second}").replace(tzinfo=UTC)
    median, low, high, usual = map(float, changes)
    return Precedent(Regime(regime), since, int(cases), int(days), median, low, high, usual)


def _figure(metric: Metric, text: str) -> Figure:
    value, *rest = text.split()
    fields: dict[str, Any] = {name: _field(name, found) for name, _, found in (item.partition("=") for item in rest)}
    measure = Measure(metric, float(value), **fields)
    return Figure(measure, "1d", magnitude(measure, "1d"))


_FIELDS: Mapping[str, Any] = {
    "n": int,
    "window": str,
    "z": float,
    "percentile": float,
    "change": float,
    "change_over": str,
    "change_week": float,
    "span": float,
    "coverage": float,
}


_WAYS: Mapping[str, Literal["up", "down", "positive", "negative"]] = {
    "up": "up",
    "down": "down",
    "positive": "positive",
    "negative": "negative",
}


def _field(name: str, text: str) -> object:
    if name == "record":
        extreme, since, days = text.split(":")
        return Record("low" if extreme == "low" else "high", date.fromisoformat(since), int(days))
    if name == "streak":
        way, bars = text.split(":")
        return Streak(_WAYS[way], int(bars))
    return _FIELDS[name](text)


_KINDS: Final[Mapping[str, Callable[[str], Slot]]] = {
    "asset": Name,
    "venue": Name,
    "day": _day,
    "regime": lambda text: RegimeFigure(Regime(text), Severity.MODERATE),
    "regimes": _regimes,
    "metrics": lambda text: Names(metrics=tuple(Metric(item) for item in text.split())),
    "source": _source,
    "bar": lambda text: Bar(text, datetime(2025, 11, 21, 11, 59, 59, tzinfo=UTC)),
    "close": _close,
    "span": _span,
    "called_each": lambda text: CalledEach(tuple(Regime(item) for item in text.split())),
    "called": lambda text: Called(Regime(text)),
    "history": lambda text: History(_precedent(text)),
    "statement": Statement,
    "remark": Remark,
    "signals": _signals,
    "count": _count,
    "sourced": lambda text: Sourced(tuple(Metric(item) for item in text.split())),
    "venues": lambda text: Venues(tuple(text.split())),
    "level": _level,
    "tally": _tally,
    "arc": _arc,
}
"""How the example of each kind of slot is written. Any other kind is the name of a metric."""
