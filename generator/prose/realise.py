"""The verb of prose: a story to an article."""

from __future__ import annotations

import re
from dataclasses import replace

from generator.planning.story import Message, Story
from generator.prose.article import Article, Paragraph, Sentence
from generator.prose.phrases import PhraseBank
from generator.prose.sentences import openings, word
from generator.prose.telling import Telling
from generator.prose.variants import Choice
from generator.prose.wording import Wording

STYLES = ("plain", "vivid")
_DAY = re.compile(r"\bday\b")


def realise(story: Story, wording: Wording, *, seed: int, style: str) -> Article:
    """Return the article of a story: the same story, files, seed and style always give the same bytes.

    Raises:
        PhraseInvalid: a message has no phrase, or a phrase asks for what its slot does not have.
    """
    choice = Choice(f"{seed}/{story.asset}/{story.as_of.isoformat()}/{story.form}", style)
    telling = Telling(wording.lexicon, choice)
    bank, daily = wording.bank, story.period == "1d"
    headline = _sentence(story.headline, bank, telling, daily=daily, headline=True)
    telling.next_sentence()  # a headline is no antecedent
    dek = _sentence(story.dek, bank, telling, daily=daily)
    telling.next_sentence()
    paragraphs = []
    for section in story.sections:
        telling.named = set()
        sentences = tuple(_sentence(item, bank, telling, daily=daily) for item in section.messages)
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


def _sentence(message: Message, bank: PhraseBank, telling: Telling, *, daily: bool, headline: bool = False) -> Sentence:
    phrase = bank.get(message.name)
    # a variant that speaks of a day says something false of an hour
    among = [i for i, parts in enumerate(phrase.parts) if daily or not any(map(_DAY.search, parts[::2]))]
    choice = telling.choice.variant(message.name, openings(message, phrase, telling), among)
    sentence = word(message, phrase, choice, telling)
    return replace(sentence, text=sentence.text.removesuffix(".")) if headline else sentence
