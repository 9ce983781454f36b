"""Days of the week, the verbs that only a day may carry, and choices in the stylebook."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.audit.alternatives import expanded, spelt
from generator.audit.clearance import Kind
from tests.audit.test_succession import past
from tests.cases import reference

from .desks import found, kinds

FRIDAY = reference()
"""21 November 2025."""


@pytest.mark.parametrize(
    "text",
    [
        "On Friday the taker imbalance stood at -2.28.",
        "The taker imbalance stood at -2.28 on Friday, 21 November.",
        "Friday's taker imbalance stood at -2.28.",
        "Friday brought heavy liquidations to Bitcoin.",
        "The same day brought heavy liquidations.",
    ],
)
def test_the_day_of_the_data_may_be_named(text: str) -> None:
    assert found(text, FRIDAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "On Thursday the taker imbalance stood at -2.28.",
        "Saturday's taker imbalance stood at -2.28.",
        "The taker imbalance stood at -2.28 on Friday, 22 November.",
    ],
)
def test_another_day_is_found(text: str) -> None:
    assert kinds(text, FRIDAY) == {Kind.CONTEXT}


def test_days_in_general_are_nothing_the_desk_knows() -> None:
    assert Kind.NOT_CHECKABLE in kinds("On Fridays the taker imbalance stood at -2.28.", FRIDAY)


def test_an_hour_does_not_make_a_day() -> None:
    hour = replace(FRIDAY, period="1h")
    assert found("On Friday the taker imbalance stood at -2.28.", hour) == []
    assert kinds("Friday brought heavy liquidations.", hour) == {Kind.CONTEXT}


@pytest.mark.parametrize("verb", ["brought", "left", "gave", "added"])
def test_no_signal_brings_another(verb: str) -> None:
    assert Kind.WORD in kinds(f"Unusually heavy selling {verb} heavy liquidations.", FRIDAY)


@pytest.mark.parametrize(
    ("close", "sound"),
    [
        ("Monday", True),
        ("17 November 2025", True),
        ("Tuesday", False),
        ("18 November 2025", False),
    ],
)
def test_a_close_of_the_last_six_days_may_be_called_by_its_weekday(close: str, sound: bool) -> None:  # noqa: FBT001
    text = f"Counted from {close}, a liquidity crunch went on for five days."
    assert (found(text, past()) == []) is sound


def test_an_older_close_needs_its_date() -> None:
    assert found("Counted from 14 November 2025, crowded longs went on for eight days.", past()) != []
    before = past().before
    assert before is not None
    older = replace(before, spells=(replace(before.spells[0], since=before.spells[1].since, bars=7),))
    week = replace(past(), before=older)
    assert found("Counted from 14 November 2025, a liquidity crunch went on for eight days.", week) == []
    assert kinds("Counted from Friday, a liquidity crunch went on for eight days.", week) == {Kind.CONTEXT}


def test_choices_are_spelt_out() -> None:
    found = list(spelt("a (small|slight (dip|drop)|) fall"))
    assert sorted(found) == ["a fall", "a slight dip fall", "a slight drop fall", "a small fall"]


def test_two_answers_to_one_phrase_are_a_fault() -> None:
    with pytest.raises(ValueError, match="says of 'a b'"):
        expanded({"words": {"flow": {"a (b|c)": [0.0, 1.0], "a b": [1.0, 2.0]}}})
