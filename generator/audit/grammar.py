"""Where a judging word may stand by its shape: a thing, a doing or a clause is no part of speech of another kind.

A word that is true and stands where it makes no sentence is one the desk did not understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.audit.binding import Bound, Desk, finding
from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Mention

_DOING = re.compile(r"[a-z]+ing (?:.* )?(?:positions|contracts)\b.*")
_SUBJECTS = (
    "it|longs|shorts|money|neither|takers|fewer|more|less|prices|leverage|contracts|openings|new positions|there|"
    "traders|orders|resting orders|about|roughly|nearly as many|almost as many|buyers|sellers|both|the price|"
    "the payment|taker|many|buy orders|sell orders|(?:slightly|somewhat|clearly|far|many) more accounts"
)
_VERBS = (
    "was|were|waited|had|added|made|took|bought|sold|outweighed|topped|exceeded|matched|cancelled|balanced|entered|"
    "left|enters|leaves|came|travel|offset|passed|went|has|pay|paid|pays|needed|called|stayed|outstripped|neither|are|is|"
    "required|flowed|moved|changed|held|stood|pressed|dominated|hurried|prevailed|pushed|outran|met|yielded"
)
_CLAUSE = re.compile(rf"(?!.*\bevenly\b)(?:{_SUBJECTS}|the strain|positions)\b(?: .*)? (?:{_VERBS})\b.*")
_NOUNS = (
    "book|liquidations|closures|selling|buying|funding|impact|interest|contracts|positions|price|flow|rate|toll|"
    "trading|surplus|shortfall"
)
_NO_THING = (
    r"to |towards? |in |on |about |had |pointing |more \w+ to |"
    r"\w+(?:ed|ew|ose|ell|id|nt) (?:the|prices|no|neither|more|less)\b"
)
_ADJECTIVE = "little |shade |touch |bit "
_THING = re.compile(rf"(?:an? (?!{_ADJECTIVE})(?:.* )?|(?!{_NO_THING})(?:.* )?)(?:{_NOUNS})\b.*")
_JOINTS = "and|while|so|but|yet|as|because|since|when|where|which|that|rate"
_VERB = "is|was|were|are|had|have|saw|sees?|show|shows|showed|brought|came|stood|found|gave|spent"
_OPENING = rf"(?:among|in|on) (?:(?!(?:{_VERB})\b)[a-z/-]+ ?){{1,6}}"
"""What may stand before a clause: "in taker flow neither side stood out"."""
_PREDICATE = re.compile(rf" (?:{_VERB})\b")
_MOVED = re.compile(r"\b(?:moved|changed)$")
_NAMELESS = re.compile(r"an? ")
_BEGINS = re.compile(rf"(?:(?:^|, |\b(?:{_JOINTS}) )(?:{_OPENING})?|[,;:(\ue100-\ue2ff\u2013\u2014-]|\b(?:{_JOINTS}))$")
_ACTS = re.compile(r"^$|\btraders$|\b(?:traders|participants)\b[^,;:]*\b(?:were|are)$|\bspen[dt]\b[^,;:]*$")
_IS = re.compile(r"\b(?:is|was)$")
_HAS = re.compile(r" (?:had|has|have|saw|sees?|shows?|showed)")
_ARTICLE = re.compile(r"\b(?:the|an?)$")
_NO_NOUN = re.compile(r"(?:in|near|close|below|above|well|within|not|were|was|ran) ")
_THERE = re.compile(r"\bthere (?:is|was|were)$")
_NO_THING_BEHIND = re.compile(r"\b(?:were|are|looked|proved|stayed|sellers|buyers|traders|where)$")
_LISTED = re.compile(
    r"(?::|\b(?:and|with|amid|despite|came|brought|brings|then|holds?|gives?|records?|had|have|has|shows?|showed|finally|last|"
    r"lastly|did|saw|sees?|found|finds?|met|meets?))$"
)
_ITEM_ENDS = re.compile(r"\s*(?:$|[,;.]|(?:and|went|came|by|to)\b)")
_FURTHER = re.compile(
    r"(?:(?:beyond|besides|apart from|aside from) that|(?:beside|around|next to|with|together with) it|"
    r"alongside (?:came|stood|went)|among the other|next(?! to)|then|further|in its company|in the background|"
    r"elsewhere|(?:for )?the (?:rest|remainder|other)|(?:nor did it|it did not) come alone|"
    r"it (?:went|came|coincided|was accompanied|shared)|to (?:complete|round off))\b|"
    r".*\b(?:also|(?:went|came) with it)\b"
)
_NOUNLIKE = re.compile(
    r"(?:the|an?|no|nothing|about the|prices?|trades?|orders|it|each) .*|.*\b(?:changed?|movement|moved)\b.*"
)
_HAS_SUBJECT = re.compile(r"(?:it|prices|the price|neither|leverage|takers?) ")
_SAYS = frozenset({"word", "topic", "number", "record", "regime", "share", "hundred", "state", "relation"})
_SPEAKING = frozenset({"topic", "state", "relation"})
_SIDES = frozenset({"sellers", "buyers"})
_BOOK = re.compile(r"\btraded? (?:on|against)$")
"""What only a book stands behind."""
_BARE = (["sellers"], ["buyers"])
_PEOPLE = re.compile(r"\b(?:traders|participants)\b[^,;:]*\b(?:were|are)$")


def check_places(bound: Bound, desk: Desk, told: frozenset[str]) -> Iterator[Finding]:
    """Check that every judging word stands where one of its shape can, and that no thing is named twice.

    `told` is what was named in the paragraph before: what is listed beside it is something else.
    """
    passage = bound.passage
    further = _FURTHER.match(passage.text.lower())
    said = set(told) if further else set[str]()
    if [m.text.lower() for m in passage.mentions if m.kind in _SAYS] in _BARE:
        yield finding(Kind.NOT_CHECKABLE, next(iter(passage.of("word"))), passage, "has nothing said of it")
    yield from _spelt_out(bound, desk)
    for mention in passage.of("word"):
        before, after = passage.text[: mention.start].lower().rstrip(), passage.text[mention.end :].lower()
        if not _fits(mention, before, after, bound, desk) or (further and _nameless(mention, before, after, desk)):
            yield finding(Kind.WORD, mention, passage, "does not stand where such words can")
        if _is_thing(mention, desk):
            if said & (whole := _whole(mention, bound, desk)):
                yield finding(Kind.WORD, mention, passage, "names again what was named")
            said |= whole


def _spelt_out(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that what stands before a colon, alone, is what the words behind it speak of."""
    passage = bound.passage
    colon = passage.text.find(": ")
    head = [m for m in passage.mentions if m.end <= colon and (m.kind in _SPEAKING or m.start in bound.topics)]
    if len(head) != 1 or head[0].kind != "word":
        return
    behind = [m for m in passage.mentions if m.start > colon]
    spoken = set[str]().union(*(m.data if m.kind == "topic" else _whole(m, bound, desk) for m in behind))
    inside = {topic for topic in spoken if any(name in head[0].data[0] for name in desk.book.named[topic])}
    if spoken and spoken.isdisjoint(_whole(head[0], bound, desk) | inside):
        yield finding(Kind.WORD, head[0], passage, "is not what stands behind the colon")


def named(bound: Bound, desk: Desk) -> frozenset[str]:
    """Return what the judging words of a statement are said of, and what that is a part of."""
    return frozenset[str]().union(*(_whole(mention, bound, desk) for mention in bound.passage.of("word")))


def _whole(mention: Mention, bound: Bound, desk: Desk) -> set[str]:
    topic = bound.topic(mention)
    return set() if topic is None else {topic, desk.book.topics[topic].part_of or topic}


def _fits(mention: Mention, before: str, after: str, bound: Bound, desk: Desk) -> bool:
    word = mention.data[0]
    if _DOING.fullmatch(word):
        return bool(_ACTS.search(before)) and bool(before or not after or after.startswith(":"))
    if _PEOPLE.search(before) and not word.startswith("more "):
        return False
    if _CLAUSE.fullmatch(word):
        return bool(_BEGINS.search(before)) and not _PREDICATE.match(after)
    if _is_thing(mention, desk):
        if _BOOK.search(before) and bound.topic(mention) != "depth":
            return False
        named = any(topic.end + 1 == mention.start for topic in bound.passage.of("topic"))
        return not (named or _NO_THING_BEHIND.search(before) or _called_another(mention, before, bound, desk))
    if word in _SIDES and after.startswith(" toward"):
        return False
    if _ARTICLE.search(before) and _NO_NOUN.match(word):
        return False
    if _THERE.search(before) and not _NOUNLIKE.fullmatch(word):
        return False
    if not before and after.startswith(":") and not _HAS_SUBJECT.match(word):
        return False
    if _MOVED.search(word) and any(m.start == mention.end + len(" in ") for m in bound.passage.of("topic")):
        return False
    aside = before.endswith(",") and not any(m.end + 1 == len(before) for m in bound.passage.of("number"))
    item = _LISTED.search(before) or (aside and " " not in word)
    return not (item and _ITEM_ENDS.match(after)) or bool(_NOUNLIKE.fullmatch(word) or _HAS_SUBJECT.match(word))


def _nameless(mention: Mention, before: str, after: str, desk: Desk) -> bool:
    """Whether what stands in a list is no thing of a name: "with it came a jump", "a book and longs paid shorts"."""
    word = mention.data[0]
    if _CLAUSE.fullmatch(word):
        return before.endswith(" and") and not before.endswith(", and")
    return word not in desk.book.naming and bool(_NAMELESS.match(word) and _ITEM_ENDS.match(after))


def _called_another(mention: Mention, before: str, bound: Bound, desk: Desk) -> bool:
    """Whether one thing is said to be or have another: "price impact was a thin book", "the tape had a thin book"."""
    names = [m for m in bound.passage.of("topic") if m.part == mention.part and m.end < mention.start]
    called = names and (_IS.search(before) or _HAS.fullmatch(before, names[-1].end))
    return bool(called) and _whole(mention, bound, desk).isdisjoint(names[-1].data)


def _is_thing(mention: Mention, desk: Desk) -> bool:
    """Whether a word is a noun with what is said of it: "a thin book", "more selling than usual"."""
    word = mention.data[0]
    if word not in desk.book.naming or " " not in word or _DOING.fullmatch(word) or _CLAUSE.fullmatch(word):
        return False
    return bool(_THING.fullmatch(word))
