"""The tables of the backtest's report, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generator.market import INTERVALS, Regime, joined
from generator.metrics.comparison import FEWEST_CASES
from generator.metrics.outcomes import Interval, Kind, Spread
from generator.regimes.backtest import Backtest
from generator.regimes.backtest_events import Check, Sight
from generator.regimes.base_rates import Occurrence, Outcomes
from generator.regimes.sensitivity import STEPS, Expected, Sensitivity, Shift

_DECIMALS = {"return": 1, "drawdown": 1, "volatility": 0}


def events_table(checks: Sequence[Check]) -> str:
    """Return each expected regime of each event within the history: seen, or missed and why."""
    rows = [
        (f"{item.event.day}", item.event.name, _known(item), name_of(sight.regime), _outcome(sight), _names(item.also))
        for item in checks
        for sight in item.sights
    ]
    return table(("day", "event", "known when rules were set", "expected", "outcome", "also read"), rows)


def published_table(checks: Sequence[Check]) -> str:
    """Return what was published about each event, and what it makes one expect."""
    rows = [
        (f"{item.event.day}", item.event.published, item.event.source, _names(item.event.expects))
        for item in checks
        if not item.outside
    ]
    return table(("day", "what was published", "by", "expected"), rows)


def occurrence_table(found: Sequence[Occurrence], period: str) -> str:
    """Return how often each regime occurs and how long it lasts."""
    unit = {"1d": "days", "1h": "hours"}.get(period, f"bars of {period}")
    rows = [
        (
            name_of(item.regime),
            f"{item.bars:,}",
            f"{item.held:,}",
            f"{item.share:.1%}",
            f"{item.episodes}",
            f"{item.severe} / {item.extreme}",
            "-" if item.typical is None else f"{item.typical:g}",
            f"{item.longest}",
            "-" if item.move is None else f"{item.move:.1%}",
            "-" if item.usual_move is None else f"{item.usual_move:.1%}",
        )
        for item in found
    ]
    heads = [
        "readable",
        "held",
        "share",
        "episodes",
        "severe or worse / extreme",
        "typical length",
        "longest",
        "median size of the price change",
        "of all readable",
    ]
    return table((f"regime ({unit})", *heads), rows)


def outcome_table(found: Sequence[Outcomes], kind: Kind) -> str:
    """Return what followed the onsets of each regime beside what followed any bar."""
    rows = [
        (
            name_of(item.regime),
            f"{item.days}",
            f"{item.found.cases.n}",
            _median(item.found.cases, item.found.interval, kind),
            _quartiles(item.found.cases, kind),
            f"{item.usual.spread.n:,}",
            _median(item.usual.spread, item.usual.interval, kind),
            _quartiles(item.usual.spread, kind),
            _difference(item, kind),
        )
        for item in found
        if item.kind == kind
    ]
    heads = ("regime", "days", "n", "median", "quartiles", "all: n", "all: median", "all: quartiles", "difference")
    return table(heads, rows)


def sensitivity_table(found: Sequence[Sensitivity]) -> str:
    """Return the expected regimes seen and the share of bars for each threshold moved, one row a threshold."""
    rows = [
        (
            name_of(item.lever.sides[0]),
            item.lever.part,
            item.lever.metric.value,
            f"{item.lever.level:g}",
            *(_cell(shift, item) for shift in item.shifts[: len(STEPS) // 2]),
            " / ".join(f"{share:.1%}" for share in item.shipped),
            *(_cell(shift, item) for shift in item.shifts[len(STEPS) // 2 :]),
        )
        for item in found
    ]
    steps = [f"{step:+.0%}" for step in STEPS]
    half = len(steps) // 2
    return table(("rule", "part", "metric", "level", *steps[:half], "as shipped", *steps[half:]), rows)


def changes(found: Iterable[Sensitivity]) -> list[str]:
    """Return a line for each threshold and step that changes which known events are seen."""
    return [
        f"{name_of(item.lever.sides[0])}, {item.lever.part} of {item.lever.metric.value} at {shift.level:.4g} "
        f"({shift.step:+.0%}): {'; '.join(filter(None, (_listed('sees', shift.gained), _listed('loses', shift.lost))))}"
        for item in found
        for shift in item.shifts
        if shift.gained or shift.lost
    ]


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def name_of(regime: Regime) -> str:
    """Return the name of a regime as words."""
    return regime.value.replace("_", " ")


def still(item: Sensitivity) -> bool:
    """Whether no step of a threshold changes an event or a day."""
    return all(shift.shares == item.shipped and not (shift.gained or shift.lost) for shift in item.shifts)


def bars_named(test: Backtest) -> str:
    """Return what a bar of the history is called."""
    return "day" if INTERVALS[test.coverage.period] == INTERVALS["1d"] else "bar"


def _known(item: Check) -> str:
    return "yes" if item.event.informed else "no"


def _outcome(sight: Sight) -> str:
    if not sight.seen:
        return f"**missed**: {sight.reason}"
    reach = "" if sight.coverage is None or sight.coverage >= 1 else f" ({sight.n} values)"
    value = "" if sight.value is None else f": {sight.metric.value} {sight.value:.4g}{reach}"
    return f"seen{' by its stand-in' if sight.stand_in else ''}{value}"


def _names(regimes: Iterable[Regime]) -> str:
    return ", ".join(name_of(regime) for regime in regimes) or "-"


def _percent(value: float, kind: Kind) -> str:
    text = f"{value:.{_DECIMALS[kind]}%}"
    return text.removeprefix("-") if float(text.rstrip("%")) == 0 else text


def _median(found: Spread, interval: Interval | None, kind: Kind) -> str:
    reach = "" if interval is None else f" ({_percent(interval[0], kind)} to {_percent(interval[1], kind)})"
    return f"{_percent(found.median, kind)}{reach}"


def _quartiles(found: Spread, kind: Kind) -> str:
    return f"{_percent(found.low, kind)} to {_percent(found.high, kind)}"


def _difference(item: Outcomes, kind: Kind) -> str:
    interval = item.found.difference_interval
    if interval is None:
        return f"under {FEWEST_CASES} cases"
    text = f"{_percent(item.found.difference, kind)} ({_percent(interval[0], kind)} to {_percent(interval[1], kind)})"
    return f"**{text}**" if item.found.apart else text


def _cell(shift: Shift, item: Sensitivity) -> str:
    if shift.shares == item.shipped and not (shift.gained or shift.lost):
        return "same"
    return f"{shift.seen} seen; {' / '.join(f'{share:.1%}' for share in shift.shares)}"


def _listed(verb: str, found: Sequence[Expected]) -> str:
    return f"{verb} {joined(f'{name_of(regime)} of {event.day}' for event, regime in found)}" if found else ""
