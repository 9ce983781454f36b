"""The desk's stylebook as records, read from standards.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.metrics.snapshot import Metric, Snapshot

WORD = re.compile(r"[a-z]+(?:[-'/][a-z]+)*")

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class FieldOf:
    """A field of a measure, written ``metric`` or ``metric.field`` in the stylebook."""

    metric: Metric
    field: str

    def read(self, snapshot: Snapshot) -> float | None:
        """Return the field's value, or None where the metric or the field is unknown."""
        measure = snapshot.get(self.metric)
        value = None if measure is None else getattr(measure, self.field)
        return None if value is None else float(value)


@dataclass(frozen=True, slots=True)
class Topic:
    """Something a passage can be about, and the figures it may carry."""

    name: str
    judged: FieldOf
    otherwise: FieldOf | None
    """Judged instead where `judged` is unknown."""
    forms: Mapping[str, tuple[FieldOf, ...]]
    metrics: tuple[Metric, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a phrase of the stylebook is: its kind, and what that kind needs to know."""

    kind: str
    data: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stylebook:
    """Everything the desk knows. `phrases` maps a first word to the phrases that begin with it, longest first."""

    disclaimer: str
    topics: Mapping[str, Topic]
    words: Mapping[str, Mapping[str, Range]]
    """Judging word to the topics it may be said of and the range of each."""
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    missing_openings: tuple[str, ...]
    missing_names: Mapping[str, Metric]
    conditional: tuple[str, ...]
    actual: tuple[str, ...]
    tone: Mapping[str, re.Pattern[str]]
    assets: Mapping[str, str]
    venues: Mapping[str, str]

    def asset(self, ticker: str) -> str:
        """Return the name a text may use for an asset."""
        return self.assets.get(ticker.upper(), ticker)

    def venue(self, venue: str) -> str:
        """Return the name a text may use for a venue."""
        return self.venues.get(venue.lower(), venue)


def _field(text: str) -> FieldOf:
    metric, _, field = text.partition(".")
    return FieldOf(Metric(metric), field or "value")


def _topic(name: str, raw: Mapping[str, Any]) -> Topic:
    forms = {
        form: tuple(_field(item) for item in raw[form])
        for form in ("bare", "rate", "percent", "usd", "points")
        if form in raw
    }
    judged = _field(raw["judged"])
    also = [Metric(item) for item in raw.get("also", ())]
    metrics = dict.fromkeys([judged.metric, *(f.metric for fields in forms.values() for f in fields), *also])
    return Topic(name, judged, _field(raw["else"]) if "else" in raw else None, forms, tuple(metrics))


def _entries(raw: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for word in raw["neutral"]["words"].split():
        yield word, Entry("neutral")
    for phrase in (
        *raw["neutral"]["idioms"],
        *raw["missing"]["openings"],
        *raw["conditional"]["words"],
        *raw["conditional"]["actual"],
    ):
        yield phrase, Entry("neutral")
    for name, topic in raw["topics"].items():
        for phrase in topic.get("generic", ()):
            yield phrase, Entry("topic", (name, "generic"))
        for phrase in topic["mentions"]:
            yield phrase, Entry("topic", (name, "figure"))
    for phrase, state in raw["states"].items():
        yield phrase, Entry("state", (state,))
    for phrase, relation in raw["relations"].items():
        yield phrase, Entry("relation", (relation,))
    for phrase, (regime, severity) in raw["regimes"].items():
        yield phrase, Entry("regime", (regime, severity))
    for phrase, (metrics, extreme) in raw["records"].items():
        yield phrase, Entry("record", (metrics, extreme))
    for words in raw["words"].values():
        for phrase in words:
            yield phrase, Entry("word", (phrase,))
    yield "least certain", Entry("least_certain")
    yield "since", Entry("since")
    yield "above", Entry("side")
    yield "below", Entry("side")


def _index(entries: Iterable[tuple[str, Entry]]) -> dict[str, tuple[tuple[tuple[str, ...], Entry], ...]]:
    """Index phrases by their first word. A phrase entered twice is what it was entered as last."""
    latest = dict(entries)
    grouped: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
    for phrase, entry in latest.items():
        words = tuple(WORD.findall(phrase))
        grouped.setdefault(words[0], []).append((words, entry))
    return {first: tuple(sorted(found, key=lambda item: -len(item[0]))) for first, found in grouped.items()}


def _words(raw: Mapping[str, Mapping[str, list[float]]]) -> dict[str, dict[str, Range]]:
    found: dict[str, dict[str, Range]] = {}
    for topic, words in raw.items():
        for word, (low, high) in words.items():
            found.setdefault(word, {})[topic] = (float(low), float(high))
    return found


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(re.escape(p) for p in sorted(phrases, key=len, reverse=True)) + r")\b", re.I)


@cache
def shipped_stylebook() -> Stylebook:
    """Return the stylebook that ships with the program."""
    raw = tomllib.loads(Path(__file__).with_name("standards.toml").read_text(encoding="utf-8"))
    return Stylebook(
        disclaimer=" ".join(raw["disclaimer"].split()),
        topics={name: _topic(name, topic) for name, topic in raw["topics"].items()},
        words=_words(raw["words"]),
        phrases=_index(_entries(raw)),
        missing_openings=tuple(raw["missing"]["openings"]),
        missing_names={name: Metric(metric) for name, metric in raw["missing"]["names"].items()},
        conditional=tuple(raw["conditional"]["words"]),
        actual=tuple(raw["conditional"]["actual"]),
        tone={kind: _pattern(phrases) for kind, phrases in raw["tone"].items()},
        assets=raw["assets"],
        venues=raw["venues"],
    )
