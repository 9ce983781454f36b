"""Finds the few rows that stand out of order in a file that is otherwise in order."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_MISPLACED: Final = 0.01
"""Of the rows. A file with more of them has no order to be out of: its rows are sorted."""


def descents(stamps: NDArray[np.int64]) -> int:
    """Return how many rows stand directly after a later one, read from the end where the file runs newest first."""
    steps = np.diff(stamps)
    return int(min(np.count_nonzero(steps < 0), np.count_nonzero(steps > 0)))


def misplaced(stamps: NDArray[np.int64]) -> dict[int, str]:
    """Return the rows out of order, by their position in `stamps`, and why; none where they are over 1 %.

    A file that runs newest first is read from its end. The rows kept are the longest ascending run there is.
    """
    limit = int(len(stamps) * MOST_MISPLACED)
    steps = np.diff(stamps)
    newest_first = np.count_nonzero(steps < 0) > np.count_nonzero(steps > 0)
    ordered = stamps[::-1] if newest_first else stamps
    if not 0 < np.count_nonzero(np.diff(ordered) < 0) <= 2 * limit:
        return {}
    times: list[int] = ordered.tolist()
    kept = _longest_ascending(times)
    if len(times) - len(kept) > limit:
        return {}
    found: dict[int, str] = {}
    latest, following = -1, iter([*kept, len(times)])
    coming = next(following)
    for place, time in enumerate(times):
        if place == coming:
            latest, coming = place, next(following)
            continue
        late = latest >= 0 and times[latest] > time
        row = len(times) - 1 - place if newest_first else place
        side = "before" if late is bool(newest_first) else "after"
        found[row] = f"the row is out of order: it comes {side} a row that is {'later' if late else 'earlier'} than it"
    return found


def _longest_ascending(stamps: list[int]) -> list[int]:
    """Return the positions of a longest run that never descends (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for place, stamp in enumerate(stamps):
        pile = bisect_right(tops, stamp)
        before.append(at[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(stamp)
            at.append(place)
        else:
            tops[pile], at[pile] = stamp, place
    found: list[int] = []
    place = at[-1] if at else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]
