"""Reads a file of bars, CSV or Parquet, into a history: even bars, normalised units, impossible values set aside."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.errors import Fault
from generator.market import Field, History, Series, SetAside
from generator.sources.bars import Bars, unknown
from generator.sources.cells import Column, read_numbers
from generator.sources.column_map import PRICES, ColumnMap, ColumnUnit, FieldColumn, fitting_map
from generator.sources.plain_names import named_map
from generator.sources.quarantine import AMOUNT_RULES, PRICE_RULES, jumping_levels, set_aside
from generator.sources.tables import Table, limited, read_table, shown
from generator.sources.time_grid import even_grid

_STANDARD_FUNDING_HOURS: Final = 8.0
_SCALES: Final[Mapping[ColumnUnit, float]] = {ColumnUnit.PERCENT: 1e-2, ColumnUnit.BASIS_POINTS: 1e-4}
_BASIS_POINTS_PER_UNIT: Final = 1e4
Numbers = dict[Field, NDArray[np.float64]]


def read_history(path: Path, asset: str, column_map: ColumnMap | None, *, venue: str | None = None) -> History:
    """Return the bars of `asset` in a .csv, .csv.gz or .parquet file, oldest first on an even grid; times in UTC.

    Without a column map the first shipped map whose columns are all in the file is used, else columns that carry the
    fields' own names, taken to be from `venue`. Missing bars and empty cells are NaN; a value that cannot be true is
    NaN and listed in `History.set_aside`. Raises `InputInvalid` with the first 20 faults and a count of the rest.
    """
    table = read_table(path)
    chosen = column_map or fitting_map(table.columns) or named_map(tuple(table.columns), table.name, venue)
    faults = [*_wrong_asset(chosen, asset, table.name), *_missing_columns(chosen, table)]
    if faults:
        raise limited(faults, table.name)
    columns = {column: read_numbers(table, column, faults) for column in chosen.columns[1:]}
    grid = even_grid(table, chosen.time_column, chosen.marks, chosen.period, faults)
    if faults or grid is None:
        raise limited(faults, table.name)
    rows = {field: columns[source.column] for field, source in chosen.fields.items()}
    values, aside = _believed(Bars(table, grid, chosen), rows)
    return History(
        asset=asset.upper(),
        period=grid.period,
        known=grid.known,
        series={field: _series(field, values[field], chosen.fields[field]) for field in Field if field in values},
        set_aside=tuple(sorted(aside, key=lambda item: (item.time, item.field))),
        source=table.name,
        unread=tuple(column for column in table.columns if column not in chosen.columns),
    )


def _believed(bars: Bars, rows: Mapping[Field, Column]) -> tuple[Numbers, list[SetAside]]:
    """Return the values of the bars in the fields' own units, and what was set aside of them."""
    sources = bars.column_map.fields
    disagreements = bars.disagreements({field: column.numbers for field, column in rows.items()})
    aside = [*bars.strays(), *bars.doubted(disagreements)]
    for field, column in rows.items():
        aside += bars.not_finite(field, column.not_finite)
    values = {field: bars.placed(column.numbers) for field, column in rows.items()}
    unknown(values, [doubt.bar for doubt in disagreements])
    prices = {field: values[field] for field in PRICES if field in values}
    aside += bars.doubted(set_aside(prices, PRICE_RULES))
    _normalise(values, sources)
    breaks = {field: bars.positions(source.breaks) for field, source in sources.items() if source.breaks}
    aside += bars.doubted(set_aside(values, (*AMOUNT_RULES, partial(jumping_levels, breaks=breaks))))
    return values, aside


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


def _missing_columns(chosen: ColumnMap, table: Table) -> list[Fault]:
    faults = []
    for column in chosen.columns:
        if column not in table.columns:
            near = get_close_matches(column, table.columns, n=1)
            remedy = f"did you mean {shown(near[0])}?" if near else f"it has {', '.join(map(shown, table.columns))}"
            faults.append(Fault(table.name, f"has no column {shown(column)}, which {chosen.name} asks for", remedy))
    converted = [field for field, source in chosen.fields.items() if _converts(field, source.unit)]
    if converted and Field.CLOSE not in chosen.fields:
        problem = f"{converted[0]} has to be converted between coins and USD, but no close is mapped"
        faults.append(Fault(chosen.name, problem, "map the close too"))
    return faults


def _converts(field: Field, unit: ColumnUnit) -> bool:
    return (
        field not in PRICES
        and unit in (ColumnUnit.COINS, ColumnUnit.USD)
        and (field.value.endswith("_coins") is not (unit is ColumnUnit.COINS))
    )


def _normalise(values: Numbers, sources: Mapping[Field, FieldColumn]) -> None:
    """Bring every field into its own unit, in place; coins and USD are converted with the close of their bar."""
    for field, source in sources.items():
        if _converts(field, source.unit):
            close = values[Field.CLOSE]
            with np.errstate(over="ignore"):  # what overflows is set aside as too large
                values[field] = values[field] * close if source.unit is ColumnUnit.COINS else values[field] / close
        elif field is Field.FUNDING_RATE:
            values[field] = values[field] * (_SCALES.get(source.unit, 1.0) * _STANDARD_FUNDING_HOURS / source.hours)
        elif field is Field.SPREAD_BPS:
            values[field] = values[field] * (_SCALES.get(source.unit, 1.0) * _BASIS_POINTS_PER_UNIT)
