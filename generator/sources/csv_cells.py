"""Reads the rows of CSV text into columns, keeping the columns that are wanted and the line of every row."""

from __future__ import annotations

import csv
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from generator.errors import Fault
from generator.sources.packed_cells import PackedCells
from generator.sources.table import MOST_NOTED, limited, most_rows_fault, shown

_MOST_COLUMNS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the wanted columns stand in each row."""

    columns: Mapping[str, int]
    headed: bool = True
    """False where the first row holds values, not names."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Wanted columns in row order, and the line each row ends on; it grows by reading."""

    columns: dict[str, PackedCells] = field(default_factory=dict)
    lines: array[int] = field(default_factory=lambda: array("q"))


def read_csv(lines: Iterable[str], name: str, layout: Callable[[list[str]], Layout], into: Rows, most: int) -> None:
    """Append the rows of CSV `lines` to `into`; commas, semicolons or tabs part the cells, the first line decides.

    Raises `InputInvalid`: nothing at all, rows that do not fit the first one, broken quotes, over `most` rows in all.
    """
    source = iter(lines)
    first = next(source, "")
    reader = csv.reader(chain([first], source), delimiter=max(",;\t", key=first.count), strict=True)
    faults: list[Fault] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        if not header or len(header) > _MOST_COLUMNS:
            problem = "has too many columns" if header else "is empty"
            raise limited([Fault(name, problem, "give a file with a header and at least one bar")], name)
        found = layout(header)
        rows = reader if found.headed else chain([header], reader)
        _append(rows, lambda: reader.line_num, len(header), found, name, into, most, faults)
    except csv.Error as error:
        faults.append(Fault(f"{name}: line {reader.line_num}", f"is not CSV ({error})", "mend this line"))
    if faults:
        raise limited(faults, name)


def _append(  # noqa: PLR0913, PLR0917 - one loop over every row, with all that it needs at hand
    rows: Iterator[list[str]],
    line: Callable[[], int],
    width: int,
    layout: Layout,
    name: str,
    into: Rows,
    most: int,
    faults: list[Fault],
) -> None:
    for column in layout.columns:
        into.columns.setdefault(column, PackedCells()).pad(len(into.lines))
    takers = [(into.columns[column].append, index) for column, index in layout.columns.items()]
    for row in rows:
        if len(row) != width:
            if row and any(cell.strip() for cell in row):
                problem = f"has {len(row)} cells, the header {width}"
                faults.append(Fault(f"{name}: line {line()}", problem, "give every row all the columns"))
                if len(faults) >= MOST_NOTED:
                    return
            continue
        if not row[0].strip() and not any(cell.strip() for cell in row):
            continue
        for append, index in takers:
            append(row[index])
        into.lines.append(line())
        if len(into.lines) > most:
            faults.append(most_rows_fault(name, most))
            return


def header_faults(header: Sequence[str], name: str) -> list[Fault]:
    """Return a fault for every column without a name, or with the name of another."""
    faults = [
        Fault(f"{name}: line 1", f"column {i + 1} has no name", "name it") for i, cell in enumerate(header) if not cell
    ]
    return faults + [
        Fault(f"{name}: line 1", f"column {shown(column)} stands there {count} times", "keep one of them")
        for column, count in Counter(filter(None, header)).items()
        if count > 1
    ]
