"""Charts as a page carries them: where each stands among the paragraphs, its elements and its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from generator.audit.clearance import Cleared
from generator.charts.card import draw_card
from generator.charts.chart import Chart, Kind
from generator.charts.draw import SLIM, WIDE, files, plot
from generator.charts.png import png_file
from generator.charts.svg import svg_inline
from generator.pages.dateline import dateline
from generator.pages.inert import markup
from generator.pages.metadata import CARD
from generator.pages.visible import visible
from generator.pages.words import in_short

if TYPE_CHECKING:
    from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart ready for a template."""

    name: str
    title: Markup
    """The finding, with its claims."""
    drawings: Markup
    """Two inline drawings: one for wide pages, which has the words, and one for telephones."""
    note: str


def note_of(chart: Chart) -> str:
    """Return the line under a chart: its markets and the moment its data end."""
    source = f"Source: {chart.source}. " if chart.source else ""
    return f"{source}{dateline(chart.as_of)}"


def figure(chart: Chart, title: Markup) -> Figure:
    """Return a chart for a page; `title` is its finding as HTML."""
    words = (visible(chart.title), visible(chart.alt))
    wide = svg_inline(plot(chart, WIDE), f"wide {chart.kind}", *words)
    slim = svg_inline(plot(chart, SLIM), f"slim {chart.kind}", *words)
    return Figure(chart.kind.value, title, markup(wide + slim), note_of(chart))


def card(cleared: Cleared, charts: Sequence[Chart] = ()) -> bytes:
    """Return the picture of a shared link as PNG, 1200 by 630."""
    article = cleared.article
    gauges = next((chart for chart in charts if chart.kind is Kind.GAUGES), None)
    headline, line = visible(article.headline.text), visible(in_short(article).text)
    return png_file(draw_card(headline, line, dateline(cleared.snapshot.ended), gauges), scale=1.0)


def chart_files(cleared: Cleared, charts: Sequence[Chart]) -> dict[str, bytes]:
    """Return the files of the charts and of the card, by their names in the folder of the page; none without charts."""
    if not charts:
        return {}
    found = {CARD: card(cleared, charts)}
    for chart in charts:
        shown = replace(chart, title=visible(chart.title), alt=visible(chart.alt))
        found |= {f"charts/{name}": data for name, data in files(shown, visible(note_of(chart))).items()}
    return found
