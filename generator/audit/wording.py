"""Judging words, relations and causes: each has to be licensed by the data it is said of."""

from __future__ import annotations

import math
from collections.abc import Iterator

from generator.audit.binding import Bound, Desk, finding
from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Mention

_NEUTRAL_FUNDING, _NEUTRAL_BAND = 0.00005, 0.0001


def check_words(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check every judging word of a sentence against the range it is licensed for."""
    passage = bound.passage
    for mention in passage.of("word"):
        topic = bound.topic(mention)
        if topic is None:
            yield finding(Kind.WORD, mention, passage, "cannot be said of what the sentence is about")
        elif not licensed(mention.data[0], topic, desk):
            value = desk.judged(topic)
            shown = "unknown" if value is None else f"{value:g}"
            yield finding(Kind.WORD, mention, passage, f"is not borne out: {topic} is {shown}")
    yield from _doers(bound, desk)
    yield from _places(bound, desk)


def _places(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check words that say something only where they stand: beside a figure, a distance or the day."""
    passage = bound.passage
    numbers = {m.start for m in passage.of("number")}
    for mention in passage.of("only"):
        if not any(m.start == mention.end + 1 and m.data[4] == "comparable values" for m in passage.of("number")):
            yield finding(Kind.WORD, mention, passage, "narrows nothing the desk can tell")
    yield from _carriers(bound, desk)
    distances = {m.end + 1 for m in passage.of("number") if m.data[4].startswith("standard")}
    for mention in passage.of("word"):
        if mention.text.lower().endswith(" norm") and mention.start not in distances:
            yield finding(Kind.WORD, mention, passage, "measures no distance from a norm")
    for mention in passage.of("side"):
        if not passage.conditional or mention.end + 1 not in numbers:
            yield finding(Kind.WORD, mention, passage, "compares with nothing the desk can tell")
    for mention in passage.of("rank"):
        if not any(m.start == mention.end + 1 and m.data[4] == "% of readings" for m in passage.of("number")):
            yield finding(Kind.WORD, mention, passage, "ranks nothing the desk can tell")


def _doers(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that what says who did something stands right behind the one who did it, and that nothing is said twice."""
    passage, said = bound.passage, set[str]()
    words = passage.of("word")
    actors = {m.end + 1 for m in words if m.data[0] in desk.book.actors}
    for mention in words:
        if mention.data[0] in desk.book.actives and mention.start not in actors:
            yield finding(Kind.WORD, mention, passage, "is not said of who did it")
        if mention.data[0] in said and mention.data[0] in desk.book.naming and " " in mention.data[0]:
            yield finding(Kind.WORD, mention, passage, "is said twice")
        said.add(mention.data[0])


def _carriers(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that what brought or left something is the day, so that no signal is said to have brought another."""
    passage = bound.passage
    days = {m.end for kind in ("date", "weekday") for m in passage.of(kind)}
    for mention in passage.of("carrier"):
        before = passage.text[: mention.start].lower().rstrip(" ,")
        if len(before) not in days and not before.endswith(desk.book.carriers):
            yield finding(Kind.WORD, mention, passage, "is not said of the day")


def licensed(word: str, topic: str, desk: Desk) -> bool:
    """Whether a judging word may be said of a topic as the data are."""
    value = desk.judged(topic)
    if value is None:
        return False
    least = desk.book.least.get(word, {}).get(topic)
    if least is not None and _distance(topic, desk) < least * (1 - 1e-9):
        return False
    return desk.fits(topic, desk.book.words[word][topic], value)


def _distance(topic: str, desk: Desk) -> float:
    return abs(_lean(topic, desk) or 0.0)


def _lean(topic: str, desk: Desk) -> float | None:
    """Return how far a topic lies from ordinary, and on which side: the logarithm for what is measured as a ratio."""
    found, value = desk.book.topics[topic], desk.judged(topic)
    if value is None:
        return None
    ratio = topic in {"ratio", "accounts"} or found.judged.read(desk.snapshot) is None
    if not ratio:
        return value
    return math.log(value) if value > 0 else -math.inf


def check_relations(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that signals said to agree do agree, and that those set against each other differ."""
    for mention in bound.passage.of("relation"):
        agrees = _agrees(_related(bound, desk), desk) if _joins(mention, bound, desk) else None
        if agrees is None or agrees is not (mention.data[0] == "agree"):
            yield finding(Kind.CONTEXT, mention, bound.passage, "is not how these signals stand to each other")


def _joins(mention: Mention, bound: Bound, desk: Desk) -> bool:
    """Whether the names beside a relation are different things, where it has names beside it."""
    here = [m for m in bound.passage.mentions if m.part == mention.part and _names(m, desk)]
    names = [m.data if m.kind == "topic" else (bound.topics.get(m.start, ""),) for m in here]
    before = [name for m, name in zip(here, names, strict=True) if m.end <= mention.start]
    after = [name for m, name in zip(here, names, strict=True) if m.start >= mention.end]
    apart = mention.data[0] == "agree" or not (before and after and before[-1] == after[0])
    return apart and len(set(before)) == len(before)


def _names(mention: Mention, desk: Desk) -> bool:
    return mention.kind == "topic" or (mention.kind == "word" and mention.data[0] in desk.book.naming)


def _related(bound: Bound, desk: Desk) -> list[str]:
    """Return the topics a relation joins: those of judging words first, since they say how each signal stands."""
    said: dict[str, None] = {}
    for mention in bound.passage.of("word"):
        topic = bound.topic(mention)
        if topic:
            said[desk.book.topics[topic].part_of or topic] = None
    return list(said)


def _agrees(topics: list[str], desk: Desk) -> bool | None:
    """Whether two signals point the same way. None where they are not two, or the desk knows no rule for the pair."""
    if len(topics) != 2:  # noqa: PLR2004 - a pair
        return None
    first, second = sorted(topics)
    a, b = _lean(first, desk), _lean(second, desk)
    if a is None or b is None:
        return None
    match first, second:
        case ("flow", "oi") | ("flow", "price"):
            return (a < 0) == (b < 0)
        case ("depth", "flow"):
            return a < 0
        case ("flow", "impact"):
            return b > 0
        case ("flow", "funding"):
            return abs(b - _NEUTRAL_FUNDING) >= _NEUTRAL_BAND and (a < 0) == (b < 0)
        case ("flow", "liquidations") | ("depth", "liquidations"):
            return b >= 1
        case ("liquidations", "oi"):
            return a >= 1 and b < 0
        case _:
            return None


_SETTLED = frozenset({"explanation", "relation"})


def check_causes(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that nothing is said to cause anything, beyond what is approved, checked, or true by definition."""
    passage = bound.passage
    for mention in passage.of("cause"):
        after = [m for m in passage.mentions if m.part == mention.part and m.start > mention.start]
        so = mention.text.lower() == "so"
        why = {("stand_in",)} if so else {("stand_in",), ("no_depth",)}
        if not any(m.kind in _SETTLED or m.data in why or (so and _definition(m, desk)) for m in after):
            yield finding(Kind.NOT_CHECKABLE, mention, passage, "claims a cause the data do not show")
    behind = {m.start - 1: m.kind for m in passage.mentions}
    for mention in passage.of("guide"):
        if behind.get(mention.end) not in mention.data:
            yield finding(Kind.NOT_CHECKABLE, mention, passage, "claims a source or an effect the data do not show")


def _definition(mention: Mention, desk: Desk) -> bool:
    return mention.kind == "word" and mention.data[0] in desk.book.definitions
