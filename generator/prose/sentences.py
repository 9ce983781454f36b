"""One message and one variant to a sentence with its claims."""

from __future__ import annotations

from generator.planning.story import Message
from generator.prose.article import Sentence
from generator.prose.faces import Telling, faces
from generator.prose.marks import placed
from generator.prose.phrases import Phrase


def word(message: Message, phrase: Phrase, index: int, telling: Telling) -> Sentence:
    """Return one variant of a phrase with the slots of a message in it."""
    telling.next_sentence()
    rendered = phrase.fill(index, faces(message.slots, telling))
    text, claims = placed(rendered, telling.ledger.claims)
    return Sentence(text, message.name, claims)
