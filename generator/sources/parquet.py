"""Reads Parquet files into columns of text cells. The only module that loads pyarrow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from pyarrow import ArrowException, parquet, timestamp, types

from generator.errors import invalid
from generator.sources.csv_cells import header_faults
from generator.sources.packed_cells import PackedCells
from generator.sources.table import Table, limited, most_rows_fault, shown
from generator.sources.text_lines import readable


def read_parquet(path: Path, choose: Callable[[Sequence[str]], Collection[str]], most: int) -> Table:
    """Return the chosen columns of a Parquet file. Raises `InputInvalid` with the reason."""
    name = path.name
    try:
        with readable(name), parquet.ParquetFile(path) as file:
            if file.metadata.num_rows > most:
                raise limited([most_rows_fault(name, most)], name)
            header = tuple(str(column) for column in file.schema_arrow.names)
            if faults := header_faults(header, name):
                raise limited(faults, name)
            wanted = frozenset(choose(header))
            columns = {column: PackedCells() for column in header if column in wanted}
            _fill(file, columns)
            return Table(name, columns, range(1, file.metadata.num_rows + 1), "row", header)
    except (ArrowException, ValueError, TypeError, KeyError, NotImplementedError) as error:
        problem = f"is not Parquet that can be read ({shown(str(error), 80)})"
        raise invalid(name, problem, "write it anew") from None


def _fill(file: Any, columns: dict[str, PackedCells]) -> None:  # noqa: ANN401 - pyarrow ships no types
    for batch in file.iter_batches(columns=list(columns)):
        for column, cells in columns.items():
            values = batch.column(batch.schema.names.index(column))
            if types.is_timestamp(values.type):
                values = values.cast(timestamp("us", values.type.tz), safe=False)
            for value in values.to_pylist():
                cells.append(_cell(value))


def _cell(value: object) -> str:
    # pandas writes an unknown number as NaN, so in Parquet NaN is an empty cell and not a damaged one.
    if value is None or value != value:  # noqa: PLR0124
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
