"""Names, lists of what is unknown, and everything else that has to rest on something.

What the desk cannot tie to data is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.binding import Bound, Desk, finding, form_of, subject
from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Mention, Part, Passage
from generator.audit.phrase_tree import VERB
from generator.metrics.snapshot import Metric

_SPEAKING_OF_TWO = frozenset({"relation", "announcement", "state", "explanation"})
_ENDS = frozenset({"", ".", ",", ":"})
_SIGNS = re.compile(r"[,;:] ?[,;:.]")
_LISTED = frozenset({"opening", "absent", "remainder"})


def check_names(bound: Bound, desk: Desk, venues: tuple[str, ...]) -> Iterator[Finding]:
    """Check venues, metrics that are unknown, and every word the stylebook does not hold."""
    passage = bound.passage
    for mention in passage.of("venue"):
        named = venues[int(mention.data[0])]
        beside = _said_beside(mention, bound)
        if passage.of("share") or passage.of("hundred"):  # the shares are of the ratio, whatever flow leads up to them
            ratio = desk.snapshot.get(Metric.TAKER_BUY_SELL_RATIO)
            said = [{desk.book.venue(ratio.venue)} if ratio is not None and ratio.venue else set()]
            flow = {"flow", "ratio"}
            beside = [m for m in beside if m.part == mention.part and bound.topics[m.start] not in flow]
        else:
            said = []
        said += [_venues(item, bound, desk) for item in beside]
        if not said or any(named not in found for found in said):
            yield finding(Kind.NAME, mention._replace(text=named), passage, "is not the venue of what is said")
    names = {mention.start: mention.data for mention in passage.of("topic")}
    for mention in passage.of("partitive"):
        if set(mention.data).isdisjoint(names.get(mention.end + 1, mention.data)):
            yield finding(Kind.NAME, mention, passage, "singles out a part of what has none")
    for mention in passage.of("topic"):
        if mention.text.lower() in desk.book.referring and _named_before(mention, bound).isdisjoint(mention.data):
            yield finding(Kind.NAME, mention, passage, "refers to what was not named before it")
        if not any(_known(name, desk) for name in mention.data):
            yield finding(Kind.CONTEXT, mention, passage, "is not in the snapshot")
    for mention in passage.of("unknown"):
        yield finding(Kind.NOT_CHECKABLE, mention, passage, "is nothing the desk can tie to data")


def _named_before(mention: Mention, bound: Bound) -> set[str | None]:
    """Return what was named before a mention in its sentence, or else what the sentence before was about."""
    before: set[str | None] = {name for at, name in bound.topics.items() if at < mention.start}
    before = before.union(*(m.data for m in bound.passage.of("topic") if m.start < mention.start))
    return before or {bound.carried}


def _known(topic: str, desk: Desk) -> bool:
    if any(desk.snapshot.get(metric) is not None for metric in desk.book.topics[topic].metrics):
        return True
    if desk.judged(topic) is not None:
        return True
    return any(desk.judged(name) is not None for name, found in desk.book.topics.items() if found.part_of == topic)


def _said_beside(mention: Mention, bound: Bound) -> list[Mention]:
    """Return what is said beside a venue: all of its clause, or of what stands nearest where that has two venues."""
    passage = bound.passage
    if own := _named_with(mention, bound) or _said_behind(mention, bound):
        return own
    first = last = mention.part
    opens = passage.text[passage.parts[first].start : mention.start].strip().lower() == "on"
    while first > 0 and not opens and _joined(passage, first):
        first -= 1
    while last + 1 < len(passage.parts) and _joined(passage, last + 1):
        last += 1
    beside = [m for m in passage.mentions if first <= m.part <= last]
    said = [m for m in beside if m.start in bound.topics]
    if sum(m.kind == "venue" for m in beside) < 2:  # noqa: PLR2004 - another venue says something of its own
        return said
    named = [(m, m.data if m.kind == "topic" else (bound.topics[m.start],)) for m in beside if _is_said(m, bound)]
    nearest = subject(mention, passage, named, None)
    return [m for m in said if bound.topics[m.start] in nearest]


def _named_with(venue: Mention, bound: Bound) -> list[Mention]:
    """Return what is said in its part of the name that a venue stands right behind: "the ratio on Binance was 0.8"."""
    text, named = bound.passage.text, set[str]()
    for topic in bound.passage.of("topic"):
        if text[topic.end : venue.start].strip().lower() == "on":
            named.update(topic.data)
    here = (m for m in bound.passage.mentions if m.part == venue.part)
    return [m for m in here if bound.topics.get(m.start) in named]


def _said_behind(venue: Mention, bound: Bound) -> list[Mention]:
    """Return what is said in its part behind a venue in the midst of its subject: "turnover on Binance was heavy"."""
    text = bound.passage.text[bound.passage.parts[venue.part].start : venue.start].strip().lower()
    here = [m for m in bound.passage.mentions if m.part == venue.part and m.start in bound.topics]
    return here if " " in text and all(m.start > venue.start for m in here) else []


def _is_said(mention: Mention, bound: Bound) -> bool:
    return mention.kind == "topic" or (mention.kind == "word" and mention.start in bound.topics)


def _joined(passage: Passage, number: int) -> bool:
    """Whether a part goes on with the clause of the one before it: behind a comma, "and" or "or"."""
    before, part = passage.parts[number - 1], passage.parts[number]
    between = passage.text[before.end : part.start] if part.start >= 0 else ""
    return set(between.lower().replace(",", " ").split()) <= {"and", "or"}


def _venues(mention: Mention, bound: Bound, desk: Desk) -> set[str]:
    """Return the venues that what is said may come from: those of its own metric, for a word the one that is judged."""
    topic = desk.book.topics[bound.topics[mention.start]]
    form = form_of(mention) if mention.kind == "number" else None
    stands_in = topic.otherwise if desk.snapshot.get(topic.judged.metric) is None else None
    fields = (stands_in or topic.judged,) if form is None else topic.forms.get(form, (topic.judged,))
    metrics = [field.metric for field in fields]
    if mention.kind == "record":
        metrics = [Metric(name) for name in mention.data[0].split()] or list(topic.metrics)
    found = [desk.snapshot.get(metric) for metric in metrics]
    return {desk.book.venue(measure.venue) for measure in found if measure is not None and measure.venue is not None}


def check_listing(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """In a list of what is unknown, every name has to be unknown, and nothing else may stand."""
    passage, seen = bound.passage, set[str]()
    for mention in passage.mentions:
        if mention.kind not in _LISTED:
            yield finding(Kind.CONTEXT, mention, passage, "stands in a list of what is unknown")
        elif mention.kind == "absent" and (
            mention.data[0] in seen or Metric(mention.data[0]) in desk.snapshot.measures
        ):
            yield finding(Kind.CONTEXT, mention, passage, "is called unknown and is in the snapshot, or twice")
        seen.update(mention.data if mention.kind == "absent" else ())
    if not seen or any(part.plain for part in passage.parts):
        first = passage.mentions[0]
        yield finding(Kind.CONTEXT, first, passage, "opens no list of what is unknown")


def check_coverage(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that every part of a sentence says something that is checked, and that of every name something is said."""
    passage = bound.passage
    for text in uncovered(passage):
        yield Finding(Kind.NOT_CHECKABLE, text, passage.shown, "says nothing the desk can check")
    for signs in _SIGNS.findall(passage.text):
        yield Finding(Kind.NOT_CHECKABLE, signs, passage.shown, "parts nothing from nothing")
    if not any(part.anchored for part in passage.parts):
        yield Finding(Kind.NOT_CHECKABLE, passage.text, passage.shown, "holds nothing the desk can check")
    for mention in passage.of("direction"):
        yield finding(Kind.NOT_CHECKABLE, mention, passage, "says which way, and not how far")
    for mention in passage.of("remark"):
        if not any(m.data == ("set_aside",) for m in passage.of("state")) and not passage.of("number"):
            yield finding(Kind.CONTEXT, mention, passage, "is quoted where nothing was set aside")
    actors = [m for m in passage.of("word") if m.data[0] in desk.book.actors]
    for mention in (*actors, *passage.of("topic")):
        if _does_to_another(mention, passage, desk):
            yield finding(Kind.NOT_CHECKABLE, mention, passage, "is said to do to another what the desk cannot check")
    for mention in passage.of("topic"):
        said = _said(mention, bound, desk)
        if said.isdisjoint(mention.data):
            yield finding(Kind.NOT_CHECKABLE, mention, passage, "is named, and nothing that is checked is said of it")


def _does_to_another(mention: Mention, passage: Passage, desk: Desk) -> bool:
    """Whether one name stands right behind another with a verb between them: "the ratio faced the imbalance".

    So does a side that nothing is said of: "the imbalance faced sellers". One that gives a figure of its own topic does
    nothing to it: "the coin tally puts open interest 4% lower".
    """
    bare = [m for m in passage.of("word") if m.data[0] in desk.book.actors and passage.text[m.end :][:1] in _ENDS]
    other = min((m for m in (*passage.of("topic"), *bare) if m.start > mention.end), key=_start, default=None)
    if other is None:
        return False
    branch = desk.book.phrases.after.get(passage.text[mention.end : other.start].strip().lower())
    if branch is None or branch.entry is not VERB:
        return False
    gives = any(number.start == other.end + 1 for number in passage.of("number"))
    return not gives or set(mention.data).isdisjoint(other.data)


def _start(mention: Mention) -> int:
    return mention.start


def _said(mention: Mention, bound: Bound, desk: Desk) -> set[str]:
    """Return what is said of in the clause a name stands in, or in its sentence where the clause speaks of two."""
    passage = bound.passage
    here = [m for m in passage.mentions if m.part == mention.part]
    said = {bound.topics[m.start] for m in here if m.start in bound.topics}
    if not said or any(m.kind in _SPEAKING_OF_TWO for m in here):
        said = set(bound.topics.values())
    return said | {whole for name in said if (whole := desk.book.topics[name].part_of) is not None}


def uncovered(passage: Passage) -> Iterator[str]:
    """Yield the parts of a sentence that hold nothing to check and are more than a name."""
    for part in passage.parts:
        if part.start >= 0 and not _covered(part):
            yield passage.text[part.start : part.end]


def _covered(part: Part) -> bool:
    if part.loose:
        return False
    return part.anchored or (part.announced and part.topical) or (part.named and not part.plain)
