"""Judging words that are true and stand where they make no sentence, and things that are named twice."""

from __future__ import annotations

import pytest

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Measure, Metric
from tests.cases import snapshot

from .desks import kinds

DAY = snapshot(
    taker_imbalance=-1.2, open_interest_z=-1.5, funding_rate=0.0005, market_depth_index=-1.2, liquidations_usd_z=1.4
)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("Traders were closing positions.", "Traders were a decline in open interest."),
        ("Traders were closing positions.", "Traders were elevated funding."),
        ("The day brought a decline in open interest.", "The day brought closing positions."),
        ("Sellers were ahead.", "Sellers a thin book."),
        ("Funding was elevated: longs pay shorts.", "The day had longs paid shorts."),
        ("The day brought a thin book and elevated funding.", "The day brought a thin book and fell."),
        ("The day brought a thin book and elevated funding.", "The day brought a thin book and sellers."),
        ("The data show a thin book.", "The thin was not accompanied by elevated funding."),
    ],
)
def test_a_word_stands_where_one_of_its_shape_can(right: str, wrong: str) -> None:
    assert kinds(right, DAY) == set()
    assert kinds(wrong, DAY)


def test_a_thing_is_named_once() -> None:
    assert kinds("The day brought a thin book and elevated funding.", DAY) == set()
    assert kinds("The day brought a thin book and a clearly thin book.", DAY) == {Kind.WORD}


def test_what_is_listed_beside_a_thing_is_another() -> None:
    said = "The day brought a thin book; beyond that, the data show {}."
    assert kinds(said.format("elevated funding"), DAY) == set()
    assert kinds(said.format("a clearly thin book"), DAY) == {Kind.WORD}


def test_two_agree_and_one_does_not() -> None:
    said = "Takers leaned clearly to selling and open interest fell: the {} agree."
    assert kinds(said.format("two"), DAY) == set()
    assert Kind.CONTEXT in kinds(said.format("one"), DAY)


def test_no_name_is_said_to_do_something_to_another() -> None:
    said = "The day brought a thin book{}."
    assert kinds(said.format(""), DAY) == set()
    assert Kind.NOT_CHECKABLE in kinds(said.format(" the imbalance faced the imbalance of taker orders"), DAY)


def test_a_count_gives_the_figure_of_what_it_counts() -> None:
    day = snapshot(Measure(Metric.OPEN_INTEREST_Z, -1.5, change=-0.069, change_over="1d"), taker_imbalance=-1.2)
    assert kinds("The coin tally puts open interest 7% lower in a day.", day) == set()
    assert Kind.NOT_CHECKABLE in kinds("The coin tally puts open interest.", day)
    assert Kind.NOT_CHECKABLE in kinds("The imbalance of taker orders puts open interest 7% lower in a day.", day)
