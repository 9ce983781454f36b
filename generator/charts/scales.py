"""Values to pixels, and where an axis carries its marks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from generator.charts.chart import Values

_STEPS: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
_SHORT: Final = ((1e12, "tn"), (1e9, "bn"), (1e6, "m"))
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # not strftime: it follows the locale


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    """Pixel of `low`."""
    end: float
    """Pixel of `high`."""

    def __call__(self, value: float) -> float:
        """Return the pixel of a value; values beyond the ends lie on them."""
        if value <= self.low:
            return self.start
        if value >= self.high:
            return self.end
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def known(*series: Values) -> list[float]:
    """Return the values that are known."""
    return [value for values in series for value in values if value is not None]


_NOTHING = 1e-300  # smaller floats have no digits left to tell them apart by


def ticks(low: float, high: float, about: int) -> list[float]:
    """Return round values from at or below `low` to at or above `high`, about as many as asked for."""
    if not high - low > _NOTHING:
        spread = abs(low) * 0.05 if abs(low) > _NOTHING else 1.0
        low, high = low - spread, high + spread
    raw = (high - low) / about
    power = 10 ** math.floor(math.log10(raw))
    step = next(s * power for s in _STEPS if s * power >= raw * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [n * step for n in range(first, last + 1)]


def decimals(marks: Sequence[float]) -> int:
    """Return the decimals that tell the marks of an axis apart."""
    step = marks[1] - marks[0]
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return places + int(abs(step * 10**places - round(step * 10**places)) > 1e-6)  # noqa: PLR2004 - a step of 2.5


def in_dollars(marks: Sequence[float]) -> list[str]:
    """Return marks as dollars, shortened alike: ``$1.5bn``, ``$95k``, ``$0.42``."""
    return [f"{'-' if mark < 0 else ''}${text.removeprefix('-')}" for mark, text in _shortened(marks)]


def in_coins(marks: Sequence[float]) -> list[str]:
    """Return marks as plain numbers, shortened alike."""
    return [text for _, text in _shortened(marks)]


def _shortened(marks: Sequence[float]) -> Iterable[tuple[float, str]]:
    largest = max(map(abs, marks))
    unit, word = next(((unit, word) for unit, word in _SHORT if largest >= unit), (1.0, ""))
    places = decimals([mark / unit for mark in marks])
    return ((mark, f"{mark / unit:,.{places}f}{word}" if mark else "0") for mark in marks)


def in_sigmas(marks: Sequence[float]) -> list[str]:
    """Return marks as z-scores with their sign."""
    places = decimals(marks)
    return [f"{mark:+.{places}f}" if mark else "0" for mark in marks]


def in_percent(marks: Sequence[float]) -> list[str]:
    """Return marks that are fractions as percentages."""
    places = decimals([mark * 100 for mark in marks])
    return [f"{mark * 100:.{places}f}%" if mark else "0%" for mark in marks]


def dates(times: Sequence[datetime], most: int) -> list[tuple[int, str]]:
    """Return which bars carry a date, and the date: the first of each month, else of each day, else full hours."""
    for named in (_month, _day):
        found = _turns([named(time) for time in times])
        if len(found) > 1:
            return found[:: -(-len(found) // most)]
    found = _turns([f"{time:%H}:00" for time in times])
    return found[:: -(-len(found) // most) or 1]


def _turns(names: Sequence[str]) -> list[tuple[int, str]]:
    return [(at, name) for at, name in enumerate(names) if at and name != names[at - 1]]


def _month(time: datetime) -> str:
    return f"{_MONTHS[time.month - 1]} {time.year}" if time.month == 1 else _MONTHS[time.month - 1]


def _day(time: datetime) -> str:
    return f"{time.day} {_MONTHS[time.month - 1]}"
