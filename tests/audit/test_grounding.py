from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from generator.audit.clearance import Kind
from generator.audit.grounding import length, matches
from generator.audit.passage import mentions
from generator.metrics.snapshot import Measure, Metric, Record
from tests.cases import calm, reference, snapshot

from .desks import BOOK, found, kinds

M = Metric


def fits(text: str, value: float, form: str, topic: str) -> bool:
    number = next(m for m in mentions(f"It is {text}.", BOOK) if m.kind == "number")
    return matches(number, value, form, BOOK.topics[topic])


@pytest.mark.parametrize(
    ("text", "value", "is_it"),
    [
        ("-0.80", -0.80, True),
        ("-0.80", -0.8049, True),
        ("-0.80", -0.805, True),
        ("-0.80", -0.8051, False),
        ("-0.80", 0.80, False),
        ("0.80", -0.80, False),
        ("+0.80", 0.80, True),
        ("0.8", 0.8, True),
        ("0.8", 0.79, False),
        ("0.00", -0.003, True),
        ("-0.00", -0.003, True),
        ("-0.00", 0.0, False),
        ("-0.00", 0.003, False),
        ("+0.00", -0.003, False),
        ("\u20130.80", 0.80, False),
        ("2.28 standard deviations", -2.28, True),
        ("-2.28 standard deviations", -2.28, False),
        ("1,000.00", 1000.0, True),
    ],
)
def test_plain_decimals(text: str, value: float, *, is_it: bool) -> None:
    assert fits(text, value, "bare", "flow") is is_it


@pytest.mark.parametrize(
    ("text", "value", "form", "topic", "is_it"),
    [
        ("0.79", 0.79, "bare", "ratio", True),
        ("+0.79", 0.79, "bare", "ratio", False),
        ("0.002% per 8 hours", 0.00002, "rate", "funding", True),
        ("-0.002% per 8 hours", 0.00002, "rate", "funding", False),
        ("0.00% per 8 hours", 0.00002, "rate", "funding", False),
        ("-0.000% per 8 hours", -0.000001, "rate", "funding", False),
        ("0% per 8 hours", 0.0, "rate", "funding", True),
        ("3.1%", -0.0312, "percent", "price", True),
        ("3.1%", -0.0316, "percent", "price", False),
        ("3%", -0.0312, "percent", "price", False),
        ("up 3.1%", -0.0312, "percent", "price", False),
        ("down 3.1%", -0.0312, "percent", "price", True),
        ("up -3.1%", -0.0312, "percent", "price", False),
        ("unchanged", 0.0, "percent", "price", True),
        ("unchanged", 0.0001, "percent", "price", False),
        ("81%", 0.8149, "percent", "share", True),
        ("81%", 0.8151, "percent", "share", False),
        ("$81,234", 81_234.4, "usd", "price", True),
        ("$81,235", 81_234.4, "usd", "price", False),
        ("$81,200", 81_234.4, "usd", "price", False),
        ("$81,200", 81_234.4, "usd", "turnover", True),
        ("$81,000", 81_234.4, "usd", "turnover", False),
        ("$9.30 billion", 9_304_999_999, "usd", "oi", True),
        ("$9.30 billion", 9_306_000_000, "usd", "oi", False),
        ("$9.30 million", 9_304_999_999, "usd", "oi", False),
        ("$9 billion", 9_300_000_000, "usd", "oi", False),
        ("$0", 0.0, "usd", "turnover", True),
        ("1.2 basis points", 1.24, "points", "spread", True),
        ("1.2 basis points", 1.26, "points", "spread", False),
    ],
)
def test_other_figures(text: str, value: float, form: str, topic: str, *, is_it: bool) -> None:
    assert fits(text, value, form, topic) is is_it


def test_a_figure_is_said_of_the_nearest_name_in_its_part() -> None:
    assert not found("The taker imbalance stands at -2.28, and the liquidations z-score is +2.34.", reference())
    assert kinds("The taker imbalance stands at +2.34, and the liquidations z-score is -2.28.", reference()) == {
        Kind.NUMBER
    }
    assert not found("The funding rate, at 0.002% per 8 hours, is near neutral.", reference())
    assert Kind.NUMBER in kinds("The funding rate is 0.002%, near neutral.", reference())


def test_a_figure_of_an_unknown_metric_is_a_finding() -> None:
    assert kinds("Turnover was $3.00 billion.", reference()) >= {Kind.NUMBER}
    assert kinds("It was 5.", reference()) >= {Kind.NUMBER}


def test_a_level_needs_its_regime_its_side_and_the_conditional() -> None:
    level = "The call of sell dominance would end with the taker imbalance {}."
    assert not found(level.format("above -1.00"), reference())
    for wrong in ("below -1.00", "at -1.00", "above -0.75", "above +1.20", "above 1.00"):
        assert kinds(level.format(wrong), reference()) == {Kind.NUMBER}, wrong
    assert Kind.NUMBER in kinds("The taker imbalance stands at -1.00, the end of sell dominance.", reference())
    both = "The call of {} would end with the taker imbalance above -1.00, "
    both += "and that of {} with the depth index above -0.50."
    assert not found(both.format("sell dominance", "a liquidity crunch"), reference())
    assert kinds(both.format("a liquidity crunch", "sell dominance"), reference()) == {Kind.NUMBER}


def test_the_nearest_level_is_told_with_what_is() -> None:
    text = "Closest to a change is crowded longs, which would need the funding rate at {}; it stands at {}."
    assert not found(text.format("0.030% per 8 hours", "0.010% per 8 hours"), calm())
    assert kinds(text.format("0.030% per 8 hours", "0.020% per 8 hours"), calm()) == {Kind.NUMBER}
    assert kinds(text.format("0.040% per 8 hours", "0.010% per 8 hours"), calm()) == {Kind.NUMBER}


_RANKED = snapshot(
    Measure(M.LIQUIDATIONS_USD, 318_400_000.0, percentile=97.3, window="90d", n=88),
    Measure(M.LIQUIDATIONS_USD_Z, 2.1, n=21, window="30d", percentile=3.0),
)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("The total was at or above 97% of readings in the past 90 days.", True),
        ("The total was at or above 96% of readings in the past 90 days.", False),
        ("The total was at or above 97% of readings in the past 30 days.", False),
        ("The total was lower than 97% of readings in the past 90 days.", False),
        ("The total was lower than 3% of readings in the past 90 days.", True),
        ("The total was 97% of readings in the past 90 days.", False),
        ("The norm for liquidations rests on 21 comparable values; a full look-back is 30 days.", True),
        ("The norm for liquidations rests on 88 comparable values; a full look-back is 90 days.", False),
        ("The norm for liquidations rests on 21 comparable values; a full look-back is 30 hours.", False),
    ],
)
def test_ranks_counts_and_lengths(text: str, *, clean: bool) -> None:
    assert (not found(text, _RANKED)) is clean


def test_a_look_back_in_words() -> None:
    assert [length(window) for window in ("90d", "168h", "12 weeks", "1y")] == [
        "90 days",
        "168 hours",
        "12 weeks",
        "1y",
    ]


_RECORDED = replace(
    snapshot(
        Measure(M.PRICE_CHANGE, -0.155, record=Record("low", date(2020, 3, 12), 433)),
        Measure(M.FUNDING_RATE, -0.0005, record=Record("low", date(2019, 1, 5), 1_412, whole=True)),
        Measure(M.OPEN_INTEREST_Z, -1.5, change=-0.069, change_over="1d"),
    ),
    as_of=datetime(2021, 5, 20, tzinfo=UTC),
)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("The price plunged. That is the largest one-day fall since 12 March 2020.", True),
        ("The price plunged. That is the largest one-day gain since 12 March 2020.", False),
        ("The price plunged. That is the largest one-day fall since 13 March 2020.", False),
        ("The price plunged. That is the largest one-day fall since 12 March.", False),
        ("The price plunged. That is the largest one-day fall in the 433 days on record.", False),
        ("The price plunged since 12 March 2020.", False),
        ("The price plunged on 19 May 2021.", True),
        ("The price plunged on 20 May 2021.", False),
        ("Data to 20 May 2021, 00:00 UTC.", True),
        ("Data to 19 May 2021, 00:00 UTC.", False),
        ("Data to 20 May 2021, 01:00 UTC.", False),
        ("Funding was clearly negative. It is the lowest reading in the 1,412 days on record.", True),
        ("Funding was clearly negative. It is the highest reading in the 1,412 days on record.", False),
        ("Funding was clearly negative. It is the lowest reading in the 1,413 days on record.", False),
        ("Funding was clearly negative. It is the lowest reading since 5 January 2019.", False),
        ("Open interest is down 6.9% on the day.", True),
        ("Open interest is down 6.9% in the hour.", False),
        ("Open interest is up 6.9% on the day.", False),
        ("Open interest is 6.9% on the day.", False),
    ],
)
def test_days_records_and_spans(text: str, *, clean: bool) -> None:
    assert (not found(text, _RECORDED)) is clean, found(text, _RECORDED)


def test_a_span_of_hours_is_that_of_the_change() -> None:
    four = replace(_RECORDED.measures[M.OPEN_INTEREST_Z], change_over="4h")
    known = replace(snapshot(four), period="4h")
    assert not found("Open interest is down 6.9% in 4 hours.", known)
    assert kinds("Open interest is down 6.9% in 3 hours.", known) == {Kind.NUMBER}
