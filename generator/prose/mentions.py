"""Slots that have no faces: names, lists, days, spans. Each prints one thing, and enters its claim as it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from generator.market import clock_time, day_described, joined
from generator.metrics.snapshot import Metric
from generator.planning.story import (
    Arc,
    Bar,
    Called,
    CalledEach,
    Count,
    Name,
    Names,
    RegimeFigure,
    Remark,
    Source,
    Sourced,
    Span,
    Statement,
    Venues,
)
from generator.prose import figures
from generator.prose.telling import Telling


def named(name: Name, telling: Telling, slot: str) -> str:
    """Return an asset or a venue by its reader's name."""
    kind = "venues" if slot == "venue" else "assets"
    metric, field = "snapshot", "name"
    text = telling.lexicon.called(kind, name.text)
    return telling.ledger.mark(text, metric, field, name.text, "venue" if slot == "venue" else "asset")


def _names(names: Names, telling: Telling) -> str:
    regimes = [
        telling.ledger.mark(
            telling.any(telling.lexicon.regime(item.regime.value, item.severity.value)),
            "regime",
            "severity",
            f"{item.regime.value} {item.severity.value}",
            "reading",
        )
        for item in names.regimes
    ]
    field, value, rule = ("listed", "known", "in the snapshot") if names.known else ("missing", "unknown", "absent")
    known, listed = names.known, names.metrics if names.known else _in_turn(names.metrics, telling)
    called = {m: telling.lexicon.listed(m.value) for m in listed}
    texts = {m: names[0] if known else telling.any(names) for m, names in called.items()}
    metrics = [telling.ledger.mark(text, m.value, field, value, rule) for m, text in texts.items()]
    return joined((*regimes, *metrics))


def _in_turn(metrics: Sequence[Metric], telling: Telling) -> list[Metric]:
    """Return metrics in an order that is drawn: a list of what is unknown has none of its own."""
    left = list(metrics)
    return [left.pop(telling.draws(len(left))) for _ in metrics]


def _source(source: Source, telling: Telling) -> str:
    text = telling.any(telling.lexicon.market(source.venue, source.market))
    return telling.ledger.mark(text, "snapshot", "source", f"{source.venue} {source.market}", "venue and market")


def _bar(bar: Bar, telling: Telling) -> str:
    text = f"the {figures.BARS[bar.period]} bar that ended at {clock_time(bar.as_of)}"
    return telling.ledger.mark(text, "snapshot", "period", bar.period, "length and end of the bar")


def called(called: Called, telling: Telling) -> str:
    """Return a regime by its name alone."""
    noun = telling.any(telling.lexicon.regime(called.regime.value, "moderate"))
    return telling.ledger.mark(noun, "regime", "name", called.regime.value, "timeline")


def _called_each(each: CalledEach, telling: Telling) -> str:
    return joined(called(Called(regime), telling) for regime in each.regimes)


def _span(span: Span, telling: Telling) -> str:
    return telling.ledger.mark(figures.bars(span.bars, span.period), "regime", "bars", span.bars, "closes")


def _statement(statement: Statement, telling: Telling) -> str:
    words = telling.word(telling.lexicon.statement(statement.name))
    return telling.ledger.mark(words, "regime", "reading", statement.name, "reading")


def _venues(venues: Venues, telling: Telling) -> str:
    names = joined(telling.lexicon.called("venues", name) for name in venues.names)
    return telling.ledger.mark(names, "snapshot", "silent", " ".join(venues.names), "venues")


def _sourced(sourced: Sourced, telling: Telling) -> str:
    names = joined(telling.lexicon.sourced(metric.value) for metric in sourced.metrics)
    return telling.ledger.mark(names, "snapshot", "sourced", " ".join(sourced.metrics), "figures of a market")


def _count(count: Count, telling: Telling) -> str:
    return telling.ledger.mark(str(count.value), "snapshot", count.of, count.value, "count")


def _regime(regime: RegimeFigure, telling: Telling) -> str:
    return _names(Names(regimes=(regime,)), telling)


def _remark(remark: Remark, telling: Telling) -> str:
    return telling.ledger.mark(remark.text, "snapshot", "set_aside", remark.text, "quoted")


def _arc(arc: Arc, telling: Telling) -> str:
    steps = []
    for at, change in arc.days:
        text, _ = figures.percent(change, digits=1)
        still = float(text.rstrip("%")) == 0
        moved = "unchanged" if still else f"{'up' if change > 0 else 'down'} {text}"
        steps.append(f"{figures.weekday(day_described(at))} {moved}")
    return telling.ledger.mark(joined(steps), "price_change", "week.days", len(steps), "percent, 1 decimal")


SAID: Final[Mapping[type, Callable[[Any, Telling], str]]] = {
    Arc: _arc,
    Names: _names,
    RegimeFigure: _regime,
    Count: _count,
    Bar: _bar,
    Span: _span,
    Called: called,
    CalledEach: _called_each,
    Source: _source,
    Venues: _venues,
    Sourced: _sourced,
    Statement: _statement,
    Remark: _remark,
}
"""What each kind of slot prints."""


class Late:
    """A slot without faces, entered in the ledger each time it is printed and not before."""

    __slots__ = ("_say",)

    def __init__(self, say: Callable[[], str]) -> None:
        self._say = say

    def __str__(self) -> str:
        return self._say()
