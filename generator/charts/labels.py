"""What charts and tables call the metrics and the regimes: names and units, never a judgement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric
from generator.prose.lexicon import shipped_lexicon

NAMES: Final[Mapping[Metric, str]] = {
    Metric.MARKET_DEPTH_INDEX: "Market depth index",
    Metric.TAKER_IMBALANCE: "Taker imbalance",
    Metric.TAKER_BUY_SELL_RATIO: "Taker buy/sell ratio",
    Metric.OPEN_INTEREST_Z: "Change in open interest",
    Metric.FUNDING_RATE: "Funding rate",
    Metric.LIQUIDATIONS_USD_Z: "Liquidations",
    Metric.LIQUIDATIONS_LONG_SHARE: "Long share of liquidations",
    Metric.LIQUIDATIONS_USD: "Liquidations, total",
    Metric.LIQUIDATIONS_LONG_USD: "Liquidations of longs",
    Metric.LIQUIDATIONS_SHORT_USD: "Liquidations of shorts",
    Metric.OPEN_INTEREST_USD: "Open interest",
    Metric.VOLUME_USD: "Volume",
    Metric.PRICE: "Price",
    Metric.PRICE_CHANGE: "Price change",
    Metric.REALISED_VOLATILITY: "Realised volatility",
    Metric.BASIS: "Basis",
    Metric.LONG_SHORT_RATIO: "Long/short ratio",
    Metric.ILLIQUIDITY_Z: "Price impact",
    Metric.SPREAD_BPS: "Bid-ask spread",
}
REGIMES: Final[Mapping[Regime, str]] = {regime: regime.value.replace("_", " ") for regime in Regime} | {
    Regime.CASCADE: "liquidation cascade",
    Regime.LEVERAGE_BUILD_UP: "leverage build-up",
}


def market_of(measure: Measure) -> str:
    """Return the market of a measure as the article names it, such as ``Binance perpetuals``; empty where unknown."""
    if measure.venue is None:
        return ""
    kind = {"spot": " spot", "perpetual": " perpetuals"}.get(measure.market or "", "")
    return f"{shipped_lexicon().called('venues', measure.venue)}{kind}"
