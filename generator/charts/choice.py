"""Which charts a story uses, and their words: sentences of the article that are true of the chart by themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
_LONGEST: Final = 150
"""Characters of a title."""
_SENTENCES: Final = 3


def charts_of(
    cleared: Cleared, reading: Reading, clears: Clears, series: ChartSeries | None = None
) -> tuple[Chart, ...]:
    """Return the charts of an article: the gauges, and of the others those its sentences are about."""
    article, snapshot = cleared.article, cleared.snapshot
    found = []
    gauges = tuple(gauges_of(snapshot, reading))
    if gauges:
        title, alt = _words(_whole(article), clears)
        markets = _markets(snapshot, [gauge.metric for gauge in gauges])
        found.append(Chart(Kind.GAUGES, title, alt, markets, snapshot.ended, gauges))
    for kind, about in ABOUT.items():
        if series is None or not _drawable(kind, series) or not _used(about, article, reading):
            continue
        title, alt = _words([*_sentences(article, about), *_whole(article)], clears)
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
    claims = (claim for sentence in _sentences(article, about) for claim in sentence.claims if claim.metric in names)
    return any(claim.field == "record" or _OUT.search(claim.rule) for claim in claims)


def _sentences(article: Article, about: frozenset[Metric]) -> list[Sentence]:
    """Return the sentences about some metrics: first those about nothing else."""
    names = {metric.value for metric in about}
    told = [
        sentence
        for role in _TELLING
        for paragraph in article.paragraphs
        if paragraph.role is role
        for sentence in paragraph.sentences
    ]
    metrics = {id(sentence): metrics_of(sentence) for sentence in told}
    alone = [sentence for sentence in told if metrics[id(sentence)] and metrics[id(sentence)] <= names]
    return [*alone, *(s for s in told if s not in alone and not names.isdisjoint(metrics[id(s)]))]


def metrics_of(sentence: Sentence) -> set[str]:
    """Return the names of the metrics that a sentence says something of that a chart shows."""
    return {
        claim.metric
        for claim in sentence.claims
        if claim.metric in Metric.__members__.values() and claim.field not in _ELSEWHERE
    }


def _whole(article: Article) -> list[Sentence]:
    """Return the sentences about the day as a whole, the last of which always stands by itself."""
    together = [s for p in article.paragraphs for s in p.sentences if s.message in {"regimes_together", "regime_alone"}]
    lede = [s for p in article.paragraphs if p.role is Role.LEDE for s in p.sentences]
    return [*together, article.dek, *lede, article.headline]


def _words(candidates: Sequence[Sentence], clears: Clears) -> tuple[str, str]:
    """Return a title and an alternative text of sentences that clear the audit by themselves, and together.

    Where none is short enough for a title a longer one is taken; where none clears there are no words.
    """
    texts = list(dict.fromkeys(sentence.text for sentence in candidates))
    cleared = (text for text in texts if clears(text))
    kept: list[str] = []
    for text in cleared:
        kept.append(text)
        if len(kept) >= _SENTENCES and any(len(said) <= _LONGEST for said in kept):
            break
    if not kept:
        return "", ""
    title = next((text for text in kept if len(text) <= _LONGEST), kept[0])
    alt = " ".join([title, *(text for text in kept if text != title)][:_SENTENCES])
    return title, alt if clears(alt) else title


def _markets(snapshot: Snapshot, metrics: Iterable[Metric]) -> str:
    """Return the markets that metrics come from, as they are called."""
    order = list(Metric)
    found = (snapshot.get(metric) for metric in sorted(metrics, key=order.index))
    return joined(dict.fromkeys(market_of(measure) for measure in found if measure is not None and measure.venue))
