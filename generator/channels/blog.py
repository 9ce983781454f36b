"""What blogs have in common: pictures to be uploaded once, texts no longer than they may be, and what is compared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from html.parser import HTMLParser
from typing import Final

from generator.channels import body
from generator.channels.delivery import Post
from generator.pages.metadata import CARD, card_words
from generator.pages.visible import visible

_ELLIPSIS: Final = " ..."
_UPLOADED: Final = re.compile(r"https?://[^\s\"'<>()]*/([a-z_-]+-[0-9a-f]{10})(?:-\d{1,4})?\.png")
"""Where a picture is; its name says what it is. Targets add a number to it."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture to upload. Its name holds a hash of it, so that it is known again by its address."""

    name: str
    data: bytes
    alt: str


def images(post: Post) -> tuple[Image, ...]:
    """Return the pictures of a post: the card first where there is one, then those of the text."""
    found = [
        Image(item.name, item.data, item.alt) for item in body.blocks(post, "png") if isinstance(item, body.Picture)
    ]
    card = cover(post)
    return (*([] if card is None else [card]), *found)


def cover(post: Post) -> Image | None:
    """Return the picture that stands for a post; None where it has none."""
    data = post.files.get(CARD)
    if data is None:
        return None
    return Image(f"card-{sha256(data).hexdigest()[:10]}.png", data, short(visible(card_words(post.cleared)), 190))


def addresses(names: Iterable[str], texts: Iterable[str]) -> Mapping[str, str]:
    """Return where pictures of these names are, as far as `texts` tell: addresses in what already stands there.

    Targets add ``-1`` or a size to a name; the hash in it stays.
    """
    whole = "\n".join(texts)
    found = {}
    for name in names:
        stem = re.escape(name.rpartition(".")[0])
        match = re.search(rf"https?://[^\s\"'<>()]*/{stem}(?:-\d{{1,4}})?\.png", whole)
        if match:
            found[name] = match[0]
    return found


def short(text: str, limit: int) -> str:
    """Return a text of at most `limit` characters, cut behind a sentence where one ends, else behind a word."""
    if len(text) <= limit:
        return text
    sentences = text[: limit + 1].rfind(". ")
    if sentences > limit // 3:
        return text[: sentences + 1]
    return text[: limit - len(_ELLIPSIS)].rpartition(" ")[0].rstrip(" ,;:") + _ELLIPSIS if " " in text else text[:limit]


def namesakes(slug: str) -> list[str]:
    """Return the names under which a blog keeps posts that were all sent with one."""
    return [slug, *(f"{slug}-{number}" for number in range(2, 6))]


def told_of(gone: int, left: Sequence[str]) -> str:
    """Return what there is to say of further posts of an edition: how many drafts were taken away, and what is left."""
    parts = []
    if gone:
        parts.append(
            "a second draft of it was taken away" if gone == 1 else f"{gone} more drafts of it were taken away"
        )
    if left:
        parts.append(f"there is more of it, to be looked at: {', '.join(left)}")
    return "; ".join(parts)


def same(one: str, other: str) -> bool:
    """Return whether two bodies are the same elements and words, however their white space and signs are spelt."""
    return one == other or _Read(one).parts == _Read(other).parts


def alike(one: str, other: str) -> bool:
    """Return whether two bodies are the same elements, words and pictures, wherever the pictures were uploaded to."""
    return same(_UPLOADED.sub(r"\1", one), _UPLOADED.sub(r"\1", other))


class _Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, sorted((name, " ".join((value or "").split())) for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(tag)

    def handle_data(self, data: str) -> None:
        self.parts += [[word] for word in data.split()]
