"""Proofs for the writer: every variant of a message on its example, and what is wrong with it as a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.planning.story import Message
from generator.prose.article import Sentence
from generator.prose.examples import example
from generator.prose.marks import placed
from generator.prose.patterns import readings
from generator.prose.phrases import Phrase
from generator.prose.sentences import Ready
from generator.prose.telling import Telling
from generator.prose.variants import Draws
from generator.prose.wording import Wording

LONGEST = 35
"""Words a sentence may have; figures count as one each."""
MOST = 24
"""Readings of a variant that are read; of one that has more, enough that every word of it is in some."""
_JUDGED = 3  # readings of a variant that Jinja is asked about
_FEWEST = 2
"""Variants a message needs."""
_DOUBLED = re.compile(r"\b([a-z]+) \1\b", re.IGNORECASE)
_SPACING = re.compile(r"  | [,.;:)]|\( |[,;:](?=[A-Za-z])")
_ARTICLE = re.compile(r"\b(a (?=[aeiou](?!ne?\b|u?ni|s[ae]))|an (?=[^aeiou8\W]))", re.IGNORECASE)


def proofs(name: str, wording: Wording, style: str) -> list[Sentence]:
    """Return readings of every variant of a message on its example: all, or so many that each word is in one."""
    phrase = wording.bank.get(name)
    slots = {slot: example(kind, str(phrase.example[slot])) for slot, kind in phrase.slots.items()}
    found = []
    for index, pattern in enumerate(phrase.patterns):
        for turn, reading in enumerate(readings(pattern, MOST)):
            telling = Telling(wording.lexicon, style, Draws(f"proof/{index}/{turn}"))
            ready = Ready(Message(name, slots), wording.bank, telling)
            rendered = ready.resting(phrase.fill(index, reading, ready.faces), telling)
            text, claims = placed(rendered, telling.ledger.claims)
            found.append(Sentence(text, name, claims))
    return found


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
    """Yield the readings that Jinja itself would fill differently from `Phrase.fill`."""
    from jinja2 import Environment, StrictUndefined, TemplateError  # noqa: PLC0415 - the referee, wanted only here

    environment = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701 - plain text; pages escape
    stubs = {slot: _Stub(slot) for slot in phrase.slots}
    for index, pattern in enumerate(phrase.patterns):
        for reading in readings(pattern, _JUDGED):
            template = "".join(part if isinstance(part, str) else f"{{{{ {part} }}}}" for part in reading)
            try:
                expected = environment.from_string(template).render(stubs)
            except TemplateError as error:
                yield f"is no Jinja template, {error}: {template}"
                continue
            if phrase.fill(index, reading, stubs) != expected:
                yield f"is not what Jinja makes of it: {template}"


def faults(sentences: list[Sentence]) -> Iterator[str]:
    """Yield what is wrong with the proofs of one message."""
    if len(sentences) < _FEWEST:
        yield f"has {len(sentences)} variant, {_FEWEST} are needed"
    for sentence in sentences:
        text, headline = sentence.text, sentence.message.startswith(("headline_", "subject_"))
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
