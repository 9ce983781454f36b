"""The verb of prose: a story to an article."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import TemplateError

from generator.bundled import TEMPLATES
from generator.errors import Fault, PhraseInvalid
from generator.planning.story import Message, Story
from generator.prose.article import Article, Paragraph, Sentence
from generator.prose.faces import Telling, faces
from generator.prose.lexicon import Lexicon
from generator.prose.marks import placed
from generator.prose.phrases import PhraseBank, place
from generator.prose.variants import Choice

STYLES = ("plain", "vivid")


@dataclass(frozen=True, slots=True)
class Wording:
    """The writer's files an article is worded from."""

    bank: PhraseBank
    lexicon: Lexicon
    disclaimer: str


def shipped_disclaimer() -> str:
    """Return the disclaimer every article ends with."""
    return " ".join((TEMPLATES / "en" / "disclaimer.txt").read_text(encoding="utf-8").split())


def realise(story: Story, wording: Wording, *, seed: int, style: str) -> Article:
    """Return the article of a story: the same story, files, seed and style always give the same bytes.

    Raises:
        PhraseInvalid: a message has no phrase, or a phrase asks for what its slot does not have.
    """
    choice = Choice(f"{seed}/{story.asset}/{story.as_of.isoformat()}/{story.form}", style)
    telling = Telling(wording.lexicon, choice)
    headline = _sentence(story.headline, wording.bank, telling, headline=True)
    telling.next_sentence()  # a headline is no antecedent
    dek = _sentence(story.dek, wording.bank, telling)
    telling.next_sentence()
    paragraphs = []
    for section in story.sections:
        telling.named = set()
        sentences = tuple(_sentence(item, wording.bank, telling) for item in section.messages)
        paragraphs.append(Paragraph(section.role, sentences))
    return Article(
        asset=story.asset,
        as_of=story.as_of,
        period=story.period,
        form=story.form,
        seed=seed,
        style=style,
        headline=headline,
        dek=dek,
        paragraphs=tuple(paragraphs),
        disclaimer=wording.disclaimer,
        regimes=story.regimes,
        missing=story.missing,
    )


def _sentence(message: Message, bank: PhraseBank, telling: Telling, *, headline: bool = False) -> Sentence:
    phrase = bank.get(message.name)
    index = telling.choice.variant(message.name, phrase.openings)
    telling.next_sentence()
    try:
        rendered = phrase.template(index).render(faces(message.slots, telling))
    except TemplateError as error:
        raise PhraseInvalid([Fault(place(message.name, index), str(error), "use a slot or face it has")]) from error
    text, claims = placed(rendered, telling.ledger.claims)
    return Sentence(text.removesuffix(".") if headline else text, message.name, claims)
