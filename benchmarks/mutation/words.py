"""Mutants of judging words: direction, size, comparison, superlative and rank, degree and negation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Metric
from generator.prose.article import Claim, Sentence

from .changes import Change, Clean, Edit, Way, changed, is_whole, put
from .licence import groups


def lexical(clean: Clean) -> Iterator[tuple[Change, bool]]:
    """Yield judging words put as every other of their groups, with whether the side changes and not only the size."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            for _, levels in groups(clean, claim.metric):
                said = {key for key, words in levels.items() if claim.text.lower() in words}
                held = set(chain(*(words for key, words in levels.items() if key in said)))
                for (side, _), words in levels.items() if said else ():
                    flips = all(side != other for other, _ in said)
                    for word in words:
                        if word not in held:
                            text = word[:1].upper() + word[1:] if claim.text[:1].isupper() else word
                            yield put(number, sentence, claim, text), flips


def flipped(clean: Clean) -> Iterator[Change]:
    """A judging word of the other side, or of none."""
    yield from (change for change, flips in lexical(clean) if flips)


def resized(clean: Clean) -> Iterator[Change]:
    """A judging word of another size, nearer or further."""
    yield from (change for change, flips in lexical(clean) if not flips)


def _judging(clean: Clean) -> list[tuple[int, Sentence, Claim]]:
    """Return every claim that is a judging word."""
    return [
        (number, sentence, claim)
        for number, sentence in enumerate(clean.sentences)
        for claim in sentence.claims
        if claim.metric in set(Metric)
        and claim.field in {"value", "z"}
        and not _NUMBER.search(claim.text)
        and not is_whole(sentence, claim)
    ]


_NUMBER = re.compile(r"\d")


def borrowed(clean: Clean) -> Iterator[Change]:
    """A judging word of another metric of the article."""
    found = _judging(clean)
    for number, sentence, claim in found:
        for other in {item.text: item for _, _, item in found if item.metric != claim.metric}.values():
            text = other.text[:1].upper() + other.text[1:] if claim.text[:1].isupper() else other.text.lower()
            if text != claim.text:
                yield put(number, sentence, claim, text)


def exchanged(clean: Clean) -> Iterator[Change]:
    """Two judging words of one sentence in each other's place."""
    by_sentence: dict[int, list[tuple[int, Sentence, Claim]]] = {}
    for item in _judging(clean):
        by_sentence.setdefault(item[0], []).append(item)
    for number, found in by_sentence.items():
        (_, sentence, first), (_, _, last) = found[0], found[-1]
        if first.metric != last.metric and not _apart(sentence):
            edits = (Edit(a.start, a.text, b.text) for a, b in ((first, last), (last, first)))
            yield changed(number, sentence, *edits)


def _apart(sentence: Sentence) -> bool:
    """Whether a sentence is a list, in which the order says nothing."""
    return sentence.message.startswith(("shows", "support", "missing"))


_OPPOSITES = (
    *(("fell", "rose"), ("declined", "grew"), ("falling", "rising"), ("falls", "rises"), ("slipped", "gained")),
    *(("selling", "buying"), ("sellers", "buyers"), ("sold", "bought"), ("sell side", "buy side")),
    *(("longs pay shorts", "shorts pay longs"), ("longs", "shorts"), ("long", "short"), ("enters", "leaves")),
    *(("closing", "opening"), ("closed", "opened"), ("a discount", "a premium"), ("shortfall", "surplus")),
    *(("thin", "deep"), ("heavy", "light"), ("high", "low"), ("elevated", "subdued"), ("little", "much")),
    *(("decline", "rise"), ("fall", "gain"), ("negative", "elevated"), ("negative", "positive"), ("calm", "restless")),
    *(("adds leverage", "takes leverage out"), ("was forced", "was not forced"), ("not a choice", "a choice")),
    *(("near", "far from"), ("close to", "far from"), ("unusual", "usual"), ("ordinary", "extraordinary")),
    *(("began", "ended"), ("start", "end"), ("in place", "gone"), ("stayed", "left"), ("outweighed", "trailed")),
)
_COMPARISONS = (
    *(("more", "less"), ("above", "below"), ("up", "down"), ("higher", "lower"), ("larger", "smaller")),
    *(("thinner", "deeper"), ("heavier", "lighter"), ("most", "least"), ("wider", "narrower"), ("longer", "shorter")),
    *(("further", "less far"), ("ahead", "behind"), ("larger part", "smaller part"), ("stronger", "weaker")),
    *(("better", "worse"), ("faster", "slower"), ("than usual", "than ever"), ("than usual", "than the day before")),
    *(("as much as", "more than"), ("at least", "at most"), ("over", "under"), ("before", "after")),
)


def _exchange(clean: Clean, pairs: Iterable[tuple[str, str]]) -> Iterator[Change]:
    for number, sentence in enumerate(clean.sentences):
        for pair in pairs:
            for old, new in (pair, pair[::-1]):
                for match in re.finditer(rf"(?<![-\w/]){old}(?![-\w/])", sentence.text, re.IGNORECASE):
                    if sentence.text[: match.end()].lower().endswith("at or above"):
                        continue
                    text = new.capitalize() if match[0][0].isupper() else new
                    yield changed(number, sentence, Edit(match.start(), match[0], text))


def opposite(clean: Clean) -> Iterator[Change]:
    """A word for its opposite, wherever it stands."""
    yield from _exchange(clean, _OPPOSITES)


def comparison(clean: Clean) -> Iterator[Change]:
    """A comparison turned round, or made with something else."""
    yield from _exchange(clean, _COMPARISONS)


_SUPERLATIVES = (
    *(("largest", "smallest"), ("highest", "lowest"), ("widest", "narrowest"), ("heaviest", "lightest")),
    *(("strongest", "weakest"), ("one-sided selling", "one-sided buying"), ("fall", "gain"), ("fall", "rise")),
    *(("longest", "shortest"), ("steepest", "mildest"), ("most", "least"), ("nearest", "furthest")),
)
_RECORD = re.compile(
    r"\b(largest|smallest|highest|lowest|widest|narrowest|most one-sided|longest|steepest|strongest)\b"
)
_RANKS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_RANKED = re.compile(rf"\b({'|'.join(_RANKS)})(-|\b)")


def superlative(clean: Clean) -> Iterator[Change]:
    """The other superlative."""
    for change in _exchange(clean, _SUPERLATIVES):
        sentence = clean.sentences[change.number]
        if _RECORD.search(sentence.text) or "nearest" in sentence.text or "least" in sentence.text:
            yield change


def ranked(clean: Clean) -> Iterator[Change]:
    """Another place in an order: the second-largest for the largest, the fourth for the third."""
    for number, sentence in enumerate(clean.sentences):
        for match in _RECORD.finditer(sentence.text):
            for rank in (*_RANKS[1:4], "one of the"):
                new = f"one of the {match[0]}" if rank == "one of the" else f"{rank}-{match[0]}"
                yield changed(number, sentence, Edit(match.start(), match[0], new))
        for match in _RANKED.finditer(sentence.text):
            at = _RANKS.index(match[1])
            for other in {max(0, at - 1), min(9, at + 1), min(9, at + 3)} - {at}:
                yield changed(number, sentence, Edit(match.start(1), match[1], _RANKS[other]))


_DEGREES = (
    "slightly very exceptionally clearly extremely far barely hardly not no-longer almost nearly unusually sharply"
).split()


def modified(clean: Clean) -> Iterator[Change]:
    """A word of degree or a negation put before a judging word, or the degree it had left out."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.metric not in set(Metric) or not claim.text.replace(" ", "").replace("-", "").isalpha():
                continue
            if claim.field in {"missing", "listed", "threshold"}:
                continue
            degree = clean.random.choice(_DEGREES).replace("no-longer", "no longer")
            article = re.match(r"(an? )(.+)", claim.text, re.IGNORECASE)
            at = claim.start + (article.end(1) if article else 0)
            yield changed(number, sentence, Edit(at, "", f"{degree} "))
            had = re.search(
                r"\b(slightly|very|severely|clearly|exceptionally|extremely|far|much|unusually) ", claim.text
            )
            if had:
                yield changed(number, sentence, Edit(claim.start + had.start(), had[0], ""))


WAYS: tuple[tuple[Kind, str, Way], ...] = tuple(
    (Kind.WORD, name, way)
    for name, way in (
        ("other side", flipped),
        ("other size", resized),
        ("another's word", borrowed),
        ("words exchanged", exchanged),
        ("opposite", opposite),
        ("comparison", comparison),
        ("superlative", superlative),
        ("rank", ranked),
        ("degree or negation", modified),
    )
)
