"""What programs read of a page: schema.org and OpenGraph."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.clearance import Cleared
from generator.pages.dateline import timestamp
from generator.pages.inert import inert_json
from generator.pages.words import in_short

CARD = "charts/card.png"
"""Where the picture of a shared link stands, beside the page."""
CARD_SIZE = (1200, 630)
_AUTHOR = "Market Commentary Generator"


def card_words(cleared: Cleared) -> str:
    """Return what the card says to those who do not see it."""
    article = cleared.article
    return f"{article.headline.text}. {in_short(article).text}"


def linked_data(cleared: Cleared, address: str = "", *, card: bool = False) -> str:
    """Return the article as JSON-LD; `address` is that of its folder, where it has one."""
    article, moment = cleared.article, timestamp(cleared.snapshot.ended)
    page = f"{address}article.html"
    placed = {"url": page, "mainEntityOfPage": page} if address else {}
    if address and card:
        placed["image"] = f"{address}{CARD}"
    return inert_json(
        {
            "@context": "https://schema.org",
            "@type": "NewsArticle",
            "headline": article.headline.text,
            "description": in_short(article).text,
            "datePublished": moment,
            "dateModified": moment,
            "inLanguage": "en",
            "isAccessibleForFree": True,
            "author": {"@type": "Organization", "name": _AUTHOR},
            **placed,
        }
    )


def shared_link(cleared: Cleared, address: str = "", *, card: bool = False) -> Iterator[tuple[str, str]]:
    """Yield the OpenGraph properties of the page. A card has to have an address of its own to be shown."""
    article = cleared.article
    yield "og:type", "article"
    yield "og:locale", "en"
    yield "og:title", article.headline.text
    yield "og:description", in_short(article).text
    yield "article:published_time", timestamp(cleared.snapshot.ended)
    if address:
        yield "og:url", f"{address}article.html"
    if address and card:
        yield "og:image", f"{address}{CARD}"
        yield "og:image:type", "image/png"
        yield "og:image:width", str(CARD_SIZE[0])
        yield "og:image:height", str(CARD_SIZE[1])
        yield "og:image:alt", card_words(cleared)
