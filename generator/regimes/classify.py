"""The verb of interpretation: a snapshot to the regimes that hold."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from generator.market import PERIODS, Regime
from generator.metrics.snapshot import Metric, Snapshot, Spell, Standing
from generator.regimes.reading import Approach, Evidence, Reading, RegimeReading, Severity, Threshold
from generator.regimes.rules import Bands, CalmRule, Rule, Rules

_BASE = 0.6  # confidence with the regime's own metric alone
_PROXY = 0.7  # a stand-in is worth this much of the metric itself
_DAY = PERIODS["1d"]
_SIDES = [regime for regime in Regime if regime != Regime.CALM]
_MIRRORS: dict[Regime, Regime] = {
    one: other for a, b in zip(_SIDES[::2], _SIDES[1::2], strict=True) for one, other in ((a, b), (b, a))
}


def classify(snapshot: Snapshot, rules: Rules) -> Reading:
    """Return the regimes that hold in a snapshot, strongest first.

    A missing metric never opens a regime and never makes a calm one: it lowers the confidence of what it would
    have borne out and is listed in `missing`. Where the snapshot knows what held before it, a regime that held goes
    on until its exit is passed, and a new one has to be confirmed (`Rules.closes`); without that it is read alone.
    """
    spells = {} if snapshot.before is None else {spell.regime: spell for spell in snapshot.before.spells}
    found = [item for rule in rules.sides if (item := _read(rule, snapshot, spells.get(rule.regime))) is not None]
    held = [(item, strength) for item, strength in found if _believed(item, snapshot, rules, spells.get(item.regime))]
    held.sort(key=lambda item: (-item[0].severity.rank, -item[1]))
    regimes = tuple(reading for reading, _ in held)
    if not regimes and (calm := _calm(rules, snapshot)) is not None:
        regimes = (_lasting(calm, snapshot, spells.get(Regime.CALM)),)
    names = {item.regime for item in regimes}
    enough = len(_known(rules.calm, snapshot)) >= rules.calm.known
    return Reading(
        regimes=regimes,
        missing=tuple(metric for metric in _used(rules) if snapshot.get(metric) is None),
        enough=enough,
        approaches=_approaches(rules, snapshot, names),
        pending=tuple(spell for item, _ in found if item.regime not in names for spell in _pending(item)),
        ended=_ended(snapshot, rules, names, enough=enough),
    )


def _read(rule: Rule, snapshot: Snapshot, spell: Spell | None) -> tuple[RegimeReading, float] | None:
    """Return what a rule reads of a snapshot, believed or not, and how far past its entry the value lies."""
    bands, proxy = _bands(rule, snapshot)
    value = snapshot.value(bands.metric)
    if value is None or snapshot.measures[bands.metric].contradicted:
        return None
    opened = [bands.opens()] if bands.opens().met(value) else _all_met(rule.joint, snapshot)
    if not opened and spell is not None and spell.confirmed and not bands.closes().met(value):
        opened = [bands.lasts()]
    if not opened or not _side_known(rule, snapshot):
        return None
    passed = _met((*rule.require, *rule.direction, *rule.support), snapshot)
    evidence = {str(threshold): threshold for threshold in (*opened, *passed)}
    reading = RegimeReading(
        regime=rule.regime,
        severity=_severity(bands, value),
        confidence=_confidence(rule, bands, snapshot, proxy=proxy),
        evidence=tuple(_evidence(threshold, snapshot) for threshold in evidence.values()),
        exit=bands.closes(),
        proxy=proxy,
    )
    return _lasting(reading, snapshot, spell), _strength(bands, value)


def _bands(rule: Rule, snapshot: Snapshot) -> tuple[Bands, bool]:
    """Return the levels a rule is read by: those of its stand-in where its own metric is unknown."""
    if snapshot.get(rule.bands.metric) is None and rule.proxy is not None:
        return rule.proxy, True
    return rule.bands, False


def _lasting(reading: RegimeReading, snapshot: Snapshot, spell: Spell | None) -> RegimeReading:
    """Add since when a regime has been read, where the snapshot knows what came before it."""
    if snapshot.before is None:
        return reading
    if spell is None:
        return replace(reading, since=newest_close(snapshot, snapshot.before), bars=1)
    return replace(reading, since=spell.since, bars=spell.bars + 1)


def newest_close(snapshot: Snapshot, before: Standing) -> datetime:
    """Return when the newest bar of a snapshot closed: one period after the bar before it."""
    return before.as_of + PERIODS[snapshot.period]


def _believed(item: RegimeReading, snapshot: Snapshot, rules: Rules, spell: Spell | None) -> bool:
    if snapshot.before is None or item.severity is not Severity.MODERATE or (spell is not None and spell.confirmed):
        return True
    return (item.bars or 1) >= rules.closes[snapshot.period]


def _pending(item: RegimeReading) -> list[Spell]:
    if item.since is None or item.bars is None:
        return []
    return [Spell(item.regime, item.since, item.bars, confirmed=False)]


def _ended(snapshot: Snapshot, rules: Rules, names: set[Regime], *, enough: bool) -> tuple[Spell, ...]:
    """Return the regimes that are over, told since the last edition: past their exit, or turned into their mirror.

    What cannot be read now has not ended, and neither has what only lost a condition beside its own metric.
    """
    before = snapshot.before
    if before is None:
        return ()
    over = {Regime.CALM} if enough else set[Regime]()
    for rule in rules.sides:
        bands, _ = _bands(rule, snapshot)
        value = snapshot.value(bands.metric)
        if _MIRRORS[rule.regime] in names or (value is not None and bands.closes().met(value)):
            over.add(rule.regime)
    until = newest_close(snapshot, before)
    now = [
        replace(spell, until=until)
        for spell in before.spells
        if spell.confirmed and spell.regime in over - names and (before.told is None or spell.since <= before.told)
    ]
    return (*(spell for spell in before.ended if spell.regime not in names), *now)


def _all_met(thresholds: tuple[Threshold, ...], snapshot: Snapshot) -> list[Threshold]:
    met = _met(thresholds, snapshot)
    return met if len(met) == len(thresholds) else []


def _met(thresholds: Iterable[Threshold], snapshot: Snapshot) -> list[Threshold]:
    return [item for item in thresholds if (value := snapshot.value(item.metric)) is not None and item.met(value)]


def _side_known(rule: Rule, snapshot: Snapshot) -> bool:
    """Where conditions are known all of them must hold; where none is known another signal has to show the side."""
    known = [item for item in rule.require if snapshot.get(item.metric) is not None]
    if known:
        return len(_met(known, snapshot)) == len(known)
    return not rule.direction or bool(_met(rule.direction, snapshot))


def _severity(bands: Bands, value: float) -> Severity:
    for severity, level in ((Severity.EXTREME, bands.extreme), (Severity.SEVERE, bands.severe)):
        if Threshold(bands.metric, level, bands.above).met(value):
            return severity
    return Severity.MODERATE


def _strength(bands: Bands, value: float) -> float:
    """Return how far past its entry a value lies, 1 at the entry and 2 where it turns severe."""
    return 1 + (value - bands.enter) / (bands.severe - bands.enter)


def _confidence(rule: Rule, bands: Bands, snapshot: Snapshot, *, proxy: bool) -> float:
    """Weigh the evidence: the regime's own metric, what bears it out, what contradicts it, and how much is known."""
    others = [item for item in (*rule.require, *rule.support) if item.metric is not bands.metric]
    known = [item for item in others if snapshot.get(item.metric) is not None]
    agreeing = len(_met(known, snapshot))
    share = (agreeing - (len(known) - agreeing)) / len(others) if others else 0.0
    measure = snapshot.measures[bands.metric]
    coverage = 1.0 if measure.coverage is None else 0.5 + 0.5 * measure.coverage
    return round(min(1.0, max(0.1, (_BASE + (1 - _BASE) * share) * coverage * (_PROXY if proxy else 1.0))), 2)


def _evidence(threshold: Threshold, snapshot: Snapshot) -> Evidence:
    return Evidence(threshold.metric, snapshot.measures[threshold.metric].value, str(threshold))


def _calm(rules: Rules, snapshot: Snapshot) -> RegimeReading | None:
    rule = rules.calm
    metrics = _known(rule, snapshot)
    if len(metrics) < rule.known or not _still(rule, snapshot):
        return None
    evidence = []
    for side in rules.sides:
        for bands in (side.bands, *([side.proxy] if side.proxy else [])):
            if (value := snapshot.value(bands.metric)) is None:
                continue
            if not bands.closes().met(value):
                return None
            if bands.metric in metrics:
                evidence.append(Evidence(bands.metric, value, str(bands.closes())))
    confidence = round(0.9 * len(metrics) / len(rule.families) + (0.1 if snapshot.get(Metric.PRICE_CHANGE) else 0), 2)
    unique = {item.rule: item for item in evidence}
    return RegimeReading(Regime.CALM, Severity.MODERATE, confidence, tuple(unique.values()), exit=None)


def _known(rule: CalmRule, snapshot: Snapshot) -> list[Metric]:
    """Return the metric that speaks for each family, families of which nothing is known left out."""
    known = (next((m for m in family if snapshot.get(m) is not None), None) for family in rule.families)
    return [metric for metric in known if metric is not None]


def _still(rule: CalmRule, snapshot: Snapshot) -> bool:
    change = snapshot.value(Metric.PRICE_CHANGE)
    limit = rule.price_change * math.sqrt(PERIODS[snapshot.period] / _DAY)
    return change is None or abs(change) < limit


def _used(rules: Rules) -> tuple[Metric, ...]:
    used = {
        threshold.metric
        for rule in rules.sides
        for threshold in (*rule.require, *rule.direction, *rule.support, rule.bands.opens())
    }
    return tuple(metric for metric in Metric if metric in used)


def _approaches(rules: Rules, snapshot: Snapshot, held: set[Regime]) -> tuple[Approach, ...]:
    found = []
    for rule in rules.sides:
        value = snapshot.value(rule.bands.metric)
        if value is None or rule.regime in held or rule.bands.enter == 0:
            continue
        closeness = value / rule.bands.enter
        if 0 < closeness < 1:
            found.append(Approach(rule.regime, rule.bands.opens(), value, round(closeness, 6)))
    return tuple(sorted(found, key=lambda item: (-item.closeness, item.regime)))
