"""The desk's stylebook as records, read from the folder standards."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from generator.audit.alternatives import expanded
from generator.audit.measured_texts import Measured, read_measured
from generator.audit.phrase_tree import VERB, WORD, Branch, Entry, grown, tree
from generator.audit.places import Places, read_places
from generator.audit.shapes import Shapes, read_shapes
from generator.audit.topics import FORMS, Topic, read_topic

Range = tuple[float, float]


@dataclass(frozen=True)
class Stylebook:
    """Everything the desk knows."""

    disclaimer: str
    topics: Mapping[str, Topic]
    by_form: Mapping[str | None, frozenset[str]]
    """Ways of writing a figure to the topics that have such figures; None for those every topic may have."""
    words: Mapping[str, Mapping[str, Range]]
    """Judging word to the topics it may be said of and the range of each."""
    least: Mapping[str, Mapping[str, float]]
    """Judging word of either side to the topics it may be said of and the least distance from ordinary of each."""
    naming: frozenset[str]
    """Judging words that say by themselves what they are about."""
    phrases: Branch
    listing: Branch
    """The same tree for a sentence that lists what is not known."""
    named: Mapping[str, tuple[str, ...]]
    """Topics to everything they are called."""
    absent: Mapping[str, str]
    """Names in a list of what is not known, to the metric of each."""
    markets: Mapping[str, tuple[str, ...]]
    """Kinds of market to what one may be called, with a place for the venue."""
    spans: Mapping[str, tuple[str, ...]]
    """Spans of a change, by the name a snapshot gives them, to the words for them."""
    records: Mapping[str, tuple[str, ...]]
    """Names of records to what they are a record of and which way."""
    gauges: frozenset[str]
    """Names of figures."""
    referring: frozenset[str]
    """Names that refer back to another of the same topic in their sentence."""
    counted: Mapping[str, str]
    """What a figure is counted in to the form it then has."""
    recorded: tuple[str, ...]
    """What may stand before a record."""
    unnamed: frozenset[str]
    """Records that do not say by themselves what they are of."""
    openings: tuple[str, ...]
    """Openings of such a sentence."""
    actual: tuple[str, ...]
    definitions: frozenset[str]
    """What may follow "so"."""
    actives: frozenset[str]
    """Verbs that say who did something to whom."""
    actors: frozenset[str]
    carriers: tuple[str, ...]
    """What may have brought or left something besides a date or a day of the week: the day, in other words."""
    orders: frozenset[str]
    """Verbs that begin an order, where nothing stands before them."""
    tone: Mapping[str, re.Pattern[str]]
    tone_words: frozenset[str]
    """The longest word of everything the tone forbids: a sentence without any of them needs no second look."""
    places: Places
    """Where words of each shape may stand."""
    shapes: Shapes
    """Sentences about the past."""
    measured: Measured
    """Statements on the days before."""
    assets: Mapping[str, str]
    venues: Mapping[str, str]

    def asset(self, ticker: str) -> str:
        """Return the name a text may use for an asset."""
        return self.assets.get(ticker.upper(), ticker)

    def venue(self, venue: str) -> str:
        """Return the name a text may use for a venue."""
        return self.venues.get(venue.lower(), venue)


def _entries(raw: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    """Yield every phrase with what it is. A phrase that is yielded twice is what it was yielded as last."""
    neutral, conditional = raw["neutral"], raw["conditional"]
    for entry, words in (
        (Entry("neutral"), neutral["words"]),
        (VERB, neutral["verbs"]),
        (Entry("function"), neutral["function"]),
    ):
        yield from ((word, entry) for word in words.split())
    kinds: tuple[tuple[str, Iterable[str]], ...] = (
        ("neutral", (*neutral["idioms"], *conditional["words"], *conditional["actual"])),
        ("leadin", neutral["leadins"]),
        ("opening", raw["missing"]["openings"]),
        ("explanation", raw["explanations"]["phrases"]),
        ("announcement", raw["announcements"]["phrases"]),
        ("cause", raw["causes"]["words"]),
        ("carrier", raw["carriers"]["words"]),
        ("mood", conditional["moods"]),
        ("dateline", ("data to",)),
        ("least_certain", raw["interpretation"]["least_certain"]),
        ("remainder", raw["missing"]["remainders"]),
        ("since", ("since",)),
        ("side", ("above", "below")),
        ("only", ("only",)),
        ("rank", ("at or above", "lower than")),
        ("hundred", neutral["hundreds"]),
    )
    for kind, phrases in kinds:
        yield from ((phrase, Entry(kind)) for phrase in phrases)
    yield from _named(raw)


def _named(raw: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for name, topic in raw["topics"].items():
        yield from ((phrase, Entry("topic", (name,))) for phrase in (*topic.get("generic", ()), *topic["mentions"]))
    for phrase, names in raw["shared"].items():
        yield phrase, Entry("topic", tuple(names))
    for kind in ("state", "relation", "span", "bar", "share", "direction"):
        yield from ((phrase, Entry(kind, (value,))) for phrase, value in raw[f"{kind}s"].items())
    for kind, table in (("regime", "regimes"), ("record", "records"), ("guide", "guides"), ("partitive", "partitives")):
        yield from ((phrase, Entry(kind, tuple(values))) for phrase, values in raw[table].items())
    for words in raw["words"].values():
        yield from ((phrase, Entry("word", (phrase,))) for phrase in words)


def _by_word(raw: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for topic, words in raw.items():
        for word, allowed in words.items():
            found.setdefault(word, {})[topic] = tuple(map(float, allowed)) if isinstance(allowed, list) else allowed
    return found


def _naming(words: Mapping[str, Mapping[str, Range]], topics: Mapping[str, Any]) -> frozenset[str]:
    nouns = {name: frozenset(topic.get("nouns", ())) for name, topic in topics.items()}
    return frozenset(w for w, ranges in words.items() if not any(nouns[t].isdisjoint(w.split()) for t in ranges))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(phrase) for phrase in sorted(phrases, key=len, reverse=True))
    return re.compile(rf"\b(?:{listed})\b", re.IGNORECASE)


@cache
def shipped_stylebook() -> Stylebook:
    """Return the stylebook that ships with the program."""
    folder = Path(__file__).with_name("standards")
    return read_stylebook(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml")))


def _merged(into: dict[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Add what a further file says: tables are joined, lists and words continued. Two answers to one are a fault."""
    for key, value in more.items():
        if key not in into:
            into[key] = value
        elif isinstance(value, dict):
            _merged(into[key], value)
        elif isinstance(value, list) and not all(isinstance(item, int | float) for item in value):
            into[key] = [*into[key], *value]
        elif isinstance(value, str) and key in _CONTINUED:
            into[key] = f"{into[key]} {value}"
        elif value != into[key]:
            raise ValueError(f"the stylebook says of {key!r} both {into[key]!r} and {value!r}")
    return into


_CONTINUED = frozenset({"function", "verbs", "words"})


def read_stylebook(texts: Iterable[str]) -> Stylebook:
    """Read a stylebook from TOML texts. They ship with the program: a fault in one is a `KeyError` or `ValueError`."""
    raw: dict[str, Any] = {}
    for text in texts:
        _merged(raw, tomllib.loads(text))
    raw = expanded(raw)
    topics = {name: read_topic(name, given) for name, given in raw["topics"].items()}
    words, phrases = _by_word(raw["words"]), tree(_entries(raw))
    absent = [(name, Entry("absent", (metric,))) for name, metric in raw["missing"]["names"].items()]
    return Stylebook(
        disclaimer=" ".join(raw["disclaimer"].split()),
        topics=topics,
        by_form={
            form: frozenset(name for name, topic in topics.items() if form is None or form in topic.forms)
            for form in (None, *FORMS)
        },
        words=words,
        least=_by_word(raw["least"]),
        naming=_naming(words, raw["topics"]),
        phrases=phrases,
        listing=grown(phrases, absent),
        named={name: (*topic["mentions"], *topic.get("generic", ())) for name, topic in raw["topics"].items()},
        absent=raw["missing"]["names"],
        markets={kind: tuple(names) for kind, names in raw["markets"].items()},
        spans={name: tuple(w for w, of in raw["spans"].items() if of == name) for name in raw["spans"].values()},
        records={name: tuple(record) for name, record in raw["records"].items()},
        gauges=frozenset(phrase for topic in raw["topics"].values() for phrase in topic["mentions"]),
        referring=frozenset(phrase for topic in raw["topics"].values() for phrase in topic.get("referring", ())),
        counted=raw["counted"],
        unnamed=frozenset(raw["recorded"]["unnamed"]),
        recorded=tuple(f"{words} " for words in raw["recorded"]["after"]),
        openings=tuple(raw["missing"]["openings"]),
        actual=tuple(raw["conditional"]["actual"]),
        actives=frozenset(raw["actives"]["words"]),
        actors=frozenset(raw["actives"]["subjects"]),
        carriers=tuple(raw["carriers"]["subjects"]),
        definitions=frozenset(raw["causes"]["definitions"]),
        orders=frozenset(raw["neutral"]["orders"].split()),
        tone={kind: _pattern(phrases) for kind, phrases in raw["tone"].items()},
        tone_words=frozenset(max(WORD.findall(p), key=len) for phrases in raw["tone"].values() for p in phrases),
        places=read_places(raw["places"]),
        shapes=read_shapes(raw),
        measured=read_measured(raw),
        assets=raw["assets"],
        venues=raw["venues"],
    )
