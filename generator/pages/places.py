"""Where charts stand: among the paragraphs of an article, and beside its page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.charts.chart import Chart, Kind
from generator.charts.choice import ABOUT, metrics_of
from generator.planning.story import Role
from generator.prose.article import Article


def chart_file(chart: Chart, kind: str = "svg") -> str:
    """Return the name of a chart's file in the folder of the page; `kind` is ``svg`` or ``png``."""
    return f"charts/{chart.kind}.{kind}"


def placed(article: Article, charts: Sequence[Chart]) -> Mapping[int, list[Chart]]:
    """Return after which paragraph each chart stands: the gauges after the lede, the others after their evidence."""
    found: dict[int, list[Chart]] = {}
    for chart in charts:
        found.setdefault(_place(article, chart), []).append(chart)
    return found


def _place(article: Article, chart: Chart) -> int:
    told = [n for n, p in enumerate(article.paragraphs) if p.role in {Role.EVIDENCE, Role.LEDE}]
    ledes = [n for n in told if article.paragraphs[n].role is Role.LEDE]
    if chart.kind is Kind.GAUGES:
        return max(ledes, default=0)
    names = {metric.value for metric in ABOUT[chart.kind]}
    about = [n for n in told if n not in ledes and _counted(article, n, names)]
    # The paragraph that says most of it; of equals the first.
    return max(about, key=lambda n: (_counted(article, n, names), -n), default=max(told, default=0))


def _counted(article: Article, number: int, names: set[str]) -> int:
    return sum(not names.isdisjoint(metrics_of(s)) for s in article.paragraphs[number].sentences)
