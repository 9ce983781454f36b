"""Taker flow: who crossed the spread. Buying is positive."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Final

import numpy as np

from generator.market import Field
from generator.metrics.compare import RATE, level_measure, no_value, with_change, z_measure
from generator.metrics.snapshot import Metric
from generator.metrics.statistics import quotient
from generator.metrics.vantage import Finding, Track, Unknown, Vantage

NO_FLOW: Final = Unknown("no taker volume in the file")


def taker_imbalance(v: Vantage) -> Finding:
    """Return the z-score of (buy - sell) / (buy + sell) in taker volume; negative is selling."""
    flows, imbalance = _taker_flows(v), imbalance_track(v)
    if flows is None or imbalance is None:
        return NO_FLOW
    buy, sell = flows
    if isfinite(float(buy.values[-1])) and buy.values[-1] + sell.values[-1] == 0:
        return Unknown("nothing was traded")
    found = z_measure(v, Metric.TAKER_IMBALANCE, imbalance, RATE)
    return with_change(v, found, imbalance.values, fraction=False, zero=0.0)


def taker_buy_sell_ratio(v: Vantage) -> Finding:
    """Return taker buy volume / taker sell volume, against its look-back; 1 is balance."""
    flows = _taker_flows(v)
    if flows is None:
        return NO_FLOW
    buy, sell = flows
    if not isfinite(float(buy.values[-1] + sell.values[-1])):
        return no_value(v)
    if sell.values[-1] == 0:
        return Unknown("no taker sold, so there is no ratio")
    ratio = replace(buy, values=quotient(buy.values, sell.values))
    found = level_measure(v, Metric.TAKER_BUY_SELL_RATIO, ratio, "ratio", RATE)
    return with_change(v, found, ratio.values, fraction=False, zero=1.0)


def imbalance_track(v: Vantage) -> Track | None:
    """Return (buy - sell) / (buy + sell) of each bar, between -1 and 1."""
    flows = _taker_flows(v)
    if flows is None:
        return None
    buy, sell = flows
    return replace(buy, values=quotient(buy.values - sell.values, buy.values + sell.values))


def ratio_track(v: Vantage) -> Track | None:
    """Return taker buying / taker selling of each bar."""
    flows = _taker_flows(v)
    return None if flows is None else replace(flows[0], values=quotient(flows[0].values, flows[1].values))


def _taker_flows(v: Vantage) -> tuple[Track, Track] | None:
    """Return taker buying and selling in coins; the selling is what is left of all volume where it is not given."""
    buy, sell = v.track(Field.TAKER_BUY_COINS), v.track(Field.TAKER_SELL_COINS)
    if buy is not None and sell is None:
        volume = v.track(Field.VOLUME_COINS)
        # a rounding error beyond the volume was let pass on entry: it means that nobody sold
        sell = None if volume is None else replace(volume, values=np.maximum(volume.values - buy.values, 0.0))
    return None if buy is None or sell is None else (buy, sell)
