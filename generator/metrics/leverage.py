"""Leverage: open interest, funding, basis and the accounts' long/short ratio."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite
from typing import Final

from generator.market import Field
from generator.metrics.compare import LEVEL, RATE, level_measure, with_change, z_measure
from generator.metrics.depth import usd_track
from generator.metrics.snapshot import Metric
from generator.metrics.statistics import log_changes, quotient
from generator.metrics.vantage import Finding, Track, Unknown, Vantage

NO_INTEREST: Final = Unknown("no open interest in the file")
NO_FUNDING: Final = Unknown("no funding rates in the file")
NO_BASIS: Final = Unknown("no mark and index prices in the file")
NO_RATIO: Final = Unknown("no long/short ratio in the file")
PAYMENTS_A_YEAR: Final = 3 * 365
"""Of a rate per 8 hours, in the 365 days that volatility is annualised to as well."""


def open_interest_z(v: Vantage) -> Finding:
    """Return the z-score of the log change of open interest in coins over one bar; negative is closing.

    Coins, because a falling price alone lowers open interest in USD. `change` is the coins' change as a fraction.
    """
    coins = interest_coins_track(v)
    if coins is None:
        return NO_INTEREST
    moved = replace(coins, values=log_changes(coins.values))
    if isfinite(float(coins.values[-1])) and not isfinite(float(moved.values[-1])):
        return Unknown("no open interest in the bar before")
    return with_change(v, z_measure(v, Metric.OPEN_INTEREST_Z, moved, RATE), coins.values, fraction=True)


def interest_change_track(v: Vantage) -> Track | None:
    """Return the log change of open interest in coins of each bar."""
    coins = interest_coins_track(v)
    return None if coins is None else replace(coins, values=log_changes(coins.values))


def open_interest_usd(v: Vantage) -> Finding:
    """Return open interest at the end of the newest bar in USD, its change and its place in the look-back."""
    dollars = interest_usd_track(v)
    if dollars is None:
        return NO_INTEREST
    found = level_measure(v, Metric.OPEN_INTEREST_USD, dollars, "USD", LEVEL)
    return with_change(v, found, dollars.values, fraction=True)


def interest_usd_track(v: Vantage) -> Track | None:
    """Return open interest at the end of each bar in USD."""
    return usd_track(v, Field.OPEN_INTEREST_USD, Field.OPEN_INTEREST_COINS)


def interest_coins_track(v: Vantage) -> Track | None:
    """Return open interest at the end of each bar in coins, from USD at the close where the source gives no coins."""
    given = v.track(Field.OPEN_INTEREST_COINS)
    if given is not None:
        return given
    dollars, closes = v.track(Field.OPEN_INTEREST_USD), v.track(Field.CLOSE)
    if dollars is None or closes is None:
        return None
    return replace(dollars, values=quotient(dollars.values, closes.values))


def funding_rate(v: Vantage) -> Finding:
    """Return the funding rate per 8 hours as a fraction, against its look-back; positive: longs pay.

    `annualised` is the simple rate of 365 days, without compounding: three payments a day.
    """
    rates = v.track(Field.FUNDING_RATE)
    if rates is None:
        return NO_FUNDING
    found = level_measure(v, Metric.FUNDING_RATE, rates, "fraction per 8 hours", RATE)
    found = with_change(v, found, rates.values, fraction=False, zero=0.0)
    return found if isinstance(found, Unknown) else replace(found, annualised=found.value * PAYMENTS_A_YEAR)


def basis(v: Vantage) -> Finding:
    """Return perpetual mark / index - 1, against its look-back."""
    premium = basis_track(v)
    if premium is None:
        return NO_BASIS
    found = level_measure(v, Metric.BASIS, premium, "fraction", RATE)
    return with_change(v, found, premium.values, fraction=False, zero=0.0)


def basis_track(v: Vantage) -> Track | None:
    """Return mark / index - 1 of each bar."""
    mark, index = v.track(Field.MARK), v.track(Field.INDEX)
    if mark is None or index is None:
        return None
    return replace(mark, values=quotient(mark.values, index.values) - 1)


def long_short_ratio(v: Vantage) -> Finding:
    """Return accounts long / accounts short, against its look-back."""
    ratio = v.track(Field.LONG_SHORT_RATIO)
    if ratio is None:
        return NO_RATIO
    found = level_measure(v, Metric.LONG_SHORT_RATIO, ratio, "ratio", RATE)
    return with_change(v, found, ratio.values, fraction=False)
