"""Ways round the desk that the mutants of `benchmarks.mutants` found, each closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Snapshot
from tests.cases import calm, reference, snapshot

from .desks import kinds


@pytest.mark.parametrize("text", ["Sellers were in control in a year.", "Sellers were in control a year."])
def test_a_year_is_part_of_a_unit_and_no_reach(text: str) -> None:
    assert kinds(text, reference()) == {Kind.NOT_CHECKABLE}


def on_binance() -> Snapshot:
    return replace(calm(), measures={m: replace(item, venue="binance") for m, item in calm().measures.items()})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("On Binance the taker buy/sell ratio was 0.99, close to balance.", set()),
        ("On Binance taker flow was ordinary taker flow.", set()),
        ("On Binance a calm day in Bitcoin derivatives.", {Kind.NAME}),
        ("Bitcoin derivatives were calm on Binance.", {Kind.NAME}),
    ],
)
def test_a_venue_is_that_of_something_that_is_said(text: str, found: set[Kind]) -> None:
    assert kinds(text, on_binance()) == found


@pytest.mark.parametrize("text", ["The price fell {}.", "The price saw a fall of {}."])
def test_a_move_is_not_said_to_fall_by_less_than_nothing(text: str) -> None:
    moved = snapshot(price_change=-0.041)
    assert kinds(text.format("4.1%"), moved) == set()
    assert Kind.NUMBER in kinds(text.format("-4.1%"), moved)
