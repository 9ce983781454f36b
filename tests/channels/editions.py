"""Posts to deliver: a small edition put together by hand, as another version of itself, or with hostile texts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from generator.audit.clearance import Cleared
from generator.channels.delivery import Post
from generator.pages.markdown import markdown_page
from tests.pages.conftest import charts_of, cleared_of, sentence, with_texts

NOW = datetime(2025, 11, 21, 12, 5, tzinfo=UTC)
ADDRESS = "https://example.org/markets/btc/20251121T1200Z-daily/"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64)


def edition(headline: str = "") -> Cleared:
    """Return the edition; with a headline it is another version of it."""
    cleared = cleared_of()
    return replace(cleared, article=replace(cleared.article, headline=sentence(headline))) if headline else cleared


def post_of(cleared: Cleared, address: str = ADDRESS, slug: str = "btc-20251121t1200z-daily") -> Post:
    """Return a cleared edition as channels take it, with its card and a chart."""
    charts = charts_of("BTC")
    page = markdown_page(cleared, charts).encode("utf-8", "backslashreplace")
    files = {"article.md": page, "charts/card.png": PNG, "charts/gauges.png": PNG}
    return Post(cleared, slug, files, address)


def first(address: str = ADDRESS) -> Post:
    """Return the post of the edition."""
    return post_of(edition(), address)


def second(address: str = ADDRESS) -> Post:
    """Return the post of the same edition after a change."""
    return post_of(edition("BTC books thin out further"), address)


def hostile(text: str, address: str = ADDRESS) -> Post:
    """Return a post whose every text is `text`."""
    return post_of(with_texts(text), address)
