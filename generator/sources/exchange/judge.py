"""Turns the points of a call into observations; what cannot be believed is set aside with its reason."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from generator.market import IN_THE_FUTURE, REPEATED, Field, Observations, SetAside
from generator.sources.exchange.figures import Odd, num
from generator.sources.exchange.plausible import contradictions, out_of_range
from generator.sources.exchange.venue import Point

MOST_AHEAD: Final = timedelta(seconds=60)
"""How far a stamp may lie ahead of the clock before it counts as the future."""
OLDEST_LIVE: Final = timedelta(minutes=5)
"""How old an answer that tells of now may be."""
_FIRST: Final = 1_262_304_000_000  # 2010-01-01: before it no derivative of a coin was traded
_MILLISECOND: Final = timedelta(milliseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Terms:
    """What the points of one call are measured against."""

    asset: str
    venue: str
    interval: str | None
    """Length of the bars; None for samples."""
    step: int
    """Milliseconds of a bar."""
    start: int
    """Unix milliseconds before which nothing was asked for."""
    present: int
    """Unix milliseconds: the earlier one of our clock and the venue's."""
    live: bool
    """Whether the answer tells of now."""
    wanted: frozenset[Field]


@dataclass(slots=True)
class Judged:
    """What is left of the points of one call."""

    values: dict[Field, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    set_aside: list[SetAside] = field(default_factory=list)
    left_out: dict[Field, int] = field(default_factory=dict)
    """For each field the newest moment of a plausible value that was not asked for, or whose bar is not over."""

    def observations(self, terms: Terms) -> tuple[Observations, ...]:
        """Return the believed values as columns, in order of time."""
        return tuple(
            Observations(
                terms.asset,
                name,
                array("q", sorted(kept)),
                array("d", (kept[time] for time in sorted(kept))),
                terms.interval,
                terms.venue,
                "perpetual",
            )
            for name, kept in self.values.items()
            if kept
        )


def judge(points: Iterable[Point], terms: Terms) -> Judged:
    """Return the believed values, and those set aside. Unfinished bars and what was not asked for are left out."""
    found = Judged()
    for point in points:
        if point.field not in terms.wanted:
            continue
        reason = _bad_time(point, terms)
        value = num(point.value)
        if isinstance(point.time, int) and not reason and _not_asked(point.time, terms):
            if not isinstance(value, Odd) and out_of_range(point.field, value) is None:
                found.left_out[point.field] = max(point.time, found.left_out.get(point.field, 0))
            continue
        if isinstance(value, Odd):
            shown, reason = value.shown, reason or value.reason
        else:
            shown, reason = f"{value:g}", reason or out_of_range(point.field, value) or ""
        kept = found.values[point.field]
        if not reason and isinstance(point.time, int) and point.time in kept:
            if kept[point.time] == value:
                continue
            reason = REPEATED
        if reason or isinstance(value, Odd) or isinstance(point.time, Odd):
            found.set_aside.append(SetAside(_moment(point, terms), point.field.value, shown, reason))
        else:
            kept[point.time] = value
    if terms.interval is not None:
        _contradict(found)
    return found


def _contradict(found: Judged) -> None:
    for time in sorted({time for kept in found.values.values() for time in kept}):
        bar = {name: kept[time] for name, kept in found.values.items() if time in kept}
        for name, reason in contradictions(bar):
            value = found.values[name].pop(time)
            found.set_aside.append(SetAside(_EPOCH + time * _MILLISECOND, name.value, f"{value:g}", reason))


def _bad_time(point: Point, terms: Terms) -> str:
    time = point.time
    if isinstance(time, Odd):
        return f"its time: {time.reason}"
    if time < _FIRST:
        return "the time cannot be: before any such market"
    if time > terms.present + MOST_AHEAD // _MILLISECOND:
        return IN_THE_FUTURE
    if terms.interval is not None and time % terms.step:
        return f"not the start of a bar of {terms.interval} in UTC"
    if terms.live and time < terms.present - OLDEST_LIVE // _MILLISECOND:
        return "too old for an answer that tells of now"
    return ""


def _not_asked(time: int, terms: Terms) -> bool:
    unfinished = terms.interval is not None and time + terms.step > terms.present
    return unfinished or (not terms.live and time < terms.start)


def _moment(point: Point, terms: Terms) -> datetime:
    """Return the moment a value is noted at: its own where that can be, otherwise that of the answer."""
    time = point.time
    usable = isinstance(time, int) and _FIRST <= time < 4 * 10**12
    return _EPOCH + (time if usable and isinstance(time, int) else terms.present) * _MILLISECOND
