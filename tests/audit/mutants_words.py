"""Mutants of judging words: the other direction, a size up or down, the other superlative."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Metric
from generator.planning.magnitude import SCALES, Magnitude, magnitude
from generator.prose.article import Claim

from .clean import Change, Clean, Way
from .mutants_numbers import put

Levels = dict[tuple[str, int], list[str]]
"""Words of a group by side and level; level 0 holds for every level of its side."""


def groups(clean: Clean, metric: str) -> Iterator[Levels]:
    """Yield the word groups of a metric in the writer's lexicon."""
    raw = clean.materials.wording.lexicon.raw["metrics"].get(metric, {})
    for sides in raw.get("words", {}).values():
        levels: Levels = {}
        for side, words in sides.items():
            if side in {"low", "flat", "high"}:
                listed = words if isinstance(words, list) else [words]
                flat = side == "flat" or not isinstance(words, list)
                for level, item in enumerate(listed, 1):
                    levels.setdefault((side, 0 if flat else level), []).extend(
                        [item] if isinstance(item, str) else item
                    )
        yield levels


def _size(clean: Clean, claim: Claim) -> Magnitude | None:
    measure = clean.snapshot.get(Metric(claim.metric)) if claim.metric in set(Metric) else None
    return None if measure is None else magnitude(measure, clean.snapshot.period)


def _on_a_step(clean: Clean, claim: Claim) -> bool:
    """Whether a value lies on the step between two sizes, where both words are true."""
    measure = clean.snapshot.get(Metric(claim.metric))
    scale = SCALES.get(Metric(claim.metric))
    if measure is None or scale is None:
        return True
    value = measure.z if scale.field == "z" else measure.value
    if value is None or value == 0:
        return True
    centre = 0.0 if scale.ratio else scale.centre
    return any(abs(abs(value - centre) - step) <= 1e-8 * max(1, step) for step in scale.steps)


def lexical(clean: Clean) -> Iterator[tuple[int, str, bool]]:
    """Yield every judging word put differently, with whether the side changes and not only the size."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            size = _size(clean, claim)
            if size is None or _on_a_step(clean, claim):
                continue
            for levels in groups(clean, claim.metric):
                said = {key for key, words in levels.items() if claim.text.lower() in words}
                held = set(chain(*(words for key, words in levels.items() if key in said)))
                for (side, level), words in levels.items() if said else ():
                    flips = all(side != other for other, _ in said)
                    for word in words:
                        if word not in held and (flips or abs(level - size.level) == 1):
                            text = word[:1].upper() + word[1:] if claim.text[:1].isupper() else word
                            yield number, put(sentence, claim, text), flips


def flipped(clean: Clean) -> Iterator[Change]:
    """A judging word of the other side."""
    yield from ((number, text) for number, text, flips in lexical(clean) if flips)


def resized(clean: Clean) -> Iterator[Change]:
    """A judging word of the next size up or down."""
    yield from ((number, text) for number, text, flips in lexical(clean) if not flips)


_PAIRS = (
    ("fell", "rose"),
    ("declined", "grew"),
    ("falling", "rising"),
    ("selling", "buying"),
    ("sellers", "buyers"),
    ("below", "above"),
    ("thin", "deep"),
    ("thinner", "deeper"),
    ("heavy", "light"),
    ("longs pay shorts", "shorts pay longs"),
    ("longs took", "shorts took"),
    ("closing", "opening"),
    ("closed", "opened"),
    ("a discount", "a premium"),
    ("higher", "lower"),
    ("more", "less"),
    ("slipped", "gained"),
    ("high", "low"),
    ("elevated", "subdued"),
    ("enters", "leaves"),
    ("little", "much"),
    ("shortfall", "surplus"),
    ("decline", "rise"),
    ("fall", "gain"),
    ("sell side", "buy side"),
    ("negative", "elevated"),
    ("adds leverage", "takes leverage out"),
    ("was forced", "was not forced"),
    ("was not forced", "was forced"),
    ("not a choice", "a choice"),
)


def antonym(clean: Clean) -> Iterator[Change]:
    """A word for its opposite, wherever it stands."""
    for number, sentence in enumerate(clean.sentences):
        for pair in _PAIRS:
            for old, new in (pair, pair[::-1]):
                for match in re.finditer(rf"\b{old}\b", sentence.text, re.IGNORECASE):
                    if "at or above" in sentence.text[: match.end()][-11:] or _even(clean, sentence.text):
                        continue
                    text = new.capitalize() if match[0][0].isupper() else new
                    yield number, sentence.text[: match.start()] + text + sentence.text[match.end() :]


def _even(clean: Clean, text: str) -> bool:
    """Whether a sentence is about a value that is the same seen from either side."""
    rate = clean.snapshot.value(Metric.FUNDING_RATE)
    return rate == 0 and ("fund" in text.lower() or "everage" in text)


_SUPERLATIVES = (
    ("largest", "smallest"),
    ("highest", "lowest"),
    ("widest", "narrowest"),
    ("one-sided selling", "one-sided buying"),
    ("fall since", "gain since"),
    ("fall in the", "rise in the"),
)


def superlative(clean: Clean) -> Iterator[Change]:
    """The other superlative of a record."""
    for number, sentence in enumerate(clean.sentences):
        for pair in _SUPERLATIVES:
            for old, new in (pair, pair[::-1]):
                if re.search(rf"\b{old}\b", sentence.text) and any(c.field == "record" for c in sentence.claims):
                    yield number, re.sub(rf"\b{old}\b", new, sentence.text, count=1)


_SIZES = ("slightly", "very", "exceptionally", "clearly", "extremely", "far", "barely", "hardly", "not", "no longer")


def modified(clean: Clean) -> Iterator[Change]:
    """A word of degree or a negation put before a judging word."""
    for number, sentence in enumerate(clean.sentences):
        for claim in sentence.claims:
            if claim.metric in set(Metric) and claim.field in {"value", "z"} and claim.text.replace(" ", "").isalpha():
                size = clean.random.choice(_SIZES)
                article = re.match(r"(an? )(.+)", claim.text)
                text = f"{article[1]}{size} {article[2]}" if article else f"{size} {claim.text}"
                if not _licensed(clean, claim, text):
                    yield number, put(sentence, claim, text)


def _licensed(clean: Clean, claim: Claim, text: str) -> bool:
    """Whether words happen to be a synonym, or what the value licenses under another group."""
    for levels in groups(clean, claim.metric):
        size = _size(clean, claim)
        if size is None or _on_a_step(clean, claim):
            return True
        if text.lower() in levels.get((size.side, size.level), []):
            return True
    return False


WAYS: tuple[tuple[Kind, str, Way], ...] = tuple(
    (Kind.WORD, name, way)
    for name, way in (
        ("other side", flipped),
        ("other size", resized),
        ("antonym", antonym),
        ("superlative", superlative),
        ("degree or negation", modified),
    )
)
