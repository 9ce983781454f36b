"""The body of a post: the filed Markdown itself, which is what was audited, cut at its pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from generator.channels.delivery import Post
from generator.pages.markdown import PICTURE

_TEXT: Final = "article.md"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart among the paragraphs."""

    alt: str
    """As Markdown, inert."""
    name: str
    """Of its file, with a hash of its content: what is beside a text is what the text was written for."""
    data: bytes


Block = str | Picture
"""A paragraph in Markdown, or a picture."""


def blocks(post: Post, kind: str = "svg") -> Iterator[Block]:
    """Yield the article below its headline, its pictures as files of `kind`, ``svg`` or ``png``."""
    text = post.files[_TEXT].decode("utf-8")
    parts = [part.strip("\n") for part in text.split("\n\n")]
    for part in (part for part in parts if part and not part.startswith("# ")):
        found = PICTURE.fullmatch(part)
        data = post.files.get(f"{found['chart']}.{kind}") if found else None
        if found is None:
            yield part
        elif data is not None:
            stem = found["chart"].removeprefix("charts/")
            yield Picture(found["alt"], f"{stem}-{sha256(data).hexdigest()[:10]}.{kind}", data)


def pictures(post: Post, kind: str = "svg") -> Mapping[str, bytes]:
    """Return the pictures of the body by their names."""
    return {block.name: block.data for block in blocks(post, kind) if isinstance(block, Picture)}


def markdown(post: Post, address: Callable[[str], str], kind: str = "svg") -> str:
    """Return the body as Markdown; `address` gives where a picture of a name is found."""
    parts = [
        block if isinstance(block, str) else f"![{block.alt}]({address(block.name)})" for block in blocks(post, kind)
    ]
    return "\n\n".join(parts) + "\n"
