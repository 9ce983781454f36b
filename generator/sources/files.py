"""Reads a file of bars (CSV, JSON lines, Parquet): even bars, normalised units, impossible values set aside."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.errors import Fault
from generator.market import PERIODS, Field, History, Series
from generator.sources.bars import Bars
from generator.sources.believed import Believed, believed, converts
from generator.sources.cells import read_numbers
from generator.sources.column_map import ColumnMap, FieldColumn, fitting_map
from generator.sources.plain_names import named_map
from generator.sources.table import Table, limited, shown
from generator.sources.tables import read_table
from generator.sources.time_grid import even_grid


def read_history(path: Path, asset: str, column_map: ColumnMap | None, *, venue: str | None = None) -> History:
    """Return the bars of `asset` in a CSV, JSON lines or Parquet file, oldest first on an even grid; times in UTC.

    Without a column map the first shipped map whose columns are all in the file is used, else columns that carry the
    fields' own names; `venue` stands where a map names none. Missing bars and empty cells are NaN; a value that cannot
    be true is NaN and listed in `History.set_aside`, a repeated row is not. Raises `InputInvalid` with the first 20
    faults and a count of the rest: among them bars of another length than `PERIODS`, of which no metric is taken.
    """
    bars, found = read_bars(path, asset, column_map, venue, PERIODS)
    chosen = bars.column_map
    return History(
        asset=asset.upper(),
        period=bars.grid.period or "",
        known=bars.grid.known,
        series={field: _series(field, found.values[field], chosen.fields[field]) for field in found.values},
        set_aside=found.set_aside,
        source=bars.table.name,
        unread=tuple(column for column in bars.table.names if column not in chosen.columns),
    )


def read_bars(  # noqa: PLR0913, PLR0917 - all that a file may be read with
    path: Path,
    asset: str,
    column_map: ColumnMap | None,
    venue: str | None,
    lengths: Mapping[str, timedelta],
    now: int | None = None,
) -> tuple[Bars, Believed]:
    """Return the file's rows on their grid of bars of one of `lengths`, and what is believed of them.

    With `now` (Unix milliseconds) bars that were not over by then are set aside. Raises `InputInvalid`.
    """

    def choose(header: Sequence[str]) -> ColumnMap:
        chosen = column_map or fitting_map(header) or named_map(tuple(header), path.name, venue)
        if venue is not None:
            chosen = replace(chosen, fields={field: _from(venue, source) for field, source in chosen.fields.items()})
        if faults := [*_wrong_asset(chosen, asset, path.name), *_missing_columns(chosen, header, path.name)]:
            raise limited(faults, path.name)
        return chosen

    table = read_table(path, lambda header: choose(header).columns)
    return on_grid(table, choose(table.names), lengths, now)


def on_grid(
    table: Table, chosen: ColumnMap, lengths: Mapping[str, timedelta], now: int | None
) -> tuple[Bars, Believed]:
    """Return a table of bars on its grid, and what is believed of it. Raises `InputInvalid`."""
    faults: list[Fault] = []
    columns = {column: read_numbers(table, column, faults) for column in chosen.columns[1:]}
    grid = even_grid(table, chosen.time_column, chosen.marks, chosen.period, faults, lengths, now)
    if faults or grid is None:
        raise limited(faults, table.name)
    bars = Bars(table, grid, chosen)
    sources = {field: chosen.fields[field] for field in Field if field in chosen.fields}
    return bars, believed(bars, {field: columns[source.column] for field, source in sources.items()})


def _from(venue: str, source: FieldColumn) -> FieldColumn:
    return source if source.venue else replace(source, venue=venue)


def _series(field: Field, numbers: NDArray[np.float64], source: FieldColumn) -> Series:
    values = array("d")
    values.frombytes(numbers.tobytes())
    return Series(field, values, source.venue, source.market, source.breaks)


def _wrong_asset(chosen: ColumnMap, asset: str, name: str) -> list[Fault]:
    if chosen.asset is None or chosen.asset.upper() == asset.upper():
        return []
    return [
        Fault(name, f"is a file of {chosen.asset} by its column map, not of {shown(asset)}", "name the right asset")
    ]


def _missing_columns(chosen: ColumnMap, header: Sequence[str], name: str) -> list[Fault]:
    faults = []
    for column in chosen.columns:
        if column not in header:
            near = get_close_matches(column, header, n=1)
            remedy = f"did you mean {shown(near[0])}?" if near else f"it has {', '.join(map(shown, header[:20]))}"
            faults.append(Fault(name, f"has no column {shown(column)}, which {chosen.name} asks for", remedy))
    converted = [field for field, source in chosen.fields.items() if converts(field, source.unit)]
    if converted and Field.CLOSE not in chosen.fields:
        problem = f"{converted[0]} has to be converted between coins and USD, but no close is mapped"
        faults.append(Fault(chosen.name, problem, "map the close too"))
    return faults
