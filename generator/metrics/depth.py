"""Order-book depth, the illiquidity proxy for where no book was recorded, the spread, and the volume traded."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Final

import numpy as np

from generator.market import Field
from generator.metrics.compare import (
    AMOUNT,
    DEPTH,
    ILLIQUIDITY,
    RATE,
    level_measure,
    with_change,
    with_typical,
    z_measure,
)
from generator.metrics.price import NO_PRICE, simple_returns
from generator.metrics.snapshot import Metric
from generator.metrics.statistics import amihud_illiquidity
from generator.metrics.vantage import Finding, Track, Unknown, Vantage

NO_BOOK: Final = Unknown("no order-book history in the file")
LEAST_SPAN: Final = 0.9
"""Share of the 1 % on each side that a book has to reach before its depth is measured."""
NO_VOLUME: Final = Unknown("no volume in the file")


def market_depth_index(v: Vantage) -> Finding:
    """Return the z-score of ln(1 + depth in USD), both sides within 1 % of mid; negative is thinner.

    `span` says how much of that 1 % the recorded book reached. Where it is known and under 90 %, depth is not
    measured: a book that is cut off looks thin.
    """
    depth, covered = depth_track(v), v.track(Field.DEPTH_COVERED)
    if depth is None:
        return NO_BOOK
    span = None if covered is None or not isfinite(covered.values[-1]) else min(1.0, float(covered.values[-1]))
    if span is not None and span < LEAST_SPAN:
        return Unknown(f"the recorded book reached {span:.0%} of the way to 1 % from mid, {LEAST_SPAN:.0%} are needed")
    found = z_measure(v, Metric.MARKET_DEPTH_INDEX, depth, DEPTH)
    found = with_change(v, found, depth.values, fraction=True)
    return found if isinstance(found, Unknown) or span is None else replace(found, span=span)


def depth_track(v: Vantage) -> Track | None:
    """Return the depth of each bar in USD, unknown where the recorded book did not reach far enough."""
    depth, covered = v.track(Field.DEPTH_USD), v.track(Field.DEPTH_COVERED)
    if depth is None or covered is None:
        return depth
    return replace(depth, values=np.where(covered.values < LEAST_SPAN, np.nan, depth.values))


def illiquidity_z(v: Vantage) -> Finding:
    """Return the z-score of ln(|return| / USD volume) (Amihud 2002); positive is thinner. A proxy, never depth."""
    closes, volume = v.track(Field.CLOSE), volume_track(v)
    if closes is None:
        return NO_PRICE
    if volume is None:
        return NO_VOLUME
    returns, amihud = simple_returns(closes.values), illiquidity_track(v)
    if returns[-1] == 0 or amihud is None:
        return Unknown("the close did not move, so there is no move to set against the volume")
    found = z_measure(v, Metric.ILLIQUIDITY_Z, amihud, ILLIQUIDITY)
    traded = isfinite(float(volume.values[-1])) and isfinite(float(closes.values[-1]))
    if isinstance(found, Unknown) and traded and not isfinite(float(returns[-1])):
        return Unknown("no close in the bar before")
    return found


def illiquidity_track(v: Vantage) -> Track | None:
    """Return |return| / USD volume of each bar."""
    closes, volume = v.track(Field.CLOSE), volume_track(v)
    if closes is None or volume is None:
        return None
    return replace(volume, values=amihud_illiquidity(simple_returns(closes.values), volume.values))


def spread_bps(v: Vantage) -> Finding:
    """Return best ask - best bid in basis points of mid, against its look-back."""
    spread = v.track(Field.SPREAD_BPS)
    if spread is None:
        return NO_BOOK
    found = level_measure(v, Metric.SPREAD_BPS, spread, "basis points", RATE)
    return with_typical(v, with_change(v, found, spread.values, fraction=False), spread)


def volume_usd(v: Vantage) -> Finding:
    """Return the USD traded in the newest bar, against its look-back on a log scale."""
    volume = volume_track(v)
    if volume is None:
        return NO_VOLUME
    found = level_measure(v, Metric.VOLUME_USD, volume, "USD", AMOUNT)
    return with_typical(v, with_change(v, found, volume.values, fraction=True), volume)


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
