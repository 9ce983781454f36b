"""Judging words, relations and causes: each has to be licensed by the data it is said of."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator

from generator.audit.binding import Bound, Desk, finding
from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Mention
from generator.market import PERIODS

_NEUTRAL_FUNDING, _NEUTRAL_BAND = 0.00005, 0.0001
_ORDINARY, _BALANCED, _STILL = 0.5, 0.03, 0.01
"""Distances below which a z-score, the logarithm of a ratio and the price of a day say nothing."""
_UNUSUAL, _UNBALANCED = {"flow": 1, "depth": _ORDINARY}, 0.1
"""Distances from which something else is expected to follow."""
_LOUD = 1
"""From here on forced closures are more than usual."""


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


_IS = (" is ", " are ", " was ", " were ")


def _doers(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that what says who did something stands right behind the one who did it, and that nothing is said twice."""
    passage, said = bound.passage, set[str]()
    words = passage.of("word")
    actors = [m for m in words if m.data[0] in desk.book.actors]
    behind = {m.end + 1 for m in actors}
    for mention in words:
        if mention.data[0] in desk.book.actives:
            did = mention.start in behind
        else:  # of either side: "ahead" says nothing without who is
            sided = bound.topic(mention) in desk.book.least.get(mention.data[0], ())
            did = not sided or any(m.part == mention.part and _takes_sides(m, bound, desk) for m in words)
        if not did:
            yield finding(Kind.WORD, mention, passage, "is not said of who did it")
        if mention in actors and passage.text[: mention.start].lower().endswith(_IS):
            yield finding(Kind.WORD, mention, passage, "is not what something else is")
        if mention.data[0] in said and mention.data[0] in desk.book.naming and " " in mention.data[0]:
            yield finding(Kind.WORD, mention, passage, "is said twice")
        said.add(mention.data[0])


def _takes_sides(mention: Mention, bound: Bound, desk: Desk) -> bool:
    """Whether a word says by itself which side of the market it speaks of, as "buying" does and "ahead" does not."""
    topic = bound.topic(mention)
    if topic is None or mention.data[0] in desk.book.least:
        return False
    low, high = desk.book.words[mention.data[0]][topic]
    balance = 1.0 if topic == "ratio" else 0.0
    return not low < balance < high


_AT = re.compile(r"(?<=leaves) (?:the )?[a-z/ ]+ at [+-]?\d")
"""What may be left by what stands before it: a figure that is worked out from it."""


_BROUGHT = frozenset({"word", "number", "topic", "regime", "state", "record", "hundred"})


def _carriers(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that what brought or left something is the day, so that no signal is said to have brought another."""
    passage = bound.passage
    days = {m.end for kind in ("date", "weekday") for m in passage.of(kind)}
    for mention in passage.of("carrier"):
        before = passage.text[: mention.start].lower().rstrip(" ,")
        if not any(m.kind in _BROUGHT and m.start > mention.start for m in passage.mentions):
            yield finding(Kind.WORD, mention, passage, "brought nothing the desk can tell")
        worked_out = before.endswith("which") and _AT.match(passage.text, mention.end) is not None
        if len(before) not in days and not before.endswith(desk.book.carriers) and not worked_out:
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
    value = desk.judged(topic)
    if value is None or not _by_ratio(topic, desk):
        return value
    return math.log(value) if value > 0 else -math.inf


def _by_ratio(topic: str, desk: Desk) -> bool:
    """Whether what a topic is judged by is a ratio."""
    return topic in {"ratio", "accounts"} or desk.book.topics[topic].judged.read(desk.snapshot) is None


_JOINTS = frozenset({"despite", "yet", "but"})
"""Relations that stand between what they relate, or before both."""


def check_relations(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that signals said to agree do agree, and that those set against each other differ."""
    for mention in bound.passage.of("relation"):
        stand = stand_of(_related(bound, desk), desk) if _joins(mention, bound, desk) else None
        if stand is None or stand != mention.data[0]:
            yield finding(Kind.CONTEXT, mention, bound.passage, "is not how these signals stand to each other")


def _joins(mention: Mention, bound: Bound, desk: Desk) -> bool:
    """Whether the names beside a relation are different things, and as many as it takes."""
    passage = bound.passage
    if sum(m.part == mention.part for m in passage.of("relation")) > 1:
        return False
    here = [m for m in passage.mentions if m.part == mention.part and _names(m, desk)]
    names = [m.data if m.kind == "topic" else (bound.topics.get(m.start, ""),) for m in here]
    before = [name for m, name in zip(here, names, strict=True) if m.end <= mention.start]
    after = [name for m, name in zip(here, names, strict=True) if m.start >= mention.end]
    if passage.text[: mention.start].lower().endswith("one "):
        return False
    if mention.text.lower() in _JOINTS and not _followed(mention, bound):
        return False
    if any(m.part == mention.part and m.start < mention.start for m in passage.of("cause")) and len(before) == 1:
        return False  # it says of one thing what takes two
    apart = mention.data[0] == "agree" or not (before and after and before[-1] == after[0])
    return apart and len(set(before)) == len(before)


def _followed(mention: Mention, bound: Bound) -> bool:
    """Whether what is set against the rest stands behind a mention: behind "despite" at once, an article apart."""
    behind = [m for m in bound.passage.mentions if m.start > mention.start]
    if not any(m.start in bound.topics for m in behind):
        return False
    between = bound.passage.text[mention.end : behind[0].start].lower().split()
    return mention.text.lower() != "despite" or set(between) <= {"the", "a", "an"}


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


def stand_of(topics: list[str], desk: Desk) -> str | None:
    """Return how two signals stand to each other, ``agree`` or ``oppose``.

    None where they are not two, where either is ordinary and says nothing, or the desk knows no rule for the pair.
    """
    if len(topics) != 2:  # noqa: PLR2004 - a pair
        return None
    first, second = sorted(topics)
    a, b, leaning = _side(first, desk), _side(second, desk), _lean(second, desk)
    if a is None or b is None:
        return None
    match first, second:
        case ("flow", "oi") | ("flow", "price"):
            agrees, opposes = a * b > 0, a * b < 0
        case "depth", "flow":
            agrees, opposes = b != 0 and a < 0, b != 0 and a > 0
        case "flow", "impact":
            agrees, opposes = a != 0 and b > 0, False
        case "flow", "funding":
            agrees, opposes = a * b > 0, a * b <= 0 and _far(first, desk)
        case ("flow", "liquidations") | ("depth", "liquidations"):
            meets, loud = a < 0 or (a > 0 and first == "flow"), (leaning or 0) >= _LOUD
            agrees, opposes = meets and loud, meets and not loud and _far(first, desk)
        case "liquidations", "oi":
            loud = (_lean(first, desk) or 0) >= _LOUD
            agrees, opposes = loud and b < 0, loud and b > 0
        case _:
            return None
    return "agree" if agrees else "oppose" if opposes else None


def _far(topic: str, desk: Desk) -> bool:
    """Whether a topic lies far enough from ordinary that what does not go with it is worth a word."""
    return _distance(topic, desk) >= (_UNBALANCED if _by_ratio(topic, desk) else _UNUSUAL[topic]) * (1 - 1e-9)


def _side(topic: str, desk: Desk) -> int | None:
    """Return the side of ordinary a topic lies on: -1, 0 or 1; None where it is unknown."""
    lean = _lean(topic, desk)
    if lean is None:
        return None
    match topic:
        case "funding":
            centre, least = _NEUTRAL_FUNDING, _NEUTRAL_BAND * (1 + 1e-6)  # its edges are neutral too
        case "price":
            centre, least = 0.0, _STILL * math.sqrt(PERIODS[desk.snapshot.period] / PERIODS["1d"])
        case _:
            centre, least = 0.0, _BALANCED if _by_ratio(topic, desk) else _ORDINARY
    off = lean - centre
    return 0 if abs(off) < least * (1 - 1e-9) else 1 if off > 0 else -1


def check_causes(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that nothing is said to cause anything, beyond what is approved, checked, or true by definition."""
    passage = bound.passage
    for mention in passage.of("cause"):
        after = [m for m in passage.mentions if m.part == mention.part and m.start > mention.start]
        so = mention.text.lower() == "so"
        why = {("stand_in",)} if so else {("stand_in",), ("no_depth",)}
        if not any(_settled(m, why) or (so and (m.kind == "relation" or _definition(m, desk))) for m in after):
            yield finding(Kind.NOT_CHECKABLE, mention, passage, "claims a cause the data do not show")
    behind = {m.start - 1: m.kind for m in passage.mentions}
    for mention in passage.of("guide"):
        ends = passage.text[mention.end : mention.end + 1] in {"", *",.:;"}
        if behind.get(mention.end) not in mention.data and not (ends and "end" in mention.data):
            yield finding(Kind.NOT_CHECKABLE, mention, passage, "claims a source or an effect the data do not show")


def _settled(mention: Mention, why: Collection[tuple[str, ...]]) -> bool:
    """Whether what follows a cause was approved word for word, or is a state that is a reason."""
    return mention.kind == "explanation" or mention.data in why


def _definition(mention: Mention, desk: Desk) -> bool:
    return mention.kind == "word" and mention.data[0] in desk.book.definitions
