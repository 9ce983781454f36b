"""The body as HTML: paragraphs and pictures, nothing that could act, whatever takes it in."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import Final

from generator.channels.body import Picture, blocks
from generator.channels.delivery import Post

_TAGS: Final = frozenset({"p", "em", "strong", "blockquote", "hr", "code"})


def fragment(post: Post, source: Callable[[Picture], str]) -> str:
    """Return the article below its headline as HTML elements, one a line; `source` gives the address of a picture."""
    return "\n".join(
        rendered(block) if isinstance(block, str) else figure(source(block), block.alt) for block in blocks(post, "png")
    )


def rendered(text: str) -> str:
    """Return one block of Markdown as HTML that can do nothing, without signs that templates take for theirs."""
    import nh3  # noqa: PLC0415 - only where something is published as HTML
    from markdown import markdown  # noqa: PLC0415

    made = markdown(text, extensions=[], output_format="html")
    clean = nh3.clean(made, tags=set(_TAGS), attributes={}, url_schemes=set(), link_rel=None)
    return " ".join(clean.replace("{", "&#123;").replace("[", "&#91;").split("\n")).strip()


def figure(address: str, alt: str) -> str:
    """Return a picture as an element; `alt` is Markdown, as the body has it."""
    return f'<figure><img src="{html.escape(address)}" alt="{attribute(words(alt))}"></figure>'


def words(text: str) -> str:
    """Return what a reader sees of one inert line of Markdown, without markup."""
    return html.unescape(rendered(text).removeprefix("<p>").removesuffix("</p>"))


def attribute(text: str) -> str:
    """Return a text as the value of an attribute in double quotes."""
    return html.escape(text).replace("{", "&#123;").replace("[", "&#91;")
