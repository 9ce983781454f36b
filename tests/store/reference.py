"""A ledger in plain Python, written from the rules and not from the code, to compare with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, nan

from generator.market import DISTANCES, INTERVALS, Batch, Field

FIRST = {Field.OPEN}
MEANS = {Field.FUNDING_RATE, *DISTANCES, Field.DEPTH_COVERED, Field.SPREAD_BPS}
TOTALS: dict[Field, Callable[[Sequence[float]], float]] = {
    Field.HIGH: max,
    Field.LOW: min,
    **dict.fromkeys((Field.VOLUME_COINS, Field.VOLUME_USD, Field.TAKER_BUY_COINS, Field.TAKER_SELL_COINS), sum),
    **dict.fromkeys((Field.LIQUIDATIONS_LONG_USD, Field.LIQUIDATIONS_SHORT_USD), sum),
}


def ms(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)


@dataclass
class Reference:
    """All revisions of one series: time -> [(received, value), ...] in the order they came."""

    kept: dict[int, list[tuple[datetime, float]]] = field(default_factory=dict)

    def append(self, batch: Batch, received: datetime) -> None:
        for observations in batch.observations:
            for time, value in zip(observations.times, observations.values, strict=True):
                revisions = self.kept.setdefault(time, [])
                if not revisions or revisions[-1][1] != value:
                    revisions.append((received, value))

    def seen(self, as_of: datetime | None, known_at: datetime | None) -> dict[int, float]:
        found = {}
        for time, revisions in sorted(self.kept.items()):
            if known_at is not None:
                counting = [value for received, value in revisions if received <= known_at]
            else:
                early = [value for received, value in revisions if as_of is not None and received <= as_of]
                counting = early or [value for _, value in revisions]
            if counting:
                found[time] = counting[-1]
        return found


def bar(seen: dict[int, float], what: Field, interval: str | None, start: int, period: int) -> float:
    """Return the value of one bar, NaN where it is not complete enough."""
    step = ms(INTERVALS[interval]) if interval else 1
    inside = {time: value for time, value in seen.items() if start <= time < start + period}
    quarters = {
        number
        for time in inside
        for number in range(4)
        if time < start + (number + 1) * period / 4 and time + step > start + number * period / 4
    }
    values = list(inside.values())
    if what in FIRST:
        return values[0] if inside and min(inside) < start + period / 4 else nan
    if what is Field.FUNDING_RATE:
        return sum(values) / len(values) if values else nan
    if what in MEANS:
        return (
            sum(values) / len(values)
            if len(quarters) == 4 and _no_long_part_missing(len(values), step, period)
            else nan
        )
    if what in TOTALS:
        enough = len(values) >= ceil(0.99 * period / step) if interval else len(quarters) == 4
        return TOTALS[what](values) if enough else nan
    return values[-1] if 3 in quarters and max(inside) + step > start + period * 3 / 4 else nan


def _no_long_part_missing(count: int, step: int, period: int) -> bool:
    """Parts longer than a quarter overlap several, but none of them may be missing."""
    return step <= period / 4 or count == period / step
