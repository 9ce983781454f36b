"""Seeded noise of the simulated market: every number is a function of the seed, a name and a time, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

MINUTES: Final = 1440
"""Of a day."""
_HOURS: Final = 24
_OF_THE_DAY: Final = np.arange(MINUTES, dtype=np.float64) / MINUTES
_OF_THE_HOURS: Final = np.arange(MINUTES, dtype=np.float64) / 60


@dataclass(frozen=True, slots=True)
class Wave:
    """Sizes (standard deviations) of a noise without a trend: from day to day, hour to hour and minute to minute.

    Three speeds, because a series that is only noisy by the minute has no noise left in its daily means.
    """

    day: float
    hour: float
    minute: float = 0.0


def draws(*key: str | int) -> np.random.Generator:
    """Return the random numbers that belong to a key: the same for the same key, in any order of calls."""
    digest = blake2b("|".join(str(part) for part in key).encode(), digest_size=16).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def noise(wave: Wave, day: int, *key: str | int) -> FloatArray:
    """Return the noise of each minute of a day (days since 1970), joined without a step to that of the next day."""
    own = draws(*key, day)
    daily, hourly = own.standard_normal(), own.standard_normal(_HOURS)
    minutes = own.standard_normal(MINUTES)
    after = draws(*key, day + 1)  # its first two draws are the knots this day leads to
    next_daily, next_hourly = after.standard_normal(), after.standard_normal()
    slow = daily + (next_daily - daily) * _OF_THE_DAY
    knots = np.append(hourly, next_hourly)
    found: FloatArray = wave.day * slow + wave.minute * minutes
    found += wave.hour * np.interp(_OF_THE_HOURS, np.arange(_HOURS + 1, dtype=np.float64), knots)
    return found
