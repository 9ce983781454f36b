"""Figures: ways round the desk that `benchmarks.mutants` found, each closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Measure, Metric
from tests.cases import reference, snapshot

from .desks import kinds


@pytest.mark.parametrize("text", ["Sellers were in control in a year.", "Sellers were in control a year."])
def test_a_year_is_part_of_a_unit_and_no_reach(text: str) -> None:
    assert kinds(text, reference()) == {Kind.NOT_CHECKABLE}


@pytest.mark.parametrize("text", ["The price fell {}.", "The price saw a fall of {}."])
def test_a_move_is_not_said_to_fall_by_less_than_nothing(text: str) -> None:
    moved = snapshot(price_change=-0.041)
    assert kinds(text.format("4.1%"), moved) == set()
    assert Kind.NUMBER in kinds(text.format("-4.1%"), moved)


def test_a_count_has_no_sign() -> None:
    few = snapshot(Measure(Metric.TAKER_IMBALANCE, -1.2, n=21, window="90d"))
    said = "The norm for the taker imbalance rests on {} comparable values; a full look-back is 90 days."
    assert kinds(said.format("21"), few) == set()
    assert Kind.NUMBER in kinds(said.format("-21"), few)
    assert Kind.NUMBER in kinds(said.format("21").replace("90 days", "-90 days"), few)


def test_an_asset_called_the_leaves_the_names_of_figures_whole() -> None:
    odd = replace(snapshot(long_short_ratio=0.44), asset="The")
    assert kinds("The long/short ratio was 0.44; many more accounts were short than long.", odd) == set()


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The price was little changed, {}.", {"price_change": 0.00004}),
        ("The basis was {}, with the perpetual at a premium to its index.", {"basis": 0.000004}),
        ("The funding rate was near neutral at {}.", {"funding_rate": 0.000001}),
        ("The bid-ask spread was {} of the mid price.", {"spread_bps": 0.004}),
    ],
)
def test_something_is_not_rounded_to_nothing(text: str, values: dict[str, float]) -> None:
    shown = {
        "price_change": ("up 0.004%", "up 0.00%"),
        "basis": ("0.0004%", "0.000%"),
        "funding_rate": ("0.0001% per 8 hours", "0.000% per 8 hours"),
        "spread_bps": ("0.004 basis points", "0.00 basis points"),
    }
    (metric,) = values
    right, wrong = shown[metric]
    assert kinds(text.format(right), snapshot(**values)) == set()
    assert Kind.NUMBER in kinds(text.format(wrong), snapshot(**values))


def test_a_figure_is_given_once_a_sentence() -> None:
    still = snapshot(price=107_506.2, price_change=-0.002)
    said = "Bitcoin was little changed: the price was {} at $107,506."
    assert kinds(said.format("down 0.2%"), still) == set()
    assert kinds(said.format("$107,506"), still) == {Kind.NUMBER}


def test_a_price_is_no_percentage() -> None:
    moved = snapshot(price=22_797.0, price_change=0.069)
    assert kinds("The last price of Bitcoin was $22,797.", moved) == set()
    assert kinds("The price was up 6.9%.", moved) == set()
    assert kinds("The last price of Bitcoin was 6.9%.", moved) == {Kind.NUMBER}


def test_what_nine_decimals_do_not_show_may_be_nothing() -> None:
    said = "Among liquidations shorts made up most of them: the long share was {}."
    least = snapshot(liquidations_usd_z=1.2, liquidations_long_share=1.9e-131)
    assert kinds(said.format("0.000000000%"), least) == set()
    assert kinds(said.format("0%"), least) == {Kind.NUMBER}


def test_what_is_said_to_cost_costs_no_less_than_nothing() -> None:
    dear = snapshot(funding_rate=-0.00034)
    said = "Staying short cost some {} a year, with the funding rate clearly negative."
    assert kinds(said.format("37%"), dear) == set()
    assert Kind.NUMBER in kinds(said.format("-37%"), dear)
