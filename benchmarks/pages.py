"""How fast a page and its charts are made, against plain tools on the same content: ``python -m benchmarks.pages``.

Everything is measured in turns within one run, as CPU time, warm; only the ratios count, and nothing here passes or
fails. Pages: cmarkgfm renders the article's Markdown and css-inline puts the same style sheet into it. Charts: a bare
matplotlib figure draws the same lines and bars, without titles, notes or regimes. Needs the development tools.
"""

from __future__ import annotations

import argparse
import cProfile
import pstats
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from statistics import median
from typing import Any

import cmarkgfm
import css_inline

from generator.audit.clearance import Cleared
from generator.bundled import TEMPLATES
from generator.charts.card import draw_card
from generator.charts.chart import Chart, ChartSeries, Kind, Trace
from generator.charts.draw import plot, whole
from generator.charts.png import png_file
from generator.charts.svg import svg_file, svg_inline
from generator.edition import edit, illustrate
from generator.newsroom import writing
from generator.pages.figure import note_of
from generator.pages.html import html_page
from generator.pages.markdown import markdown_page
from generator.pages.short import slack
from generator.planning.story import Form

STRETCH = 0.3
"""CPU seconds each engine runs before the next has its turn."""
BARS = 90


@dataclass(frozen=True, slots=True)
class Sample:
    """One article with what every page of it starts from."""

    cleared: Cleared
    charts: tuple[Chart, ...]
    markdown: str


def series() -> ChartSeries:
    """Return ninety days of made-up history."""
    price = tuple(90_000 + 4000 * ((n * 37) % 11 - 5) / 5 for n in range(BARS))
    amounts = tuple(1e6 * (3 + (n * 53) % 17) for n in range(BARS))
    z = tuple(((n * 29) % 13 - 6) / 3 for n in range(BARS))
    traces = {Trace.PRICE: price, Trace.OPEN_INTEREST: amounts, Trace.LONGS: amounts, Trace.SHORTS: amounts[::-1]}
    traces |= {Trace.IMBALANCE: z, Trace.FUNDING: tuple(value / 1e4 for value in z)}
    return ChartSeries("1d", tuple(1_760_000_000 + 86_400 * n for n in range(BARS)), traces)


def sample() -> Sample:
    """Return the article of the example crash with all its charts."""
    materials = writing.materials()
    made = edit(writing.demo_snapshots()[1], Form.DAILY, materials, seed=0, style="plain")
    if not isinstance(made.verdict, Cleared):
        raise SystemExit(f"spiked: {made.verdict.findings[0]}")
    return Sample(made.verdict, illustrate(made, materials, series()), markdown_page(made.verdict))


Engine = Callable[[], object]


def pages(of: Sample) -> dict[str, Engine]:
    """Return what makes a page of the article; the first is what the others are measured by."""
    css = (TEMPLATES / "pages" / "article.css").read_text(encoding="utf-8")
    inliner = css_inline.CSSInliner(keep_style_tags=True)

    def plain() -> str:
        body = cmarkgfm.github_flavored_markdown_to_html(of.markdown)
        return inliner.inline(f"<html><head><style>{css}</style></head><body>{body}</body></html>")

    return {
        "cmarkgfm and css-inline": plain,
        "cmarkgfm": lambda: cmarkgfm.github_flavored_markdown_to_html(of.markdown),
        "HTML page, words, numbers, claims": lambda: html_page(of.cleared),
        "  and its charts": lambda: html_page(of.cleared, of.charts),
        "Markdown page": lambda: markdown_page(of.cleared, of.charts),
        "summary for a chat": lambda: slack(of.cleared),
    }


def charts(of: Sample) -> dict[str, Engine]:
    """Return what draws; the first two are what the others are measured by."""
    known = {chart.kind: chart for chart in of.charts}
    price, gauges = known[Kind.PRICE], known[Kind.GAUGES]
    drawing = whole(price, note_of(price))
    return {
        "bare matplotlib figure, PNG": lambda: bare("png"),
        "bare matplotlib figure, SVG": lambda: bare("svg"),
        "price chart, PNG": lambda: png_file(whole(price, note_of(price))),
        "price chart, SVG file": lambda: svg_file(whole(price, note_of(price)), price.title, price.alt),
        "price chart, drawn and inline": lambda: svg_inline(plot(price), "wide price", price.title, price.alt),
        "  of which drawn": lambda: plot(price),
        "  of which the PNG written": lambda: png_file(drawing),
        "gauge strip, PNG": lambda: png_file(whole(gauges, note_of(gauges))),
        "card, PNG": lambda: png_file(draw_card("A plunge of 14.1% in Bitcoin", "The news.", "Data.", gauges), scale=1),
    }


def bare(form: str) -> bytes:
    """Return price over open interest as matplotlib draws them when nothing more is asked of it."""
    from matplotlib.figure import Figure  # noqa: PLC0415 - its import is not what is measured

    data = series()
    figure = Figure(figsize=(600 / 72, 5), dpi=144)
    axes: Any = figure.subplots(2, 1, sharex=True)
    for axis, trace in zip(axes, (Trace.PRICE, Trace.OPEN_INTEREST), strict=True):
        axis.plot(data.times, data.traces[trace])
        axis.grid(visible=True)
        axis.set_title(trace.value)
    out = BytesIO()
    figure.savefig(out, format=form)
    return out.getvalue()


def in_turns(engines: Mapping[str, Engine], rounds: int) -> dict[str, list[float]]:
    """Return the CPU seconds each engine takes, one figure a round."""
    found: dict[str, list[float]] = {name: [] for name in engines}
    for engine in engines.values():
        engine()  # compiles and caches what is compiled and cached once
    for _ in range(rounds):
        for name, engine in engines.items():
            start, passes = time.process_time(), 0
            while time.process_time() - start < STRETCH:
                engine()
                passes += 1
            found[name].append((time.process_time() - start) / passes)
    return found


def print_ratios(title: str, found: Mapping[str, list[float]], by: tuple[str, ...]) -> None:
    print(f"\n{title:36}{'ms':>9}" + "".join(f"{f'x {name}':>34}" for name in by))
    for name, times in found.items():
        ratios = (median(a / b for a, b in zip(times, found[other], strict=True)) for other in by)
        print(f"{name:36}{median(times) * 1e3:9.2f}" + "".join(f"{ratio:34.2f}" for ratio in ratios))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pages", description="How fast pages and charts are made."
    )
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    parser.add_argument("--profile", action="store_true", help="print where the time of a page and of a PNG goes")
    options = parser.parse_args()
    of = sample()
    made, drawn = pages(of), charts(of)
    words, long = len(of.cleared.article.text.split()), len(html_page(of.cleared, of.charts))
    print(f"an article of {words} words and {len(of.charts)} charts, {long:,} characters of HTML")
    print(f"CPU time, median of {options.rounds} rounds in turns")
    print_ratios("pages", in_turns(made, options.rounds), ("cmarkgfm and css-inline",))
    print_ratios(
        "charts", in_turns(drawn, options.rounds), ("bare matplotlib figure, PNG", "bare matplotlib figure, SVG")
    )
    if options.profile:
        for engine in (made["  and its charts"], drawn["price chart, PNG"]):
            profile = cProfile.Profile()
            with profile:
                for _ in range(20):
                    engine()
            pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(18)


if __name__ == "__main__":
    main()
