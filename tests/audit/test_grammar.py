"""Judging words that are true and stand where they make no sentence, and things that are named twice."""

from __future__ import annotations

import pytest

from benchmarks.mutation.licence import spelt
from generator.audit.clearance import Kind
from generator.metrics.snapshot import Measure, Metric
from tests.cases import shipped, snapshot

from .desks import BOOK, kinds

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


@pytest.mark.parametrize(
    "wrong",
    [
        "The taker imbalance had elevated funding.",
        "Traders saw somewhat thin by takers.",
        "The day brings elevated to the market.",
        "The remainder of the account: the ordinary bearing.",
        "Takers leaned clearly to selling despite open interest agree.",
    ],
)
def test_what_makes_no_sentence_is_found(wrong: str) -> None:
    assert kinds(wrong, DAY)


def test_what_came_with_the_lead_is_not_what_the_paragraph_named() -> None:
    said = "The day brought a thin book. Takers leaned clearly to selling. It came side by side with {}."
    assert kinds(said.format("elevated funding"), DAY) == set()
    assert Kind.WORD in kinds(said.format("a clearly thin book"), DAY)


def test_a_part_is_not_named_beside_its_whole() -> None:
    day = snapshot(taker_imbalance=0.7, taker_buy_sell_ratio=1.3, funding_rate=0.0005)
    said = "The day brought slightly more buying than usual and {}."
    assert kinds(said.format("elevated funding"), day) == set()
    assert Kind.WORD in kinds(said.format("far more buying than selling"), day)


def test_what_leads_up_to_a_share_is_of_its_venue_too() -> None:
    day = snapshot(
        Measure(Metric.TAKER_BUY_SELL_RATIO, 0.96, venue="okx"),
        Measure(Metric.OPEN_INTEREST_Z, 3.4, venue="binance"),
    )
    said = "On OKX {}, with roughly 51% coming from sellers."
    assert kinds(said.format("taker selling outran buying"), day) == set()
    assert Kind.NAME in kinds(said.format("an extreme expansion in open contracts"), day)


def test_what_stands_before_a_colon_is_what_follows_it() -> None:
    said = "{}: open interest fell."
    assert kinds(said.format("Traders were closing positions"), DAY) == set()
    assert Kind.WORD in kinds(said.format("Longs paid shorts"), DAY)


def test_nothing_comes_without_itself() -> None:
    day = snapshot(taker_imbalance=-1.2, liquidations_usd_z=-0.7)
    said = "The market showed {} without forced closures out of the ordinary."
    assert kinds(said.format("clearly more selling than normal"), day) == set()
    assert Kind.CONTEXT in kinds(said.format("slightly light forced closures"), day)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        (
            "The day brought a thin book, and open interest fell.",
            "The day brought a thin book,, and open interest fell.",
        ),
        ("The market traded against a thin book.", "The market traded against elevated funding."),
        ("Takers leaned clearly toward selling.", "Takers sellers toward selling."),
        (
            "The day brought a thin book. The market also saw elevated funding.",
            "The day brought a thin book. The market also saw a clearly thin book.",
        ),
    ],
)
def test_a_sentence_is_one(right: str, wrong: str) -> None:
    assert kinds(right, DAY) == set()
    assert kinds(wrong, DAY)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("With it came a thin book.", "With it came a decline."),
        ("Next to it stood a thin book and elevated funding.", "Next to it stood a thin book and longs paid shorts."),
        ("Next on the list came a thin book.", "Next on the list came a thin book, followed by well above neutral."),
        ("With it came a thin book.", "With it came longs paid shorts and a thin book."),
        ("Longs paid shorts.", "Longs paid shorts showed up in the tape."),
        ("The day brought little change in the price.", "The day came with barely moved in the price."),
    ],
)
def test_an_item_of_a_list_is_a_thing_with_a_name(right: str, wrong: str) -> None:
    day = snapshot(funding_rate=0.0005, market_depth_index=-1.2, price_change=-0.002)
    assert kinds(right, day) == set()
    assert kinds(wrong, day)


def test_no_side_does_something_to_a_name() -> None:
    assert kinds("Sellers were ahead.", DAY) == set()
    for wrong in ("Sellers found the taker imbalance", "The imbalance of taker orders faced sellers"):
        assert Kind.NOT_CHECKABLE in kinds(f"{wrong}. Sellers were ahead.", DAY)


@pytest.mark.parametrize("metric", ["taker_imbalance", "open_interest_z", "liquidations_usd_z", "market_depth_index"])
def test_every_thing_the_writer_names_may_be_an_item(metric: str) -> None:
    groups = shipped().wording.lexicon.raw["metrics"][metric]["words"]
    words = [word for group in ("np", "pressure") for said in groups.get(group, {}).values() for word in spelt(said)]
    assert len(words) > 20
    for word in words:
        at = snapshot(**{metric: value_of(metric, word)})
        assert kinds(f"Traders saw {word}.", at) == set(), word


def value_of(metric: str, word: str) -> float:
    """Return a value that a word is true of."""
    low, high = next(found for topic, found in BOOK.words[word].items() if BOOK.topics[topic].judged.metric == metric)
    return (max(low, -9.0) + min(high, 9.0)) / 2


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("The day brought a thin book to Bitcoin.", "The day brought to Bitcoin."),
        ("Liquidations were heavy.", "Traders were heavy liquidations."),
        ("Order books were thin: there was a thin book.", "Order books were thin: open interest fell."),
        ("There was a clear lean to selling.", "A thin book towards selling."),
        (
            "The data show heavy liquidations, a decline in open interest and a thin book.",
            "The data show heavy liquidations, a thin book and contracts were closed.",
        ),
        ("Open interest fell, which made for a decline.", "Takers sold, which made for a thin book."),
    ],
)
def test_nothing_is_made_of_nothing(right: str, wrong: str) -> None:
    day = snapshot(taker_imbalance=-1.2, open_interest_z=-1.5, market_depth_index=-1.2, liquidations_usd_z=2.4)
    assert kinds(right, day) == set()
    assert kinds(wrong, day)
