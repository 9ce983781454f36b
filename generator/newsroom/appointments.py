"""What is due when: a pure matter of the schedule and the clock. Moments are UTC, times of the schedule are local."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from generator.planning.story import Form
from generator.settings.schedule import DAYS, Schedule

_DAY: Final = timedelta(days=1)
PROMPT: Final = timedelta(minutes=5)
"""Up to so late an edition is still on time."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """An edition to be written."""

    form: Form
    at: datetime
    """The moment it is due, and of whose market it tells, UTC."""


@dataclass(frozen=True, slots=True)
class Due:
    """What there is to do, oldest first, and what is too late for it."""

    now: tuple[Appointment, ...]
    missed: tuple[Appointment, ...]


def due(schedule: Schedule, last: datetime, now: datetime) -> Due:
    """Return the appointments after `last` up to `now`, by the rule of what was due while nothing ran.

    On the day the clocks go forward a time that is skipped is due as long after midnight as on other days; on the day
    they go back a time that comes twice is due the first time. So each day has each appointment exactly once.
    """
    patience = timedelta(hours=schedule.catch_up_hours) if schedule.catch_up == "late" else PROMPT
    found = appointments(schedule, last, now)
    in_time = tuple(item for item in found if now - item.at <= max(patience, PROMPT))
    return Due(in_time, tuple(item for item in found if item not in in_time))


def appointments(schedule: Schedule, last: datetime, now: datetime) -> list[Appointment]:
    """Return every daily and weekly appointment after `last` up to and including `now`, in order."""
    zone, found = ZoneInfo(schedule.zone), list[Appointment]()
    day, end = last.astimezone(zone).date() - _DAY, now.astimezone(zone).date() + _DAY
    while day <= end:
        found += (Appointment(form, at) for form, at in _of(schedule, day, zone) if last < at <= now)
        day += _DAY
    return sorted(found, key=lambda item: (item.at, item.form))


def upcoming(schedule: Schedule, now: datetime) -> datetime:
    """Return the moment of the next appointment after `now`; eight days on where there is none."""
    end = now + timedelta(days=8)
    return min((item.at for item in appointments(schedule, now, end)), default=end)


def _of(schedule: Schedule, day: date, zone: ZoneInfo) -> Iterator[tuple[Form, datetime]]:
    if schedule.daily:
        yield Form.DAILY, _moment(day, schedule.daily, zone)
    weekday, _, at = schedule.weekly.partition(" ")
    if schedule.weekly and DAYS[day.weekday()] == weekday:
        yield Form.WEEKLY, _moment(day, at, zone)


def _moment(day: date, at: str, zone: ZoneInfo) -> datetime:
    # fold=0: of a time that comes twice the first, of one that is skipped what it would be without the change.
    return datetime.combine(day, time.fromisoformat(at), zone).astimezone(UTC)
