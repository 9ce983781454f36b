"""Turns arrays of moments and numbers into observations: what is unknown is not observed, and has no row."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from generator.market import Field, Observations
from generator.sources.bars import Bars
from generator.sources.column_map import FieldColumn
from generator.sources.stamps import Moments


def observed_bars(bars: Bars, values: Mapping[Field, NDArray[np.float64]], asset: str) -> Iterator[Observations]:
    """Give the known values of every field that has any, at the starts of its bars or the moments of its samples."""
    for field, numbers in values.items():
        yield from observed(asset, field, bars.grid.starts, numbers, bars.grid.period, bars.column_map.fields[field])


def observed(  # noqa: PLR0913, PLR0917 - an observation has as many sides
    asset: str,
    field: Field,
    times: Moments,
    numbers: NDArray[np.float64],
    interval: str | None,
    source: FieldColumn,
) -> Iterator[Observations]:
    """Give the observations of one field; none where no number is known. `times` are Unix milliseconds."""
    known = np.isfinite(numbers)
    if not known.any():
        return
    stamps, values = array("q"), array("d")
    stamps.frombytes(times[known].astype(np.int64).tobytes())
    values.frombytes(numbers[known].astype(np.float64).tobytes())
    yield Observations(asset.upper(), field, stamps, values, interval, source.venue, source.market, source.breaks)
