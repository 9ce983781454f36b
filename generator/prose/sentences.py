"""One message and one variant to a sentence with its claims."""

from __future__ import annotations

from jinja2 import TemplateError

from generator.errors import Fault, PhraseInvalid
from generator.planning.story import Message
from generator.prose.article import Sentence
from generator.prose.faces import Telling, faces
from generator.prose.marks import placed
from generator.prose.phrases import Phrase, place


def word(message: Message, phrase: Phrase, index: int, telling: Telling) -> Sentence:
    """Return one variant of a phrase with the slots of a message in it."""
    telling.next_sentence()
    try:
        rendered = phrase.template(index).render(faces(message.slots, telling))
    except TemplateError as error:
        raise PhraseInvalid([Fault(place(message.name, index), str(error), "use a slot or face it has")]) from error
    text, claims = placed(rendered, telling.ledger.claims)
    return Sentence(text, message.name, claims)
