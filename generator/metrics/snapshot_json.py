"""Reads and writes the metrics snapshot, version 1, as JSON. Standard library only: it is on every command's way.

The format is in docs/method.md. Reading refuses what cannot be true and reports every fault of a file at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from generator.market import PERIODS, SetAside
from generator.metrics.json_fields import Fields, fields_of, object_at, time_written
from generator.metrics.json_measures import read_measures
from generator.metrics.json_past import precedent_written, read_precedents, read_standing, standing_written
from generator.metrics.json_recent import bar_written, read_recent
from generator.metrics.snapshot import SCHEMA, Measure, Metric, Notes, Snapshot
from generator.metrics.strict_json import Faults, parse_json, quoted, repeated_keys

_TOP: Final = ("schema", "asset", "as_of", "period", "metrics")
_ALL: Final = (*_TOP, "notes", "before", "precedents", "recent")
_NOTES: Final = ("sources", "missing", "set_aside", "silent")
_SET_ASIDE: Final = ("time", "field", "value", "reason")


def read_snapshot(text: str | bytes, name: str) -> Snapshot:
    """Return the snapshot in JSON `text`; `name` is what the faults call the file.

    A time without an offset is UTC; a metric that is null or absent is unknown. Raises `InputInvalid` with every
    fault found: text that is not JSON, keys that are unknown, missing or repeated, types, values that cannot be.
    """
    root = parse_json(text, name)
    faults = Faults(name)
    repeated_keys(root, faults)
    top = object_at(root, "", faults)
    snapshot = None if top is None else _snapshot(fields_of(top, "", _ALL, _TOP, faults))
    faults.raise_any()
    if snapshot is None:  # pragma: no cover - whatever stops a snapshot leaves a fault
        raise AssertionError("no snapshot and no fault")
    return snapshot


def write_snapshot(snapshot: Snapshot) -> str:
    """Return the snapshot as JSON: fixed key order, two spaces of indent, floats by repr, UTC, a final newline.

    Each earlier bar has one line, so that they read like a table.
    """
    notes = _notes_written(snapshot.notes)
    written = {
        "schema": SCHEMA,
        "asset": snapshot.asset,
        "as_of": time_written(snapshot.as_of),
        "period": snapshot.period,
        "metrics": {
            metric.value: _measure_written(snapshot.measures[metric])
            for metric in Metric
            if metric in snapshot.measures
        },
        **({"notes": notes} if notes else {}),
        **({"before": standing_written(snapshot.before)} if snapshot.before else {}),
        **({"precedents": [precedent_written(item) for item in snapshot.precedents]} if snapshot.precedents else {}),
    }
    text = json.dumps(written, indent=2, ensure_ascii=False, allow_nan=False)
    if snapshot.recent:
        bars = ",\n".join(f"    {json.dumps(bar_written(bar), allow_nan=False)}" for bar in snapshot.recent)
        text = f'{text.removesuffix("}").rstrip()},\n  "recent": [\n{bars}\n  ]\n}}'
    return text + "\n"


def _snapshot(fields: Fields) -> Snapshot | None:
    schema = fields.given.get("schema")
    if schema is not None and (type(schema) is not int or schema != SCHEMA):
        fields.fault("schema", f"is {quoted(schema)}, not {SCHEMA}", f"write the file in schema {SCHEMA}")
    asset, as_of = fields.name("asset"), fields.time("as_of", plausible=True)
    period = fields.choice("period", tuple(PERIODS))
    metrics = fields.object("metrics")
    measures = read_measures(metrics or {}, as_of, fields.faults)
    notes = _notes(fields.object("notes"), fields.faults)
    before = read_standing(fields.object("before"), as_of, fields.faults)
    precedents = read_precedents(fields.list("precedents"), fields.faults)
    ended = None if as_of is None else Snapshot("", as_of, "", measures).ended
    recent = read_recent(fields.list("recent"), period, ended, fields.faults)
    if asset is None or as_of is None or period is None:
        return None
    return Snapshot(asset, as_of, period, measures, notes, before, precedents, recent)


def _notes(given: dict[str, object] | None, faults: Faults) -> Notes:
    if given is None:
        return Notes()
    fields = fields_of(given, "notes", _NOTES, (), faults)
    sources = [fields.sentence_of(text, f"sources[{i}]") for i, text in enumerate(fields.list("sources"))]
    missing = fields_of(fields.object("missing") or {}, "notes.missing", tuple(Metric), (), faults)
    reasons = {metric: missing.sentence(metric) for metric in Metric if metric in missing.given}
    silent = [fields.sentence_of(text, f"silent[{i}]") for i, text in enumerate(fields.list("silent"))]
    set_aside = [_set_aside(item, i, faults) for i, item in enumerate(fields.list("set_aside"))]
    return Notes(
        sources=tuple(source for source in sources if source is not None),
        missing={metric: reason for metric, reason in reasons.items() if reason is not None},
        set_aside=tuple(item for item in set_aside if item is not None),
        silent=tuple(name for name in silent if name is not None),
    )


def _set_aside(item: object, index: int, faults: Faults) -> SetAside | None:
    path = f"notes.set_aside[{index}]"
    given = object_at(item, path, faults)
    if given is None:
        return None
    fields = fields_of(given, path, _SET_ASIDE, _SET_ASIDE, faults)
    time, field = fields.time("time", plausible=False), fields.sentence("field")
    value, reason = fields.sentence("value", may_be_empty=True), fields.sentence("reason")
    if time is None or field is None or value is None or reason is None:
        return None
    return SetAside(time, field, value, reason)


def _measure_written(measure: Measure) -> object:
    record, rank = measure.record, measure.rank
    fields: Mapping[str, object] = {
        "value": float(measure.value),
        "venue": measure.venue,
        "market": measure.market,
        "unit": measure.unit,
        "z": measure.z,
        "percentile": measure.percentile,
        "change": measure.change,
        "change_over": measure.change_over,
        "change_week": measure.change_week,
        "streak": measure.streak and {"way": measure.streak.way, "bars": measure.streak.bars},
        "annualised": measure.annualised,
        "span": measure.span,
        "window": measure.window,
        "n": measure.n,
        "method": measure.method,
        "coverage": measure.coverage,
        "record": record
        and {
            "extreme": record.extreme,
            "since": record.since.isoformat(),
            "days": record.days,
            **({"whole": True} if record.whole else {}),
        },
        "rank": rank and {"extreme": rank.extreme, "place": rank.place, "of": rank.of, "days": rank.days},
        "typical": measure.typical,
        "as_of": measure.as_of and time_written(measure.as_of),
    }
    # adding 0.0 turns -0.0 into 0.0: equal snapshots give equal bytes
    known = {
        key: value + 0.0 if isinstance(value, float) else value for key, value in fields.items() if value is not None
    }
    return known["value"] if len(known) == 1 else known


def _notes_written(notes: Notes) -> dict[str, object]:
    set_aside = [
        {"time": time_written(item.time), "field": item.field, "value": item.value, "reason": item.reason}
        for item in notes.set_aside
    ]
    missing = {metric.value: notes.missing[metric] for metric in Metric if metric in notes.missing}
    written: dict[str, object] = {"sources": list(notes.sources), "missing": missing, "set_aside": set_aside}
    written["silent"] = list(notes.silent)
    return {key: value for key, value in written.items() if value}
