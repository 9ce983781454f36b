"""Posts for the tests of channels, quick to make: the words are real pages, the pictures are not."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace
from pathlib import Path

from generator.archive import edition_folder
from generator.audit.clearance import Cleared
from generator.channels.delivery import Post
from generator.charts.chart import Kind
from generator.pages.markdown import markdown_page
from tests.pages.conftest import charts_of, cleared_of, sentence, with_texts

PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""One pixel."""


def post_of(cleared: Cleared | None = None, slug: str = "", address: str = "", name: str = "Sellers lead") -> Post:
    """Return the post of an edition with a chart and a card."""
    cleared = cleared_of() if cleared is None else cleared
    charts = charts_of(name, Kind.GAUGES)
    files = {
        "article.md": markdown_page(cleared, charts).encode("utf-8", "backslashreplace"),
        "charts/gauges.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "charts/gauges.png": PNG,
        "charts/card.png": PNG + b" of the card",
    }
    asset, folder = edition_folder(Path(), cleared).parts[-2:]
    return Post(cleared, slug or f"{asset}-{folder.lower()}", files, address)


def hostile(text: str, slug: str) -> Post:
    """Return a post every text of which is `text`."""
    return post_of(with_texts(text), slug, name=text)


def headlined(text: str, slug: str = "") -> Post:
    """Return the usual post under another headline."""
    cleared = cleared_of()
    return post_of(replace(cleared, article=replace(cleared.article, headline=sentence(text))), slug)
