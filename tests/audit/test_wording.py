from __future__ import annotations

import math
from dataclasses import replace

import pytest

from generator.audit.clearance import Kind
from generator.audit.stylebook import shipped_stylebook
from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric
from generator.regimes.reading import Severity
from tests.cases import calm, contradictory, half_missing, reference, snapshot

from .desks import BOOK, bound, found, kinds

M = Metric


@pytest.mark.parametrize(
    ("text", "topics"),
    [
        ("Order books are thin.", ["depth"]),
        ("Turnover was heavy.", ["turnover"]),
        ("Liquidations ran heavy, 2.34 standard deviations above their norm.", ["liquidations"] * 3),
        ("Open interest fell with heavy liquidations.", ["oi", "liquidations"]),
        ("\ue000 fell 3.1% to $81,000.", ["price"] * 3),
        ("A decline in \ue000 open interest.", ["oi"]),
        ("Price impact in \ue000 was higher than usual.", ["impact"]),
        ("The sellers were ahead.", ["flow", "flow"]),
        ("At 1.01, the taker buy/sell ratio is close to balance.", ["ratio", "ratio"]),
        ("It fell.", []),
    ],
)
def test_what_is_said_of_what(text: str, topics: list[str]) -> None:
    read = bound(text, reference())
    assert [read.topics[at] for at in sorted(read.topics)] == topics


def test_a_sentence_without_a_name_is_about_what_the_last_one_was() -> None:
    assert bound("That is -2.28.", reference(), carried="flow").last == "flow"
    assert Kind.NUMBER in kinds("Sellers were in control.\n\nIt is -2.28.", reference())


@pytest.mark.parametrize(
    ("value", "word", "licensed"),
    [
        (-0.5, "slightly thin", True),
        (-1.0, "slightly thin", True),
        (-1.0, "thin", True),
        (-1.01, "slightly thin", False),
        (-0.99, "thin", False),
        (-2.0, "very thin", True),
        (-3.0, "exceptionally thin", True),
        (0.8, "slightly thin", False),
        (0.8, "slightly deep", True),
        (0.2, "close to normal", True),
    ],
)
def test_the_size_licenses_the_word(value: float, word: str, *, licensed: bool) -> None:
    assert (not found(f"Order books were {word}.", snapshot(market_depth_index=value))) is licensed


@pytest.mark.parametrize(("value", "licensed"), [(-2.28, True), (2.28, False), (-1.9, False), (-3.1, False)])
def test_a_word_of_either_side_has_a_least_size_too(value: float, *, licensed: bool) -> None:
    text = "Sellers dominated \ue000 derivatives.".replace("\ue000", "Bitcoin")
    assert (not found(text, snapshot(taker_imbalance=value))) is licensed


def test_a_price_is_judged_by_the_length_of_its_bar() -> None:
    hour = replace(snapshot(price_change=-0.0075), period="1h")
    assert not found("The price fell.", hour)
    assert kinds("The price fell.", snapshot(price_change=-0.0075)) == {Kind.WORD}


def test_steps_of_ratios_are_exact() -> None:
    edge = math.exp(0.1)
    assert not found("The taker buy/sell ratio is 1.11, slightly above balance.", snapshot(taker_buy_sell_ratio=edge))
    assert not found("The taker buy/sell ratio is 1.11, above balance.", snapshot(taker_buy_sell_ratio=edge))


@pytest.mark.parametrize(
    "text",
    [
        "Turnover was thin.",
        "The funding rate is thin.",
        "Order books were elevated.",
        "Buyers were in control.",
        "Open interest rose.",
        "Sellers were dominated in Bitcoin derivatives.",
        "Bitcoin derivatives dominated sellers.",
        "The taker imbalance is 2.28 standard deviations above its norm.",
        "The taker imbalance is above its norm.",
        "The taker imbalance is above -3.00.",
        "Only sellers were in control.",
        "It came with heavy liquidations and heavy liquidations.",
    ],
)
def test_words_that_do_not_hold_or_do_not_belong(text: str) -> None:
    assert Kind.WORD in kinds(text, reference())


@pytest.mark.parametrize(
    ("text", "case", "clean"),
    [
        ("The selling and the falling open interest confirm each other.", reference(), True),
        ("Despite heavy liquidations, open interest fell.", reference(), False),
        ("Heavy liquidations came, yet open interest fell.", reference(), False),
        ("The selling and the rising open interest confirm each other.", contradictory(), False),
        (
            "The selling came with traders opening positions, so it was not simply the same positions changing hands.",
            contradictory(),
            True,
        ),
        ("Funding has not followed the selling: the rate is near neutral.", reference(), True),
        ("The taker imbalance has not followed the selling: the rate is near neutral.", reference(), False),
        ("The funding rate is near neutral and confirm each other.", reference(), False),
    ],
)
def test_relations_are_those_of_the_signals(text: str, case: object, *, clean: bool) -> None:
    assert isinstance(case, type(reference()))
    assert (not found(text, case)) is clean, found(text, case)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("The funding rate is near neutral at 0.002% per 8 hours, so longs pay shorts.", True),
        ("The funding rate is near neutral at 0.002% per 8 hours, because longs pay shorts.", False),
        ("Sellers were in control, so open interest fell.", False),
        ("Open interest fell because sellers were in control.", False),
        ("Open interest fell on heavy liquidations.", False),
        ("Open interest fell by heavy liquidations.", False),
        ("Heavy liquidations came from a slightly thin book.", False),
        ("Heavy liquidations ran to a slightly thin book.", False),
        ("Every contract has a long and a short, so falling open interest takes leverage out on both sides.", True),
    ],
)
def test_causes_are_definitions_or_findings(text: str, *, clean: bool) -> None:
    assert (not found(text, reference())) is clean, found(text, reference())


ALL = "sell dominance, a liquidation cascade, deleveraging and a liquidity crunch"


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        (f"By our rules the day counts as {ALL}.", True),
        (
            "The day reads as a liquidity crunch, deleveraging, a liquidation cascade and sell dominance.",
            True,
        ),
        ("By our rules the day counts as sell dominance, a liquidation cascade and deleveraging.", False),
        (f"By our rules the day counts as {ALL} and crowded longs.", False),
        (f"By our rules the day counts as {ALL} and deleveraging.", False),
        (f"By our rules the day counts as severe {ALL}.", False),
        ("The day was calm.", False),
        ("The least certain of these calls is a liquidity crunch.", True),
        ("The least certain of these calls is deleveraging.", False),
        ("The least certain of these calls is a severe liquidity crunch.", False),
        ("The signals are mixed.", False),
        ("Too little is known.", False),
        ("No order book was recorded.", False),
    ],
)
def test_regimes_and_statements(text: str, *, clean: bool) -> None:
    assert (not found(text, reference())) is clean, found(text, reference())


def test_a_stand_in_is_said_of_liquidity_alone() -> None:
    proxied = half_missing()
    crunch = "The least certain of these calls is a liquidity crunch, because price impact stands in for an order book."
    assert not found(crunch, proxied)
    assert found(crunch.replace("a liquidity crunch", "sell dominance"), proxied)


@pytest.mark.parametrize(
    ("text", "case", "kind"),
    [
        ("On Binance the taker buy/sell ratio is 0.79.", reference(), None),
        ("On OKX the taker buy/sell ratio is 0.79.", reference(), Kind.NAME),
        ("On FTX the taker buy/sell ratio is 0.79.", reference(), Kind.NOT_CHECKABLE),
        ("On Binance open interest fell.", reference(), Kind.NAME),
        ("Ether derivatives saw heavy liquidations.", reference(), Kind.NOT_CHECKABLE),
        ("This reading is made without turnover, volatility and the basis.", reference(), None),
        ("This reading is made without turnover, the funding rate and the basis.", reference(), Kind.CONTEXT),
        ("This reading is made without turnover, turnover and the basis.", reference(), Kind.CONTEXT),
        ("This reading is made without turnover and sellers were in control.", reference(), Kind.CONTEXT),
        ("This reading is made without.", reference(), Kind.CONTEXT),
        ("Turnover was elevated.", calm(), Kind.WORD),
        ("Turnover.", calm(), Kind.CONTEXT),
    ],
)
def test_names_and_lists_of_what_is_unknown(text: str, case: object, kind: Kind | None) -> None:
    assert isinstance(case, type(reference()))
    assert (kind in kinds(text, case)) if kind else (not found(text, case)), found(text, case)


@pytest.mark.parametrize(
    "text",
    [
        "Bitcoin.",
        "Bitcoin derivatives.",
        "What there was.",
        "In dollars.",
        "Funding.",
        "The market is the data.",
        "The market moved.",
        "Sellers were in control, and the market met the rules.",
        "Sellers were in control, liquidity, of the market.",
        "Sellers were in control of the funding rate.",
        "Liquidity is the place to look: sellers were in control.",
        "The signals are the news.",
        "Analysts said sellers were in control.",
        "Sellers were not in control.",
        "Sellers were in control (again).",
        '"Sellers were in control."',
        "Sellers were in control!",
        "\u0426\u0435\u043d\u0430 \u0432\u044b\u0440\u043e\u0441\u043b\u0430.",
        "Two of them were in control.",
    ],
)
def test_what_cannot_be_tied_to_data_is_a_finding(text: str) -> None:
    assert Kind.NOT_CHECKABLE in kinds(text, reference())


def test_a_venue_or_a_window_of_any_name_is_read_as_a_name() -> None:
    odd = snapshot(
        Measure(M.TAKER_BUY_SELL_RATIO, 0.79, venue="S. A. Exchange Inc. (will rise)"),
        Measure(M.LIQUIDATIONS_USD, 5e6, percentile=97.0, window="12 weeks"),
    )
    assert not found("On S. A. Exchange Inc. (will rise) the taker buy/sell ratio is 0.79.", odd)
    assert not found("The total was at or above 97% of readings in the past 12 weeks.", odd)


def test_every_regime_and_severity_has_a_name_at_the_desk() -> None:
    named = [entry for entry in _entries() if entry[0] == "regime"]
    assert {tuple(data) for _, data in named} >= {
        (regime.value, severity.value) for regime in Regime if regime is not Regime.CALM for severity in Severity
    }


def _entries() -> list[tuple[str, tuple[str, ...]]]:
    entries, branches = [], [shipped_stylebook().phrases]
    while branches:
        branch = branches.pop()
        branches += branch.after.values()
        if branch.entry is not None:
            entries.append((branch.entry.kind, branch.entry.data))
    return entries


def test_ranges_name_topics_that_there_are() -> None:
    assert {topic for ranges in BOOK.words.values() for topic in ranges} <= set(BOOK.topics)
    assert all(low <= high for ranges in BOOK.words.values() for low, high in ranges.values())
    assert all(word in BOOK.words for word in BOOK.least)
    assert BOOK.definitions | BOOK.actives | BOOK.actors <= set(BOOK.words)
