"""Messages to a sentence with its claims: one message, or two that a connective joins."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from generator.planning.story import Message
from generator.prose.article import Sentence
from generator.prose.faces import faces
from generator.prose.marks import placed
from generator.prose.patterns import Slot, drawn
from generator.prose.phrases import Phrase, PhraseBank
from generator.prose.telling import Telling
from generator.prose.variants import Draws

_DAY = re.compile(r"\bdays?\b")
_INNER = re.compile(r"[;:]| (?:while|and) ")


@dataclass(frozen=True, slots=True)
class Draft:
    """One way to say one or two messages."""

    sentence: Sentence
    named: frozenset[str]
    """Metrics it names, which the next sentence may name in short."""
    messages: int
    """How many messages it says."""


def worded(message: Message, phrase: Phrase, index: int, telling: Telling, *, daily: bool = True) -> str | None:
    """Return a reading of a variant with its claims marked; None where it speaks of a day and the bar is no day."""
    reading = list(drawn(phrase.patterns[index], telling.draws))
    if not daily and any(map(_of_a_day, reading)):
        return None
    return phrase.fill(index, iter(reading), faces(message.slots, telling))


def _of_a_day(part: str | Slot) -> bool:
    return part.face == "weekday" if isinstance(part, Slot) else bool(_DAY.search(part))


def drafted(  # noqa: PLR0913 - a draft depends on these, and nothing else
    messages: Sequence[Message], bank: PhraseBank, telling: Telling, turn: int, seed: str, *, daily: bool
) -> Draft | None:
    """Return one draft of the first message, or of the first two; None where this turn gives none.

    The turn goes round the variants, so that the drafts of a message differ in more than their words.
    """
    last = telling.last
    telling.begin(Draws(f"{seed}/{turn}"), last)
    marked: list[str] = []
    for message in messages:
        phrase = bank.get(message.name)
        index = (telling.draws(len(phrase.say)) + turn) % len(phrase.say)
        found = worded(message, phrase, index, telling, daily=daily)
        if found is None:
            return None
        marked.append(found)
    rendered = marked[0]
    if len(marked) > 1:
        rendered = _joined(marked, [bank.get(message.name).alone for message in messages], bank, telling)
    text, claims = placed(rendered, telling.ledger.claims)
    name = "+".join(message.name for message in messages)
    return Draft(Sentence(text, name, claims), frozenset(telling.named), len(messages))


def _joined(marked: Sequence[str], alone: Sequence[bool], bank: PhraseBank, telling: Telling) -> str:
    """Return two sentences as one. What the desk reads as a whole stands behind a semicolon."""
    first, second = marked
    second = second if not second[:1].isalpha() else second[:1].lower() + second[1:]
    plain = any(alone) or _INNER.search(first) or _INNER.search(second)
    joint = "; " if plain else telling.any(bank.lists["joints"])
    return f"{first.removesuffix('.')}{joint}{second}"
