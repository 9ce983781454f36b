"""Typed mutants: one thing in a clean article made false, to see whether the desk finds it.

Each way to spoil an article is a function from the article to the sentences it can spoil and what they become. What it
yields is false, or nothing the data can bear out: a change that leaves the text true is left out where it is made.
Everything is drawn from the seed alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generator.audit.clearance import Kind

from . import mutants_context, mutants_inserts, mutants_names, mutants_numbers, mutants_words
from .clean import Clean, Way


@dataclass(frozen=True, slots=True)
class Mutant:
    """One article with one thing in it made false."""

    kind: Kind
    way: str
    """Which way of spoiling made it."""
    text: str
    written: str
    """How the text is written: ``txt``, or ``md`` for a whole page."""
    shown: str
    """The sentence as it was and as it is."""


WAYS: tuple[tuple[Kind, str, Way], ...] = (
    *mutants_numbers.WAYS,
    *mutants_words.WAYS,
    *mutants_names.WAYS,
    *mutants_context.WAYS,
    *mutants_inserts.WAYS,
)
"""Every way of spoiling an article, in order."""


def mutants(clean: Clean, each: int) -> Iterator[Mutant]:
    """Yield mutants of an article: up to `each` by every way there is, drawn from the article's seed."""
    sentences = clean.sentences
    for kind, name, way in WAYS:
        changes = list(dict.fromkeys(way(clean)))
        for number, text in clean.random.sample(changes, min(each, len(changes))):
            if number < 0:  # the whole text
                yield Mutant(kind, name, text, "md" if text.startswith("#") else "txt", text)
            elif text != sentences[number].text:
                shown = f"{sentences[number].text} -> {text}"
                yield Mutant(kind, name, clean.with_sentence(number, text), "txt", shown)
