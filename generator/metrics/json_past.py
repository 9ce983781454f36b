"""Reads and writes what a snapshot knows of the past: the regimes before it, and what followed earlier onsets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from generator.market import Regime
from generator.metrics.json_fields import Fields, fields_of, object_at, time_written
from generator.metrics.snapshot import Precedent, Spell, Standing
from generator.metrics.snapshot_limits import RETURN
from generator.metrics.strict_json import Faults, below

_SPELL: Final = ("regime", "since", "bars")
_PRECEDENT: Final = ("regime", "since", "cases", "days", "median", "low", "high", "usual")


def read_standing(given: dict[str, object] | None, as_of: datetime | None, faults: Faults) -> Standing | None:
    """Return the object ``before``, or None where it is absent; faults go to `faults`."""
    if given is None:
        return None
    fields = fields_of(given, "before", ("as_of", "spells", "told", "ended"), ("as_of",), faults)
    moment, told = fields.time("as_of", plausible=True), fields.time("told", plausible=True)
    if as_of is not None and any(known is not None and known >= as_of for known in (moment, told)):
        fields.fault("as_of", "is not before the snapshot", "give the close of an earlier bar")
    spells = _spells(fields, "spells", as_of)
    ended = _spells(fields, "ended", as_of)
    return None if moment is None else Standing(moment, spells, told, ended)


def read_precedents(given: Iterable[object], faults: Faults) -> tuple[Precedent, ...]:
    """Return the list ``precedents``; faults go to `faults`."""
    found = (_precedent(item, f"precedents[{i}]", faults) for i, item in enumerate(given))
    return tuple(item for item in found if item is not None)


def standing_written(standing: Standing) -> dict[str, object]:
    """Return ``before`` as plain data."""
    written: dict[str, object] = {
        "as_of": time_written(standing.as_of),
        "spells": [_spell_written(spell) for spell in standing.spells],
        "told": standing.told and time_written(standing.told),
        "ended": [_spell_written(spell) for spell in standing.ended],
    }
    return {key: value for key, value in written.items() if value or key == "spells"}


def precedent_written(precedent: Precedent) -> dict[str, object]:
    """Return one precedent as plain data."""
    return {
        "regime": precedent.regime.value,
        "since": time_written(precedent.since),
        "cases": precedent.cases,
        "days": precedent.days,
        "median": precedent.median + 0.0,
        "low": precedent.low + 0.0,
        "high": precedent.high + 0.0,
        "usual": precedent.usual + 0.0,
    }


def _spells(fields: Fields, key: str, as_of: datetime | None) -> tuple[Spell, ...]:
    path = below(fields.path, key)
    found = (_spell(item, f"{path}[{i}]", as_of, fields.faults) for i, item in enumerate(fields.list(key)))
    return tuple(spell for spell in found if spell is not None)


def _spell(item: object, path: str, as_of: datetime | None, faults: Faults) -> Spell | None:
    given = object_at(item, path, faults)
    if given is None:
        return None
    fields = fields_of(given, path, (*_SPELL, "until", "pending"), _SPELL, faults)
    regime, bars = fields.choice("regime", tuple(Regime)), fields.count("bars")
    since, until = fields.time("since", plausible=True), fields.time("until", plausible=True)
    if as_of is not None and since is not None and since >= as_of:
        fields.fault("since", "is not before the snapshot", "give the close at which the regime began")
    pending = fields.flag("pending")
    if bars == 0:
        fields.fault("bars", "is 0", "give the closes it has lasted, at least 1")
    if regime is None or bars is None or since is None:
        return None
    return Spell(Regime(regime), since, bars, until, confirmed=not pending)


def _spell_written(spell: Spell) -> dict[str, object]:
    return {
        "regime": spell.regime.value,
        "since": time_written(spell.since),
        "bars": spell.bars,
        **({"until": time_written(spell.until)} if spell.until else {}),
        **({} if spell.confirmed else {"pending": True}),
    }


def _precedent(item: object, path: str, faults: Faults) -> Precedent | None:
    given = object_at(item, path, faults)
    if given is None:
        return None
    fields = fields_of(given, path, _PRECEDENT, _PRECEDENT, faults)
    regime, since = fields.choice("regime", tuple(Regime)), fields.time("since", plausible=True)
    cases, days = fields.count("cases"), fields.count("days")
    median, low, high, usual = (fields.number(key, RETURN) for key in ("median", "low", "high", "usual"))
    if regime is None or since is None or cases is None or days is None:
        return None
    if median is None or low is None or high is None or usual is None:
        return None
    if not low <= median <= high:
        faults.add(path, "has a median outside its quartiles", "give low, median and high in that order")
    return Precedent(Regime(regime), since, cases, days, median, low, high, usual)
