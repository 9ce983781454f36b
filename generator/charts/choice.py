"""Which charts a story uses, and their words: sentences of the article that are true of the chart by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from generator.audit.clearance import Cleared
from generator.charts.chart import Chart, ChartSeries, Gauge, Kind, Trace
from generator.charts.labels import market_of
from generator.market import joined
from generator.metrics.snapshot import Z_METRICS, Metric, Snapshot
from generator.planning.story import Role
from generator.prose.article import Article, Sentence
from generator.regimes.reading import Reading, RegimeReading

Clears = Callable[[str], bool]
"""Whether the audit finds nothing in a text that stands by itself."""

ABOUT: Final[Mapping[Kind, frozenset[Metric]]] = {
    Kind.PRICE: frozenset({Metric.PRICE, Metric.PRICE_CHANGE, Metric.OPEN_INTEREST_Z, Metric.OPEN_INTEREST_USD}),
    Kind.LIQUIDATIONS: frozenset(
        {
            *(Metric.LIQUIDATIONS_USD_Z, Metric.LIQUIDATIONS_LONG_SHARE, Metric.LIQUIDATIONS_USD),
            *(Metric.LIQUIDATIONS_LONG_USD, Metric.LIQUIDATIONS_SHORT_USD),
        }
    ),
    Kind.FLOW: frozenset({Metric.TAKER_IMBALANCE, Metric.TAKER_BUY_SELL_RATIO, Metric.FUNDING_RATE}),
    Kind.DEPTH: frozenset({Metric.MARKET_DEPTH_INDEX, Metric.SPREAD_BPS}),
}
_NEEDS: Final[Mapping[Kind, frozenset[Trace]]] = {
    Kind.PRICE: frozenset({Trace.PRICE, Trace.OPEN_INTEREST, Trace.OPEN_INTEREST_USD}),
    Kind.LIQUIDATIONS: frozenset({Trace.LONGS}),
    Kind.FLOW: frozenset({Trace.IMBALANCE, Trace.RATIO, Trace.FUNDING}),
}
"""Any of these is enough to draw the chart."""
_TELLING: Final = (Role.LEDE, Role.EVIDENCE, Role.CONFIRMATION)
"""Paragraphs whose sentences describe data."""
_ELSEWHERE: Final = frozenset({"missing", "listed", "threshold", "change_week"})
"""Fields of claims that a chart does not show."""
_OUT: Final = re.compile(r", level [2-9]")
"""The rule of a word that is said of what lies well out of the ordinary."""
_JOINT: Final = re.compile(r"; |, and |, while ")
"""What stands between two messages of one sentence."""
_LONGEST: Final = 180
"""Characters of a title."""
_SENTENCES: Final = 3


def charts_of(
    cleared: Cleared, reading: Reading, clears: Clears, series: ChartSeries | None = None
) -> tuple[Chart, ...]:
    """Return the charts of an article: the gauges, and of the others those its sentences are about."""
    article, snapshot = cleared.article, cleared.snapshot
    found: list[Chart] = []
    gauges = tuple(gauges_of(snapshot, reading))
    if gauges:
        title, alt = _words([s.text for s in _whole(article)], clears)
        markets = _markets(snapshot, [gauge.metric for gauge in gauges])
        found.append(Chart(Kind.GAUGES, title, alt, markets, snapshot.ended, gauges))
    for kind, about in ABOUT.items():
        if series is None or not _drawable(kind, series) or not _used(about, article, reading):
            continue
        told = [*_sentences(article, about), *(s.text for s in _whole(article))]
        title, alt = _words(told, clears, {chart.title for chart in found})
        found.append(Chart(kind, title, alt, _markets(snapshot, about), snapshot.ended, series=series))
    return tuple(found)


def gauges_of(snapshot: Snapshot, reading: Reading) -> Iterator[Gauge]:
    """Yield each metric whose distance from its norm is known, with the regimes that rest on it."""
    for metric, measure in snapshot.measures.items():
        z = measure.value if metric in Z_METRICS else measure.z
        if z is None:
            continue
        resting = [item for item in reading.regimes if _rests_on(item, metric)]
        levels = [item.exit.level for item in resting if item.exit is not None and metric in Z_METRICS]
        yield Gauge(metric, z, tuple(item.regime for item in resting), levels[0] if levels else None)


def _rests_on(item: RegimeReading, metric: Metric) -> bool:
    return item.exit is not None and item.exit.metric is metric


def _drawable(kind: Kind, series: ChartSeries) -> bool:
    if kind is Kind.DEPTH:
        return series.book is not None
    return not _NEEDS[kind].isdisjoint(series.traces)


def _used(about: frozenset[Metric], article: Article, reading: Reading) -> bool:
    """Whether the story is about these metrics: a regime rests on one, or a sentence calls one out of the ordinary."""
    if any(_rests_on(item, metric) for item in reading.regimes for metric in about):
        return True
    names = {metric.value for metric in about}
    claims = (claim for sentence in _told(article) for claim in sentence.claims if claim.metric in names)
    return any(claim.field == "record" or _OUT.search(claim.rule) for claim in claims)


def _told(article: Article) -> list[Sentence]:
    paragraphs = [paragraph for role in _TELLING for paragraph in article.paragraphs if paragraph.role is role]
    return [sentence for paragraph in paragraphs for sentence in paragraph.sentences]


def _sentences(article: Article, about: frozenset[Metric]) -> list[str]:
    """Return what is said about some metrics: first statements about nothing else, then what names them among others.

    A sentence that joins two messages is two statements, either of which may be what a chart shows.
    """
    names = {metric.value for metric in about}
    told = _told(article)
    alone = [text for sentence in told for text, metrics in _statements(sentence) if metrics and metrics <= names]
    return [*alone, *(sentence.text for sentence in told if not names.isdisjoint(metrics_of(sentence)))]


def _statements(sentence: Sentence) -> Iterator[tuple[str, set[str]]]:
    """Yield a sentence and, where it joins two messages, either part by itself, each with the metrics it tells of."""
    yield sentence.text, metrics_of(sentence)
    joint = _JOINT.search(sentence.text) if "+" in sentence.message else None
    if joint is not None:
        first, second = sentence.text[: joint.start()] + ".", sentence.text[joint.end() :]
        yield first, metrics_of(sentence, before=joint.start())
        yield second[:1].upper() + second[1:], metrics_of(sentence, behind=joint.end())


def metrics_of(sentence: Sentence, behind: int = 0, before: int | None = None) -> set[str]:
    """Return the names of the metrics that a sentence, or a part of it, says something of that a chart shows."""
    end = len(sentence.text) if before is None else before
    return {
        claim.metric
        for claim in sentence.claims
        if claim.metric in Metric.__members__.values() and claim.field not in _ELSEWHERE and behind <= claim.start < end
    }


def _whole(article: Article) -> list[Sentence]:
    """Return the sentences about the day as a whole, the last of which always stands by itself."""
    together = [s for p in article.paragraphs for s in p.sentences if s.message in {"regimes_together", "regime_alone"}]
    lede = [s for p in article.paragraphs if p.role is Role.LEDE for s in p.sentences]
    return [*together, article.dek, *lede, article.headline]


def _words(candidates: Sequence[str], clears: Clears, taken: Collection[str] = ()) -> tuple[str, str]:
    """Return a title and an alternative text of sentences that clear the audit by themselves, and together.

    No title is that of another chart where there is another one. Where none is short enough a longer one is taken;
    where none clears there are no words. The alternative text says nothing twice.
    """
    kept: list[str] = []
    for text in dict.fromkeys(candidates):
        if clears(text):
            kept.append(text)
            if len(kept) >= 2 * _SENTENCES and any(_fits(said, taken) for said in kept):
                break
    if not kept:
        return "", ""
    title = next((text for text in kept if _fits(text, taken)), next((t for t in kept if t not in taken), kept[0]))
    said = [title]
    for text in kept:
        if len(said) < _SENTENCES and not any(_within(one, text) or _within(text, one) for one in said):
            said.append(text)
    alt = " ".join(said)
    return title, alt if clears(alt) else title


def _fits(text: str, taken: Collection[str]) -> bool:
    return len(text) <= _LONGEST and text not in taken


def _within(part: str, whole: str) -> bool:
    return part.rstrip(".").lower() in whole.lower()


def _markets(snapshot: Snapshot, metrics: Iterable[Metric]) -> str:
    """Return the markets that metrics come from, as they are called."""
    order = list(Metric)
    found = (snapshot.get(metric) for metric in sorted(metrics, key=order.index))
    return joined(dict.fromkeys(market_of(measure) for measure in found if measure is not None and measure.venue))
