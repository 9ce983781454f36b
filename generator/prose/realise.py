"""The verb of prose: a story to an article."""

from __future__ import annotations

from dataclasses import replace

from generator.planning.story import Message, Story
from generator.prose.article import Article, Paragraph, Sentence
from generator.prose.phrases import PhraseBank
from generator.prose.sentences import openings, word
from generator.prose.telling import Telling
from generator.prose.variants import Choice
from generator.prose.wording import Wording

STYLES = ("plain", "vivid")


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
    sentence = word(message, phrase, telling.choice.variant(message.name, openings(message, phrase, telling)), telling)
    return replace(sentence, text=sentence.text.removesuffix(".")) if headline else sentence
