"""A small cleared edition, put together by hand, and what a reader sees of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from generator.audit.clearance import Cleared
from generator.charts.chart import Book, Chart, ChartSeries, Gauge, Kind, Span, Trace, Values
from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric, Snapshot
from generator.pages.visible import visible
from generator.planning.story import Form, RegimeFigure, Role
from generator.prose.article import Article, Claim, Paragraph, Sentence
from generator.regimes.reading import Severity

VOID = frozenset({"meta", "link", "br", "hr", "img"})
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
    """The elements of a page and the words between them; style and title are not read by a reader of the page.

    What stands in an exhibit or in a drawing is kept apart from the prose.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.strays: list[str] = []
        self._words: list[str] = []
        self._shown: list[str] = []
        self._unread = ""
        self._exhibit: list[str] = []
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """The prose."""
        return "".join(self._words)

    @property
    def shown(self) -> str:
        """What tables, notes and drawings show."""
        return "".join(self._shown)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in {"style", "title", "desc", "script"}:
            self._unread = tag
        if self._exhibit or "data-exhibit" in dict(attrs) or tag == "svg":
            self._exhibit += [] if tag in VOID else [tag]

    def handle_endtag(self, tag: str) -> None:
        if tag == self._unread:
            self._unread = ""
        if tag in self._exhibit:
            while self._exhibit.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self._unread:
            (self._shown if self._exhibit else self._words).append(data)

    def handle_comment(self, data: str) -> None:
        self.strays.append(data)

    def unknown_decl(self, data: str) -> None:
        self.strays.append(data)

    def handle_pi(self, data: str) -> None:
        self.strays.append(data)


def bare(text: str) -> str:
    """Return `text` without its white space."""
    return "".join(text.split())


def read_by(cleared: Cleared, titles: Sequence[str] = (), *, dated: bool = False, noted: bool = False) -> str:
    """Return all prose a reader should see of an edition, in order, white space left out.

    `titles` are those of figures after the lede; `dated` pages begin with the moment the data end, `noted` ones have it
    behind the last paragraph.
    """
    article = cleared.article
    top = (article.headline.text, article.dek.text)
    first, *rest = (paragraph.text for paragraph in article.paragraphs)
    opening = top if noted else (DATELINE, *top) if dated else (*top, DATELINE)
    texts = (*opening, first, *titles, *rest, *((DATELINE,) if noted else ()), article.disclaimer)
    return bare("".join(visible(text) for text in texts))


def charts_of(name: str, *kinds: Kind) -> tuple[Chart, ...]:
    """Return charts whose every text is from outside; all of them unless kinds are named."""
    gauges = (
        Gauge(Metric.MARKET_DEPTH_INDEX, -0.8, (Regime.LIQUIDITY_CRUNCH,), -0.5),
        Gauge(Metric.LIQUIDATIONS_USD_Z, 9.4),
        Gauge(Metric.FUNDING_RATE, 0.02),
    )
    bars = 40
    wave: Values = tuple(None if n in {5, 6, 7} else (n % 9 - 4) / 2 for n in range(bars))
    level: Values = tuple(None if n < 3 else 90_000 + 700.0 * (n % 11) for n in range(bars))
    amounts: Values = tuple(1e6 * (n % 5) for n in range(bars))
    traces = {Trace.PRICE: level, Trace.OPEN_INTEREST: amounts, Trace.LONGS: amounts, Trace.SHORTS: amounts[::-1]}
    traces |= {Trace.IMBALANCE: wave, Trace.FUNDING: tuple(None if v is None else v / 1e4 for v in wave)}
    end = int(AS_OF.timestamp())
    closes = tuple(end - 86_400 * (bars - 1 - n) for n in range(bars))
    spans = (Span(Regime.LIQUIDITY_CRUNCH, 10, 12), Span(Regime.LIQUIDITY_CRUNCH, 38, 39), Span(Regime.CASCADE, 0, 4))
    book = Book((0.001, 0.0025, 0.005, 0.01), (2e6, 4e6, None, 9e6), (3e6, 6e6, 8e6, 2e7))
    series = ChartSeries("1d", closes, traces, spans, book)
    return tuple(
        Chart(kind, name, f"{name} and more", name, AS_OF, gauges if kind is Kind.GAUGES else (), series)
        for kind in (kinds or Kind)
    )


@pytest.fixture
def cleared() -> Cleared:
    return cleared_of()
