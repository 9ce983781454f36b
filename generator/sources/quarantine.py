"""Sets aside values that cannot be true. They become unknown: they never make a z-score, a record or a sentence.

Every rule judges a bar by itself and by the bars before it, never by later ones, so a history read today and cut at a
day in the past equals the history that could have been read on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.market import Field
from generator.sources.column_map import PRICES
from generator.sources.unit_jumps import level_jumps, price_jumps

Values = Mapping[Field, NDArray[np.float64]]
"""For each field, one number a bar in the field's own unit; NaN where nothing is known."""

BAR: Final = (Field.OPEN, Field.HIGH, Field.LOW, Field.CLOSE)
_SIGNED: Final = (Field.FUNDING_RATE,)
_LARGEST_PRICE: Final = 1e12
_LARGEST_AMOUNT: Final = 1e18
_LARGEST_RATE: Final = 1.0
_ROUNDING: Final = 1e-6
_SMALL_CONTRADICTION: Final = 0.01
_AGREE: Final = 2.0
_SPIKE_HIGH: Final = 3.0
_SPIKE_LOW: Final = 10.0
_CALM: Final = 1.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """One value that cannot be true: the bar's position, the field, and why."""

    bar: int
    field: Field
    reason: str


def set_aside(values: Mapping[Field, NDArray[np.float64]], rules: tuple[Rule, ...]) -> list[Doubt]:
    """Apply the rules in order, turning every doubted value of `values` into NaN in place; return the doubts."""
    found: list[Doubt] = []
    for rule in rules if values else ():
        doubts = [doubt for doubt in rule(values) if not np.isnan(values[doubt.field][doubt.bar])]
        for doubt in doubts:
            values[doubt.field][doubt.bar] = np.nan
        found += dict.fromkeys(doubts)
    return found


def out_of_range(values: Values) -> Iterator[Doubt]:
    """Doubt prices that are not above 0, negative amounts, rates beyond 100 % and numbers no market has."""
    for field, numbers in values.items():
        if field in PRICES:
            yield from _where(numbers <= 0, field, "a price is above 0")
            yield from _where(numbers > _LARGEST_PRICE, field, "no price is this large")
        elif field in _SIGNED:
            yield from _where(np.abs(numbers) > _LARGEST_RATE, field, "a rate of more than 100 % in 8 hours")
        else:
            reason = "the best ask is below the best bid" if field is Field.SPREAD_BPS else "an amount is not negative"
            yield from _where(numbers < 0, field, reason)
            yield from _where(numbers > _LARGEST_AMOUNT, field, "no amount is this large")


def contradictory_bars(values: Values) -> Iterator[Doubt]:
    """Doubt the prices of a bar whose high is below, or low above, another of its prices.

    Where the bars disagree by up to 1 % the high or the low is doubted; beyond that the prices more than twice or
    less than half of the bar's median are; and where none stands out, all of them.
    """
    if not any(field in values for field in (Field.HIGH, Field.LOW)):
        return
    prices = np.vstack([_of(values, field) for field in BAR])
    with np.errstate(invalid="ignore"):
        over = np.fmax.reduce(prices[[0, 2, 3]]) / prices[1] - 1  # how far a price is above the high
        under = prices[2] / np.fmin.reduce(prices[[0, 1, 3]]) - 1  # how far the low is above a price
    reason = "the bar contradicts itself: its high is not the highest, or its low not the lowest, of its prices"
    for bar in np.flatnonzero((over > _ROUNDING) | (under > _ROUNDING)):
        given = {field: float(price) for field, price in zip(BAR, prices[:, bar], strict=True) if not np.isnan(price)}
        if max(np.nan_to_num(over[bar]), np.nan_to_num(under[bar])) <= _SMALL_CONTRADICTION:
            odd = [Field.HIGH] * bool(over[bar] > _ROUNDING) + [Field.LOW] * bool(under[bar] > _ROUNDING)
        else:
            middle = float(np.median(list(given.values())))
            odd = [field for field, price in given.items() if not middle / _AGREE <= price <= middle * _AGREE]
            odd = odd or list(given)
        yield from (Doubt(int(bar), field, reason) for field in odd if field in given)


def lone_spikes(values: Values) -> Iterator[Doubt]:
    """Doubt a high over three times, or a low under a tenth of, the bar's open and close after a calm bar."""
    opened, closed = _of(values, Field.OPEN), _of(values, Field.CLOSE)
    before = np.concatenate(([np.nan], closed[:-1]))
    with np.errstate(invalid="ignore"):
        apart = np.fmax(opened, closed) / np.fmin(opened, closed)
        opening = np.fmax(opened, before) / np.fmin(opened, before)
        calm = (apart < _CALM) & ((opening < _CALM) | np.isnan(before))
        high = calm & (_of(values, Field.HIGH) > _SPIKE_HIGH * np.fmax(opened, closed))
        low = calm & (_of(values, Field.LOW) * _SPIKE_LOW < np.fmin(opened, closed))
    yield from _where(high, Field.HIGH, "many times the open and the close of the same bar, with calm bars around it")
    yield from _where(
        low, Field.LOW, "a small part of the open and the close of the same bar, with calm bars around it"
    )


def jumping_prices(values: Values) -> Iterator[Doubt]:
    """Doubt whole bars whose prices opened tenfold, or at a tenth, of the last close: another unit."""
    for bar in price_jumps(_of(values, Field.OPEN), _of(values, Field.CLOSE)):
        yield from (
            Doubt(bar, field, "ten times more or less than the close before it: another unit?")
            for field in BAR
            if field in values
        )


def stray_marks(values: Values) -> Iterator[Doubt]:
    """Doubt a mark or index price more than twice, or less than half, of the bar's close."""
    closed = _of(values, Field.CLOSE)
    for field in (Field.MARK, Field.INDEX):
        with np.errstate(invalid="ignore"):
            apart = np.abs(np.log(_of(values, field) / closed)) > np.log(_AGREE)
        yield from _where(apart, field, "far from the close of the same bar")


def impossible_volumes(values: Values) -> Iterator[Doubt]:
    """Doubt taker volume above all volume, and a USD volume whose average price lies far outside the bar."""
    volume = _of(values, Field.VOLUME_COINS)
    buy, sell = _of(values, Field.TAKER_BUY_COINS), _of(values, Field.TAKER_SELL_COINS)
    most = volume * (1 + _ROUNDING)
    with np.errstate(invalid="ignore"):
        for field in (Field.TAKER_BUY_COINS, Field.TAKER_SELL_COINS):
            yield from _where(_of(values, field) > most, field, "more than all that was traded")
            both = (buy + sell > volume * (1 + _SMALL_CONTRADICTION)) & (np.fmax(buy, sell) <= most)
            yield from _where(both, field, "taker buying and selling add up to more than all that was traded")
        traded = np.where(volume > 0, volume, np.nan)
        average = _of(values, Field.VOLUME_USD) / traded
        prices = np.vstack([_of(values, field) for field in BAR])
        outside = (average > _AGREE * np.fmax.reduce(prices)) | (average * _AGREE < np.fmin.reduce(prices))
    yield from _where(outside, Field.VOLUME_USD, "the average price it implies lies far outside the bar")


def disagreeing_interest(values: Values) -> Iterator[Doubt]:
    """Doubt open interest given in coins and in USD where coins at the close are not within a factor 2 of the USD."""
    coins, dollars = _of(values, Field.OPEN_INTEREST_COINS), _of(values, Field.OPEN_INTEREST_USD)
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = np.abs(np.log(coins * _of(values, Field.CLOSE) / dollars)) > np.log(_AGREE)
    for field in (Field.OPEN_INTEREST_COINS, Field.OPEN_INTEREST_USD):
        yield from _where(apart, field, "coins at the close and USD disagree")


def jumping_levels(values: Values, breaks: Mapping[Field, Sequence[int]]) -> Iterator[Doubt]:
    """Doubt open interest or depth a hundredfold, or a hundredth, of the values before it: another unit.

    `breaks` holds the bars at which a source is known to have changed its method: the level may change there.
    """
    reason = "a hundred times more or less than the values before it: another unit?"
    for field in (Field.OPEN_INTEREST_COINS, Field.OPEN_INTEREST_USD, Field.DEPTH_USD):
        if field in values:
            starts = (0, *breaks.get(field, ()), len(values[field]))
            for start, end in pairwise(sorted(starts)):
                yield from (Doubt(start + bar, field, reason) for bar in level_jumps(values[field][start:end]))


Rule = Callable[[Values], Iterator[Doubt]]
PRICE_RULES: Final[tuple[Rule, ...]] = (out_of_range, contradictory_bars, lone_spikes, jumping_prices)
"""Applied before amounts in coins and in USD are converted with the close."""
AMOUNT_RULES: Final[tuple[Rule, ...]] = (out_of_range, stray_marks, impossible_volumes, disagreeing_interest)
"""Applied after the conversion; `jumping_levels` follows, with the breaks of the file."""


def _of(values: Values, field: Field) -> NDArray[np.float64]:
    if field in values:
        return values[field]
    return np.full(len(next(iter(values.values()))), np.nan)


def _where(doubted: NDArray[np.bool_], field: Field, reason: str) -> Iterator[Doubt]:
    return (Doubt(int(bar), field, reason) for bar in np.flatnonzero(doubted))
