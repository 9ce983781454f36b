"""The named cases: snapshots that every stage is tested on, from the seed example to four real days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from generator.edition import Materials
from generator.metrics.snapshot import Measure, Metric, Record, Snapshot
from generator.metrics.snapshot_json import read_snapshot
from generator.newsroom.writing import materials

AS_OF = datetime(2025, 11, 21, 12, tzinfo=UTC)
GOLDEN = Path(__file__).resolve().parent / "golden"
DATA = Path(__file__).resolve().parents[1].parent / "shared" / "data"
DAILY = DATA / "btc_daily_2018_2023.csv"
HOURLY = DATA / "eth_hourly_2025_03_09.csv"
needs_data = pytest.mark.skipif(not DAILY.exists(), reason="the shared data folder is not here")
FILES = {
    "article.md",
    "article.html",
    "article.txt",
    "article.json",
    "snapshot.json",
    "email.eml",
    "SHA256SUMS",
    "charts",
    "charts.json",
}
"""What the folder of an edition holds."""

REAL_DAYS = ("2021-05-19", "2022-06-13", "2022-11-09", "2023-09-25")
"""Three crashes and a calm day. Their snapshots are goldens, so that the later stages need no data folder."""


def snapshot(*measures: Measure, **values: float | None) -> Snapshot:
    """Return a daily snapshot of Bitcoin: bare values by metric name, None for unknown, and measures that say more."""
    found = {Metric(name): Measure(Metric(name), value) for name, value in values.items() if value is not None}
    found |= {measure.metric: measure for measure in measures}
    return Snapshot("BTC", AS_OF, "1d", {metric: found[metric] for metric in Metric if metric in found})


def reference() -> Snapshot:
    """Return the example of the interface: a selling wave on a slightly thin book."""
    return snapshot(
        Measure(Metric.TAKER_BUY_SELL_RATIO, 0.79, venue="binance"),
        market_depth_index=-0.80,
        taker_imbalance=-2.28,
        open_interest_z=-1.48,
        funding_rate=0.00002,
        liquidations_usd_z=2.34,
    )


def mirror() -> Snapshot:
    """Return the reference with buying for selling; liquidations are as heavy on either side."""
    return snapshot(
        Measure(Metric.TAKER_BUY_SELL_RATIO, 1 / 0.79, venue="binance"),
        market_depth_index=0.80,
        taker_imbalance=2.28,
        open_interest_z=1.48,
        funding_rate=-0.00002,
        liquidations_usd_z=2.34,
    )


def calm() -> Snapshot:
    """Return a day on which everything was measured and nothing happened."""
    return snapshot(
        market_depth_index=0.12,
        taker_imbalance=-0.21,
        taker_buy_sell_ratio=0.99,
        open_interest_z=0.33,
        funding_rate=0.0001,
        liquidations_usd_z=-0.6,
        liquidations_long_share=0.52,
        liquidations_usd=41_300_000.0,
        price=67_412.5,
        price_change=0.0042,
    )


def contradictory() -> Snapshot:
    """Return a day of heavy selling into which open interest, price and depth rise."""
    made = snapshot(
        Measure(Metric.OPEN_INTEREST_Z, 1.9, change=0.041, change_over="1d", window="90d", n=90),
        market_depth_index=0.62,
        taker_imbalance=-2.4,
        taker_buy_sell_ratio=0.82,
        funding_rate=0.00004,
        liquidations_usd_z=0.31,
        price=3_204.77,
        price_change=0.0155,
    )
    return replace(made, asset="ETH")


def half_missing() -> Snapshot:
    """Return a day with no order book and no taker imbalance, seen through what stands in for them."""
    made = snapshot(
        Measure(Metric.TAKER_BUY_SELL_RATIO, 0.76, venue="okx"),
        Measure(
            Metric.LIQUIDATIONS_USD,
            318_400_000.0,
            percentile=97.3,
            window="90d",
            n=88,
            coverage=88 / 90,
        ),
        Measure(Metric.PRICE_CHANGE, -0.0712, record=Record("low", datetime(2025, 8, 25, tzinfo=UTC).date(), 88)),
        illiquidity_z=1.84,
        open_interest_usd=6_120_000_000.0,
        liquidations_long_share=0.81,
        funding_rate=-0.00021,
        volume_usd=9_870_000_000.0,
        price=128.4,
    )
    return replace(made, asset="SOL")


def real(day: str) -> Snapshot:
    """Return the measured snapshot of a real day of Bitcoin."""
    return read_snapshot((GOLDEN / day / "snapshot.json").read_text(encoding="utf-8"), f"{day}.json")


CASES: Mapping[str, Callable[[], Snapshot]] = {
    "reference": reference,
    "mirror": mirror,
    "calm": calm,
    "contradictory": contradictory,
    "half_missing": half_missing,
}


def case(name: str) -> Snapshot:
    """Return a case by its name, which is that of its folder of goldens."""
    return CASES[name]() if name in CASES else real(name)


@cache
def shipped() -> Materials:
    """Return the rules, words and stylebook that ship with the program."""
    return materials()
