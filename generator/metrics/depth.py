"""Order-book depth, the illiquidity proxy for where no book was recorded, the spread, and the volume traded."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Final

from generator.market import Field
from generator.metrics.compare import AMOUNT, DEPTH, ILLIQUIDITY, RATE, level_measure, with_change, z_measure
from generator.metrics.price import NO_PRICE, simple_returns
from generator.metrics.snapshot import Metric
from generator.metrics.statistics import amihud_illiquidity
from generator.metrics.vantage import Finding, Track, Unknown, Vantage

NO_BOOK: Final = Unknown("no order-book history in the file")
NO_VOLUME: Final = Unknown("no volume in the file")


def market_depth_index(v: Vantage) -> Finding:
    """Return the z-score of ln(1 + depth in USD), both sides; negative is thinner."""
    depth = v.track(Field.DEPTH_USD)
    if depth is None:
        return NO_BOOK
    return with_change(v, z_measure(v, Metric.MARKET_DEPTH_INDEX, depth, DEPTH), depth.values, fraction=True)


def illiquidity_z(v: Vantage) -> Finding:
    """Return the z-score of ln(|return| / USD volume) (Amihud 2002); positive is thinner. A proxy, never depth."""
    closes, volume = v.track(Field.CLOSE), volume_track(v)
    if closes is None:
        return NO_PRICE
    if volume is None:
        return NO_VOLUME
    returns = simple_returns(closes.values)
    if returns[-1] == 0:
        return Unknown("the close did not move, so there is no move to set against the volume")
    amihud = replace(volume, values=amihud_illiquidity(returns, volume.values))
    found = z_measure(v, Metric.ILLIQUIDITY_Z, amihud, ILLIQUIDITY)
    traded = isfinite(float(volume.values[-1])) and isfinite(float(closes.values[-1]))
    if isinstance(found, Unknown) and traded and not isfinite(float(returns[-1])):
        return Unknown("no close in the bar before")
    return found


def spread_bps(v: Vantage) -> Finding:
    """Return best ask - best bid in basis points of mid, against its look-back."""
    spread = v.track(Field.SPREAD_BPS)
    if spread is None:
        return NO_BOOK
    found = level_measure(v, Metric.SPREAD_BPS, spread, "basis points", RATE)
    return with_change(v, found, spread.values, fraction=False)


def volume_usd(v: Vantage) -> Finding:
    """Return the USD traded in the newest bar, against its look-back on a log scale."""
    volume = volume_track(v)
    if volume is None:
        return NO_VOLUME
    found = level_measure(v, Metric.VOLUME_USD, volume, "USD", AMOUNT)
    return with_change(v, found, volume.values, fraction=True)


def volume_track(v: Vantage) -> Track | None:
    """Return the USD volume of each bar, from coins at the close where the source gives no USD."""
    return usd_track(v, Field.VOLUME_USD, Field.VOLUME_COINS)


def usd_track(v: Vantage, dollars: Field, coins: Field) -> Track | None:
    """Return a field in USD: as given, or its coins at the close of each bar."""
    given = v.track(dollars)
    if given is not None:
        return given
    amount, closes = v.track(coins), v.track(Field.CLOSE)
    if amount is None or closes is None:
        return None
    return replace(amount, values=amount.values * closes.values)
