"""Turns the text cells of a column into numbers. A text that says NaN or infinity is set aside; another is a fault."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import isinf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generator.errors import Fault
from generator.sources.tables import Table, shown

# ASCII only: Python itself would read full-width digits and 1_000 as numbers.
_NUMBER: Final = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_UNKNOWN: Final = frozenset({"", "null", "none", "na", "n/a", "-"})
_NO_NUMBER: Final = re.compile(r"[+-]?(nan|inf|infinity)|#(n/a|num!|div/0!|value!)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """Numbers of one column in row order, NaN where unknown, and the rows whose text says NaN or infinity."""

    numbers: NDArray[np.float64]
    not_finite: tuple[int, ...]


def read_numbers(table: Table, name: str, faults: list[Fault]) -> Column:
    """Return the numbers of the column `name`, adding a fault for every cell that is neither a number nor unknown."""
    cells = table.columns[name]
    numbers = np.full(len(cells), np.nan)
    not_finite: list[int] = []
    for row, cell in enumerate(cells):
        text = cell.strip()
        if _NUMBER.fullmatch(text):
            number = float(text)
            if isinf(number):  # 1e999
                not_finite.append(row)
            else:
                numbers[row] = number
        elif _NO_NUMBER.fullmatch(text):
            not_finite.append(row)
        elif text.lower() not in _UNKNOWN:
            faults.append(Fault(table.place(row, name), f"{shown(text)!r} is no number", _remedy(text)))
    return Column(numbers, tuple(not_finite))


def _remedy(text: str) -> str:
    if "," in text:
        return "write 1234.5, without thousands separators or decimal commas"
    return "write a number in plain digits, or leave the cell empty where it is unknown"
