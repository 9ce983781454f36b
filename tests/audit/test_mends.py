"""Ways round the desk that the mutants of `benchmarks.mutants` found, each closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Measure, Metric, Record, Snapshot
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


def test_a_count_has_no_sign() -> None:
    few = snapshot(Measure(Metric.TAKER_IMBALANCE, -1.2, n=21, window="90d"))
    said = "The norm for the taker imbalance rests on {} comparable values; a full look-back is 90 days."
    assert kinds(said.format("21"), few) == set()
    assert Kind.NUMBER in kinds(said.format("-21"), few)
    assert Kind.NUMBER in kinds(said.format("21").replace("90 days", "-90 days"), few)


def test_a_negation_that_is_lost_is_missed() -> None:
    thin = snapshot(market_depth_index=-1.2, liquidations_usd_z=0.2)
    said = "The strain is in the book and not in forced closures: liquidations ran close to normal."
    assert kinds(said, thin) == set()
    assert kinds(said.replace("not ", ""), thin) == {Kind.NOT_CHECKABLE}


@pytest.mark.parametrize("name", ["the long and short sides of liquidations", "liquidations against their history"])
def test_what_a_list_calls_the_unknown_is_no_name_for_what_is_judged(name: str) -> None:
    assert kinds("There were heavy liquidations.", reference()) == set()
    assert Kind.NOT_CHECKABLE in kinds(f"There were heavy {name}.", reference())


def test_an_asset_called_the_leaves_the_names_of_figures_whole() -> None:
    odd = replace(snapshot(long_short_ratio=0.44), asset="The")
    assert kinds("The long/short ratio was 0.44; many more accounts were short than long.", odd) == set()


APART = snapshot(
    Measure(Metric.TAKER_IMBALANCE, -1.5, venue="binance"),
    Measure(Metric.FUNDING_RATE, 0.0005, venue="okx"),
    Measure(Metric.OPEN_INTEREST_Z, -1.5, venue="okx"),
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Elevated funding went with a decline in open interest on OKX.", set()),
        ("Elevated funding and a decline in open interest went with it on OKX.", set()),
        ("Elevated funding and more selling than usual went with it on OKX.", {Kind.NAME}),
        ("On OKX elevated funding came with more selling than usual.", {Kind.NAME}),
        ("More selling than usual came while funding on OKX was elevated.", set()),
        ("Elevated funding on OKX, and more selling than usual on Binance.", set()),
        ("Elevated funding on Binance, and more selling than usual on OKX.", {Kind.NAME}),
    ],
)
def test_a_venue_is_that_of_all_its_clause_says(text: str, found: set[Kind]) -> None:
    assert kinds(text, APART) == found


def test_only_what_has_parts_has_something_among_it() -> None:
    sided = snapshot(liquidations_long_share=0.81, liquidations_usd_z=1.2)
    said = "Among {} longs made up most of them: the long share was 81%."
    assert kinds(said.format("liquidations"), sided) == set()
    assert kinds(said.format("the long share"), sided) == {Kind.NAME}


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


def test_nothing_is_ahead_but_sellers_and_buyers() -> None:
    few = snapshot(Measure(Metric.TAKER_IMBALANCE, -1.2, n=21, window="90d"))
    said = "Only 21 comparable values stand {} the norm for the taker imbalance, where a full look-back is 90 days."
    assert kinds(said.format("behind"), few) == set()
    assert Kind.WORD in kinds(said.format("ahead"), few)
    assert kinds("Sellers were ahead.", few) == set()
    assert kinds("Taker flow was ahead.", few) == {Kind.WORD}


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


def test_a_venue_is_that_of_the_metric_that_is_said() -> None:
    apart = snapshot(
        Measure(Metric.OPEN_INTEREST_Z, -1.5, venue="okx"), Measure(Metric.OPEN_INTEREST_USD, 9.1e9, venue="deribit")
    )
    for text, venue in (
        ("Open interest fell on {}.", "OKX"),
        ("Open interest was worth $9.10 billion on {}.", "Deribit"),
    ):
        other = {"OKX": "Deribit", "Deribit": "OKX"}[venue]
        assert kinds(text.format(venue), apart) == set()
        assert kinds(text.format(other), apart) == {Kind.NAME}


def test_a_price_is_no_percentage() -> None:
    moved = snapshot(price=22_797.0, price_change=0.069)
    assert kinds("The last price of Bitcoin was $22,797.", moved) == set()
    assert kinds("The price was up 6.9%.", moved) == set()
    assert kinds("The last price of Bitcoin was 6.9%.", moved) == {Kind.NUMBER}


def test_what_is_set_against_the_rest_stands_right_behind_the_word_that_does_it() -> None:
    thin = snapshot(market_depth_index=-1.2, liquidations_usd_z=-1.2)
    assert kinds("Despite a thin book, liquidations ran below normal.", thin) == set()
    assert kinds("Despite came a thin book and light liquidations.", thin) == {Kind.CONTEXT}


def test_nothing_is_sellers() -> None:
    assert kinds("The taker imbalance stood at -2.28: sellers were in control.", reference()) == set()
    assert kinds("The taker imbalance is sellers.", reference()) == {Kind.WORD}


def test_no_announcement_rides_along() -> None:
    assert kinds("Liquidity is the news: order books were slightly thin.", reference()) == set()
    assert Kind.NOT_CHECKABLE in kinds("Order books were slightly thin the signals are the news.", reference())


def test_something_is_said_of_a_name_in_its_own_clause() -> None:
    loud = "forced closures were heavy: the liquidations z-score was +2.34."
    assert kinds(f"With the selling, {loud}", reference()) == set()
    assert kinds(f"The selling met the liquidations, {loud}", reference()) == {Kind.NOT_CHECKABLE}


def test_a_record_comes_from_where_its_own_metric_does() -> None:
    since = Record("low", date(2021, 9, 27), 30)
    low = snapshot(
        Measure(Metric.PRICE, 41_000.0, venue="binance", record=since),
        Measure(Metric.PRICE_CHANGE, -0.04, venue="kraken"),
    )
    said = "Bitcoin last traded at $41,000. That was the lowest daily close since 27 September 2021 on {}."
    assert kinds(said.format("Binance"), low) == set()
    assert kinds(said.format("Kraken"), low) == {Kind.NAME}


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


@pytest.mark.parametrize("depth", [-0.5, -0.66, -0.75, -2.0])
def test_the_strain_of_a_crunch_lasts_as_long_as_the_crunch(depth: float) -> None:
    day = snapshot(market_depth_index=depth, liquidations_usd_z=0.1)
    assert (
        kinds("The strain is in the book and not in forced closures: liquidations ran close to normal.", day) == set()
    )
    word = "slightly thin" if depth > -1 else "very thin"
    said = f"Order books are {word}, but liquidations ran close to normal: the strain has not reached forced closures."
    assert kinds(said, day) == set()


def test_what_nine_decimals_do_not_show_may_be_nothing() -> None:
    said = "Among liquidations shorts made up most of them: the long share was {}."
    least = snapshot(liquidations_usd_z=1.2, liquidations_long_share=1.9e-131)
    assert kinds(said.format("0.000000000%"), least) == set()
    assert kinds(said.format("0%"), least) == {Kind.NUMBER}


def test_how_signals_stand_follows_and_is_no_reason() -> None:
    thin = snapshot(taker_imbalance=1.5, market_depth_index=-1.5)
    said = "The buying met a clearly thin book{} each makes the other count for more."
    assert kinds(said.format(", and"), thin) == set()
    for cause in (" because", ", which is why"):
        assert kinds(said.format(cause), thin) == {Kind.NOT_CHECKABLE}


def test_the_change_is_that_of_what_is_named() -> None:
    both = snapshot(open_interest_z=-0.82, price_change=-0.015)
    said = "{} slipped; the z-score of the change was -0.82."
    assert kinds(said.format("Open interest"), both) == set()
    assert kinds(said.format("The price"), both) == {Kind.NAME}
