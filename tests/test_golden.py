"""One golden a stage, so that a difference names the stage it began in. `pytest --update-goldens` rewrites them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from difflib import unified_diff
from functools import cache
from pathlib import Path

import pytest

from generator import edition
from generator.audit.clearance import Cleared, Spiked
from generator.edition import Edition
from generator.metrics.snapshot_json import read_snapshot, write_snapshot
from generator.newsroom import histories
from generator.pages.markdown import markdown_page
from generator.planning.story import (
    Arc,
    Bar,
    Called,
    CalledEach,
    Close,
    Count,
    Day,
    Derived,
    Figure,
    Form,
    History,
    Level,
    Message,
    Name,
    Names,
    RegimeFigure,
    Remark,
    Signals,
    Slot,
    Source,
    Sourced,
    Span,
    Statement,
    Story,
    Tally,
    Venues,
)
from generator.regimes.report import table
from tests.cases import CASES, DAILY, GOLDEN, REAL_DAYS, case, needs_data, shipped

Golden = Callable[[str, str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with its golden, or write it where the goldens are being updated."""
    update = bool(request.config.getoption("--update-goldens"))

    def check(name: str, stage: str, text: str) -> None:
        path = GOLDEN / name / stage
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
            _made.cache_clear()
        assert path.exists(), f"no golden {name}/{stage}: run pytest --update-goldens, then read what it wrote"
        difference = _difference(path, text)
        assert not difference, f"{name}/{stage} differs from its golden:\n{difference}"

    return check


def _difference(path: Path, text: str) -> str:
    kept = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(unified_diff(kept, text.splitlines(), "golden", "now", lineterm=""))


@cache
def _made(name: str) -> Edition:
    return edition.edit(case(name), Form.DAILY, shipped(), seed=0, style="plain")


def _rounded(value: object) -> object:
    """Return JSON data with nine significant digits, which every processor agrees on."""
    match value:
        case float():
            return float(f"{value:.9g}")
        case dict():
            return {key: _rounded(item) for key, item in value.items()}
        case list():
            return [_rounded(item) for item in value]
        case _:
            return value


def _slot(slot: Slot) -> str:  # noqa: C901, PLR0912 - one case a kind of slot
    match slot:
        case Derived(metric, stat, value):
            return f"{metric} {stat} = {value:g}"
        case Tally(regime, bars, of, earlier):
            return f"{regime} on {bars} of {of}" + ("" if earlier is None else f", {earlier} before")
        case Arc(days):
            return ", ".join(f"{change:+.3f}" for _, change in days)
        case Signals():
            return str(slot)
        case Figure(measure, _, size):
            return f"{measure.metric} = {measure.value:g}" + (f" ({size.side} {size.level})" if size else "")
        case RegimeFigure(regime, severity):
            return f"{regime} {severity}"
        case Level(metric, level, above, regime):
            return f"{metric} {'above' if above else 'below'} {level:g} for {regime}"
        case Names(metrics, regimes):
            return ", ".join((*metrics, *(_slot(item) for item in regimes)))
        case Count(of, value):
            return f"{value} {of}"
        case Day(day):
            return day.isoformat()
        case Source(venue, market):
            return f"{venue} {market}"
        case Bar(period, as_of):
            return f"{period} to {as_of:%H:%M}"
        case Close(at):
            return f"{at:%Y-%m-%d %H:%M:%S}"
        case Span(bars, period):
            return f"{bars} x {period}"
        case CalledEach(regimes):
            return ", ".join(regimes)
        case Called(regime):
            return regime
        case History(past):
            return f"{past.regime}, {past.cases} cases, {past.days} days: {past.median:.4f}"
        case Sourced(metrics):
            return ", ".join(metrics)
        case Venues(names):
            return ", ".join(names)
        case Name(text) | Remark(text) | Statement(text):
            return text


def _told(message: Message) -> Iterator[str]:
    yield f"  {message.name}  {message.salience:.2f}"
    for name, slot in message.slots.items():
        yield f"      {name}: {_slot(slot)}"


def _outline(story: Story) -> str:
    lines = [f"{story.form} of {story.asset}, {story.period} to {story.as_of:%Y-%m-%d %H:%M:%S}", "headline"]
    lines += [*_told(story.headline), "dek", *_told(story.dek)]
    for section in story.sections:
        lines += [section.role.value, *(line for message in section.messages for line in _told(message))]
    return "\n".join(lines) + "\n"


@needs_data
@pytest.mark.parametrize("day", REAL_DAYS)
def test_a_real_day_is_measured_as_its_golden_says(day: str, golden: Golden) -> None:
    measured = histories.snapshot_from_history("BTC", histories.Origin(str(DAILY)), day)
    rounded = json.dumps(_rounded(json.loads(write_snapshot(measured))))
    golden(day, "snapshot.json", write_snapshot(read_snapshot(rounded, day)))


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_the_regimes_are_those_of_the_golden(name: str, golden: Golden) -> None:
    golden(name, "reading.txt", table(_made(name).reading))


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_the_plan_is_that_of_the_golden(name: str, golden: Golden) -> None:
    golden(name, "story.txt", _outline(_made(name).story))


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
def test_the_article_is_that_of_the_golden(name: str, golden: Golden) -> None:
    verdict = _made(name).verdict
    assert not isinstance(verdict, Spiked), "\n".join(map(str, verdict.findings))
    assert isinstance(verdict, Cleared)
    golden(name, "article.md", markdown_page(verdict))


def test_no_golden_is_left_over() -> None:
    stages = {"snapshot.json", "reading.txt", "story.txt", "article.md"}
    kept = {path.relative_to(GOLDEN) for path in GOLDEN.rglob("*") if path.is_file()}
    wanted = {Path(name, stage) for name in [*CASES, *REAL_DAYS] for stage in stages - {"snapshot.json"}}
    wanted |= {Path(day, "snapshot.json") for day in REAL_DAYS}
    assert kept == wanted
