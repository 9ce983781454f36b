"""Shares of taker volume and what was bought for a dollar sold: each has to be that of the side it is said of.

The taker ratio says how much was bought for each unit sold. From it follow the share of either side, as a percentage or
as dollars of every hundred. Such a figure says nothing by itself: the words next to it say whose it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from generator.audit.binding import Bound, Desk, finding
from generator.audit.clearance import Finding, Kind
from generator.audit.passage import Mention, Passage
from generator.metrics.snapshot import Metric

_FIELDS: Final[Mapping[str, Callable[[float], float]]] = {
    "sellers_share": lambda ratio: 100 / (1 + ratio),
    "buyers_share": lambda ratio: 100 * ratio / (1 + ratio),
    "per_dollar": lambda ratio: ratio,
}
"""What a share is said of to its value: percent, or dollars of a hundred, and dollars bought for one sold."""
_ALL: Final = 100
_CENTS: Final = 2


def next_to(number: Mention, passage: Passage) -> list[Mention]:
    """Return the words right before and right behind a number that say whose share it is."""
    return [m for m in passage.of("share") if number.start == m.end + 1 or m.start == number.end + 1]


def check_shares(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check every share of a sentence, that no side is given twice, and that the words of a share have a figure."""
    passage, given = bound.passage, set[str]()
    figures = [(number, words) for number in passage.of("number") if (words := next_to(number, passage))]
    ratio = desk.snapshot.value(Metric.TAKER_BUY_SELL_RATIO)
    for number, words in figures:
        reason = _reason(number, words, ratio, passage)
        if not reason and words[0].data[0] in given:
            reason = "is the share of a side that has one already"
        given.add(words[0].data[0])
        if reason:
            yield finding(Kind.NUMBER, number, passage, reason)
    used = [m.start for _, words in figures for m in words]
    for mention in passage.of("share"):
        if used.count(mention.start) != 1:
            yield finding(Kind.WORD, mention, passage, "says whose share a figure is, and has not one figure")
    dollars = [n for n, words in figures if n.data[2] and words[0].data[0] != "per_dollar"]
    for mention in passage.of("hundred"):
        if not any(number.start > mention.end for number in dollars):
            yield finding(Kind.WORD, mention, passage, "is divided among nobody")


def _reason(number: Mention, words: list[Mention], ratio: float | None, passage: Passage) -> str | None:
    """Return why a share is wrong, None where it is right."""
    lead, sign, usd, shown, unit = number.data
    of = {m.data[0] for m in words}
    if len(words) != 1:
        return "has words on both sides that say whose share it is"
    if ratio is None or ratio < 0:
        return "is a share of taker volume, which the snapshot does not hold"
    hundred = any(m.end < number.start for m in passage.of("hundred"))
    in_dollars = of == {"per_dollar"} or hundred
    if lead or sign or (usd, unit) != (("$", "") if in_dollars else ("", "%")):
        return "is not written as a share is"
    value, decimals = _FIELDS[words[0].data[0]](ratio), len(shown.partition(".")[2])
    figure = float(shown.replace(",", ""))
    rounded_away = of != {"per_dollar"} and figure in {0, _ALL} and figure != value
    too_coarse = of == {"per_dollar"} and decimals < _CENTS
    if rounded_away or too_coarse or abs(figure - value) > 0.5 * 10**-decimals * (1 + 1e-9):
        return f"does not match the share that follows from the ratio, {value:g}"
    return None
