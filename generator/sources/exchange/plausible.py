"""Which values a venue's answer may hold. What lies outside is set aside with a reason and never becomes data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from generator.market import Field

PRICES: Final = (Field.OPEN, Field.HIGH, Field.LOW, Field.CLOSE, Field.MARK, Field.INDEX)
_BAR: Final = (Field.OPEN, Field.CLOSE, Field.HIGH, Field.LOW)
_TAKERS: Final = (Field.TAKER_BUY_COINS, Field.TAKER_SELL_COINS)
_AGREE: Final = 2.0
_ROUNDING: Final = 1e-6
_AMOUNT: Final = (0.0, 1e15)
_RANGES: Final[Mapping[Field, tuple[float, float]]] = {
    **dict.fromkeys(Field, _AMOUNT),
    **dict.fromkeys(PRICES, (1e-12, 1e9)),
    Field.FUNDING_RATE: (-0.5, 0.5),
    Field.DEPTH_COVERED: (0.0, 1.0),
    Field.SPREAD_BPS: (1e-9, 1000.0),
    Field.LONG_SHORT_RATIO: (1e-3, 1e3),
}
"""Lowest and highest value, each in the field's own unit."""
_NEVER_ZERO: Final = (Field.OPEN_INTEREST_COINS, Field.OPEN_INTEREST_USD, Field.DEPTH_USD)
Bar = Mapping[Field, float]


def out_of_range(field: Field, value: float) -> str | None:
    """Return why a value cannot be, or None."""
    low, high = _RANGES[field]
    if value == 0 and field in _NEVER_ZERO:
        return "zero, which a market that trades does not have"
    if not low <= value <= high:
        return f"outside {low:g} to {high:g}, which this field can be"
    return None


def contradictions(bar: Bar) -> Iterator[tuple[Field, str]]:
    """Yield the fields of one bar that contradict each other, each with the reason."""
    prices = [bar[field] for field in _BAR if field in bar]
    top, bottom = bar.get(Field.HIGH), bar.get(Field.LOW)
    wrong = (top is not None and top < max(prices)) or (bottom is not None and bottom > min(prices))
    if wrong:
        for field in _BAR:
            if field in bar:
                yield field, "the high is not the highest, or the low not the lowest, price of the bar"
    volume, usd = bar.get(Field.VOLUME_COINS), bar.get(Field.VOLUME_USD)
    for field in _TAKERS:
        if volume is not None and bar.get(field, 0.0) > volume * (1 + _ROUNDING):
            yield field, "more than all that was traded"
    if not wrong and volume and usd and top and bottom:
        average = usd / volume
        if not bottom / _AGREE <= average <= top * _AGREE:
            yield Field.VOLUME_USD, "the average price it implies lies far outside the bar: another unit?"
            yield Field.VOLUME_COINS, "the average price it implies lies far outside the bar: another unit?"
