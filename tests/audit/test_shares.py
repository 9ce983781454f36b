"""Shares of taker volume: only right beside the words that say whose they are, and only the right ones."""

from __future__ import annotations

import pytest

from generator.audit.alternatives import expanded, spelt
from generator.audit.clearance import Kind
from generator.metrics.snapshot import Measure, Metric
from generator.prose import derived
from tests.cases import snapshot

from .desks import found, kinds

SELLING = snapshot(Measure(Metric.TAKER_BUY_SELL_RATIO, 0.79, venue="binance"))
"""55.87% of taker volume was selling."""


@pytest.mark.parametrize(
    "text",
    [
        "Sellers took 56% of taker volume.",
        "On Binance sellers took about 56% of taker volume.",
        "Buyers took 44% of taker volume.",
        "56% of taker volume was selling.",
        "Out of every hundred dollars that takers traded on Binance, $56 was selling.",
        "The ratio stood at 0.79: taker orders split into 56% sell orders and 44% buy orders.",
        "There was $0.79 of taker buying for every dollar of taker selling.",
    ],
)
def test_a_share_of_the_side_it_is_said_of_is_clean(text: str) -> None:
    assert not found(text, SELLING), found(text, SELLING)


@pytest.mark.parametrize(
    "text",
    [
        "Buyers took 56% of taker volume.",
        "Sellers took 44% of taker volume.",
        "Sellers took 57% of taker volume.",
        "Sellers took 55% of taker volume.",
        "Sellers took 55.8% of taker volume.",
        "Sellers took 56 of taker volume.",
        "Sellers took -56% of taker volume.",
        "Sellers took up 56% of taker volume.",
        "Sellers took $56 of taker volume.",
        "Sellers took 56% to sellers.",
        "44% of taker volume was selling.",
        "56% of taker volume was buying.",
        "Out of every hundred dollars that takers traded, 56% was selling.",
        "Out of every hundred dollars that takers traded, $44 was selling.",
        "Out of every hundred dollars that takers traded, $560 was selling.",
        "$56 was selling.",
        "Taker orders split into 56% sell orders and 56% sell orders.",
        "There was $0.78 of taker buying for every dollar of taker selling.",
        "There was $1 of taker buying for every dollar of taker selling.",
        "There was 0.79 of taker buying for every dollar of taker selling.",
        "On OKX sellers took 56% of taker volume.",
    ],
)
def test_a_share_that_is_wrong_or_of_nobody_is_found(text: str) -> None:
    assert found(text, SELLING)


@pytest.mark.parametrize(
    "text",
    [
        "Sellers took the ratio.",
        "For every dollar they sold on Binance, takers bought $0.79 worth.",
        "Out of every hundred dollars that takers traded, the ratio was 0.79.",
        "The ratio was 0.79 for sellers.",
    ],
)
def test_the_words_of_a_share_need_a_figure(text: str) -> None:
    assert kinds(text, SELLING) & {Kind.WORD, Kind.NUMBER}


def test_a_share_needs_the_ratio() -> None:
    assert Kind.NUMBER in kinds("Sellers took 56% of taker volume.", snapshot(taker_imbalance=-2.0))


def test_a_whole_share_is_never_rounded_to_all_or_none() -> None:
    nearly = snapshot(taker_buy_sell_ratio=0.001)
    assert found("Sellers took 100% of taker volume.", nearly)
    assert not found("Sellers took 99.9% of taker volume.", nearly)


@pytest.mark.parametrize(
    ("face", "ratio", "text", "field"),
    [
        ("sellers_share", 0.79, "56%", "sellers_share"),
        ("buyers_share", 0.79, "44%", "buyers_share"),
        ("leaders_share", 0.79, "56%", "sellers_share"),
        ("leaders_share", 1.26, "56%", "buyers_share"),
        ("others_share", 1.26, "44%", "sellers_share"),
        ("leaders_share", 1.0, "50%", "buyers_share"),
        ("others_share", 1.0, "50%", "sellers_share"),
        ("leaders_dollars", 0.79, "$56", "sellers_share"),
        ("sellers_share", 0.001, "99.9%", "sellers_share"),
        ("per_dollar", 0.79, "$0.79", "per_dollar"),
    ],
)
def test_a_share_is_printed_for_the_side_that_is_asked_for(face: str, ratio: float, text: str, field: str) -> None:
    told = derived.told(face, Measure(Metric.TAKER_BUY_SELL_RATIO, ratio), lambda words: words[0])
    assert told is not None
    assert (told.text, told.field) == (text, field)


@pytest.mark.parametrize(
    ("written", "phrases"),
    [
        ("plain", ["plain"]),
        ("a (slight|mild) lean", ["a slight lean", "a mild lean"]),
        ("(the|) ratio", ["the ratio", "ratio"]),
        ("(a (b|c)|d) e", ["a b e", "d e", "a c e"]),
    ],
)
def test_alternatives_are_spelt_out(written: str, phrases: list[str]) -> None:
    assert list(spelt(written)) == phrases


def test_shapes_keep_their_alternatives() -> None:
    raw = {"shapes": {"run": ["(this|that)."]}, "words": {"flow": {"(a|b) c": [0, 1]}}, "venues": {"okx": "OKX"}}
    assert expanded(raw) == {
        "shapes": {"run": ["(this|that)."]},
        "words": {"flow": {"a c": [0, 1], "b c": [0, 1]}},
        "venues": {"okx": "OKX"},
    }


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("Open interest was down 3.1% on the day.", True),
        ("Open interest was 3.1% lower on the day.", True),
        ("Open interest was lower by 3.1% on the day.", True),
        ("In coins, open interest was 3.1% down.", True),
        ("Open interest was 3.1% higher on the day.", False),
        ("Open interest was up by 3.1% on the day.", False),
        ("Open interest was 3.2% lower on the day.", False),
        ("Open interest was 3.1% on the day.", False),
        ("Open interest was lower by down 3.1%.", False),
        ("Open interest was lower by 3.1% higher.", False),
        ("Open interest was lower.", False),
        ("In dollars, open interest was 3.1% lower.", False),
        ("Open interest was down 3.1%, counted in coins.", True),
        ("Open interest was down 3.1%, counted in dollars.", False),
    ],
)
def test_a_change_has_its_direction_on_either_side(text: str, *, clean: bool) -> None:
    case = snapshot(Measure(Metric.OPEN_INTEREST_Z, -1.48, change=-0.031, change_over="1d"))
    assert (not found(text, case)) is clean, found(text, case)


@pytest.mark.parametrize(
    ("change", "texts"),
    [(-0.019, {"down 1.9%", "1.9% lower"}), (0.069, {"up 7%", "7% higher"}), (0.0, {"unchanged"})],
)
def test_a_drift_says_its_direction(change: float, texts: set[str]) -> None:
    measure = Measure(Metric.OPEN_INTEREST_Z, 0.6, change=change)
    first = derived.told("drift", measure, lambda words: words[0])
    second = derived.told("drift", measure, lambda words: words[1])
    assert first is not None
    assert second is not None
    assert {first.text, second.text} == texts
