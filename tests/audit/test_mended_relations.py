"""Signals set beside each other: ways round the desk that `benchmarks.mutants` found, each closed."""

from __future__ import annotations

import pytest

from generator.audit.clearance import Kind
from tests.cases import snapshot

from .desks import kinds


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (
            "Light liquidations came despite a decline in open interest.",
            {"liquidations_usd_z": -1.5, "open_interest_z": -1.5},
        ),
        ("A rise in open interest but light liquidations.", {"liquidations_usd_z": -1.5, "open_interest_z": 1.5}),
        ("Ordinary taker flow, yet open interest held steady.", {"taker_imbalance": -0.2, "open_interest_z": 0.2}),
        ("Ordinary taker flow despite little change in the price.", {"taker_imbalance": -0.2, "price_change": 0.002}),
        ("Funding near neutral despite ordinary taker flow.", {"taker_imbalance": -0.2, "funding_rate": 0.00005}),
        ("Selling despite an ordinary book.", {"taker_imbalance": -1.2, "market_depth_index": 0.1}),
    ],
)
def test_what_is_ordinary_neither_agrees_nor_disagrees(text: str, values: dict[str, float]) -> None:
    day = snapshot(**values)
    assert kinds(text, day) == {Kind.CONTEXT}
    for relation in ("despite", "but", "yet"):
        text = text.replace(relation, "and")
    assert Kind.CONTEXT not in kinds(text, day)


SOLD = {"taker_imbalance": -1.5, "open_interest_z": 1.5, "market_depth_index": -1.5}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The selling went despite a rise in open interest.", set()),
        ("The selling and a rise in open interest went despite it.", {Kind.CONTEXT}),
        ("Order books were thin: taker flow and depth point the same way, with selling.", set()),
        ("Order books were thin: taker flow, which is why depth point the same way, with selling.", {Kind.CONTEXT}),
    ],
)
def test_a_relation_has_all_it_relates(text: str, found: set[Kind]) -> None:
    assert {Kind.CONTEXT} & kinds(text, snapshot(**SOLD)) == found


@pytest.mark.parametrize(
    ("values", "far"),
    [
        ({"taker_imbalance": -0.8}, False),
        ({"taker_imbalance": -1.0}, True),
        ({"taker_buy_sell_ratio": 0.92}, False),
        ({"taker_buy_sell_ratio": 0.84}, True),
    ],
)
def test_what_does_not_follow_is_news_beside_a_large_move_alone(values: dict[str, float], *, far: bool) -> None:
    day = snapshot(**values, liquidations_usd_z=0.1, funding_rate=0.00005)
    for text in (
        "Despite the sellers, liquidations ran close to normal.",
        "Despite the sellers, funding was near neutral.",
    ):
        assert (Kind.CONTEXT in kinds(text, day)) is not far


def test_what_is_set_against_the_rest_stands_right_behind_the_word_that_does_it() -> None:
    thin = snapshot(market_depth_index=-1.2, liquidations_usd_z=-1.2)
    assert kinds("Despite a thin book, liquidations ran below normal.", thin) == set()
    assert kinds("Despite came a thin book and light liquidations.", thin) == {Kind.CONTEXT}


@pytest.mark.parametrize("depth", [-0.5, -0.66, -0.75, -2.0])
def test_the_strain_of_a_crunch_lasts_as_long_as_the_crunch(depth: float) -> None:
    day = snapshot(market_depth_index=depth, liquidations_usd_z=0.1)
    assert (
        kinds("The strain is in the book and not in forced closures: liquidations ran close to normal.", day) == set()
    )
    word = "slightly thin" if depth > -1 else "very thin"
    said = f"Order books are {word}, but liquidations ran close to normal: the strain has not reached forced closures."
    assert kinds(said, day) == set()


def test_how_signals_stand_follows_and_is_no_reason() -> None:
    thin = snapshot(taker_imbalance=1.5, market_depth_index=-1.5)
    said = "The buying met a clearly thin book{} each makes the other count for more."
    assert kinds(said.format(", and"), thin) == set()
    for cause in (" because", ", which is why"):
        assert kinds(said.format(cause), thin) == {Kind.NOT_CHECKABLE}
