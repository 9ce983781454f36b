"""Liquidations: forced closing. A liquidated long is a forced sale. Venues under-report them: totals are a floor."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from generator.market import Field
from generator.metrics.compare import AMOUNT, RATE, level_measure, with_change, with_typical, z_measure
from generator.metrics.snapshot import Metric
from generator.metrics.statistics import quotient
from generator.metrics.vantage import Finding, Track, Unknown, Vantage

NO_LIQUIDATIONS: Final = Unknown("no liquidations in the file")


def liquidations_usd_z(v: Vantage) -> Finding:
    """Return the z-score of ln(1 + liquidations in USD), both sides; positive is more."""
    total = total_track(v)
    if total is None:
        return NO_LIQUIDATIONS
    return with_change(v, z_measure(v, Metric.LIQUIDATIONS_USD_Z, total, AMOUNT), total.values, fraction=True)


def liquidations_long_share(v: Vantage) -> Finding:
    """Return the share of the liquidated USD that was long, 0-1, against its look-back."""
    total, share = total_track(v), share_track(v)
    if total is None or share is None:
        return NO_LIQUIDATIONS
    if total.values[-1] == 0:
        return Unknown("nothing was liquidated")
    found = level_measure(v, Metric.LIQUIDATIONS_LONG_SHARE, share, "share", RATE)
    return with_change(v, found, share.values, fraction=False)


def liquidations_usd(v: Vantage) -> Finding:
    """Return the USD liquidated in the newest bar, longs and shorts."""
    return _amount(v, Metric.LIQUIDATIONS_USD, total_track(v))


def liquidations_long_usd(v: Vantage) -> Finding:
    """Return the USD of longs liquidated in the newest bar."""
    return _amount(v, Metric.LIQUIDATIONS_LONG_USD, v.track(Field.LIQUIDATIONS_LONG_USD))


def liquidations_short_usd(v: Vantage) -> Finding:
    """Return the USD of shorts liquidated in the newest bar."""
    return _amount(v, Metric.LIQUIDATIONS_SHORT_USD, v.track(Field.LIQUIDATIONS_SHORT_USD))


def _amount(v: Vantage, metric: Metric, amounts: Track | None) -> Finding:
    if amounts is None:
        return NO_LIQUIDATIONS
    found = with_change(v, level_measure(v, metric, amounts, "USD", AMOUNT), amounts.values, fraction=True)
    return with_typical(v, found, amounts)


def share_track(v: Vantage) -> Track | None:
    """Return the share of longs in each bar's liquidations; unknown where there were none."""
    longs, total = v.track(Field.LIQUIDATIONS_LONG_USD), total_track(v)
    if longs is None or total is None:
        return None
    return replace(total, values=quotient(longs.values, total.values))


def total_track(v: Vantage) -> Track | None:
    """Return the USD liquidated in each bar, longs and shorts."""
    longs, shorts = v.track(Field.LIQUIDATIONS_LONG_USD), v.track(Field.LIQUIDATIONS_SHORT_USD)
    return None if longs is None or shorts is None else replace(longs, values=longs.values + shorts.values)
