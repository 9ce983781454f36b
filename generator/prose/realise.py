"""The verb of prose: a story to an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from generator.planning.memory import Memory, masked
from generator.planning.story import Form, Message, Role, Section, Story
from generator.prose.article import Article, Paragraph, Sentence
from generator.prose.sentences import Draft, drafted
from generator.prose.telling import Telling
from generator.prose.variants import Draws, Novelty
from generator.prose.wording import Wording

STYLES = ("plain", "vivid")
_DRAFTS: Final = 12  # of each sentence, the newest of which is taken
_PATIENCE: Final = 8  # times as many turns, where none gave a sentence: most ways to say it speak of a day
_HEADLINES: Final = 40  # drafts of a headline, which must not return within
_SEASON: Final = timedelta(days=60)
_NEWNESS: Final = 4.5
"""What a sentence is worth of which no stretch was said before."""
_LENGTHS: Final = (165, 188, 210)  # characters that sentences are drawn towards in turn
_SHORT: Final = (60, 80, 100)
"""The same in a flash."""
_STRAY: Final = 22.0
"""Characters by which a sentence may miss that length for each one off its worth."""
_LONGEST: Final = 35
_DECIMAL: Final = 8.0
"""What each figure with decimals takes from the worth of a draft: a reader takes in few of them."""
_FIGURED: Final = 2.5
"""What a figure adds to the worth of a draft in a paragraph of evidence that has none yet: judgements have numbers."""
_DECIMALS = re.compile(r"\d\.\d(?!\d*% per)")  # a funding rate has no other way to be shown
_FIGURES = re.compile(r"[$%]|standard deviation")
_SCORED = re.compile(r"standard deviation|z-score")


def realise(story: Story, wording: Wording, memory: Memory, *, seed: int, style: str) -> Article:
    """Return the article of a story: the same story, files, memory, seed and style always give the same bytes.

    Raises:
        PhraseInvalid: a message has no phrase, or a phrase asks for what its slot does not have.
    """
    key = f"{seed}/{story.asset}/{story.as_of.isoformat()}/{story.form}"
    desk = _Desk(story, wording, memory, key, style)
    headline = desk.headline(story.headline)
    dek = desk.alone(story.dek, "dek")
    return Article(
        asset=story.asset,
        as_of=story.as_of,
        period=story.period,
        form=story.form,
        seed=seed,
        style=style,
        headline=headline,
        dek=dek,
        summary=desk.alone(story.summary, "summary"),
        subject=desk.alone(story.subject, "subject", title=True),
        preheader=desk.alone(story.preheader, "preheader"),
        paragraphs=tuple(desk.paragraph(section, str(i)) for i, section in enumerate(story.sections)),
        disclaimer=wording.disclaimer,
        regimes=story.regimes,
        missing=story.missing,
    )


class _Desk:
    """Where the sentences of one article are drafted and chosen."""

    def __init__(self, story: Story, wording: Wording, memory: Memory, key: str, style: str) -> None:
        self.bank, self.key, self.daily = wording.bank, key, story.period == "1d"
        self.lengths = _SHORT if story.form is Form.FLASH else _LENGTHS
        self.memory, self.as_of = memory, story.as_of
        self.novelty = Novelty(memory, story.as_of)
        self.telling = Telling(wording.lexicon, style, Draws(key))

    def headline(self, message: Message) -> Sentence:
        """Return the headline, unlike those of the last sixty days where there is another way to say it."""
        self.telling.last = frozenset()
        drafts = [draft.sentence for draft in self._drafts([message], "headline", _HEADLINES)]
        taken = {text for text, at in self.memory.headlines.items() if _recent(at, self.as_of)}
        fresh = [item for item in drafts if masked(item.text.removesuffix(".")) not in taken] or drafts
        best = max(fresh[: _DRAFTS * 2], key=lambda item: self.novelty.of(item.text))
        return replace(best, text=best.text.removesuffix("."))

    def alone(self, message: Message, place: str, *, title: bool = False) -> Sentence:
        """Return a sentence that stands by itself, such as the dek."""
        self.telling.last = frozenset()  # a headline is no antecedent
        best = max(self._drafts([message], place, _DRAFTS), key=lambda draft: self.novelty.of(draft.text)).sentence
        self.novelty.said(best.text)
        return replace(best, text=best.text.removesuffix(".")) if title else best

    def paragraph(self, section: Section, place: str) -> Paragraph:
        """Return a paragraph: each sentence the newest of its drafts."""
        self.telling.last = frozenset()
        sentences: list[Sentence] = []
        left = list(section.messages)
        scored = False
        while left:
            figured = section.role is not Role.EVIDENCE or any(_FIGURES.search(item.text) for item in sentences)
            best = self._best(left, f"{place}.{len(sentences)}", scored=scored, figured=figured)
            self.novelty.said(best.text)
            self.telling.last = best.named
            scored = scored or bool(_SCORED.search(best.text))
            sentences.append(best.sentence)
            left = left[len(best.messages) :]
        return Paragraph(section.role, tuple(sentences))

    def _best(self, left: Sequence[Message], place: str, *, scored: bool, figured: bool) -> Draft:
        wanted = self.lengths[Draws(f"{self.key}/{place}/length")(len(self.lengths))]
        last = self.telling.last
        drafts = list(self._drafts(left[:1], place, _DRAFTS))
        if len(left) > 1:
            self.telling.last = last
            drafts += self._drafts(left[:2], place, _DRAFTS)

        def worth(draft: Draft) -> float:
            text = draft.text
            words = text.count(" ") + 1
            score = _NEWNESS * self.novelty.of(text) - abs(len(text) - wanted) / _STRAY - (3 if words > _LONGEST else 0)
            score -= _DECIMAL * len(_DECIMALS.findall(text))
            score += _FIGURED if not figured and _FIGURES.search(text) else 0.0
            return score - (10 if len(_SCORED.findall(text)) + scored > 1 else 0)

        return max(drafts, key=worth)

    def _drafts(self, messages: Sequence[Message], place: str, count: int) -> Iterator[Draft]:
        found = False
        last = self.telling.last
        seed = f"{self.key}/{place}"
        for turn in range(count * _PATIENCE):
            if turn >= count and (found or len(messages) > 1):
                return
            self.telling.last = last
            draft = drafted(messages, self.bank, self.telling, turn, seed, daily=self.daily)
            if draft is not None:
                found = True
                yield draft
        if not found:  # every way to say it speaks of a day
            draft = drafted(messages, self.bank, self.telling, 0, seed, daily=True)
            if draft is not None:
                yield draft


def _recent(at: datetime, as_of: datetime) -> bool:
    return as_of - at <= _SEASON
