"""Numbers to words: the only rounding in the house. Every function returns the text and the rule it was made by."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from generator.market import day_described
from generator.metrics.snapshot import Metric

_FINEST = 9
Written = tuple[str, str]
"""Text, and the rule that rounded it."""

_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_MONTHS = (
    "January February March April May June July August September October November December".split()
)  # not strftime: that depends on the locale
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def _plain(value: float, decimals: int) -> str:
    """Round and never print a negative zero."""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def signed(value: float) -> Written:
    """A z-score with its sign: ``-0.80``, ``+2.34``, ``0.00``."""
    text = _plain(value, 2)
    return (f"+{text}" if float(text) > 0 else text), "2 decimals, signed"


def level(metric: Metric, value: float) -> Written:
    """A threshold, which is exact as the rules state it: ``-1``, ``+0.75``; otherwise as its metric is written."""
    text, rule = VALUE[metric](value)
    if VALUE[metric] is not signed:
        return text, rule
    return text.rstrip("0").rstrip("."), "exact, signed"


def sigmas(value: float) -> Written:
    """The distance of a z-score from its norm, without the sign: a word beside it says the side."""
    return f"{_plain(abs(value), 1)} standard deviations", "1 decimal, distance"


def percent(value: float, least: int = 1, digits: int = 2, *, sign: bool = False) -> Written:
    """A fraction as a percentage with `least` decimals, or as many as `digits` significant digits need."""
    shown = value * 100 if sign else abs(value) * 100
    decimals = least
    if shown and abs(shown) < 10 ** (digits - 1):
        decimals = max(least, digits - 1 - math.floor(math.log10(abs(shown))))
    text = _plain(shown, decimals)
    if decimals > least and "." in text:
        head, tail = text.split(".")
        text = f"{head}.{tail[:least]}{tail[least:].rstrip('0')}" if tail else head
        text = text.rstrip(".")
    return f"{text}%", f"percent, at least {least} decimals and {digits} digits{'' if sign else ', distance'}"


def funding(value: float) -> Written:
    """A funding rate for 8 hours; enough digits that a small rate never reads as zero, nor as minus zero."""
    if value == 0:
        return "0% per 8 hours", "percent per 8 hours, exact"
    text, _ = percent(value, least=3, sign=True)
    return f"{text} per 8 hours", "percent per 8 hours, 3 decimals or 2 digits"


def yearly(value: float) -> Written:
    """A yearly rate with its sign: whole percent from three up, a decimal or two digits below."""
    if value == 0:
        return "0% a year", "percent a year, exact"
    if abs(value) >= 0.03:  # noqa: PLR2004 - below, a whole percent is too coarse
        return f"{_plain(value * 100, 0)}% a year", "percent a year, whole"
    text, rule = percent(value, digits=1, sign=True)
    return f"{text} a year", rule.replace("percent", "percent a year")


def share(value: float) -> Written:
    """A share as a whole percentage, with a decimal where rounding would make it none or all."""
    decimals = 0
    while value not in {0.0, 1.0} and float(_plain(value * 100, decimals)) in {0.0, 100.0} and decimals < _FINEST:
        decimals += 1
    return f"{_plain(value * 100, decimals)}%", f"percent, {decimals} decimals"


def usd(value: float) -> Written:
    """An amount of dollars and its scale in words: two digits below a hundred of the scale, three from there."""
    rule = "2 digits, 3 from a hundred"
    if value == 0:
        return "$0", rule
    rounded = float(f"{value:.2e}")
    for scale, word in _SCALES:
        if rounded >= scale:
            amount = float(f"{value / scale:.1e}") if value < 99.5 * scale else rounded / scale
            return f"${_plain(amount, 1 if amount < 10 else 0)} {word}", rule  # noqa: PLR2004
    if rounded >= 1000:  # noqa: PLR2004
        return f"${rounded:,.0f}", rule
    return f"${_plain(rounded, max(0, 2 - math.floor(math.log10(rounded))))}", rule


def price(value: float) -> Written:
    """A price: whole dollars from 1,000 up, cents from 1, four digits below."""
    if value >= 1000:  # noqa: PLR2004
        return f"${value:,.0f}", "whole dollars"
    if value >= 1:
        return f"${value:,.2f}", "cents"
    return f"${_plain(value, 3 - math.floor(math.log10(value)))}", "4 digits"


def ratio(value: float) -> Written:
    """A ratio with two decimals, more where two would print zero."""
    decimals = 2 if value == 0 or value >= 0.01 else 1 - math.floor(math.log10(value))  # noqa: PLR2004
    return _plain(value, decimals), f"{decimals} decimals"


def basis_points(value: float) -> Written:
    """A spread in basis points with one decimal, two digits when it is below a tenth."""
    decimals = 1 if value == 0 or value >= 0.1 else 1 - math.floor(math.log10(value))  # noqa: PLR2004
    return f"{_plain(value, decimals)} basis points", f"{decimals} decimals"


def day(value: date) -> str:
    """A date as a reader writes it: ``21 November 2025``."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def weekday(value: date) -> str:
    """The day of the week: ``Tuesday``."""
    return _WEEKDAYS[value.weekday()]


def close(at: datetime) -> str:
    """The close of a bar: its day, and the time where it is not the end of that day. A last second is rounded up."""
    rounded = at + timedelta(seconds=1) if at.second == 59 else at  # noqa: PLR2004
    named = day(day_described(at))
    return named if rounded.hour == rounded.minute == 0 else f"{named}, {rounded:%H:%M} UTC"


def bars(count: int, period: str) -> str:
    """A number of bars, in words below ten: ``one day``, ``three hours``, ``12 four-hour bars``."""
    noun = {"1d": "day", "1h": "hour", "4h": "four-hour bar"}[period]
    return f"{counted(count, most=9)} {noun}{'' if count == 1 else 's'}"


_COUNTED = "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()


def counted(count: int, most: int = 12) -> str:
    """A count in words up to `most`, in figures from there: ``five``, ``37``."""
    return _COUNTED[count] if 0 < count <= min(most, len(_COUNTED) - 1) else f"{count:,}"


def ordinal(place: int) -> str:
    """A place in words: ``third``."""
    return _ORDINALS[place - 1]


COARSE = 0.02
"""Changes from which a whole percent says enough, but for the move of the day."""
_COARSE_MOVE = 0.05


def signed_percent(value: float) -> Written:
    """A change with its sign: ``+2.1%``, ``-1.5%``, ``0.0%``, and a whole percent from two up."""
    decimals = 0 if abs(value) >= COARSE else 1
    text = _plain(value * 100, decimals)
    return f"{'+' if float(text) > 0 else ''}{text}%", f"percent, {decimals} decimals, signed"


def change(value: float) -> Written:
    """A change without its sign, which a word beside it tells: a decimal below two percent, none from there."""
    return percent(value, least=0 if abs(value) >= COARSE else 1, digits=1)


def move(value: float) -> Written:
    """The move of the day without its sign, which a verb tells: a decimal below five percent, none from there."""
    return percent(value, least=0 if abs(value) >= _COARSE_MOVE else 1, digits=1)


def window(text: str) -> str:
    """A look-back in words: ``90d`` is ``90 days``, ``24h`` is ``24 hours``."""
    unit = {"d": "days", "h": "hours"}.get(text[-1:])
    return f"{text[:-1]} {unit}" if unit and text[:-1].isdigit() else text


OVER: Mapping[str, str] = {"1d": "on the day", "1h": "in the hour"}
"""Spans of a change that read better in words."""

BARS: Mapping[str, str] = {"1h": "hourly", "4h": "four-hourly", "1d": "daily"}

VALUE: Mapping[Metric, Callable[[float], Written]] = {
    Metric.MARKET_DEPTH_INDEX: signed,
    Metric.TAKER_IMBALANCE: signed,
    Metric.OPEN_INTEREST_Z: signed,
    Metric.LIQUIDATIONS_USD_Z: signed,
    Metric.ILLIQUIDITY_Z: signed,
    Metric.TAKER_BUY_SELL_RATIO: ratio,
    Metric.LONG_SHORT_RATIO: ratio,
    Metric.FUNDING_RATE: funding,
    Metric.LIQUIDATIONS_LONG_SHARE: share,
    Metric.LIQUIDATIONS_USD: usd,
    Metric.LIQUIDATIONS_LONG_USD: usd,
    Metric.LIQUIDATIONS_SHORT_USD: usd,
    Metric.OPEN_INTEREST_USD: usd,
    Metric.VOLUME_USD: usd,
    Metric.PRICE: price,
    Metric.PRICE_CHANGE: move,
    Metric.REALISED_VOLATILITY: lambda value: percent(value, least=0),
    Metric.BASIS: lambda value: percent(value, least=2),
    Metric.SPREAD_BPS: basis_points,
}
"""How the value of each metric is written. Price change and basis go without sign: a verb beside them says the side."""
