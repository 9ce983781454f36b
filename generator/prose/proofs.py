"""Proofs for the writer: every variant of a message on its example, and what is wrong with it as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.planning.story import (
    Message,
)
from generator.prose.article import Sentence
from generator.prose.examples import example
from generator.prose.phrases import Phrase
from generator.prose.sentences import word
from generator.prose.telling import Telling
from generator.prose.variants import Choice
from generator.prose.wording import Wording

LONGEST = 35
"""Words a sentence may have; figures count as one each."""
_FEWEST = 2
"""Variants a message needs."""
_DOUBLED = re.compile(r"\b([a-z]+) \1\b", re.IGNORECASE)
_SPACING = re.compile(r"  | [,.;:)]|\( |[,;:](?=[A-Za-z])")
_ARTICLE = re.compile(r"\b(a (?=[aeiou](?!ne?\b|u?ni|s[ae]))|an (?=[^aeiou8\W]))", re.IGNORECASE)


def proofs(name: str, wording: Wording, style: str) -> list[Sentence]:
    """Return every variant of a message on its example, in order."""
    phrase = wording.bank.get(name)
    slots = {slot: example(kind, str(phrase.example[slot])) for slot, kind in phrase.slots.items()}
    telling = Telling(wording.lexicon, Choice("proof", style))
    return [word(Message(name, slots), phrase, index, telling) for index in range(len(phrase.say))]


class _Stub:
    """Stands for any slot and any face, and prints which."""

    def __init__(self, slot: str) -> None:
        self._slot = slot

    def __getattr__(self, face: str) -> str:
        if face.startswith("_"):
            raise AttributeError(face)
        return f"<{self._slot}.{face}>"

    def __str__(self) -> str:
        return f"<{self._slot}>"


def unlike_jinja(phrase: Phrase) -> Iterator[str]:
    """Yield the variants that Jinja itself would fill differently from `Phrase.fill`."""
    from jinja2 import Environment, StrictUndefined, TemplateError  # noqa: PLC0415 - the referee, wanted only here

    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text; pages escape
    stubs = {slot: _Stub(slot) for slot in phrase.slots}
    for index, variant in enumerate(phrase.say):
        try:
            expected = environment.from_string(variant).render(stubs)
        except TemplateError as error:
            yield f"is no Jinja template, {error}: {variant}"
            continue
        if phrase.fill(index, stubs) != expected:
            yield f"is not what Jinja makes of it: {variant}"


def faults(sentences: list[Sentence]) -> Iterator[str]:
    """Yield what is wrong with the proofs of one message."""
    if len(sentences) < _FEWEST:
        yield f"has {len(sentences)} variant, {_FEWEST} are needed"
    for sentence in sentences:
        text, headline = sentence.text, sentence.message.startswith("headline_")
        if match := _DOUBLED.search(text):
            yield f"doubles a word, {match[0]!r}: {text}"
        if match := _SPACING.search(text):
            yield f"is spaced wrongly at {match[0]!r}: {text}"
        if match := _ARTICLE.search(text):
            yield f"has the wrong article, {match[0]!r}: {text}"
        if len(text.split()) > LONGEST:
            yield f"has {len(text.split())} words, {LONGEST} are the most: {text}"
        if text.endswith(".") is headline:
            yield f"{'ends' if headline else 'does not end'} with a full stop: {text}"
        if text[:1] != text[:1].upper():
            yield f"does not begin with a capital: {text}"
