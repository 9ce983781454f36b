"""The story of an edition on one page: pure steps from a snapshot to a cleared or a spiked article."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from generator.audit.clearance import Cleared, Finding, Spiked
from generator.audit.review import review, review_text, statements
from generator.audit.revision import rewritten
from generator.audit.stylebook import Stylebook
from generator.charts.chart import Chart, ChartSeries
from generator.charts.choice import charts_of
from generator.errors import invalid
from generator.market import History
from generator.metrics.snapshot import Snapshot
from generator.planning.memory import Memory
from generator.planning.plan import plan
from generator.planning.story import Form, Story
from generator.planning.weekly import weekly_possible
from generator.prose.article import Article
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
class Audited:
    """What the desk says of a text: its findings, and every statement it read with whether it is cleared."""

    findings: tuple[Finding, ...]
    statements: tuple[tuple[str, bool], ...]


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
    """Return the metrics at a moment, the bars and regimes before it and what followed earlier ones, as then known.

    `told` is the moment of the last edition: regimes that ended since are news too.
    """
    from generator.metrics.measure import measure  # noqa: PLC0415
    from generator.metrics.recent import recent  # noqa: PLC0415
    from generator.regimes.precedents import precedents  # noqa: PLC0415
    from generator.regimes.timeline import told_at  # noqa: PLC0415

    known = past.panel.history.known
    snapshot = measure(past.panel.history, as_of, past.estimator)
    newest = bisect_right(known, int(snapshot.as_of.timestamp())) - 1
    if newest < 1 or not snapshot.measures:
        return snapshot
    standings = past.times.standings
    before = standings[newest - 1] if told is None else told_at(standings, newest, told)
    return replace(
        snapshot,
        before=before,
        precedents=precedents(past.panel, past.times, newest),
        recent=recent(past.panel, standings, newest),
    )


def backtest_of(past: Chronicle, rules: Rules, seed: int) -> Backtest:
    """Return what the past of a history says of the rules. The same seed gives the same intervals."""
    from generator.metrics.measure import measure  # noqa: PLC0415
    from generator.regimes.backtest import backtest  # noqa: PLC0415
    from generator.regimes.events import shipped_events  # noqa: PLC0415

    def snapshot_at(moment: datetime) -> Snapshot:
        return measure(past.panel.history, moment, past.estimator)

    return backtest(past.panel, past.times, rules, shipped_events(), snapshot_at, seed=seed)


def edit(  # noqa: PLR0913 - an edition is made of these, and nothing else
    snapshot: Snapshot, form: Form, materials: Materials, memory: Memory | None = None, *, seed: int, style: str
) -> Edition:
    """Return the edition of a snapshot. The same arguments, memory included, always give the same bytes."""
    memory = Memory() if memory is None else memory
    if form is Form.WEEKLY and not weekly_possible(snapshot):
        remedy = "make it from a history with --period 1d, or choose --form daily"
        raise invalid("recent", "does not hold the thirteen days before the last one, which a weekly tells of", remedy)
    reading = classify(snapshot, materials.rules)
    story = plan(snapshot, reading, form, memory, seed=seed)
    article = realise(story, materials.wording, memory, seed=seed, style=style)
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


def audit(text: str, kind: str, snapshot: Snapshot, materials: Materials) -> Audited:
    """Return what the desk finds in a text about a snapshot; `kind` is ``md``, ``html`` or ``txt``."""
    reading = classify(snapshot, materials.rules)
    found = review_text(text, kind, snapshot, reading, materials.stylebook)
    return Audited(tuple(found), tuple(statements(text, kind, snapshot, reading, materials.stylebook)))


def revise(text: str, article: Article, snapshot: Snapshot, materials: Materials) -> Cleared | Spiked:
    """Return an article as it was edited, its provenance rebuilt, or what the desk finds in it."""
    reading, book = classify(snapshot, materials.rules), materials.stylebook
    found = review_text(text, "md", snapshot, reading, book)
    edited = rewritten(text, article, snapshot, reading, book)
    return Spiked(edited, tuple(found)) if found else review(edited, snapshot, reading, book)
