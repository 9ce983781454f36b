"""Lays the rows of a table on its grid of bars or samples, and says in the file's own text what was set aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from generator.market import REPEATED, Field, SetAside
from generator.sources.column_map import ColumnMap
from generator.sources.quarantine import Doubt
from generator.sources.stamps import milliseconds, moment_of
from generator.sources.table import Table, shown
from generator.sources.time_grid import Grid

DISAGREE = "two rows for this bar disagree, and neither is used"


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """A table on its grid. Where a bar has several rows the first one counts, unless they disagree."""

    table: Table
    grid: Grid
    column_map: ColumnMap

    def placed(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return one number a bar from one a row; NaN where the file has no row for a bar."""
        found = np.full(len(self.grid.starts), np.nan)
        found[self.grid.filled] = numbers[self.grid.first]
        return found

    def positions(self, moments: Iterable[datetime]) -> tuple[int, ...]:
        """Return the bars that contain the moments, those outside the grid left out."""
        starts, length = self.grid.starts, max(self.grid.length, 1)
        found = {(milliseconds(moment) - int(starts[0])) // length for moment in moments}
        return tuple(sorted(bar for bar in found if 0 <= bar < len(starts)))

    def strays(self) -> Iterator[SetAside]:
        """Give the rows whose stamp cannot be true, at the time of the row beside them."""
        for stray in self.grid.strays:
            yield SetAside(moment_of(stray.near), "time", self._stamp(stray.row), stray.reason)

    def repeats(self, disagreeing: Collection[int]) -> Iterator[SetAside]:
        """Give the rows that say again what the first row of their bar said."""
        for bar, rows in self.grid.repeated.items():
            if bar not in disagreeing:
                start = moment_of(int(self.grid.starts[bar]))
                yield from (SetAside(start, "time", self._stamp(row), REPEATED) for row in rows[1:])

    def disagreements(self, columns: Mapping[Field, NDArray[np.float64]]) -> list[Doubt]:
        """Return a doubt for every field of which two rows of the same bar tell different numbers.

        `columns` holds one number a row. The whole bar is unknown then: either of its rows may be the wrong one.
        """
        doubts = []
        for bar, rows in self.grid.repeated.items():
            differ = [field for field, numbers in columns.items() if not _all_equal(numbers[rows])]
            doubts += [Doubt(bar, field, DISAGREE) for field in differ]
        return doubts

    def not_finite(self, field: Field, rows: Sequence[int]) -> Iterator[SetAside]:
        """Give the cells of the rows that say NaN or infinity."""
        if not rows:
            return
        starts = dict(zip(self.grid.first.tolist(), self.grid.starts[self.grid.filled].tolist(), strict=True))
        for bar, repeated in self.grid.repeated.items():
            starts |= dict.fromkeys(repeated, int(self.grid.starts[bar]))
        cells = self.table.columns[self.column_map.fields[field].column]
        given = dict.fromkeys((starts[row], shown(cells[row])) for row in rows if row in starts)
        for start, text in given:  # once, where a row is repeated
            yield SetAside(moment_of(start), field.value, text, "is not a finite number")

    def doubted(self, doubts: Iterable[Doubt]) -> Iterator[SetAside]:
        """Give the doubted values as the file wrote them."""
        for doubt in doubts:
            cells = self.table.columns[self.column_map.fields[doubt.field].column]
            texts = dict.fromkeys(shown(cells[row].strip()) for row in self.grid.rows(doubt.bar))
            start = moment_of(int(self.grid.starts[doubt.bar]))
            yield SetAside(start, doubt.field.value, " and ".join(texts) or "", doubt.reason)

    def _stamp(self, row: int) -> str:
        return shown(self.table.columns[self.column_map.time_column][row].strip())


def _all_equal(numbers: NDArray[np.float64]) -> bool:
    return bool(np.all((numbers == numbers[0]) | (np.isnan(numbers) & np.isnan(numbers[0]))))


def unknown(values: Mapping[Field, NDArray[np.float64]], bars: Sequence[int]) -> None:
    """Make every field of these bars unknown, in place."""
    for numbers in values.values():
        numbers[list(bars)] = np.nan
