"""Known events held against what the rules read on their day, with the reason of every miss."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric, Snapshot, Spell, Standing
from generator.regimes.events import Event
from generator.regimes.reading import Threshold
from generator.regimes.rules import Bands, Rule, Rules

SnapshotAt = Callable[[datetime], Snapshot]
"""The metrics at a moment, UTC, with a reason for each that is missing."""


@dataclass(frozen=True, slots=True)
class Sight:
    """One expected regime of an event: seen on its day, or why not."""

    regime: Regime
    seen: bool
    reason: str
    """Of a miss: the missing input, the value against its threshold or the condition that failed. Empty where seen."""
    since: datetime | None
    """Close of the bar at which it began, UTC; None where it was not seen."""
    metric: Metric
    """What the regime was read by, or would have been."""
    value: float | None
    n: int | None
    """Values in the look-back behind it; None where unknown."""
    coverage: float | None
    stand_in: bool
    """Whether that metric stands in for the regime's own."""


@dataclass(frozen=True, slots=True)
class Check:
    """One event held against the history."""

    event: Event
    sights: tuple[Sight, ...]
    """In the order of `Event.expects`; empty where the day is outside the history."""
    also: tuple[Regime, ...]
    """Regimes read on the day that no account lets one expect."""

    @property
    def outside(self) -> bool:
        """Whether the history has no bar of the day."""
        return not self.sights

    @property
    def missed(self) -> tuple[Sight, ...]:
        """The expected regimes that were not read."""
        return tuple(sight for sight in self.sights if not sight.seen)


def bars_of(known: Sequence[int], event: Event) -> range:
    """Return the bars, by their position in `known` (Unix seconds), that ended on the event's day."""
    start = int(datetime.combine(event.day, time(), UTC).timestamp())
    return range(bisect_left(known, start), bisect_left(known, start + int(timedelta(days=1).total_seconds())))


def held(standings: Sequence[Standing], bars: Iterable[int]) -> dict[Regime, Spell]:
    """Return the confirmed regimes of some bars, each as it stood at the first of them that had it."""
    found: dict[Regime, Spell] = {}
    for bar in bars:
        for spell in standings[bar].spells:
            if spell.confirmed:
                found.setdefault(spell.regime, spell)
    return found


def check(
    event: Event, known: Sequence[int], standings: Sequence[Standing], rules: Rules, snapshot_at: SnapshotAt
) -> Check:
    """Return what was read on the day of an event.

    A regime is seen where it holds, confirmed, at the close of a bar of that day. The reason of a miss is that of the
    bar at which its metric came nearest to its entry.
    """
    bars = bars_of(known, event)
    if not bars:
        return Check(event, (), ())
    read = held(standings, bars)
    snapshots = [snapshot_at(datetime.fromtimestamp(known[bar], UTC)) for bar in bars]
    sides = {side.regime: side for side in rules.sides}
    sights = tuple(_sight(sides[regime], read.get(regime), snapshots) for regime in event.expects)
    return Check(event, sights, tuple(regime for regime in Regime if regime in read and regime not in event.expects))


def _sight(rule: Rule, spell: Spell | None, snapshots: Sequence[Snapshot]) -> Sight:
    snapshot = max(snapshots, key=lambda item: _nearness(rule, item))
    bands = _bands(rule, snapshot)
    measure = snapshot.get(bands.metric)
    return Sight(
        regime=rule.regime,
        seen=spell is not None,
        reason="" if spell is not None else _reason(rule, bands, snapshot),
        since=None if spell is None else spell.since,
        metric=bands.metric,
        value=None if measure is None else measure.value,
        n=None if measure is None else measure.n,
        coverage=None if measure is None else measure.coverage,
        stand_in=bands is not rule.bands,
    )


def _bands(rule: Rule, snapshot: Snapshot) -> Bands:
    """Return the levels a rule is read by; those of its own metric where neither it nor its stand-in is known."""
    if snapshot.get(rule.bands.metric) is None and rule.proxy is not None and snapshot.get(rule.proxy.metric):
        return rule.proxy
    return rule.bands


def _nearness(rule: Rule, snapshot: Snapshot) -> float:
    bands = _bands(rule, snapshot)
    value = snapshot.value(bands.metric)
    if value is None:
        return float("-inf")
    return value - bands.enter if bands.above else bands.enter - value


def _reason(rule: Rule, bands: Bands, snapshot: Snapshot) -> str:
    measure = snapshot.get(bands.metric)
    if measure is None:
        why = snapshot.notes.missing.get(bands.metric, "unknown")
        return f"no {bands.metric.value}: {why}"
    if measure.contradicted:
        return f"{_value(measure)} is contradicted by the change itself, {measure.change or 0:+.2%}"
    if not bands.opens().met(measure.value):
        stand_in = f" (stands in for {rule.bands.metric.value})" if bands is not rule.bands else ""
        return f"{_value(measure)}{stand_in}, entry {_level(bands.opens())}"
    failed = [_failed(item, snapshot) for item in rule.require]
    found = "; ".join(text for text in failed if text)
    if found:
        return f"{_value(measure)} met, but {found}"
    return f"{_value(measure)} met, but not confirmed, or the side is not known"


def _failed(threshold: Threshold, snapshot: Snapshot) -> str:
    measure = snapshot.get(threshold.metric)
    if measure is None or threshold.met(measure.value):
        return ""
    return f"{_value(measure)}, needed {_level(threshold)}"


def _value(measure: Measure) -> str:
    return f"{measure.metric.value} {measure.value:.4g}"


def _level(threshold: Threshold) -> str:
    return f"{'>=' if threshold.above else '<='} {threshold.level:g}"


def seen_on(
    checks: Iterable[Check], known: Sequence[int], standings: Sequence[Standing], regimes: frozenset[Regime]
) -> frozenset[tuple[Event, Regime]]:
    """Return which of `regimes` that events within the history expect hold on their days."""
    within = [item.event for item in checks if not item.outside]
    read = {event: held(standings, bars_of(known, event)) for event in within}
    return frozenset(
        (event, regime) for event in within for regime in event.expects if regime in regimes and regime in read[event]
    )
