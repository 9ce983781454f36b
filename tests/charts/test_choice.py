"""Which charts a story has, and that their words are its own and clear the audit by themselves."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

import pytest

from generator.audit.clearance import Cleared
from generator.audit.review import review_text
from generator.charts.chart import Chart, ChartSeries, Kind, Span, Trace
from generator.charts.choice import gauges_of
from generator.charts.series import spans_of
from generator.edition import Chronicle, Edition, edit, illustrate, series_at
from generator.market import Regime
from generator.metrics.snapshot import Z_METRICS, Spell, Standing
from generator.newsroom import histories
from generator.planning.story import Form
from tests.cases import AS_OF, CASES, DAILY, REAL_DAYS, case, needs_data, shipped
from tests.pages.conftest import charts_of

MAP = "examples/btc_daily_2018_2023.toml"


def made(name: str, seed: int = 0) -> Edition:
    return edit(case(name), Form.DAILY, shipped(), seed=seed, style="plain")


def full_series() -> ChartSeries:
    (chart,) = charts_of("x", Kind.PRICE)
    assert chart.series is not None
    return chart.series


def of(edition: Edition, series: ChartSeries | None = None) -> dict[Kind, Chart]:
    return {chart.kind: chart for chart in illustrate(edition, shipped(), series)}


@cache
def past() -> Chronicle:
    origin = histories.Origin(history=str(DAILY), columns=MAP)
    return histories.past_of("BTC", origin, datetime(2022, 12, 31, 23, 59, 59, tzinfo=UTC))


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
@pytest.mark.parametrize("seed", [0, 7])
def test_the_words_of_a_chart_are_the_article_s_and_clear(name: str, seed: int) -> None:
    edition = made(name, seed)
    assert isinstance(edition.verdict, Cleared)
    article = edition.verdict.article
    said = {article.headline.text, article.dek.text}
    told = [sentence for paragraph in article.paragraphs for sentence in paragraph.sentences]
    said |= {sentence.text for sentence in told}
    for sentence in (item for item in told if "+" in item.message):  # either message may stand by itself
        for joint in re.finditer("; |, and |, while ", sentence.text):
            second = sentence.text[joint.end() :]
            said |= {f"{sentence.text[: joint.start()]}.", second[:1].upper() + second[1:]}
    charts = of(edition, full_series())
    assert len({chart.title for chart in charts.values()}) == len(charts)
    assert Kind.GAUGES in charts
    for chart in charts.values():
        assert chart.title in said
        assert chart.alt.startswith(chart.title)
        for text in (chart.title, chart.alt):
            whole = f"{text}\n\n{article.disclaimer}"
            assert not review_text(whole, "txt", edition.snapshot, edition.reading, shipped().stylebook), text
        rest = chart.alt
        for text in sorted(said, key=len, reverse=True):
            rest = rest.replace(text, "")
        assert not rest.strip()


def test_only_what_the_story_is_about_is_drawn() -> None:
    series = full_series()
    assert set(of(made("calm"), series)) == {Kind.GAUGES}
    assert set(of(made("reference"), series)) == set(Kind)
    assert set(of(made("reference"))) == {Kind.GAUGES}


def test_without_data_there_is_no_chart() -> None:
    series = replace(full_series(), traces={Trace.PRICE: full_series().traces[Trace.PRICE]}, book=None)
    assert set(of(made("reference"), series)) == {Kind.GAUGES, Kind.PRICE}


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_the_strip_holds_every_known_z(name: str) -> None:
    edition = made(name)
    known = {m.metric for m in edition.snapshot.measures.values() if m.metric in Z_METRICS or m.z is not None}
    gauges = list(gauges_of(edition.snapshot, edition.reading))
    assert {gauge.metric for gauge in gauges} == known
    resting = {item.regime for item in edition.reading.regimes if item.exit and item.exit.metric in known}
    assert {regime for gauge in gauges for regime in gauge.regimes} == resting


def test_spans_are_what_the_closes_say() -> None:
    crunch, calm = Regime.LIQUIDITY_CRUNCH, Regime.CALM

    def standing(*held: Regime, confirmed: bool = True) -> Standing:
        return Standing(AS_OF, tuple(Spell(regime, AS_OF, 1, confirmed=confirmed) for regime in held))

    closes = [
        standing(crunch),
        standing(crunch, calm),
        standing(calm),
        standing(crunch, confirmed=False),
        standing(crunch),
    ]
    assert list(spans_of(closes)) == [Span(crunch, 0, 1), Span(crunch, 4, 4)]


@needs_data
def test_nothing_later_than_the_moment_is_drawn() -> None:
    moment = datetime(2022, 11, 9, 23, 59, 59, tzinfo=UTC)
    seen = series_at(past(), moment)
    origin = histories.Origin(history=str(DAILY), columns=MAP)
    then = series_at(histories.past_of("BTC", origin, moment), moment)
    assert seen == then
    assert seen.times[-1] == moment
    assert len(seen.closes) == 90


@needs_data
def test_the_traces_are_the_history_s() -> None:
    moment = datetime(2022, 11, 9, 23, 59, 59, tzinfo=UTC)
    series = series_at(past(), moment)
    history = past().panel.history
    newest = bisect_right(history.known, int(moment.timestamp())) - 1
    closes = next(one for name, one in history.series.items() if name.value == "close").values
    assert series.traces[Trace.PRICE] == tuple(closes[newest - 89 : newest + 1])
    assert series.traces[Trace.PRICE][-1] == 15922.81
    assert series.book is None
    assert Trace.IMBALANCE in series.traces
    held = {s.regime for s in series.spans if s.last == 89}
    assert held == {Regime.CASCADE, Regime.SELL_DOMINANCE, Regime.LIQUIDITY_CRUNCH, Regime.LEVERAGE_BUILD_UP}


@needs_data
def test_what_a_source_counted_before_is_not_drawn_beside_what_it_counts_now() -> None:
    # The vendor of the liquidations changed what it counts on 27 April 2021.
    series = series_at(past(), datetime(2021, 5, 19, 23, 59, 59, tzinfo=UTC))
    longs = series.traces[Trace.LONGS]
    first = next(n for n, value in enumerate(longs) if value is not None)
    assert series.times[first].date().isoformat() == "2021-04-28"
    assert all(value is not None for value in longs[first:])
