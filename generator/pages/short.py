"""The article in short: one line, or as much of it as a chat takes. Whole sentences in their order, none ever cut."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from generator.audit.clearance import Cleared
from generator.charts.chart import Chart
from generator.pages.dateline import dateline
from generator.pages.metadata import card_words
from generator.pages.visible import visible
from generator.pages.words import in_short
from generator.planning.story import Role
from generator.prose.article import Article

LINE: Final = 280
SLACK: Final = 3000
"""Characters of one section block."""
DISCORD: Final = 2000
TELEGRAM: Final = 4096
MASTODON: Final = 500
"""Characters of a post where the instance has not been told otherwise."""
ALT: Final = 1000
"""The least that the networks give to the description of a picture."""
_TOLD: Final = frozenset({Role.LEDE, Role.NEWS, Role.EVIDENCE, Role.OUTLOOK, Role.MISSING})
"""What a summary is made of: what happened, what would change it, and what is not known."""
_WIDE: Final = 0x1100
"""From here on a character counts as two where posts are 280 long."""
_GAP: Final = "\u200b"
"""Takes no room. Put where a chat would see a sign of its own, in names that come from outside."""
_LINKED: Final = re.compile(r"://|(?<=[^\W\d_])\.(?=[^\W\d_])|@(?=\S)")
_SLACK_SIGNS: Final = re.compile(r"[*_~`]|^>", re.MULTILINE)
_TAG: Final = re.compile(r"[#\uff03](?=\w)|:(?=\w+:)")
_DISCORD_SIGNS: Final = re.compile(r"[\\*_~`|<>\[\]()]|^[#-]|^\d+(?=\.)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Chat:
    """What a chat makes of a text: how long it may be, and how a sentence and a headline are written for it."""

    limit: int
    plain: Callable[[str], str]
    strong: tuple[str, str]
    """Put around the headline."""


def _unlinked(text: str) -> str:
    return _LINKED.sub(lambda match: match[0] + _GAP, visible(text))


def _slack(text: str) -> str:
    signs = _SLACK_SIGNS.sub(lambda match: _GAP + match[0] + _GAP, _unlinked(text))
    return html.escape(signs, quote=False)


def _discord(text: str) -> str:
    return _DISCORD_SIGNS.sub(lambda match: f"\\{match[0]}", _unlinked(text))


def _telegram(text: str) -> str:
    return html.escape(_unlinked(text), quote=False)


def _mastodon(text: str) -> str:
    return _TAG.sub(lambda match: match[0] + _GAP, _unlinked(text))


FOR_SLACK: Final = Chat(SLACK - 1, _slack, ("*", "*"))
FOR_DISCORD: Final = Chat(DISCORD - 1, _discord, ("**", "**"))
FOR_TELEGRAM: Final = Chat(TELEGRAM - 1, _telegram, ("<b>", "</b>"))
FOR_MASTODON: Final = Chat(MASTODON - 1, _mastodon, ("", ""))


def long(text: str) -> int:
    """Return how long a text is to a chat: in halves of UTF-16, which is what they count in."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def summary(cleared: Cleared, chat: Chat) -> str:
    """Return as much of an article as a chat takes: headline, dek, sentences while they fit, and the disclaimer.

    Where a name is so long that the headline and the disclaimer do not fit together, it is the one line alone.
    """
    article = cleared.article
    first, last = chat.strong
    head = f"{first}{chat.plain(article.headline.text)}{last}"
    foot = f"{chat.plain(dateline(cleared.snapshot.ended))}\n\n{chat.plain(article.disclaimer)}"
    if long(f"{head}\n\n{foot}") > chat.limit:
        return in_a_line(cleared, chat)
    body = ""
    for space, text in _told(article):
        longer = f"{body}{space if body else ''}{chat.plain(text)}"
        if long(f"{head}\n\n{longer}\n\n{foot}") > chat.limit:
            break
        body = longer
    return "\n\n".join(part for part in (head, body, foot) if part) + "\n"


def _told(article: Article) -> Iterator[tuple[str, str]]:
    """Yield the sentences in order, each with what stands before it."""
    yield "", in_short(article).text
    for paragraph in (item for item in article.paragraphs if item.role in _TOLD):
        for number, sentence in enumerate(paragraph.sentences):
            yield " " if number else "\n\n", sentence.text


def line(cleared: Cleared, _: Sequence[Chart] = ()) -> str:
    """Return the article in one line of at most 280 characters: as much of headline and dek as is whole."""
    return _line(cleared, _unlinked)


def in_a_line(cleared: Cleared, chat: Chat) -> str:
    """Return the article in one line, written for a chat. Its signs apart it has at most 280 characters."""
    return _line(cleared, chat.plain)


def shortened(chat: Chat, by: str) -> Chat:
    """Return a chat whose limit leaves room for `by`, which goes below the text."""
    return replace(chat, limit=chat.limit - long(by))


def _line(cleared: Cleared, plain: Callable[[str], str]) -> str:
    article = cleared.article
    headline, dek = visible(article.headline.text), visible(in_short(article).text)
    both = f"{headline}{'' if headline.endswith(('.', '!', '?')) else '.'} {dek}"
    lede = (sentence.text for paragraph in article.paragraphs for sentence in paragraph.sentences)
    texts = (both, headline, dek, *lede, dateline(cleared.snapshot.ended))
    return plain(next(text for text in texts if _weight(_unlinked(text)) <= LINE)) + "\n"


def _weight(text: str) -> int:
    return sum(2 if ord(character) >= _WIDE and character != _GAP else 1 for character in text)


def slack(cleared: Cleared, _: Sequence[Chart] = ()) -> str:
    """Return a summary for one section block of Slack, in its own markup."""
    return summary(cleared, FOR_SLACK)


def discord(cleared: Cleared, _: Sequence[Chart] = ()) -> str:
    """Return a summary for a message on Discord, in Markdown."""
    return summary(cleared, FOR_DISCORD)


def telegram(cleared: Cleared, _: Sequence[Chart] = ()) -> str:
    """Return a summary for a message on Telegram, in the HTML it takes."""
    return summary(cleared, FOR_TELEGRAM)


def alt(cleared: Cleared, charts: Sequence[Chart] = ()) -> str:
    """Return the description of the pictures that go with a post: the card, then each chart while there is room."""
    text = visible(card_words(cleared))
    if len(text) > ALT:
        text = visible(cleared.article.headline.text)
    for chart in charts:
        longer = f"{text} {visible(chart.alt)}"
        text = longer if len(longer) <= ALT and chart.alt not in text else text
    return text + "\n"
