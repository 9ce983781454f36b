from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.newsroom.appointments import Appointment, appointments, due, upcoming
from generator.planning.story import Form
from generator.settings.schedule import DAYS, Schedule

ZONES = (
    *("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns"),
    *("Pacific/Apia", "Africa/Casablanca", "America/Sao_Paulo"),
)
TIMES = st.times(max_value=time(23, 59)).map(lambda found: f"{found:%H:%M}")
MOMENTS = st.integers(1_262_300_000, 1_893_450_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
SPANS = st.timedeltas(timedelta(0), timedelta(days=40))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    weekly = f"{draw(st.sampled_from(DAYS))} {draw(TIMES)}"
    return Schedule(("BTC",), zone=draw(st.sampled_from(ZONES)), daily=draw(TIMES), weekly=weekly)


@given(schedule=schedules(), start=MOMENTS, span=SPANS)
def test_every_local_day_has_its_daily_exactly_once_whatever_the_clocks_do(
    schedule: Schedule, start: datetime, span: timedelta
) -> None:
    zone = ZoneInfo(schedule.zone)
    found = [item.at for item in appointments(schedule, start, start + span) if item.form is Form.DAILY]
    assert found == sorted(set(found))
    days = [at.astimezone(zone).date() for at in found]
    first, last = start.astimezone(zone).date(), (start + span).astimezone(zone).date()
    whole = {first + timedelta(days=n) for n in range(1, (last - first).days)}
    if schedule.zone != "Pacific/Apia" and schedule.daily > "03:00":  # Apia left out a day; clocks change before three
        assert len(days) == len(set(days))
        assert whole <= set(days)
    assert len(whole) <= len(found) <= len(whole) + 2


@given(schedule=schedules(), start=MOMENTS, one=SPANS, two=SPANS)
def test_nothing_is_due_twice_or_never_however_often_it_is_asked(
    schedule: Schedule, start: datetime, one: timedelta, two: timedelta
) -> None:
    middle, end = start + one, start + one + two
    halves = [*appointments(schedule, start, middle), *appointments(schedule, middle, end)]
    assert halves == [*appointments(schedule, start, end)]


@given(schedule=schedules(), now=MOMENTS)
def test_the_next_appointment_is_the_first_that_will_be_due(schedule: Schedule, now: datetime) -> None:
    following = upcoming(schedule, now)
    assert now < following <= now + timedelta(days=3)
    assert not [*appointments(schedule, now, following - timedelta(microseconds=1))]
    assert following in {item.at for item in appointments(schedule, now, following)}


@pytest.mark.parametrize(
    ("day", "at"),
    [
        ((2025, 3, 29), datetime(2025, 3, 29, 1, 30, tzinfo=UTC)),
        ((2025, 3, 30), datetime(2025, 3, 30, 1, 30, tzinfo=UTC)),  # 02:30 is skipped: 03:30 it is
        ((2025, 3, 31), datetime(2025, 3, 31, 0, 30, tzinfo=UTC)),
        ((2025, 10, 26), datetime(2025, 10, 26, 0, 30, tzinfo=UTC)),  # 02:30 comes twice: the first
        ((2025, 10, 27), datetime(2025, 10, 27, 1, 30, tzinfo=UTC)),
    ],
)
def test_days_on_which_the_clocks_change(day: tuple[int, int, int], at: datetime) -> None:
    zone = ZoneInfo("Europe/Berlin")
    schedule = Schedule(("BTC",), zone="Europe/Berlin", daily="02:30")
    begin = datetime(*day, tzinfo=zone).astimezone(UTC)
    end = (datetime(*day, tzinfo=zone) + timedelta(days=1)).astimezone(UTC)
    assert [item.at for item in appointments(schedule, begin, end)] == [at]


def test_what_was_due_while_nothing_ran_is_late_up_to_a_limit_or_left_out() -> None:
    last, now = datetime(2026, 1, 1, 9, tzinfo=UTC), datetime(2026, 1, 4, 9, tzinfo=UTC)
    days = [Appointment(Form.DAILY, datetime(2026, 1, day, 8, tzinfo=UTC)) for day in (2, 3, 4)]
    late = due(Schedule(("BTC",), daily="08:00", catch_up_hours=30), last, now)
    assert ([*late.now], [*late.missed]) == (days[1:], days[:1])
    skipped = due(Schedule(("BTC",), daily="08:00", catch_up="skip"), last, now)
    assert ([*skipped.now], [*skipped.missed]) == ([], days)
    prompt = due(Schedule(("BTC",), daily="08:00", catch_up="skip"), last, days[-1].at + timedelta(minutes=2))
    assert [*prompt.now] == days[-1:]
