from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.charts.drawing import Face
from generator.charts.letters import fitted, lines, width
from generator.charts.scales import Scale, dates, in_coins, in_dollars, in_percent, in_sigmas, ticks

VALUES = st.floats(-1e12, 1e12, allow_nan=False)


@given(VALUES, VALUES, st.integers(2, 6))
@example(0.0, 5e-324, 2)
@example(1e-306, 2e-306, 2)
def test_marks_hold_the_values_and_are_few(one: float, other: float, about: int) -> None:
    low, high = sorted((one, other))
    marks = ticks(low, high, about)
    slack = (high - low) * 1e-6
    assert marks[0] <= low + slack
    assert marks[-1] >= high - slack
    assert 2 <= len(marks) <= about + 3
    assert marks == sorted(marks)


@pytest.mark.parametrize(
    ("marks", "written"),
    [
        ([15_000, 17_500, 20_000], ["$15,000", "$17,500", "$20,000"]),
        ([-3e7, 0.0, 2e7], ["-$30m", "0", "$20m"]),
        ([2.0e9, 2.5e9, 3e9], ["$2.0bn", "$2.5bn", "$3.0bn"]),
        ([0.42, 0.44], ["$0.42", "$0.44"]),
    ],
)
def test_dollars_are_shortened_alike(marks: list[float], written: list[str]) -> None:
    assert [text.replace("$0", "0") if text == "$0" else text for text in in_dollars(marks)] == written


def test_other_units() -> None:
    assert in_coins([24_000.0, 26_000.0]) == ["24,000", "26,000"]
    assert in_sigmas([-2.0, 0.0, 2.0]) == ["-2", "0", "+2"]
    assert in_percent([-0.0001, 0.0, 0.0001]) == ["-0.01%", "0%", "0.01%"]


@given(st.floats(-1e6, 1e6))
def test_a_scale_keeps_to_its_ends(value: float) -> None:
    assert 10 <= Scale(-5, 5, 10, 110)(value) <= 110


def test_dates_are_months_then_days_then_hours() -> None:
    end = datetime(2025, 3, 5, 23, 59, 59, tzinfo=UTC)
    daily = [end - timedelta(days=n) for n in range(89, -1, -1)]
    assert [text for _, text in dates(daily, 6)] == ["Jan 2025", "Feb", "Mar"]
    hourly = [end - timedelta(hours=n) for n in range(71, -1, -1)]
    assert [text for _, text in dates(hourly, 6)] == ["3 Mar", "4 Mar", "5 Mar"] or len(dates(hourly, 6)) >= 2
    few = [end - timedelta(hours=n) for n in range(5, -1, -1)]
    assert all(text.endswith(":00") for _, text in dates(few, 6))


@given(st.text(), st.floats(20, 400))
def test_lines_keep_every_word_and_their_room(text: str, room: float) -> None:
    found = list(lines(text, 12, room))
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(width(line, 12) <= room or len(line) == 1 for line in found)


@given(st.text(), st.floats(20, 400))
def test_a_fitted_text_fits(text: str, room: float) -> None:
    assert width(fitted(text, 12, room, Face.BOLD), 12, Face.BOLD) <= room or fitted(text, 12, room) == "\u2026"
