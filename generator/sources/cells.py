"""Turns the text cells of a column into numbers. A text that says NaN or infinity is set aside; another is a fault."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isinf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.errors import Fault
from generator.sources.packed_cells import chunks_of
from generator.sources.table import MOST_NOTED, Table, shown

# ASCII only: Python itself would read full-width digits and 1_000 as numbers.
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_PLAIN: Final = re.compile(r"[0-9.eE+-]*")
"""Of such characters Python reads as numbers exactly those that `_NUMBER` allows."""
_UNKNOWN: Final = frozenset({"", "null", "none", "na", "n/a", "-"})
_NO_NUMBER: Final = re.compile(r"[+-]?(nan|inf|infinity)|#(n/a|num!|div/0!|value!)", re.IGNORECASE)
_NAN: Final = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """Numbers of one column in row order, NaN where unknown, and the rows whose text says NaN or infinity."""

    numbers: NDArray[np.float64]
    not_finite: tuple[int, ...] = ()


def read_numbers(table: Table, name: str, faults: list[Fault]) -> Column:
    """Return the numbers of the column `name`, adding a fault for every cell that is neither a number nor unknown."""
    cells = table.columns[name]
    numbers = np.full(len(cells), _NAN)
    not_finite: list[int] = []
    row = 0
    before = len(faults)
    for chunk in chunks_of(cells):
        read = _plain_numbers(chunk)
        if read is None:
            read = [_number(cell, table, name, row + i, not_finite, faults) for i, cell in enumerate(chunk)]
        numbers[row : row + len(chunk)] = read
        row += len(chunk)
        if len(faults) - before >= MOST_NOTED:
            break
    return Column(numbers, tuple(not_finite))


def _plain_numbers(cells: Sequence[str]) -> list[float] | None:
    """Return the numbers where all cells are plain ones or empty, else None."""
    if not _PLAIN.fullmatch("".join(cells)):
        return None
    try:
        read = [float(cell) if cell else _NAN for cell in cells]
    except ValueError:
        return None
    return None if any(map(isinf, read)) else read  # 1e999


def _number(  # noqa: PLR0913, PLR0917 - one cell, and where to say what is wrong with it
    cell: str, table: Table, name: str, row: int, not_finite: list[int], faults: list[Fault]
) -> float:
    text = cell.strip()
    if _NUMBER.fullmatch(text):
        number = float(text)
        if not isinf(number):
            return number
        not_finite.append(row)
    elif _NO_NUMBER.fullmatch(text):
        not_finite.append(row)
    elif text.lower() not in _UNKNOWN:
        faults.append(Fault(table.place(row, name), f"{shown(text)!r} is no number", _remedy(text)))
    return _NAN


def _remedy(text: str) -> str:
    if "," in text:
        return "write 1234.5, without thousands separators or decimal commas"
    return "write a number in plain digits, or leave the cell empty where it is unknown"
