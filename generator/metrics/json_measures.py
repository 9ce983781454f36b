"""Reads the metrics of a snapshot file: each a number, null, or an object saying how it was measured."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from difflib import get_close_matches
from typing import Final, Literal

from generator.metrics.json_fields import LONGEST_NAME, Fields, fields_of, number_at, object_at
from generator.metrics.snapshot import Measure, Metric, Rank, Record, Streak
from generator.metrics.snapshot_limits import CHANGE, PERCENTILE, SHARE, VALUES, Z_SCORE
from generator.metrics.strict_json import Faults, below

_MEASURE: Final = (
    "value",
    "venue",
    "market",
    "unit",
    "z",
    "percentile",
    "change",
    "change_over",
    "change_week",
    "streak",
    "annualised",
    "span",
    "window",
    "n",
    "method",
    "coverage",
    "record",
    "rank",
    "typical",
    "as_of",
)
_RECORD: Final = ("extreme", "since", "days")
_RANK: Final = ("extreme", "place", "of", "days")
_NAMES: Final = frozenset(Metric)
_MARKETS: Final[Mapping[str, Literal["spot", "perpetual"]]] = {"spot": "spot", "perpetual": "perpetual"}
_WAYS: Final[Mapping[str, Literal["up", "down", "positive", "negative"]]] = {
    "up": "up",
    "down": "down",
    "positive": "positive",
    "negative": "negative",
}
_EXTREMES: Final[Mapping[str, Literal["low", "high"]]] = {"low": "low", "high": "high"}


def read_measures(given: dict[str, object], as_of: datetime | None, faults: Faults) -> Mapping[Metric, Measure]:
    """Return the measures of the object ``metrics``, in the order of `Metric`; faults go to `faults`."""
    metric_names(given, "metrics", faults)
    found = ((metric, _measure(metric, given.get(metric), as_of, faults)) for metric in Metric)
    return {metric: measure for metric, measure in found if measure is not None}


def metric_names(given: dict[str, object], path: str, faults: Faults) -> None:
    """Note every key of the object at `path` that is no metric's name."""
    for name in given:
        if name in _NAMES:
            continue
        near = get_close_matches(name[:LONGEST_NAME], tuple(Metric), n=1)
        remedy = f"did you mean {near[0]}?" if near else f"known metrics: {', '.join(Metric)}"
        faults.add(below(path, name), "is no metric", remedy)


def _measure(metric: Metric, value: object, as_of: datetime | None, faults: Faults) -> Measure | None:
    path = below("metrics", metric)
    if not isinstance(value, dict):
        number = number_at(value, path, VALUES[metric], faults)
        return None if number is None else Measure(metric, number)
    fields = fields_of(value, path, _MEASURE, (), faults)
    if "value" not in value:
        fields.fault("value", "is missing", "give value a number, or null where it is unknown")
    number = fields.number("value", VALUES[metric])
    moment = fields.time("as_of", plausible=True)
    if moment is not None and as_of is not None and moment > as_of:
        fields.fault("as_of", "is later than the snapshot", "give the moment the value was known")
    measure = Measure(
        metric,
        0.0 if number is None else number,
        venue=fields.name("venue"),
        market=_MARKETS.get(fields.choice("market", tuple(_MARKETS)) or ""),
        unit=fields.name("unit"),
        z=fields.number("z", Z_SCORE),
        percentile=fields.number("percentile", PERCENTILE),
        change=fields.number("change", CHANGE),
        change_over=fields.name("change_over"),
        change_week=fields.number("change_week", CHANGE),
        streak=_streak(fields),
        annualised=fields.number("annualised", CHANGE),
        span=fields.number("span", SHARE),
        window=fields.name("window"),
        n=fields.count("n"),
        method=fields.name("method"),
        coverage=fields.number("coverage", SHARE),
        record=_record(fields, as_of),
        rank=_rank(fields),
        typical=fields.number("typical", VALUES[metric]),
        as_of=moment,
    )
    return None if number is None else measure


def _record(fields: Fields, as_of: datetime | None) -> Record | None:
    value = fields.given.get("record")
    path = below(fields.path, "record")
    given = None if value is None else object_at(value, path, fields.faults)
    if given is None:
        return None
    record = fields_of(given, path, (*_RECORD, "whole"), _RECORD, fields.faults)
    extreme = record.choice("extreme", tuple(_EXTREMES))
    since, days, whole = record.day("since"), record.count("days"), record.flag("whole")
    if since is not None and as_of is not None and since > as_of.date():
        record.fault("since", "is later than the snapshot", "give the day the record reaches back to")
    if extreme is None or since is None or days is None:
        return None
    return Record(_EXTREMES[extreme], since, days, whole)


def _rank(fields: Fields) -> Rank | None:
    value = fields.given.get("rank")
    path = below(fields.path, "rank")
    given = None if value is None else object_at(value, path, fields.faults)
    if given is None:
        return None
    rank = fields_of(given, path, _RANK, _RANK, fields.faults)
    extreme = rank.choice("extreme", tuple(_EXTREMES))
    place, of, days = (rank.count(key) for key in ("place", "of", "days"))
    for key, number in (("place", place), ("of", of), ("days", days)):
        if number == 0:
            rank.fault(key, "is 0", "give a whole number of at least 1")
    if place is not None and of is not None and place > of > 0:
        rank.fault("place", f"is {place} of {of}", "give a place among the values compared")
    if extreme is None or place is None or of is None or days is None:
        return None
    return Rank(_EXTREMES[extreme], place, of, days)


def _streak(fields: Fields) -> Streak | None:
    value = fields.given.get("streak")
    path = below(fields.path, "streak")
    given = None if value is None else object_at(value, path, fields.faults)
    if given is None:
        return None
    streak = fields_of(given, path, ("way", "bars"), ("way", "bars"), fields.faults)
    way, bars = streak.choice("way", tuple(_WAYS)), streak.count("bars")
    return None if way is None or bars is None else Streak(_WAYS[way], bars)
