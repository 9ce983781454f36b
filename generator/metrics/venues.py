"""Several venues as one market: sums where sums make sense, one venue's figure where they do not.

A sum is taken over the same venues at every bar. A venue that drops out is left out of all of its past as well, so that
its absence never looks like a fall; a bar in which one of the venues is unknown has no sum.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from generator.market import DISTANCES, PERIODS, Field, History, Series, joined, venue_name
from generator.metrics.statistics import FloatArray
from generator.metrics.vantage import LOOKBACKS

_SUMMED: Final = (
    Field.VOLUME_USD,
    Field.OPEN_INTEREST_COINS,
    Field.OPEN_INTEREST_USD,
    Field.LIQUIDATIONS_LONG_USD,
    Field.LIQUIDATIONS_SHORT_USD,
    *DISTANCES,
)
_FLOW: Final = (Field.TAKER_BUY_COINS, Field.TAKER_SELL_COINS, Field.VOLUME_COINS)
"""Taker flow is a share of the volume beside it: all three are of the same venues."""
_SAME_PAST: Final = 0.9
"""Share of the longest look-back among the venues that another needs before it joins a sum."""
_LEAST_SPAN: Final = 0.9
_NAMED: Final = 5
"""Venues a label names one by one."""


def combined(parts: Mapping[str, History]) -> History:
    """Return the histories of one asset at several venues as one. They share a period and the grid of the epoch.

    The order of `parts` is that in which venues are asked for a figure that cannot be summed: price, funding, basis.
    The venues of a sum are those that know it in the newest bar, so of an earlier moment it has to be made anew.
    """
    kept = {venue: part for venue, part in parts.items() if part.known}
    if not kept:
        return next(iter(parts.values()))
    first = next(iter(kept.values()))
    step = int(PERIODS[first.period].total_seconds())
    begin, end = min(p.known[0] for p in kept.values()), max(p.known[-1] for p in kept.values())
    known = array("q", range(begin, end + 1, step))
    tracks = {venue: _tracks(part, begin, step, len(known)) for venue, part in kept.items()}
    lookback = LOOKBACKS[first.period].bars
    series = dict(_levels(kept, tracks))
    for field in _SUMMED:
        series |= _sum((field,), kept, tracks, lookback)
    series |= _sum(_flow_of(tracks), kept, tracks, lookback)
    if Field.DEPTH_USD in series:
        series.pop(Field.DEPTH_COVERED, None)  # what reached too little is not in the sum
    aside = {item for part in kept.values() for item in part.set_aside}
    return replace(
        first,
        known=known,
        series={field: series[field] for field in Field if field in series},
        set_aside=tuple(sorted(aside, key=lambda item: (item.time, item.field, item.value))),
        silent=tuple(venue for venue, found in tracks.items() if _silent(found, lookback)),
    )


Tracks = Mapping[Field, FloatArray]


def _tracks(part: History, begin: int, step: int, bars: int) -> Tracks:
    """Return the values of a history on the common grid. Depth of a book that was cut off is unknown."""
    offset = (part.known[0] - begin) // step
    found = {}
    for field, series in part.series.items():
        values = np.full(bars, np.nan)
        values[offset : offset + len(series.values)] = series.values
        found[field] = values
    if Field.DEPTH_USD in found and Field.DEPTH_COVERED in found:
        short = found[Field.DEPTH_COVERED] < _LEAST_SPAN
        found[Field.DEPTH_USD] = np.where(short, np.nan, found[Field.DEPTH_USD])
    return found


def _levels(parts: Mapping[str, History], tracks: Mapping[str, Tracks]) -> Iterable[tuple[Field, Series]]:
    """Yield each field as one venue has it: the first that knows it in the newest bar, else the first that ever did."""
    for field in Field:
        having = [venue for venue, found in tracks.items() if field in found]
        if having:
            venue = next((v for v in having if np.isfinite(tracks[v][field][-1])), having[0])
            yield field, _placed(parts[venue].series[field], tracks[venue][field])


def _flow_of(tracks: Mapping[str, Tracks]) -> tuple[Field, ...]:
    """Return the fields flow is measured by: sides where both are given, else buying and all volume."""
    sides = (Field.TAKER_BUY_COINS, Field.TAKER_SELL_COINS)
    return _FLOW if any(all(field in found for field in sides) for found in tracks.values()) else _FLOW[::2]


def _sum(
    fields: Sequence[Field], parts: Mapping[str, History], tracks: Mapping[str, Tracks], lookback: int
) -> dict[Field, Series]:
    """Return fields summed over the venues that know all of them now and as far back as the others."""
    now = [v for v, found in tracks.items() if all(f in found and np.isfinite(found[f][-1]) for f in fields)]
    if len(now) < 2:  # noqa: PLR2004 - one venue is no sum
        return {}
    kinds = [parts[venue].series[fields[0]].market for venue in now]
    now = [venue for venue, kind in zip(now, kinds, strict=True) if kind == max(set(kinds), key=kinds.count)]
    reach = {v: min(int(np.isfinite(tracks[v][f][-lookback:]).sum()) for f in fields) for v in now}
    venues = [venue for venue in now if reach[venue] >= _SAME_PAST * max(reach.values())]
    if len(venues) < 2:  # noqa: PLR2004
        return {field: _placed(parts[venues[0]].series[field], tracks[venues[0]][field]) for field in fields}
    label = _label(venues)
    found = {}
    for field in fields:
        total = np.sum([tracks[venue][field] for venue in venues], axis=0)
        breaks = sorted({moment for venue in venues for moment in parts[venue].series[field].breaks})
        found[field] = replace(_placed(parts[venues[0]].series[field], total), venue=label, breaks=tuple(breaks))
    return found


def _label(venues: Sequence[str]) -> str:
    names = [venue_name(venue) for venue in venues]
    return joined(names) if len(names) <= _NAMED else f"{names[0]} and {len(names) - 1} other venues"


def _placed(series: Series, values: FloatArray) -> Series:
    placed = array("d")
    placed.frombytes(np.ascontiguousarray(values, dtype=np.float64).tobytes())
    return replace(series, values=placed)


def _silent(found: Tracks, lookback: int) -> bool:
    """Whether a venue gave something in the look-back and nothing in the newest bar."""
    heard = any(np.isfinite(values[-lookback:]).any() for values in found.values())
    return heard and not any(np.isfinite(values[-1]) for values in found.values())
