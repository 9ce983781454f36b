"""Lays the rows of a table on its grid of bars, and says in the file's own text what was set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from generator.market import PERIODS, Field, SetAside
from generator.sources.column_map import ColumnMap
from generator.sources.quarantine import Doubt
from generator.sources.tables import Table, shown
from generator.sources.time_grid import Grid


@dataclass(frozen=True, slots=True)
class Bars:
    """A table on its grid. Where a bar has several rows the first one counts, unless they disagree."""

    table: Table
    grid: Grid
    column_map: ColumnMap

    def placed(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return one number a bar from one a row; NaN where the file has no row for a bar."""
        found = np.full(len(self.grid.starts), np.nan)
        positions = np.fromiter(self.grid.rows, dtype=np.int64, count=len(self.grid.rows))
        first = np.fromiter((rows[0] for rows in self.grid.rows.values()), dtype=np.int64, count=len(positions))
        found[positions] = numbers[first]
        return found

    def positions(self, moments: Iterable[datetime]) -> tuple[int, ...]:
        """Return the bars that contain the moments, those outside the grid left out."""
        starts = self.grid.starts
        length = int(PERIODS[self.grid.period].total_seconds())
        found = {(int(moment.timestamp()) - starts[0]) // length for moment in moments}
        return tuple(sorted(bar for bar in found if 0 <= bar < len(starts)))

    def strays(self) -> Iterator[SetAside]:
        """Give the rows whose stamp cannot be true, at the time of the row beside them."""
        for stray in self.grid.strays:
            text = self.table.columns[self.column_map.time_column][stray.row]
            yield SetAside(_moment(stray.near), "time", shown(text), stray.reason)

    def disagreements(self, columns: Mapping[Field, NDArray[np.float64]]) -> list[Doubt]:
        """Return a doubt for every field of which two rows of the same bar tell different numbers.

        `columns` holds one number a row. The whole bar is unknown then: either of its rows may be the wrong one.
        """
        reason = "two rows for this bar disagree, and neither is used"
        doubts = []
        for bar, rows in self.grid.rows.items():
            if len(rows) == 1:
                continue
            differ = [field for field, numbers in columns.items() if not _all_equal(numbers[rows])]
            doubts += [Doubt(bar, field, reason) for field in differ]
        return doubts

    def not_finite(self, field: Field, rows: Iterable[int]) -> Iterator[SetAside]:
        """Give the cells of the rows that say NaN or infinity."""
        bars = {row: bar for bar, of_bar in self.grid.rows.items() for row in of_bar}
        for row in rows:
            if row in bars:
                text = self.table.columns[self.column_map.fields[field].column][row]
                yield SetAside(_moment(self.grid.starts[bars[row]]), field.value, shown(text), "is not a finite number")

    def doubted(self, doubts: Iterable[Doubt]) -> Iterator[SetAside]:
        """Give the doubted values as the file wrote them."""
        for doubt in doubts:
            cells = self.table.columns[self.column_map.fields[doubt.field].column]
            texts = dict.fromkeys(shown(cells[row].strip()) for row in self.grid.rows[doubt.bar])
            start = _moment(self.grid.starts[doubt.bar])
            yield SetAside(start, doubt.field.value, " and ".join(texts) or "", doubt.reason)


def _all_equal(numbers: NDArray[np.float64]) -> bool:
    return bool(np.all((numbers == numbers[0]) | (np.isnan(numbers) & np.isnan(numbers[0]))))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def unknown(values: Mapping[Field, NDArray[np.float64]], bars: Sequence[int]) -> None:
    """Make every field of these bars unknown, in place."""
    for numbers in values.values():
        numbers[list(bars)] = np.nan
