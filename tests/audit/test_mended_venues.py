"""Venues: ways round the desk that `benchmarks.mutants` found, each closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from generator.audit.clearance import Kind
from generator.metrics.snapshot import Measure, Metric, Record, Snapshot
from tests.cases import calm, snapshot

from .desks import kinds


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


def test_a_record_comes_from_where_its_own_metric_does() -> None:
    since = Record("low", date(2021, 9, 27), 30)
    low = snapshot(
        Measure(Metric.PRICE, 41_000.0, venue="binance", record=since),
        Measure(Metric.PRICE_CHANGE, -0.04, venue="kraken"),
    )
    said = "Bitcoin last traded at $41,000. That was the lowest daily close since 27 September 2021 on {}."
    assert kinds(said.format("Binance"), low) == set()
    assert kinds(said.format("Kraken"), low) == {Kind.NAME}


def test_a_venue_in_the_midst_of_a_subject_is_of_what_is_said_behind_it() -> None:
    day = snapshot(Measure(Metric.TAKER_BUY_SELL_RATIO, 1.0, venue="bybit"), taker_imbalance=0.8, funding_rate=0.0005)
    said = "Takers leaned slightly to buying, and taker turnover on {} was roughly evenly matched."
    assert kinds(said.format("Bybit"), day) == set()
    assert Kind.NAME in kinds(said.format("OKX"), day)
