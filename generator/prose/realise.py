"""The verb of prose: a story to an article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import inf
from typing import Final

from generator.planning.memory import Memory, masked
from generator.planning.story import Form, Message, Role, Section, Story
from generator.prose.article import Article, Paragraph, Sentence
from generator.prose.sentences import Draft, Ready, drafted, lengthened
from generator.prose.telling import Telling
from generator.prose.variants import Draws, Novelty
from generator.prose.wording import Wording

STYLES = ("plain", "vivid")
_DRAFTS: Final = 12  # of each sentence, the newest of which is taken
_PATIENCE: Final = 8  # times as many turns, where none gave a sentence: most ways to say it speak of a day
_HEADLINES: Final = 40  # drafts of a headline, which must not return within
_JUDGED: Final = 16  # of them, the newest of which is taken
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
        taken = {text for text, at in self.memory.headlines.items() if _recent(at, self.as_of)}
        drafts: list[Draft] = []
        fresh: list[Draft] = []
        for draft, _ in self._drafts(self._ready([message]), "headline", _HEADLINES):
            drafts.append(draft)
            if masked(draft.text.removesuffix(".")) not in taken:
                fresh.append(draft)
            if len(fresh) == _JUDGED:
                break
        best = max((fresh or drafts)[:_JUDGED], key=lambda draft: self.novelty.of(draft.text)).sentence
        return replace(best, text=best.text.removesuffix("."))

    def alone(self, message: Message, place: str, *, title: bool = False) -> Sentence:
        """Return a sentence that stands by itself, such as the dek."""
        self.telling.last = frozenset()  # a headline is no antecedent
        drafts = [draft for draft, _ in self._drafts(self._ready([message]), place, _DRAFTS)]
        best = max(drafts, key=lambda draft: self.novelty.of(draft.text)).sentence
        self.novelty.said(best.text)
        return replace(best, text=best.text.removesuffix(".")) if title else best

    def paragraph(self, section: Section, place: str) -> Paragraph:
        """Return a paragraph: each sentence the newest of its drafts."""
        self.telling.last = frozenset()
        sentences: list[Sentence] = []
        left = self._ready(section.messages)
        scored = False
        while left:
            figured = section.role is not Role.EVIDENCE or any(_figured(item.text) for item in sentences)
            best = self._best(left, f"{place}.{len(sentences)}", scored=scored, figured=figured)
            text = best.text
            self.novelty.said(text)
            self.telling.last = best.named
            scored = scored or _scores(text) > 0
            sentences.append(best.sentence)
            left = left[len(best.messages) :]
        return Paragraph(section.role, tuple(sentences))

    def _ready(self, messages: Iterable[Message]) -> list[Ready]:
        return [Ready(message, self.bank, self.telling) for message in messages]

    def _best(self, left: Sequence[Ready], place: str, *, scored: bool, figured: bool) -> Draft:
        """Return the draft of the first message, or of the first two, that is worth most."""
        wanted = self.lengths[Draws(f"{self.key}/{place}/length")(len(self.lengths))]
        found = list(self._drafts(left[:2], place, _DRAFTS))
        drafts = [*(draft for draft, _ in found), *(longer for _, longer in found if longer is not None)]

        def worth(text: str) -> Callable[[float], float]:
            words = text.count(" ") + 1
            length, much = -abs(len(text) - wanted) / _STRAY, -3 if words > _LONGEST else 0
            decimals = -_DECIMAL * len(_DECIMALS.findall(text))
            shown = _FIGURED if not figured and _figured(text) else 0.0
            again = -10 if _scores(text) + scored > 1 else 0
            return lambda novelty: _NEWNESS * novelty + length + much + decimals + shown + again

        texts = [draft.text for draft in drafts]
        worths = [worth(text) for text in texts]
        most = [of(1.0) for of in worths]  # where no stretch of it was said before
        best, at = -inf, 0
        for i in sorted(range(len(drafts)), key=lambda i: -most[i]):
            if most[i] < best:  # however new it is
                break
            value = worths[i](self.novelty.of(texts[i]))
            if (value, -i) > (best, -at):  # the first among equals
                best, at = value, i
        return drafts[at]

    def _drafts(self, told: Sequence[Ready], place: str, count: int) -> Iterator[tuple[Draft, Draft | None]]:
        """Yield drafts of the first message, each with the one that goes on to the second, where there is one."""
        seed, found = f"{self.key}/{place}", False
        for turn in range(count * _PATIENCE):
            if turn >= count and found:
                return
            draft = drafted(told[0], self.telling, turn, seed, daily=self.daily)
            if draft is None:
                continue
            found, longer = True, None
            if len(told) > 1 and turn < count:
                joints = self.bank.lists["joints"]
                longer = lengthened(draft, told, self.telling, turn, joints=joints, daily=self.daily)
            yield draft, longer
        if not found:  # every way to say it speaks of a day
            draft = drafted(told[0], self.telling, 0, seed, daily=True)
            if draft is not None:
                yield draft, None


def _figured(text: str) -> bool:
    """Whether a text shows what its judgements rest on."""
    return "$" in text or "%" in text or "standard deviation" in text


def _scores(text: str) -> int:
    """Return how many scores a text shows."""
    return text.count("standard deviation") + text.count("z-score")


def _recent(at: datetime, as_of: datetime) -> bool:
    return as_of - at <= _SEASON
