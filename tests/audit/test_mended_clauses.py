"""Clauses: ways round the desk that `benchmarks.mutants` found, each closed."""

from __future__ import annotations

import pytest

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Measure, Metric
from tests.cases import reference, snapshot

from .desks import kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The selling came while order books were slightly thin.", set()),
        ("Sellers were in control the market is the data.", {Kind.NOT_CHECKABLE}),
        ("Order books were slightly thin traders met the market.", {Kind.NOT_CHECKABLE}),
        ("Order books were slightly thin and the market is the data.", {Kind.NOT_CHECKABLE}),
    ],
)
def test_nothing_rides_along_behind_what_is_checked(text: str, found: set[Kind]) -> None:
    assert kinds(text, reference()) == found


def test_a_negation_that_is_lost_is_missed() -> None:
    thin = snapshot(market_depth_index=-1.2, liquidations_usd_z=0.2)
    said = "The strain is in the book and not in forced closures: liquidations ran close to normal."
    assert kinds(said, thin) == set()
    assert kinds(said.replace("not ", ""), thin) == {Kind.NOT_CHECKABLE}


@pytest.mark.parametrize("name", ["the long and short sides of liquidations", "liquidations against their history"])
def test_what_a_list_calls_the_unknown_is_no_name_for_what_is_judged(name: str) -> None:
    assert kinds("There were heavy liquidations.", reference()) == set()
    assert Kind.NOT_CHECKABLE in kinds(f"There were heavy {name}.", reference())


def test_only_what_has_parts_has_something_among_it() -> None:
    sided = snapshot(liquidations_long_share=0.81, liquidations_usd_z=1.2)
    said = "Among {} longs made up most of them: the long share was 81%."
    assert kinds(said.format("liquidations"), sided) == set()
    assert kinds(said.format("the long share"), sided) == {Kind.NAME}


def test_nothing_is_ahead_but_sellers_and_buyers() -> None:
    few = snapshot(Measure(Metric.TAKER_IMBALANCE, -1.2, n=21, window="90d"))
    said = "Only 21 comparable values stand {} the norm for the taker imbalance, where a full look-back is 90 days."
    assert kinds(said.format("behind"), few) == set()
    assert Kind.WORD in kinds(said.format("ahead"), few)
    assert kinds("Sellers were ahead.", few) == set()
    assert kinds("Taker flow was ahead.", few) == {Kind.WORD}


def test_nothing_is_sellers() -> None:
    assert kinds("The taker imbalance stood at -2.28: sellers were in control.", reference()) == set()
    assert Kind.WORD in kinds("The taker imbalance is sellers.", reference())


def test_no_announcement_rides_along() -> None:
    assert kinds("Liquidity is the news: order books were slightly thin.", reference()) == set()
    assert Kind.NOT_CHECKABLE in kinds("Order books were slightly thin the signals are the news.", reference())


def test_something_is_said_of_a_name_in_its_own_clause() -> None:
    loud = "forced closures were heavy: the liquidations z-score was +2.34."
    assert kinds(f"With the selling, {loud}", reference()) == set()
    assert kinds(f"The selling met the liquidations, {loud}", reference()) == {Kind.NOT_CHECKABLE}


def test_nothing_but_a_norm_rests_on_anything() -> None:
    few = snapshot(Measure(Metric.TAKER_IMBALANCE, -1.2, n=21, window="90d"))
    said = "The norm for the taker imbalance rests on 21 comparable values; a full look-back is 90 days."
    assert kinds(said, few) == set()
    assert Kind.NOT_CHECKABLE in kinds("Selling rests on the taker imbalance.", few)


def test_what_something_stands_against_is_said() -> None:
    thin = "Unusually heavy selling against a slightly thin book is the combination in which orders travel furthest."
    assert kinds(thin, reference()) == set()
    assert Kind.NOT_CHECKABLE in kinds("Sellers were in control with the market against it.", reference())
    assert Kind.NOT_CHECKABLE in kinds("Sellers were in control against the market.", reference())


def test_the_change_is_that_of_what_is_named() -> None:
    both = snapshot(open_interest_z=-0.82, price_change=-0.015)
    said = "{} slipped; the z-score of the change was -0.82."
    assert kinds(said.format("Open interest"), both) == set()
    assert kinds(said.format("The price"), both) == {Kind.NAME}
