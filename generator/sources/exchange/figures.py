"""Numbers and moments as venues write them. What cannot be read stays visible as `Odd`, never a number."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

_NUMBER: Final = re.compile(r"-?\d{1,40}(\.\d{0,40})?([eE][+-]?\d{1,3})?", re.ASCII)
_SHOWN: Final = 40
_WHOLE: Final = 1.01
_MOST: Final = 1e15
_PRICES: Final = (1e-12, 1e9)
SECOND: Final = 1000
"""Milliseconds in a second."""


@dataclass(frozen=True, slots=True)
class Odd:
    """A cell that holds no usable number: what it held, shortened, and why it is not used."""

    shown: str
    reason: str


Number = float | Odd
"""A finite number, or the reason why there is none."""
Stamp = int | Odd
"""Unix milliseconds, UTC, or the reason why there are none."""


def num(cell: object) -> Number:
    """Return a cell as a finite number: a JSON number, or a string of ASCII digits. Anything else is odd."""
    # As most are, of the thousands of levels of a book.
    if type(cell) is float and math.isfinite(cell):
        return cell
    if type(cell) is str and _NUMBER.fullmatch(cell) and math.isfinite(number := float(cell)):
        return number
    match cell:
        case Odd():
            return cell
        case None | "":
            return Odd(_show(cell), "the venue gave no value")
        case bool():
            return Odd(_show(cell), "not a number")
        case int() | float() | str():
            if isinstance(cell, str) and not _NUMBER.fullmatch(cell):
                return Odd(_show(cell), "not a number")
            try:
                number = float(cell)
            except OverflowError:  # a whole number beyond any float
                number = math.inf
            return number if math.isfinite(number) else Odd(_show(cell), "not a finite number")
    return Odd(_show(cell), "not a number")


def times(*cells: object) -> Number:
    """Return the product of cells; odd where one of them is."""
    product = 1.0
    for cell in cells:
        number = cell if type(cell) is float and math.isfinite(cell) else num(cell)
        if isinstance(number, Odd):
            return number
        product *= number
    return num(product)


def over(above: object, below: object) -> Number:
    """Return one cell divided by another; odd where one is, or below is not above 0."""
    top, bottom = num(above), num(below)
    if isinstance(top, Odd):
        return top
    if isinstance(bottom, Odd):
        return bottom
    return num(top / bottom) if bottom > 0 else Odd(_show(below), "a divisor that is not above 0")


def shares(long: object, short: object) -> Number:
    """Return the ratio of two shares of one whole; odd where they are no such shares."""
    above, below = num(long), num(short)
    if isinstance(above, float) and isinstance(below, float) and not (0 <= above <= 1 and below <= _WHOLE - above):
        return Odd(_show(f"{long} and {short}"), "not two shares of one whole")
    return over(above, below)


def rest(whole: object, part: object) -> Number:
    """Return what is left of an amount; odd where the part is not between nothing and all of it."""
    total, taken = num(whole), num(part)
    if isinstance(total, float) and isinstance(taken, float) and not 0 <= taken <= total * (1 + 1e-9) <= _MOST:
        return Odd(_show(f"{part} of {whole}"), "not a part of the whole")
    return minus(total, taken)


def minus(first: object, second: object) -> Number:
    """Return the difference of two cells; odd where one is. Rounding noise below zero counts as zero."""
    left, right = num(first), num(second)
    if isinstance(left, Odd):
        return left
    if isinstance(right, Odd):
        return right
    difference = left - right
    return 0.0 if abs(difference) <= 1e-9 * max(abs(left), abs(right)) else difference


def worth(amount: object, price: object, *, inverse: bool = False) -> Number:
    """Return an amount times a price, or of an inverse market divided by it; odd where either cannot be."""
    number, cost = num(amount), num(price)
    if isinstance(cost, float) and not _PRICES[0] <= cost <= _PRICES[1]:
        return Odd(_show(price), "not a price")
    if isinstance(number, float) and not 0 <= number <= _MOST:
        return Odd(_show(amount), "not an amount")
    return over(number, cost) if inverse else times(number, cost)


def millis(cell: object) -> Stamp:
    """Return a cell of Unix milliseconds."""
    number = num(cell)
    return number if isinstance(number, Odd) else int(number)


def seconds(cell: object) -> Stamp:
    """Return a cell of Unix seconds, whole or with a fraction, as milliseconds."""
    number = num(cell)
    return number if isinstance(number, Odd) else round(number * SECOND)


def iso(cell: object) -> Stamp:
    """Return a cell of ISO 8601 text with a zone as milliseconds; odd without a zone."""
    if isinstance(cell, str):
        try:
            moment = datetime.fromisoformat(cell)
        except ValueError:
            return Odd(_show(cell), "not a moment")
        if moment.tzinfo is not None:
            return round(moment.astimezone(UTC).timestamp() * SECOND)
    return Odd(_show(cell), "not a moment")


def _show(cell: object) -> str:
    text = "null" if cell is None else str(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
