"""What is said of the past, against the snapshot: which regimes began, ended and go on, runs, weeks and precedents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from generator.audit.binding import Desk
from generator.audit.clearance import Finding, Kind
from generator.audit.days import WEEKDAYS, spelt
from generator.audit.names import market_names
from generator.audit.shapes import COUNTED, Filled, Shapes
from generator.market import Regime, day_described
from generator.metrics.snapshot import Metric, Precedent, Snapshot
from generator.regimes.reading import RegimeReading, Severity

_JOINT = re.compile(r", | and ")
_ROUNDING = 0.05 + 1e-9  # percentages are given to one decimal
_WHOLE_PERCENT = 0.5 + 1e-9
_COARSE = 0.02  # changes from which a whole percent is enough
_WHOLE = 0.5 + 1e-9  # and shares to none
_CALM = 3  # closes of calm whose end is told
_BARS = {"1d": "day", "1h": "hour", "4h": "four-hour bar"}


def check_past(filled: Filled, sentence: str, desk: Desk, earlier: Filled | None) -> Iterator[Finding]:
    """Yield what is wrong with a sentence about the past. `earlier` is the sentence before it, if that was one too."""
    asset = desk.book.asset(desk.snapshot.asset)
    if any(named != asset.lower() for named in filled.all("asset")):
        yield Finding(Kind.NAME, filled.one("asset"), sentence, "is not the asset")
    spread = filled.kind == "precedent_spread"
    for text, reason in _spread(filled, desk, earlier) if spread else _CHECKS[filled.kind](filled, desk):
        yield Finding(Kind.CONTEXT, text, sentence, reason)


Faults = Iterator[tuple[str, str]]


def _began(filled: Filled, desk: Desk) -> Faults:
    then = _then(desk.snapshot)
    yield from _same_close(filled, then, desk, "is not when news was last told")
    if then is None:
        return
    interrupted = _interrupted(desk)
    held = {item.regime: item.severity for item in _since(desk, then) if item.regime not in interrupted}
    named = [_regime(name, desk.book.shapes) for name in _JOINT.split(filled.one("regimes"))]
    if dict(named) != held or len(named) != len(held):
        yield filled.one("regimes"), "is not the list of what began since then"


def _since(desk: Desk, then: datetime) -> list[RegimeReading]:
    return [i for i in desk.reading.regimes if i.since is not None and i.since > then and i.exit]


def _interrupted(desk: Desk) -> set[Regime]:
    """Return the regimes of the last edition that ended after it."""
    before = desk.snapshot.before
    return set() if before is None else {spell.regime for spell in before.ended}


def _listed(filled: Filled, desk: Desk, wanted: set[Regime], reason: str) -> Faults:
    named = [_regime(name, desk.book.shapes) for name in _JOINT.split(filled.one("regimes"))]
    plain = all(severity is Severity.MODERATE for _, severity in named)
    if not plain or {regime for regime, _ in named} != wanted or len(named) != len(wanted):
        yield filled.one("regimes"), reason


def _again(filled: Filled, desk: Desk) -> Faults:
    then = _then(desk.snapshot)
    fresh = set() if then is None else {item.regime for item in _since(desk, then)}
    yield from _listed(filled, desk, fresh & _interrupted(desk), "is not the list of what is back")


def _over(filled: Filled, desk: Desk) -> Faults:
    over = {s.regime for s in desk.reading.ended if s.regime is not Regime.CALM or s.bars >= _CALM}
    yield from _listed(filled, desk, over, "is not the list of what has ended")


def _carried(filled: Filled, desk: Desk) -> Faults:
    then = _then(desk.snapshot)
    yield from _same_close(filled, then, desk, "is not when news was last told")
    fresh = set() if then is None else {item.regime for item in _since(desk, then)}
    lasting = {item.regime for item in desk.reading.regimes if item.since is not None and item.exit} - fresh
    yield from _listed(filled, desk, lasting, "is not the list of what goes on")


def _ended(filled: Filled, desk: Desk) -> Faults:
    regime, severity = _regime(filled.one("regime"), desk.book.shapes)
    spells = [spell for spell in desk.reading.ended if spell.regime is regime]
    if not spells or severity is not Severity.MODERATE:
        yield filled.one("regime"), "has not ended since news was last told"
    elif not any(_span(spell.bars, desk.snapshot.period) == _counted(filled.one("span")) for spell in spells):
        yield filled.one("span"), "is not how long it lasted"


def _held(filled: Filled, desk: Desk) -> Faults:
    regime, severity = _regime(filled.one("regime"), desk.book.shapes)
    item = desk.reading.get(regime)
    if item is None or item.since is None or item.bars is None or severity is not Severity.MODERATE:
        yield filled.one("regime"), "does not hold, or it is not known since when"
        return
    if item.since >= (_then(desk.snapshot) or item.since) and item.bars < 2:  # noqa: PLR2004 - one close is no going on
        yield filled.one("regime"), "has only begun"
    yield from _same_close(filled, item.since, desk, "is not when it began")
    if _span(item.bars, desk.snapshot.period) != _counted(filled.one("span")):
        yield filled.one("span"), "is not how long it has lasted"


def _run(filled: Filled, desk: Desk) -> Faults:
    metric, way = desk.book.shapes.runs[filled.one("run")]
    measure = desk.snapshot.get(Metric(metric))
    streak = None if measure is None else measure.streak
    if streak is None or streak.way != way:
        yield filled.one("run"), "is not the way it went"
    elif _span(streak.bars, desk.snapshot.period) != _counted(filled.one("span")):
        yield filled.one("span"), "is not the length of the run"


def _week(filled: Filled, desk: Desk) -> Faults:
    measure = desk.snapshot.get(Metric(desk.book.shapes.weekly[filled.one("weekly")]))
    moved, text = None if measure is None else measure.change_week, filled.one("moved")
    up, amount = text.startswith(desk.book.shapes.rises), text.rpartition(" ")[2].rstrip("%")
    decimals = len(amount.partition(".")[2])
    if moved is None or (moved > 0) is not up:
        yield text, "is not the way it moved over the week"
    elif not decimals and abs(moved) < _COARSE:
        yield text, "is given too coarsely"
    elif abs(abs(moved) * 100 - float(amount)) > 0.5 * 10**-decimals + 1e-9:
        yield text, f"is not the change over the week, {moved:.4%}"


def _reached(filled: Filled, desk: Desk) -> Faults:
    measure = desk.snapshot.get(Metric.MARKET_DEPTH_INDEX)
    span = None if measure is None else measure.span
    shown = int(filled.one("share").rstrip("%"))
    if span is None or span >= 1 or abs(min(span, 0.99) * 100 - shown) > _WHOLE:
        yield filled.one("share"), "is not how far the recorded book reached"


def _source(filled: Filled, desk: Desk) -> Faults:
    named = _JOINT.split(filled.one("sourced"))
    for name in named:
        measure = desk.snapshot.get(Metric(desk.book.shapes.sourced[name]))
        if measure is None or measure.venue is None or measure.market is None:
            yield name, "has no market in the snapshot"
        elif filled.one("venues") not in market_names(measure, desk.book):
            yield filled.one("venues"), f"is not where the figures of {name} come from"
    if len(set(named)) != len(named):
        yield filled.one("sourced"), "names something twice"


def _silent(filled: Filled, desk: Desk) -> Faults:
    *head, last = [desk.book.venue(name) for name in desk.snapshot.notes.silent] or [""]
    if filled.one("venues") != (f"{', '.join(head)} and {last}" if head else last).lower():
        yield filled.one("venues"), "is not the list of venues that gave nothing"


def _precedent(filled: Filled, desk: Desk) -> Faults:
    if _past(filled, desk) is None:
        yield filled.one("count"), "is not what the record of earlier cases holds"


def _past(filled: Filled, desk: Desk) -> Precedent | None:
    """Return the precedent a sentence gives in full, if there is one."""
    regime, severity = _regime(filled.one("regime"), desk.book.shapes)
    for item in desk.snapshot.precedents:
        same = item.regime is regime and severity is Severity.MODERATE and f"{item.cases:,}" == filled.one("count")
        same = (
            same
            and _span(item.days, "1d") == _counted(filled.one("span"))
            and _close(item.since) == filled.one("close")
        )
        if same and _rounds(item.median, filled.one("change")):
            return item
    return None


def _spread(filled: Filled, desk: Desk, earlier: Filled | None) -> Faults:
    past = _past(earlier, desk) if earlier is not None and earlier.kind == "precedent" else None
    if past is None:
        yield filled.one("span"), "follows no sentence on earlier cases"
        return
    if _span(past.days, "1d") != _counted(filled.one("span")):
        yield filled.one("span"), "is not the span of the sentence before"
    for shown, value in zip(filled.all("change"), (past.low, past.high, past.usual), strict=True):
        if not _rounds(value, shown):
            yield shown, f"is not what the record of earlier cases holds, {value:.4%}"


_CHECKS = {
    "began": _began,
    "again": _again,
    "over": _over,
    "carried": _carried,
    "ended": _ended,
    "held": _held,
    "run": _run,
    "week": _week,
    "span": _reached,
    "silent": _silent,
    "source": _source,
    "precedent": _precedent,
}


def _then(snapshot: Snapshot) -> datetime | None:
    return None if snapshot.before is None else snapshot.before.told or snapshot.before.as_of


def _regime(name: str, shapes: Shapes) -> tuple[Regime, Severity]:
    regime, severity = shapes.regimes[name]
    return Regime(regime), Severity(severity)


def _same_close(filled: Filled, at: datetime | None, desk: Desk, reason: str) -> Faults:
    """Compare a close with the one that is meant. A day of the week is enough within six days, told of days."""
    shown = filled.one("close")
    if shown in WEEKDAYS:
        lately = at is not None and timedelta(0) < desk.snapshot.ended - at < timedelta(days=7)
        if not lately or at is None or desk.snapshot.period != "1d" or _close(at) != spelt(day_described(at)):
            yield shown, "does not say which day is meant"
        elif WEEKDAYS[day_described(at).weekday()] != shown:
            yield shown, reason
    elif at is None or _close(at) != shown:
        yield shown, reason


def _close(at: datetime) -> str:
    """Return a close as a text may give it, in lower case: the day it ends, or the day and the minute."""
    moment = at.astimezone(UTC)
    minute = moment if moment.second != 59 else moment + timedelta(seconds=1)  # noqa: PLR2004 - bars end a second early
    named = spelt(day_described(at))
    return named if (minute.hour, minute.minute) == (0, 0) else f"{named}, {minute:%H:%M} utc"


def _span(bars: int, period: str) -> str:
    return f"{bars:,} {_BARS[period]}{'s' if bars != 1 else ''}"


def _counted(span: str) -> str:
    """Return a span with its number in figures: people write both."""
    number, space, unit = span.partition(" ")
    return f"{COUNTED.index(number) + 1 if number in COUNTED else number}{space}{unit}"


def _rounds(value: float, shown: str) -> bool:
    number = float(shown.rstrip("%"))
    signed = shown.startswith(("+", "-")) or number == 0
    rounding = _WHOLE_PERCENT if "." not in shown and abs(value) >= _COARSE else _ROUNDING
    return signed and abs(value * 100 - number) <= rounding
