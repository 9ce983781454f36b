"""A small cleared edition, put together by hand, and what a reader sees of a page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from generator.audit.clearance import Cleared
from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric, Snapshot
from generator.pages.visible import visible
from generator.planning.story import Form, RegimeFigure, Role
from generator.prose.article import Article, Claim, Paragraph, Sentence
from generator.regimes.reading import Severity

AS_OF = datetime(2025, 11, 21, 12, tzinfo=UTC)
DATELINE = "Data to 21 November 2025, 12:00 UTC."


def sentence(text: str, message: str = "depth_thin") -> Sentence:
    return Sentence(text, message, ())


def cleared_of(asset: str = "BTC", venue: str = "Binance") -> Cleared:
    """Return an edition that names the asset and the venue at the start, in the middle and at the end."""
    measure = Measure(Metric.MARKET_DEPTH_INDEX, -0.8, venue=venue)
    depth = f"The depth index of {asset} stands at -0.80, thin for $50 million of orders (about 79%)."
    claim = Claim("-0.80", "market_depth_index", "value", -0.8, "two decimals", depth.index("-0.80"))
    article = Article(
        asset=asset,
        as_of=AS_OF,
        period="1d",
        form=Form.DAILY,
        seed=7,
        style="plain",
        headline=sentence(f"{asset} order books thin out on {venue}"),
        dek=sentence(f"{venue}: sellers lead, and {asset}"),
        summary=sentence(f"{asset} in a line on {venue}."),
        subject=sentence(f"{asset}: {venue}"),
        preheader=sentence(f"{venue} traded {asset}."),
        paragraphs=(
            Paragraph(Role.LEDE, (Sentence(depth, "depth_thin", (claim,)), sentence(f"{venue} leads."))),
            Paragraph(Role.OUTLOOK, (sentence(f"{asset}"), sentence(f"S&P 500 traders watch {venue}"))),
            Paragraph(Role.MISSING, (sentence(f"{venue} gave no funding rate for {asset}."),)),
        ),
        disclaimer=f"{asset} may fall. This is no advice.",
        regimes=(RegimeFigure(Regime.LIQUIDITY_CRUNCH, Severity.MODERATE),),
        missing=(Metric.FUNDING_RATE,),
    )
    return Cleared(article, Snapshot(asset, AS_OF, "1d", {Metric.MARKET_DEPTH_INDEX: measure}))


def with_texts(text: str) -> Cleared:
    """Return an edition whose every text is `text`."""
    cleared = cleared_of()
    said = sentence(text)
    body = (Paragraph(Role.LEDE, (said, said)), Paragraph(Role.OUTLOOK, (said,)))
    article = replace(
        cleared.article,
        headline=said,
        dek=said,
        summary=said,
        subject=said,
        preheader=said,
        paragraphs=body,
        disclaimer=text,
    )
    return replace(cleared, article=article)


class Page(HTMLParser):
    """The elements of a page and the words between them; style and title are not read by a reader of the page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.strays: list[str] = []
        self._words: list[str] = []
        self._unread = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        return "".join(self._words)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"style", "title"}:
            self._unread = tag

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unread:
            self._unread = ""

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self._words.append(data)

    def handle_comment(self, data: str) -> None:
        self.strays.append(data)

    def unknown_decl(self, data: str) -> None:
        self.strays.append(data)

    def handle_pi(self, data: str) -> None:
        self.strays.append(data)


def bare(text: str) -> str:
    """Return `text` without its white space."""
    return "".join(text.split())


def read_by(cleared: Cleared) -> str:
    """Return all a reader should see of an edition, in order, white space left out."""
    article = cleared.article
    texts = (
        article.headline.text,
        article.dek.text,
        DATELINE,
        *(paragraph.text for paragraph in article.paragraphs),
        article.disclaimer,
    )
    return bare("".join(visible(text) for text in texts))


@pytest.fixture
def cleared() -> Cleared:
    return cleared_of()
