"""Where a judging word may stand by its shape: a thing, a doing or a clause is no part of speech of another kind.

A word that is true and stands where it makes no sentence is one the desk did not understand.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.binding import Bound, Desk, finding
from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Mention

_SAYS = frozenset({"word", "topic", "number", "record", "regime", "share", "hundred", "state", "relation"})
_SPEAKING = frozenset({"topic", "state", "relation"})


def check_places(bound: Bound, desk: Desk, told: frozenset[str]) -> Iterator[Finding]:
    """Check that every judging word stands where one of its shape can, and that no thing is named twice.

    `told` is what was named in the paragraph before: what is listed beside it is something else.
    """
    passage = bound.passage
    further = desk.book.places.further.match(passage.text.lower())
    said = set(told) if further else set[str]()
    says = [m for m in passage.mentions if m.kind in _SAYS]
    if len(says) == 1 and says[0].text.lower() in desk.book.actors:
        yield finding(Kind.NOT_CHECKABLE, says[0], passage, "has nothing said of it")
    yield from _spelt_out(bound, desk)
    yield from _made_for(bound, desk)
    for mention in passage.of("word"):
        before, after = passage.text[: mention.start].lower().rstrip(), passage.text[mention.end :].lower()
        if not _fits(mention, before, after, bound, desk) or (further and _nameless(mention, before, after, desk)):
            yield finding(Kind.WORD, mention, passage, "does not stand where such words can")
        if _is_thing(mention, desk):
            if said & (whole := _whole(mention, bound, desk)):
                yield finding(Kind.WORD, mention, passage, "names again what was named")
            said |= whole


def _spelt_out(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that what is said before a colon is what the words behind it speak of."""
    passage = bound.passage
    colon = passage.text.find(": ")
    head = [m for m in passage.mentions if m.end <= colon and (m.kind in _SPEAKING or m.start in bound.topics)]
    words = [m for m in head if m.kind == "word"]
    if not words or any(m.kind in {"state", "relation"} for m in head):
        return
    behind = [m for m in passage.mentions if m.start > colon]
    spoken = set[str]().union(*(_spoken(m, bound, desk) for m in behind))
    inside = {topic for topic in spoken for m in words if any(name in m.data[0] for name in desk.book.named[topic])}
    if spoken and spoken.isdisjoint(inside.union(*(_spoken(m, bound, desk) for m in head))):
        yield finding(Kind.WORD, words[-1], passage, "is not what stands behind the colon")


def _made_for(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that what "which" goes on with is what was spoken of, so that no signal is said to make for another."""
    passage = bound.passage
    for number, part in enumerate(passage.parts):
        if part.start < 0 or not passage.text[part.start :].lower().startswith("which "):
            continue
        before = [m for m in passage.mentions if m.kind in {"word", "topic"} and m.part < number]
        behind = [m for m in passage.of("word") if m.part == number]
        if before and behind and _spoken(before[-1], bound, desk).isdisjoint(_whole(behind[0], bound, desk)):
            yield finding(Kind.CONTEXT, behind[0], passage, "is said to be what something else was")


def named(bound: Bound, desk: Desk) -> frozenset[str]:
    """Return what the judging words of a statement are said of, and what that is a part of."""
    return frozenset[str]().union(*(_whole(mention, bound, desk) for mention in bound.passage.of("word")))


def _spoken(mention: Mention, bound: Bound, desk: Desk) -> set[str]:
    """Return what a mention names, or what it is said of."""
    return set(mention.data) if mention.kind == "topic" else _whole(mention, bound, desk)


def _whole(mention: Mention, bound: Bound, desk: Desk) -> set[str]:
    topic = bound.topic(mention)
    return set() if topic is None else {topic, desk.book.topics[topic].part_of or topic}


def _fits(mention: Mention, before: str, after: str, bound: Bound, desk: Desk) -> bool:
    word, places = mention.data[0], desk.book.places
    if places.doing.fullmatch(word):
        return bool(places.doer.search(before)) and bool(before or not after or after.startswith(":"))
    if after.startswith(" toward") and (word in desk.book.actors or bound.topic(mention) != "flow"):
        return False
    if places.people.search(before) and not word.startswith("more "):
        return False
    if places.clause.fullmatch(word):
        listed = _ends_list(mention, bound, desk)
        return bool(places.joint.search(before)) and not (listed or places.predicate.match(after))
    if _is_thing(mention, desk):
        if places.book.search(before) and bound.topic(mention) != "depth":
            return False
        named = any(topic.end + 1 == mention.start for topic in bound.passage.of("topic"))
        return not (named or places.no_object.search(before) or _called_another(mention, before, bound, desk))
    behind = any(topic.start == mention.end + 1 for topic in bound.passage.of("topic"))
    verbal = places.predicate.match(f" {word}") and not before.endswith("there")
    if verbal and (behind or places.predicate.match(after)):
        return False
    if places.article.search(before) and places.no_noun.match(word):
        return False
    if places.there.search(before) and not places.nounlike.fullmatch(word):
        return False
    if not before and after.startswith(":") and not places.subject.match(word):
        return False
    if places.changed.search(word) and any(m.start == mention.end + len(" in ") for m in bound.passage.of("topic")):
        return False
    aside = before.endswith(",") and not any(m.end + 1 == len(before) for m in bound.passage.of("number"))
    item = places.listing.search(before) or (aside and " " not in word)
    complete = places.nounlike.fullmatch(word) or places.subject.match(word)
    return not (item and places.item_ends.match(after)) or bool(complete)


def _ends_list(clause: Mention, bound: Bound, desk: Desk) -> bool:
    """Whether a clause stands where the last thing of a list does: "a thin book, elevated funding and longs paid"."""
    text = bound.passage.text
    last = [m for m in bound.passage.of("word") if text[m.end : clause.start] == " and " and _is_thing(m, desk)]
    return bool(last) and text[: last[0].start].endswith(", ")


def _nameless(mention: Mention, before: str, after: str, desk: Desk) -> bool:
    """Whether what stands in a list is no thing of a name: "with it came a jump", "a book and longs paid shorts"."""
    word, places = mention.data[0], desk.book.places
    if places.clause.fullmatch(word):
        return (before.endswith(" and") and not before.endswith(", and")) or after.startswith(" and ")
    return word not in desk.book.naming and bool(places.indefinite.match(word) and places.item_ends.match(after))


def _called_another(mention: Mention, before: str, bound: Bound, desk: Desk) -> bool:
    """Whether one thing is said to be or have another: "price impact was a thin book", "the tape had a thin book"."""
    names = [m for m in bound.passage.of("topic") if m.part == mention.part and m.end < mention.start]
    places = desk.book.places
    called = names and (places.is_.search(before) or places.has.fullmatch(before, names[-1].end))
    return bool(called) and _whole(mention, bound, desk).isdisjoint(names[-1].data)


def _is_thing(mention: Mention, desk: Desk) -> bool:
    """Whether a word is a noun with what is said of it: "a thin book", "more selling than usual"."""
    word, places = mention.data[0], desk.book.places
    if word not in desk.book.naming or " " not in word or places.doing.fullmatch(word) or places.clause.fullmatch(word):
        return False
    return bool(places.thing.fullmatch(word))
