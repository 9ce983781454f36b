"""Measures a history at one moment: the metrics in order, and a reason for each that is missing."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import isfinite
from typing import Final

from generator.market import PERIODS, History, SetAside, venue_name
from generator.metrics import depth, flow, leverage, liquidations, price
from generator.metrics.snapshot import Measure, Metric, Notes, Snapshot
from generator.metrics.snapshot_limits import VALUES
from generator.metrics.statistics import Estimator
from generator.metrics.vantage import LOOKBACKS, Finding, Unknown, Vantage

MEASURES: Final[tuple[tuple[Metric, Callable[[Vantage], Finding]], ...]] = (
    (Metric.MARKET_DEPTH_INDEX, depth.market_depth_index),
    (Metric.TAKER_IMBALANCE, flow.taker_imbalance),
    (Metric.TAKER_BUY_SELL_RATIO, flow.taker_buy_sell_ratio),
    (Metric.OPEN_INTEREST_Z, leverage.open_interest_z),
    (Metric.FUNDING_RATE, leverage.funding_rate),
    (Metric.LIQUIDATIONS_USD_Z, liquidations.liquidations_usd_z),
    (Metric.LIQUIDATIONS_LONG_SHARE, liquidations.liquidations_long_share),
    (Metric.LIQUIDATIONS_USD, liquidations.liquidations_usd),
    (Metric.LIQUIDATIONS_LONG_USD, liquidations.liquidations_long_usd),
    (Metric.LIQUIDATIONS_SHORT_USD, liquidations.liquidations_short_usd),
    (Metric.OPEN_INTEREST_USD, leverage.open_interest_usd),
    (Metric.VOLUME_USD, depth.volume_usd),
    (Metric.PRICE, price.price),
    (Metric.PRICE_CHANGE, price.price_change),
    (Metric.REALISED_VOLATILITY, price.realised_volatility),
    (Metric.BASIS, leverage.basis),
    (Metric.LONG_SHORT_RATIO, leverage.long_short_ratio),
    (Metric.ILLIQUIDITY_Z, depth.illiquidity_z),
    (Metric.SPREAD_BPS, depth.spread_bps),
)
"""Every metric and what measures it, in the order of `Metric`."""

MOST_SET_ASIDE: Final = 100
"""The newest values set aside that a snapshot lists."""


def measure(history: History, as_of: datetime, estimator: Estimator = "robust") -> Snapshot:
    """Return the metrics of `history` as they were known at `as_of` (UTC where it has no offset).

    Only bars that had ended count. Where the newest of them ended more than one period earlier every metric is
    missing: an old value is not a present one. Definitions, units and formulas: docs/method.md.
    """
    moment = (as_of if as_of.tzinfo else as_of.replace(tzinfo=UTC)).astimezone(UTC)
    newest = bisect_right(history.known, int(moment.timestamp())) - 1
    v = Vantage(history, moment, newest, estimator)
    stale = _stale(v)
    found = {metric: stale or _possible(metric, measured(v)) for metric, measured in MEASURES}
    return Snapshot(
        asset=history.asset,
        as_of=moment,
        period=history.period,
        measures={metric: finding for metric, finding in found.items() if isinstance(finding, Measure)},
        notes=Notes(
            sources=() if stale else _sources(v),
            missing={metric: finding.reason for metric, finding in found.items() if isinstance(finding, Unknown)},
            set_aside=_set_aside(history, moment),
            silent=() if stale else history.silent,
        ),
    )


def _possible(metric: Metric, finding: Finding) -> Finding:
    """Refuse what a snapshot would not read back. Files are cleaned on entry; another source may not be."""
    if isinstance(finding, Measure) and not VALUES[metric].hold(finding.value):
        return Unknown(f"an impossible value: {VALUES[metric].meaning}")
    return finding


def _stale(v: Vantage) -> Unknown | None:
    if v.newest < 0:
        return Unknown("stale: no bar had ended by then")
    if v.as_of - v.known > PERIODS[v.history.period]:
        return Unknown(f"stale: the newest bar ended {v.known:%Y-%m-%d %H:%M} UTC, over {v.history.period} earlier")
    return None


def _sources(v: Vantage) -> tuple[str, ...]:
    """Return the markets with a value in the newest bar, such as ``Binance spot``."""
    names = (
        " ".join(filter(None, (venue_name(series.venue), series.market)))
        for series in v.history.series.values()
        if series.venue is not None and isfinite(series.values[v.newest])
    )
    return tuple(dict.fromkeys(names))


def _set_aside(history: History, moment: datetime) -> tuple[SetAside, ...]:
    """Return the newest values set aside among the bars of the look-back that had ended."""
    last_start = moment - PERIODS[history.period] + timedelta(seconds=1)
    first = last_start - PERIODS[history.period] * LOOKBACKS[history.period].bars
    ended = [item for item in history.set_aside if first <= item.time <= last_start]
    return tuple(sorted(ended, key=lambda item: (item.time, item.field))[-MOST_SET_ASIDE:])
