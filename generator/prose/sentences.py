"""One message and one variant to a sentence with its claims."""

from __future__ import annotations

from generator.planning.story import Figure, Message
from generator.prose.article import Sentence
from generator.prose.faces import faces
from generator.prose.marks import placed
from generator.prose.phrases import Phrase
from generator.prose.telling import Telling


def openings(message: Message, phrase: Phrase, telling: Telling) -> list[str]:
    """Return how each variant would begin, by which neighbours are kept from sounding alike."""
    return [_opening(parts, message, telling) for parts in phrase.parts]


def _opening(parts: tuple[str, ...], message: Message, telling: Telling) -> str:
    text = parts[0]
    if not text and ("." in parts[1] and not parts[1].endswith(".name")):
        return parts[1]  # the same words begin it, whatever follows
    for slot, literal in zip(parts[1:4:2], parts[2:5:2], strict=False):
        name, _, face = slot.partition(".")
        found = message.slots.get(name)
        shown = telling.called(found.measure.metric.value) if isinstance(found, Figure) and face == "name" else slot
        text += f"{shown}{literal}"
    return " ".join(text.replace(",", " ").split()[:2]).lower()


def word(message: Message, phrase: Phrase, index: int, telling: Telling) -> Sentence:
    """Return one variant of a phrase with the slots of a message in it."""
    telling.next_sentence()
    rendered = phrase.fill(index, faces(message.slots, telling))
    text, claims = placed(rendered, telling.ledger.claims)
    return Sentence(text, message.name, claims)
