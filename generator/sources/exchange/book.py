"""Depth and spread of one order book, in USD; a book that cannot be is set aside whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from generator.market import DISTANCES, Field
from generator.sources.exchange.figures import Odd, Stamp, num
from generator.sources.exchange.venue import Contract, Point

_ROUNDING: Final = 1e-12
_BASIS_POINTS: Final = 1e4
DEPTH: Final = (Field.DEPTH_USD, Field.DEPTH_COVERED, *(field for field in DISTANCES if field is not Field.DEPTH_USD))
BOOK: Final = (*DEPTH, Field.SPREAD_BPS)
Level = tuple[object, object]
"""Price in USD and amount in the market's unit, as raw cells."""
Side = list[tuple[float, float]]


def book_points(
    time: Stamp, bids: Iterable[Level], asks: Iterable[Level], contract: Contract, fields: tuple[Field, ...] = BOOK
) -> Iterator[Point]:
    """Yield both sides' depth up to each distance from mid, the covered share of 1 % (of the lesser side), the spread.

    A depth nearer than 1 % that the book does not reach is left out; that of 1 % is said to be short by its share.
    A book that is empty, one-sided, crossed or holds a level that is no price and amount gives `Odd` for all of them.
    """
    bid, ask = _side(bids, falling=True), _side(asks, falling=False)
    odd = next((side for side in (bid, ask) if isinstance(side, Odd)), None)
    if isinstance(bid, Odd) or isinstance(ask, Odd):
        values: dict[Field, object] = dict.fromkeys(fields, odd)
    elif bid[0][0] >= ask[0][0]:
        shown = f"{bid[0][0]:g} bid, {ask[0][0]:g} ask"
        values = dict.fromkeys(fields, Odd(shown, "the best ask is not above the best bid"))
    else:
        values = _measured(bid, ask, contract)
    yield from (Point(time, field, values[field]) for field in fields if field in values)


def _measured(bid: Side, ask: Side, contract: Contract) -> dict[Field, object]:
    mid = (bid[0][0] + ask[0][0]) / 2
    depths = dict.fromkeys(DISTANCES, 0.0)
    reaches = [(field, mid * (distance + _ROUNDING)) for field, distance in DISTANCES.items()]
    for price, amount in [*bid, *ask]:
        away = abs(price - mid)
        within = [field for field, reach in reaches if away <= reach]
        if not within:
            continue
        usd = contract.usd(amount, price)
        if isinstance(usd, Odd):
            return dict.fromkeys(BOOK, usd)
        for field in within:
            depths[field] += usd
    reached = min(mid - bid[-1][0], ask[-1][0] - mid) / mid
    known = {field: depth for field, depth in depths.items() if field is Field.DEPTH_USD or reached >= DISTANCES[field]}
    return {
        **known,
        Field.DEPTH_COVERED: min(1.0, reached / DISTANCES[Field.DEPTH_USD]),
        Field.SPREAD_BPS: (ask[0][0] - bid[0][0]) / mid * _BASIS_POINTS,
    }


def _side(levels: Iterable[Level], *, falling: bool) -> Side | Odd:
    """Return one side, best price first; odd where it is empty, holds no number, or names a price twice."""
    found: Side = []
    for raw_price, raw_amount in levels:
        level = []
        for number in (num(raw_price), num(raw_amount)):
            if isinstance(number, Odd):
                return Odd(number.shown, f"a level of the book: {number.reason}")
            if number <= 0:
                return Odd(f"{number:g}", "a level of the book whose price or amount is not above 0")
            level.append(number)
        found.append((level[0], level[1]))
    if not found:
        return Odd("", "one side of the book is empty")
    found.sort(reverse=falling)
    if len({price for price, _ in found}) != len(found):
        return Odd("", "a price stands twice in the book")
    return found
