"""The story of an edition on one page: pure steps from a snapshot to a cleared or a spiked article."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from generator.audit.clearance import Cleared, Finding, Spiked
from generator.audit.review import review, review_text
from generator.audit.stylebook import Stylebook
from generator.charts.chart import Chart, ChartSeries
from generator.charts.choice import charts_of
from generator.market import History
from generator.metrics.snapshot import Snapshot
from generator.planning.plan import plan
from generator.planning.story import Form, Story
from generator.prose.realise import realise
from generator.prose.wording import Wording
from generator.regimes.classify import classify
from generator.regimes.reading import Reading
from generator.regimes.rules import Rules

if TYPE_CHECKING:  # what history needs is loaded only where there is a history
    from generator.metrics.panel import Panel
    from generator.metrics.statistics import Estimator
    from generator.regimes.backtest import Backtest
    from generator.regimes.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Materials:
    """What every edition is made with: the rules, the writer's words and the desk's stylebook."""

    rules: Rules
    wording: Wording
    stylebook: Stylebook


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition with every stage it went through."""

    snapshot: Snapshot
    reading: Reading
    story: Story
    verdict: Cleared | Spiked


@dataclass(frozen=True, slots=True)
class Chronicle:
    """A history with its regimes over time: what every snapshot of it is taken from."""

    panel: Panel
    times: Timeline
    estimator: Estimator


def chronicle(
    history: History, rules: Rules, estimator: Estimator = "robust", as_of: datetime | None = None
) -> Chronicle:
    """Return a history with its regimes over time, up to the last bar that had closed by `as_of`."""
    from generator.metrics.panel import panel  # noqa: PLC0415 - numpy: writing from a snapshot must not pay for it
    from generator.regimes.timeline import timeline  # noqa: PLC0415

    newest = None if as_of is None else bisect_right(history.known, int(as_of.timestamp())) - 1
    found = panel(history, newest, estimator)
    return Chronicle(found, timeline(found, rules), estimator)


def snapshot_of(past: Chronicle, as_of: datetime, told: datetime | None = None) -> Snapshot:
    """Return the metrics at a moment, the regimes before it and what followed earlier ones: all from what was known.

    `told` is the moment of the last edition: regimes that ended since are news too.
    """
    from generator.metrics.measure import measure  # noqa: PLC0415
    from generator.regimes.precedents import precedents  # noqa: PLC0415
    from generator.regimes.timeline import told_at  # noqa: PLC0415

    known = past.panel.history.known
    snapshot = measure(past.panel.history, as_of, past.estimator)
    newest = bisect_right(known, int(snapshot.as_of.timestamp())) - 1
    if newest < 1 or not snapshot.measures:
        return snapshot
    standings = past.times.standings
    before = standings[newest - 1] if told is None else told_at(standings, newest, told)
    return replace(snapshot, before=before, precedents=precedents(past.panel, past.times, newest))


def backtest_of(past: Chronicle, rules: Rules, seed: int) -> Backtest:
    """Return what the past of a history says of the rules. The same seed gives the same intervals."""
    from generator.metrics.measure import measure  # noqa: PLC0415
    from generator.regimes.backtest import backtest  # noqa: PLC0415
    from generator.regimes.events import shipped_events  # noqa: PLC0415

    def snapshot_at(moment: datetime) -> Snapshot:
        return measure(past.panel.history, moment, past.estimator)

    return backtest(past.panel, past.times, rules, shipped_events(), snapshot_at, seed=seed)


def edit(snapshot: Snapshot, form: Form, materials: Materials, *, seed: int, style: str) -> Edition:
    """Return the edition of a snapshot. The same arguments always give the same bytes."""
    reading = classify(snapshot, materials.rules)
    story = plan(snapshot, reading, form)
    article = realise(story, materials.wording, seed=seed, style=style)
    verdict = review(article, snapshot, reading, materials.stylebook)
    return Edition(snapshot, reading, story, verdict)


def illustrate(made: Edition, materials: Materials, series: ChartSeries | None = None) -> tuple[Chart, ...]:
    """Return the charts that the article of an edition uses, their words cleared; none for one that was spiked.

    Without a series there is the gauge strip alone.
    """
    verdict = made.verdict
    if isinstance(verdict, Spiked):
        return ()

    def clears(text: str) -> bool:
        whole = f"{text}\n\n{verdict.article.disclaimer}"
        return not review_text(whole, "txt", made.snapshot, made.reading, materials.stylebook)

    return charts_of(verdict, made.reading, clears, series)


def series_at(past: Chronicle, as_of: datetime) -> ChartSeries:
    """Return the newest bars of a history at a moment, as charts want them: what was known then."""
    from generator.charts.series import series_of  # noqa: PLC0415 - numpy: only where there is a history

    newest = bisect_right(past.panel.history.known, int(as_of.timestamp())) - 1
    return series_of(past.panel, past.times.standings, newest)


def read_regimes(snapshot: Snapshot, materials: Materials) -> Reading:
    """Return the regimes of a snapshot."""
    return classify(snapshot, materials.rules)


def audit(text: str, kind: str, snapshot: Snapshot, materials: Materials) -> list[Finding]:
    """Return what the desk finds in a text about a snapshot; `kind` is ``md``, ``html`` or ``txt``."""
    return review_text(text, kind, snapshot, classify(snapshot, materials.rules), materials.stylebook)
