"""Finds runs of values in another unit: thousands for units, contracts for coins, a redenominated price."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from math import isnan
from statistics import median
from typing import Final

import numpy as np
from numpy.typing import NDArray

PRICE_FACTOR: Final = 10.0
LONE_PRICE_FACTOR: Final = 50.0
"""Where the open is unknown: a fall of 95 % within one bar has happened."""
LEVEL_FACTOR: Final = 100.0
_LAPSE: Final = 30
"""Bars without any value after which a price may have become another one by trading."""
_REMEMBERED: Final = 7
_FEWEST: Final = 3


def price_jumps(opened: NDArray[np.float64], closed: NDArray[np.float64]) -> Iterator[int]:
    """Give the bars that opened (or, without an open, closed) too far from the last believed close.

    Markets fall within a bar, not between two: a real collapse opens near the close before it.
    """
    last = float("nan")
    unknown = 0
    for bar, (start, end) in enumerate(zip(opened.tolist(), closed.tolist(), strict=True)):
        first, factor = (end, LONE_PRICE_FACTOR) if isnan(start) else (start, PRICE_FACTOR)
        if isnan(first):
            unknown += 1
            continue
        if unknown <= _LAPSE and not isnan(last) and not last / factor < first < last * factor:
            yield bar
            continue
        unknown = 0
        last = first if isnan(end) else end


def level_jumps(values: NDArray[np.float64]) -> Iterator[int]:
    """Give the values a hundred times above or below the median of the last seven believed ones.

    A lasting change of unit is never believed: the values after it would be compared with those before it.
    """
    believed: deque[float] = deque(maxlen=_REMEMBERED)
    for bar, value in enumerate(values.tolist()):
        if isnan(value):
            continue
        if len(believed) >= _FEWEST:
            usual = median(believed)
            if usual > 0 and not usual / LEVEL_FACTOR < value < usual * LEVEL_FACTOR:
                yield bar
                continue
        believed.append(value)
