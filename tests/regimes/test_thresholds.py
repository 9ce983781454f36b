"""Where each regime begins, turns severe and turns extreme, on its own side and in the mirror."""

from __future__ import annotations

import pytest

from generator.market import Regime
from generator.regimes.classify import classify
from generator.regimes.reading import Reading, Severity
from generator.regimes.rules import shipped_rules
from tests.cases import snapshot

R = Regime
LONGS_SOLD = {"liquidations_long_share": 0.8, "price_change": -0.04}
SHORTS_BOUGHT = {"liquidations_long_share": 0.2, "price_change": 0.04}
STEP = 1e-4  # of the level: just inside, just outside

# Regime, metric, the levels where it is moderate, severe and extreme, and what else has to be known.
LEVELS: list[tuple[Regime, str, tuple[float, float, float], dict[str, float]]] = [
    (R.LIQUIDITY_CRUNCH, "market_depth_index", (-0.75, -2.0, -3.0), {}),
    (R.LIQUIDITY_ABUNDANCE, "market_depth_index", (0.75, 2.0, 3.0), {}),
    (R.LIQUIDITY_CRUNCH, "illiquidity_z", (1.5, 2.0, 3.0), {}),
    (R.SELL_DOMINANCE, "taker_imbalance", (-1.5, -2.5, -3.5), {}),
    (R.BUY_DOMINANCE, "taker_imbalance", (1.5, 2.5, 3.5), {}),
    (R.SELL_DOMINANCE, "taker_buy_sell_ratio", (0.8, 0.7, 0.6), {}),
    (R.BUY_DOMINANCE, "taker_buy_sell_ratio", (1 / 0.8, 1 / 0.7, 1 / 0.6), {}),
    (R.DELEVERAGING, "open_interest_z", (-1.4, -2.5, -4.0), {}),
    (R.LEVERAGE_BUILD_UP, "open_interest_z", (1.4, 2.5, 4.0), {}),
    (R.CASCADE, "liquidations_usd_z", (2.0, 3.0, 3.5), LONGS_SOLD),
    (R.SHORT_SQUEEZE, "liquidations_usd_z", (2.0, 3.0, 3.5), SHORTS_BOUGHT),
    (R.CROWDED_LONGS, "funding_rate", (0.0003, 0.0008, 0.0015), {}),
    (R.CROWDED_SHORTS, "funding_rate", (-0.0003, -0.0008, -0.0015), {}),
]
CASES = [
    pytest.param(regime, metric, levels, rank, others, id=f"{regime}-{metric}-{severity}")
    for regime, metric, levels, others in LEVELS
    for rank, severity in enumerate(Severity)
]


def read(**values: float | None) -> Reading:
    return classify(snapshot(**values), shipped_rules())


def severity(reading: Reading, regime: Regime) -> Severity | None:
    found = reading.get(regime)
    return None if found is None else found.severity


@pytest.mark.parametrize(("regime", "metric", "levels", "rank", "others"), CASES)
def test_a_level_counts_from_itself_on(
    regime: Regime, metric: str, levels: tuple[float, float, float], rank: int, others: dict[str, float]
) -> None:
    level, further = levels[rank], 1 if abs(levels[2]) > abs(levels[0]) else -1
    here, below = list(Severity)[rank], list(Severity)[rank - 1] if rank else None
    assert severity(read(**{metric: level}, **others), regime) is here
    assert severity(read(**{metric: level * (1 + further * STEP)}, **others), regime) is here
    assert severity(read(**{metric: level * (1 - further * STEP)}, **others), regime) is below


@pytest.mark.parametrize(("regime", "metric", "levels", "others"), LEVELS)
def test_a_regime_never_stands_beside_its_mirror(
    regime: Regime, metric: str, levels: tuple[float, float, float], others: dict[str, float]
) -> None:
    pairs = [R.LIQUIDITY_CRUNCH, R.SELL_DOMINANCE, R.DELEVERAGING, R.CASCADE, R.CROWDED_LONGS]
    mirrors = [R.LIQUIDITY_ABUNDANCE, R.BUY_DOMINANCE, R.LEVERAGE_BUILD_UP, R.SHORT_SQUEEZE, R.CROWDED_SHORTS]
    other = dict(zip([*pairs, *mirrors], [*mirrors, *pairs], strict=True))[regime]
    assert read(**{metric: levels[1]}, **others).get(other) is None


@pytest.mark.parametrize(
    ("regime", "metric", "closes", "above", "values"),
    [
        (R.LIQUIDITY_CRUNCH, "market_depth_index", -0.5, True, {"market_depth_index": -1.0}),
        (R.LIQUIDITY_ABUNDANCE, "market_depth_index", 0.5, False, {"market_depth_index": 1.0}),
        (R.LIQUIDITY_CRUNCH, "illiquidity_z", 1.0, False, {"illiquidity_z": 2.0}),
        (R.SELL_DOMINANCE, "taker_imbalance", -1.0, True, {"taker_imbalance": -2.0}),
        (R.BUY_DOMINANCE, "taker_imbalance", 1.0, False, {"taker_imbalance": 2.0}),
        (R.SELL_DOMINANCE, "taker_buy_sell_ratio", 0.9, True, {"taker_buy_sell_ratio": 0.75}),
        (R.BUY_DOMINANCE, "taker_buy_sell_ratio", 1 / 0.9, False, {"taker_buy_sell_ratio": 1.4}),
        (R.DELEVERAGING, "open_interest_z", -0.75, True, {"open_interest_z": -1.5}),
        (R.LEVERAGE_BUILD_UP, "open_interest_z", 0.75, False, {"open_interest_z": 1.5}),
        (R.CASCADE, "liquidations_usd_z", 1.2, False, {"liquidations_usd_z": 2.5, **LONGS_SOLD}),
        (R.SHORT_SQUEEZE, "liquidations_usd_z", 1.2, False, {"liquidations_usd_z": 2.5, **SHORTS_BOUGHT}),
        (R.CROWDED_LONGS, "funding_rate", 0.00015, False, {"funding_rate": 0.0005}),
        (R.CROWDED_SHORTS, "funding_rate", -0.00015, True, {"funding_rate": -0.0005}),
    ],
)
def test_a_regime_says_what_would_end_it(
    *, regime: Regime, metric: str, closes: float, above: bool, values: dict[str, float]
) -> None:
    found = read(**values).get(regime)
    assert found is not None
    assert found.exit is not None
    assert (found.exit.metric, found.exit.level, found.exit.above) == (metric, closes, above)


@pytest.mark.parametrize(
    ("imbalance", "ratio", "regime"),
    [
        (-1.0, 0.85, R.SELL_DOMINANCE),
        (-0.999, 0.85, None),
        (-1.0, 0.851, None),
        (-1.0, None, None),
        (1.0, 1 / 0.85, R.BUY_DOMINANCE),
        (0.999, 1 / 0.85, None),
        (1.0, 1 / 0.852, None),
        (-1.0, 1 / 0.85, None),
    ],
)
def test_a_lower_imbalance_opens_together_with_the_ratio(
    imbalance: float, ratio: float | None, regime: Regime | None
) -> None:
    names = read(taker_imbalance=imbalance, taker_buy_sell_ratio=ratio).names
    assert names == ({regime} if regime else set())


@pytest.mark.parametrize(("depth", "ratio", "illiquidity"), [(0.0, 1.0, 3.0), (-0.5, 0.95, 3.9)])
def test_a_stand_in_is_not_asked_where_the_metric_is_known(depth: float, ratio: float, illiquidity: float) -> None:
    reading = read(market_depth_index=depth, taker_imbalance=0.0, taker_buy_sell_ratio=ratio, illiquidity_z=illiquidity)
    assert R.LIQUIDITY_CRUNCH not in reading.names
    assert read(taker_imbalance=0.0, taker_buy_sell_ratio=0.5).names == frozenset()


def test_little_price_impact_is_no_abundant_liquidity() -> None:
    assert read(illiquidity_z=-5.0).names == frozenset()


@pytest.mark.parametrize("value", [0.0, -0.5, 0.5])
def test_nothing_opens_near_the_norm(value: float) -> None:
    reading = read(market_depth_index=value, taker_imbalance=value, open_interest_z=value, liquidations_usd_z=value)
    assert not reading.names - {R.CALM}
