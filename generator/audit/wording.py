"""Judging words, regimes, names and relations: each has to be licensed by the data it is said of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from generator.audit.clearance import Finding, Kind
from generator.audit.grounding import Desk, finding, thresholds, topics_for
from generator.audit.passage import Mention, Passage
from generator.audit.stylebook import Range
from generator.market import PERIODS
from generator.metrics.snapshot import Metric
from generator.regimes.reading import Regime

_FLOW = {"flow", "ratio"}


def judged(topic: str, desk: Desk) -> float | None:
    """Return the value that words about a topic are judged by."""
    found = desk.book.topics[topic]
    value = found.judged.read(desk.snapshot)
    return found.otherwise.read(desk.snapshot) if value is None and found.otherwise else value


def check_words(passage: Passage, carried: str | None, desk: Desk) -> Iterator[Finding]:
    """Check every judging word of a sentence against the range it is licensed for."""
    for mention in passage.of("word"):
        ranges = desk.book.words[mention.data[0]]
        topic = _said_of(mention, passage, carried, desk, ranges)
        if topic is None:
            yield finding(Kind.WORD, mention, passage, "cannot be said of what the sentence is about")
        elif not _licensed(topic, ranges[topic], desk):
            value = judged(topic, desk)
            shown = "unknown" if value is None else f"{value:g}"
            yield finding(Kind.WORD, mention, passage, f"is not borne out: {topic} is {shown}")
    for mention in passage.of("side"):
        if not (passage.has(*desk.book.conditional) and _before_number(mention, passage)):
            yield finding(Kind.WORD, mention, passage, "compares with nothing the desk can tell")


def _before_number(mention: Mention, passage: Passage) -> bool:
    return any(m.start == mention.end + 1 for m in passage.of("number"))


def _said_of(
    mention: Mention, passage: Passage, carried: str | None, desk: Desk, ranges: Mapping[str, Range]
) -> str | None:
    if len(ranges) == 1:
        return next(iter(ranges))
    if set(ranges) <= _FLOW:
        return "flow" if desk.snapshot.get(Metric.TAKER_IMBALANCE) is not None else "ratio"
    before = [m for m in passage.mentions if m.end <= mention.start and m.kind in {"asset", "topic"}]
    if before and before[-1].kind == "asset" and "price" in ranges and before[-1].end + 1 == mention.start:
        return "price"
    nearest = topics_for(mention, passage, carried)
    return nearest[0] if nearest and nearest[0] in ranges else None


def _licensed(topic: str, allowed: Range, desk: Desk) -> bool:
    value = judged(topic, desk)
    if value is None:
        return False
    low, high = allowed
    if topic == "price":
        shrink = math.sqrt(PERIODS[desk.snapshot.period] / PERIODS["1d"])
        low, high = low * shrink, high * shrink
    margin = 1e-9 * max(1.0, abs(value))
    return low - margin <= value <= high + margin


def check_regimes(passage: Passage, desk: Desk) -> Iterator[Finding]:
    """Check that every regime named holds as severely as said, or is one whose threshold the sentence names."""
    conditional = passage.has(*desk.book.conditional)
    levels = {regime for regime, _ in thresholds(desk.reading)}
    for mention in passage.of("regime"):
        regime, severity = mention.data
        held = desk.reading.get(Regime(regime))
        if conditional:
            if regime not in levels:
                yield finding(Kind.NAME, mention, passage, "is not a regime whose end or beginning is near")
        elif held is None:
            yield finding(Kind.NAME, mention, passage, "does not hold")
        elif regime != "calm" and held.severity.value != severity:
            yield finding(Kind.WORD, mention, passage, f"is {held.severity.value} in the data")
    if passage.of("least_certain"):
        weakest = min(desk.reading.regimes, key=lambda item: item.confidence, default=None)
        named = {m.data[0] for m in passage.of("regime")}
        if weakest is None or named != {weakest.regime.value}:
            yield finding(Kind.WORD, passage.of("least_certain")[0], passage, "is not said of the least certain regime")


def check_states(passage: Passage, desk: Desk) -> Iterator[Finding]:
    """Check statements about the reading as a whole."""
    active = [item for item in desk.reading.regimes if item.exit is not None]
    liquidity = desk.snapshot.get(Metric.MARKET_DEPTH_INDEX)
    sided = {Regime.CASCADE, Regime.SHORT_SQUEEZE} & desk.reading.names
    holds = {
        "calm": Regime.CALM in desk.reading.names,
        "none": not active and desk.reading.enough,
        "unknown": not active and not desk.reading.enough,
        "several": len(active) > 1,
        "approach": not active and bool(desk.reading.approaches),
        "no_depth": liquidity is None,
        "no_side": not sided,
    }
    for mention in passage.of("state"):
        if not holds[mention.data[0]]:
            yield finding(Kind.CONTEXT, mention, passage, "is not what the rules read")


def check_names(passage: Passage, carried: str | None, desk: Desk, venues: tuple[str, ...]) -> Iterator[Finding]:
    """Check venues, assets, metrics that are unknown, and every word the stylebook does not hold."""
    for mention in passage.of("venue"):
        named = venues[int(mention.data[0])]
        if not _venue_fits(mention, passage, carried, desk, named):
            shown = Mention(mention.kind, named, mention.start, mention.end)
            yield finding(Kind.NAME, shown, passage, "is not the venue of what is said")
    if passage.has(*desk.book.missing_openings):
        yield from _missing(passage, desk)
    else:
        for mention in passage.of("topic"):
            if mention.data[1] == "figure" and judged(mention.data[0], desk) is None and not _any(mention, desk):
                yield finding(Kind.CONTEXT, mention, passage, "is not in the snapshot")
    for mention in passage.of("unknown"):
        yield finding(Kind.NOT_CHECKABLE, mention, passage, "is a word the desk cannot tie to data")


def _any(mention: Mention, desk: Desk) -> bool:
    return any(desk.snapshot.get(metric) is not None for metric in desk.book.topics[mention.data[0]].metrics)


def _venue_fits(mention: Mention, passage: Passage, carried: str | None, desk: Desk, named: str) -> bool:
    """A venue has to be that of the topic nearest to it which has one."""
    for topic in topics_for(mention, passage, carried):
        found = [desk.snapshot.get(metric) for metric in desk.book.topics[topic].metrics]
        labels = {desk.book.venue(m.venue) for m in found if m is not None and m.venue is not None}
        if labels:
            return named in labels
    return False


def _missing(passage: Passage, desk: Desk) -> Iterator[Finding]:
    """In a list of what is unknown, every name has to be unknown."""
    lowered = passage.text.lower()
    for name in sorted(desk.book.missing_names, key=len, reverse=True):
        at = lowered.find(name)
        if at < 0:
            continue
        lowered = lowered[:at] + " " * len(name) + lowered[at + len(name) :]
        metric = desk.book.missing_names[name]
        if desk.snapshot.get(metric) is not None:
            mention = Mention("topic", name, at, at + len(name))
            yield finding(Kind.CONTEXT, mention, passage, "is called unknown and is in the snapshot")


def check_relations(passage: Passage, carried: str | None, desk: Desk) -> Iterator[Finding]:
    """Check that signals said to agree do agree, and that those set against each other differ."""
    for mention in passage.of("relation"):
        topics = _related(passage, carried, desk)
        agrees = _agrees(topics, desk) if len(topics) > 1 else None
        wanted = mention.data[0] == "agree"
        if agrees is None or agrees is not wanted:
            yield finding(Kind.CONTEXT, mention, passage, "is not how these signals stand to each other")


def _related(passage: Passage, carried: str | None, desk: Desk) -> list[str]:
    """Return the topics a relation joins: those of judging words first, since they say how each signal stands."""
    said = []
    for mention in passage.of("word", "topic"):
        topic = mention.data[0]
        if mention.kind == "word":
            topic = _said_of(mention, passage, carried, desk, desk.book.words[mention.data[0]]) or ""
        if topic and topic not in said:
            said.append(topic)
    return said[:2]


def _agrees(topics: list[str], desk: Desk) -> bool | None:
    """Whether two signals point the same way. None where the desk knows no rule for the pair."""
    first, second = sorted(topics)
    values = {topic: judged(topic, desk) for topic in (first, second)}
    if any(value is None for value in values.values()):
        return None
    a, b = (float(values[first] or 0), float(values[second] or 0))
    match first, second:
        case ("flow", "oi") | ("flow", "price"):
            return (a < 0) == (b < 0)
        case ("depth", "flow"):
            return a < 0
        case ("flow", "impact"):
            return b > 0
        case ("flow", "funding"):
            return abs(b - 0.00005) >= 0.0001 and (a < 0) == (b < 0)  # noqa: PLR2004 - the neutral band
        case ("flow", "liquidations") | ("depth", "liquidations"):
            return b >= 1
        case ("liquidations", "oi"):
            return a >= 1 and b < 0
        case _:
            return None
