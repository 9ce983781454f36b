"""What the rules read, how sure they are, and what they refuse to say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric
from generator.regimes.classify import classify
from generator.regimes.reading import Reading, RegimeReading, Severity
from generator.regimes.report import report, table
from generator.regimes.rules import shipped_rules
from tests.cases import calm, case, half_missing, mirror, reference, snapshot

M, R = Metric, Regime


def read(*measures: Measure, **values: float | None) -> Reading:
    return classify(snapshot(*measures, **values), shipped_rules())


def only(reading: Reading) -> RegimeReading:
    assert len(reading.regimes) == 1
    return reading.regimes[0]


def test_the_interface_example_gives_exactly_its_four_regimes() -> None:
    reading = classify(reference(), shipped_rules())
    assert reading.names == {R.LIQUIDITY_CRUNCH, R.SELL_DOMINANCE, R.DELEVERAGING, R.CASCADE}
    assert {item.severity for item in reading.regimes} == {Severity.MODERATE}
    assert reading.missing == (
        M.LIQUIDATIONS_LONG_SHARE,
        M.PRICE_CHANGE,
        M.BASIS,
        M.LONG_SHORT_RATIO,
        M.ILLIQUIDITY_Z,
    )


def test_its_mirror_image_gives_the_four_mirrors() -> None:
    reading = classify(mirror(), shipped_rules())
    assert reading.names == {R.LIQUIDITY_ABUNDANCE, R.BUY_DOMINANCE, R.LEVERAGE_BUILD_UP, R.SHORT_SQUEEZE}
    assert {item.severity for item in reading.regimes} == {Severity.MODERATE}


@pytest.mark.parametrize(
    ("day", "regimes"),
    [
        ("2021-05-19", {R.CASCADE, R.DELEVERAGING}),
        ("2022-06-13", {R.CASCADE, R.SELL_DOMINANCE}),  # the selling goes on from the day before
        ("2022-11-09", {R.CASCADE, R.SELL_DOMINANCE, R.LEVERAGE_BUILD_UP, R.LIQUIDITY_CRUNCH}),
        ("2023-09-25", {R.CALM}),
    ],
)
def test_real_days_read_as_they_are_remembered(day: str, regimes: set[Regime]) -> None:
    assert classify(case(day), shipped_rules()).names == regimes


# Forced closures: which side ---------------------------------------------------------------------------------------

HEAVY = {"liquidations_usd_z": 3.2}


@pytest.mark.parametrize(
    ("values", "regimes"),
    [
        ({"liquidations_long_share": 0.7, "price_change": -0.03}, {R.CASCADE}),
        ({"liquidations_long_share": 0.3, "price_change": 0.03}, {R.SHORT_SQUEEZE}),
        # A rising price, or shorts in the majority, refuses a cascade although sellers ran the tape.
        ({"liquidations_long_share": 0.7, "price_change": 0.03}, set()),
        ({"liquidations_long_share": 0.3, "price_change": -0.03}, set()),
        ({"price_change": 0.03, "taker_imbalance": -1.2}, {R.SHORT_SQUEEZE}),
        ({"liquidations_long_share": 0.3, "taker_imbalance": -1.2}, {R.SHORT_SQUEEZE}),
        # One of the two is enough where the other is unknown.
        ({"liquidations_long_share": 0.7}, {R.CASCADE}),
        ({"price_change": -0.03}, {R.CASCADE}),
        # Where both are unknown the taker side shows it.
        ({"taker_imbalance": -1.0}, {R.CASCADE}),
        ({"taker_buy_sell_ratio": 0.9}, {R.CASCADE}),
        ({"taker_imbalance": 1.0}, {R.SHORT_SQUEEZE}),
        ({"taker_imbalance": -0.99}, set()),
        # Nothing known of the side: neither.
        ({}, set()),
        ({"liquidations_long_share": 0.5}, set()),
        ({"price_change": 0.0}, set()),
    ],
)
def test_heavy_liquidations_take_the_side_that_is_known(values: dict[str, float], regimes: set[Regime]) -> None:
    found = read(**HEAVY, **values).names & {R.CASCADE, R.SHORT_SQUEEZE}
    assert found == regimes


@pytest.mark.parametrize(
    ("share", "change", "holds"),
    [(0.6, -0.001, True), (0.599, -0.001, False), (0.6, -0.0009, False), (0.601, -0.0011, True)],
)
def test_a_cascade_needs_its_share_and_its_fall(*, share: float, change: float, holds: bool) -> None:
    reading = read(**HEAVY, liquidations_long_share=share, price_change=change)
    assert (R.CASCADE in reading.names) is holds


def test_open_interest_may_rise_through_a_cascade() -> None:
    reading = read(**HEAVY, liquidations_long_share=0.7, price_change=-0.1, open_interest_z=1.9)
    assert reading.names == {R.CASCADE, R.LEVERAGE_BUILD_UP}


# Confidence ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "confidence"),
    [
        ({}, 0.6),  # its own metric alone
        ({"illiquidity_z": 0.5}, 1.0),  # borne out
        ({"illiquidity_z": 0.4}, 0.2),  # contradicted
    ],
)
def test_what_bears_a_crunch_out_raises_its_confidence(values: dict[str, float], confidence: float) -> None:
    assert only(read(market_depth_index=-1.0, **values)).confidence == confidence


@pytest.mark.parametrize(
    ("values", "confidence"),
    [
        ({}, 0.6),
        ({"taker_buy_sell_ratio": 0.9}, 0.8),
        ({"taker_buy_sell_ratio": 0.9, "price_change": -0.01}, 1.0),
        ({"taker_buy_sell_ratio": 0.9, "price_change": 0.01}, 0.6),
        ({"taker_buy_sell_ratio": 1.1, "price_change": 0.01}, 0.2),
    ],
)
def test_what_is_missing_lowers_confidence(values: dict[str, float], confidence: float) -> None:
    reading = read(taker_imbalance=-2.0, **values)
    assert only(reading).confidence == confidence
    asked = {M.TAKER_BUY_SELL_RATIO, M.PRICE_CHANGE}
    assert {metric for metric in asked if metric not in values} == asked & set(reading.missing)


def test_a_cascade_with_its_side_unknown_is_less_sure_than_one_with_it_known() -> None:
    seen = read(**HEAVY, taker_imbalance=-1.2).get(R.CASCADE)
    known = read(**HEAVY, taker_imbalance=-1.2, liquidations_long_share=0.8, price_change=-0.05).get(R.CASCADE)
    assert seen is not None
    assert known is not None
    assert seen.confidence < known.confidence


def test_a_crunch_seen_through_price_impact_alone_is_less_sure() -> None:
    through = only(read(illiquidity_z=2.0))
    assert (through.regime, through.proxy, through.confidence) == (R.LIQUIDITY_CRUNCH, True, 0.42)
    itself = only(read(market_depth_index=-1.0))
    assert not itself.proxy
    assert through.confidence < itself.confidence


def test_half_a_look_back_lowers_confidence() -> None:
    def sure(coverage: float | None) -> float:
        return only(read(Measure(M.OPEN_INTEREST_Z, -2.0, coverage=coverage))).confidence

    assert sure(None) == sure(1.0) == 0.6
    assert sure(0.5) == 0.45
    assert sure(0.0) == 0.3


def test_confidence_stays_between_a_tenth_and_one() -> None:
    worst = read(Measure(M.ILLIQUIDITY_Z, 9.0, coverage=0.0), taker_imbalance=-9.0, taker_buy_sell_ratio=2.0)
    assert all(0.1 <= item.confidence <= 1 for item in worst.regimes)


# Missing -------------------------------------------------------------------------------------------------------------


def test_missing_metrics_open_nothing_and_are_listed() -> None:
    reading = read()
    assert reading.regimes == ()
    assert not reading.enough
    assert set(reading.missing) == set(M) - {
        M.LIQUIDATIONS_USD,
        M.LIQUIDATIONS_LONG_USD,
        M.LIQUIDATIONS_SHORT_USD,
        M.OPEN_INTEREST_USD,
        M.VOLUME_USD,
        M.PRICE,
        M.REALISED_VOLATILITY,
        M.SPREAD_BPS,
    }


def test_the_strongest_regime_comes_first() -> None:
    reading = read(market_depth_index=-0.8, taker_imbalance=-2.4, open_interest_z=-4.5, funding_rate=0.0009)
    assert [(item.regime, item.severity) for item in reading.regimes] == [
        (R.DELEVERAGING, Severity.EXTREME),
        (R.CROWDED_LONGS, Severity.SEVERE),
        (R.SELL_DOMINANCE, Severity.MODERATE),
        (R.LIQUIDITY_CRUNCH, Severity.MODERATE),
    ]


def test_evidence_is_what_was_compared() -> None:
    found = only(read(taker_imbalance=-2.0, taker_buy_sell_ratio=0.9))
    assert [(e.metric, e.value, e.rule) for e in found.evidence] == [
        (M.TAKER_IMBALANCE, -2.0, "taker_imbalance <= -1.5"),
        (M.TAKER_BUY_SELL_RATIO, 0.9, "taker_buy_sell_ratio <= 0.97"),
    ]


# Calm ----------------------------------------------------------------------------------------------------------------

STILL = {
    "market_depth_index": 0.1,
    "taker_imbalance": 0.1,
    "open_interest_z": 0.1,
    "funding_rate": 0.00005,
    "liquidations_usd_z": 0.1,
}


def test_a_still_market_is_calm() -> None:
    found = only(classify(calm(), shipped_rules()))
    assert (found.regime, found.exit) == (R.CALM, None)
    assert only(read(**STILL)).confidence == 0.9
    assert only(read(**STILL, price_change=0.001)).confidence == 1.0


@pytest.mark.parametrize("left_out", STILL)
def test_four_families_are_enough_for_calm_and_three_are_not(left_out: str) -> None:
    four = {name: value for name, value in STILL.items() if name != left_out}
    found = only(read(**four))
    assert (found.regime, found.confidence) == (R.CALM, 0.72)
    for other in four:
        three = read(**{name: value for name, value in four.items() if name != other})
        assert three.regimes == ()
        assert not three.enough


def test_a_stand_in_counts_as_its_family() -> None:
    seen_through = {**STILL, "market_depth_index": None, "illiquidity_z": 0.2}
    seen_through |= {"taker_imbalance": None, "taker_buy_sell_ratio": 1.0}
    assert only(read(**seen_through)).regime is R.CALM


@pytest.mark.parametrize(
    ("metric", "still", "stirred"),
    [
        ("market_depth_index", -0.5, -0.51),
        ("market_depth_index", 0.5, 0.51),
        ("taker_imbalance", -1.0, -1.01),
        ("taker_imbalance", 1.0, 1.01),
        ("open_interest_z", -0.75, -0.76),
        ("open_interest_z", 0.75, 0.76),
        ("funding_rate", 0.00015, 0.000151),
        ("funding_rate", -0.00015, -0.000151),
        ("liquidations_usd_z", 1.2, 1.21),
        ("price_change", 0.0299, 0.03),
        ("price_change", -0.0299, -0.03),
    ],
)
def test_calm_ends_where_a_regime_would(metric: str, still: float, stirred: float) -> None:
    assert read(**{**STILL, metric: still}).names == {R.CALM}
    reading = read(**{**STILL, metric: stirred})
    assert reading.names == frozenset()
    assert reading.enough  # which is a mixed day, not an unknown one


@pytest.mark.parametrize(("period", "limit"), [("1d", 0.03), ("4h", 0.03 / 6**0.5), ("1h", 0.03 / 24**0.5)])
def test_a_shorter_bar_is_calm_within_less(period: str, limit: float) -> None:
    def names(change: float) -> frozenset[Regime]:
        return classify(replace(snapshot(**STILL, price_change=change), period=period), shipped_rules()).names

    assert names(limit * 0.999) == {R.CALM}
    assert names(limit * 1.001) == frozenset()


# What users and their scripts are shown ----------------------------------------------------------------------------


def test_the_report_is_what_scripts_rely_on() -> None:
    found = report(classify(half_missing(), shipped_rules()))
    assert set(found) == {"regimes", "missing"}
    assert isinstance(found["regimes"], list)
    first = found["regimes"][0]
    assert set(first) == {"name", "severity", "confidence", "since", "evidence"}
    assert set(first["evidence"][0]) == {"metric", "value", "rule"}
    assert first["since"] is None


def test_the_table_tells_a_mixed_day_from_an_unknown_one() -> None:
    assert table(read()).startswith("too little is known for a reading\n")
    assert table(read(**{**STILL, "open_interest_z": 1.0})).startswith("no regime holds\n")
