"""What each word, number and record of a sentence is said of: the nearest name in its own part of the sentence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Mention, Passage
from generator.audit.stylebook import Stylebook
from generator.market import PERIODS, day_described
from generator.metrics.snapshot import Snapshot
from generator.regimes.reading import Reading


@dataclass(frozen=True, slots=True)
class Desk:
    """What a check is made against."""

    book: Stylebook
    snapshot: Snapshot
    reading: Reading

    @property
    def day(self) -> date:
        """The day the snapshot describes: the one its last second lies in."""
        return day_described(self.snapshot.ended)

    def judged(self, topic: str) -> float | None:
        """Return the value that words about a topic are judged by."""
        found = self.book.topics[topic]
        value = found.judged.read(self.snapshot)
        return found.otherwise.read(self.snapshot) if value is None and found.otherwise else value

    def fits(self, topic: str, allowed: tuple[float, float], value: float) -> bool:
        """Whether a value lies in a range of the stylebook, ends included; a price move is judged by its period."""
        low, high = allowed
        if topic == "price":
            shrink = math.sqrt(PERIODS[self.snapshot.period] / PERIODS["1d"])
            low, high = low * shrink, high * shrink
        below = 1e-9 * abs(low) if math.isfinite(low) else 0.0
        above = 1e-9 * abs(high) if math.isfinite(high) else 0.0
        return low - below <= value <= high + above


@dataclass(frozen=True, slots=True)
class Bound:
    """A sentence with what its words, numbers and records are said of."""

    passage: Passage
    topics: Mapping[int, str]
    """Start of a mention to its topic; one that is said of nothing the desk can tell has none."""
    carried: str | None = None
    """What the sentence before was about."""

    def topic(self, mention: Mention) -> str | None:
        """Return what a mention is said of."""
        return self.topics.get(mention.start)

    @property
    def last(self) -> str | None:
        """What the next sentence refers back to: the topic that something was said of last."""
        return self.topics[max(self.topics)] if self.topics else None


def finding(kind: Kind, mention: Mention, passage: Passage, reason: str) -> Finding:
    """Return a finding about a mention."""
    return Finding(kind, mention.text, passage.shown, reason)


def bind(passage: Passage, carried: str | None, desk: Desk) -> Bound:
    """Bind a sentence. `carried` is what the sentence before was about, for one that names nothing itself."""
    book, topics = desk.book, dict[int, str]()
    words = passage.of("word")
    named = [(m, m.data) for m in passage.of("topic")] + [
        (m, ("ratio",)) for m in (*passage.of("share"), *passage.of("hundred"))
    ]
    for mention in words:
        if mention.data[0] in book.naming:
            topics[mention.start] = _known(book.words[mention.data[0]], desk)
            named.append((mention, (topics[mention.start],)))
    named.sort(key=_place)
    for mention in words:
        if mention.start not in topics:
            _enter(mention, subject(mention, passage, named, carried), book.words[mention.data[0]], topics)
    named += [(m, (topics[m.start],)) for m in words if m.data[0] not in book.naming and m.start in topics]
    named.sort(key=_place)
    beside = {at for m in passage.of("share") for at in (m.start - 1, m.end + 1)}
    for mention in passage.of("number"):
        if not beside.isdisjoint((mention.start, mention.end)):  # shares.py checks what is said of a side
            topics[mention.start] = "ratio"
            continue
        wanted = book.by_form[form_of(mention)]
        _enter(mention, subject(mention, passage, named, carried), wanted, topics)
    for mention in passage.of("record"):
        held = [name for name, topic in book.topics.items() if _holds(mention, topic.metrics)]
        open_ended = len(held) > 1 or mention.text.lower() in book.unnamed
        names = subject(mention, passage, named, carried) if open_ended else held
        _enter(mention, names, held, topics)
    return Bound(passage, topics, carried)


def _place(item: tuple[Mention, tuple[str, ...]]) -> int:
    return item[0].start


def _known(names: Iterable[str], desk: Desk) -> str:
    """Return the first topic that is known, or the first of all."""
    listed = list(names)
    return next((name for name in listed if desk.book.topics[name].judged.read(desk.snapshot) is not None), listed[0])


def _holds(mention: Mention, metrics: tuple[str, ...]) -> bool:
    return mention.data[0] == "" or bool(set(mention.data[0].split()) & set(metrics))


def _enter(mention: Mention, names: Iterable[str], wanted: Iterable[str], topics: dict[int, str]) -> None:
    allowed = set(wanted)
    found = next((name for name in names if name in allowed), None)
    if found is not None:
        topics[mention.start] = found


def subject(
    mention: Mention, passage: Passage, named: list[tuple[Mention, tuple[str, ...]]], carried: str | None
) -> tuple[str, ...]:
    """Return the names a mention may be said of: the nearest before it in its part, or after it, or in another part."""
    assets = passage.of("asset")
    if any(asset.end + 1 == mention.start and not _inside(asset, passage) for asset in assets):
        return ("price",)
    here = [item for item in named if item[0].part == mention.part and item[0] is not mention]
    before = [item for item in here if item[0].end <= mention.start]
    after = [item for item in here if item[0].start >= mention.end]
    if before or after:
        return (before[-1] if before else after[0])[1]
    if any(asset.part == mention.part for asset in assets):
        return ("price",)
    earlier = [item for item in named if item[0].part < mention.part]
    later = [item for item in named if item[0].part > mention.part]
    if earlier or later:
        return (earlier[-1] if earlier else later[0])[1]
    return (carried,) if carried else ()


def _inside(asset: Mention, passage: Passage) -> bool:
    """Whether an asset is where something happens rather than what it happens to: "price impact in Bitcoin was"."""
    return passage.text[: asset.start].lower().endswith((" in ", " of ", " for ", " on "))


def form_of(mention: Mention) -> str | None:
    """Return the way a figure is written, or None where any topic may have it: a count, a rank or a length."""
    lead, _, usd, _, unit = mention.data
    if unit in {"days on record", "values", "comparable values", "days", "hours", "% of readings"}:
        return None
    if usd:
        return "usd"
    if unit == "% per 8 hours":
        return "rate"
    if unit == "% a year":
        return "yearly"
    if unit.startswith("%") or lead:
        return "percent"
    return "points" if unit.startswith("basis point") else "bare"
