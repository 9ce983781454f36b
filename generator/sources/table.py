"""The noun of the readers: a file's columns of text cells, and the places in it that faults name."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from generator.errors import Fault, InputInvalid

MOST_FAULTS: Final = 20
MOST_NOTED: Final = 10_000
"""Faults after which a file is read no further."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns: text cells in row order; an empty cell is unknown."""

    name: str
    columns: Mapping[str, Sequence[str]]
    lines: Sequence[int]
    """For each row, the line (CSV, JSON lines) or row number (Parquet) a person would look at."""
    row_word: str = "line"
    header: tuple[str, ...] = ()
    """Every column of the file, where `columns` holds some of them only."""
    parts: tuple[tuple[int, str], ...] = ()
    """Of an archive with several members: the first row and the name of each."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every column of the file."""
        return self.header or tuple(self.columns)

    def place(self, row: int, column: str) -> str:
        """Return where the cell stands, for a fault."""
        part = bisect(self.parts, row, key=lambda part: part[0]) - 1
        name = self.parts[part][1] if part >= 0 else self.name
        return f"{name}: {self.row_word} {self.lines[row]}, column {shown(column)}"


def shown(text: str, length: int = 40) -> str:
    """Return a text from a file, safe in a message: escaped where it is not printable, and cut."""
    text = text[: 4 * length]
    safe = text if text.isprintable() else ascii(text)[1:-1]
    return safe if len(safe) <= length else f"{safe[:length]}..."


def limited(faults: Sequence[Fault], name: str) -> InputInvalid:
    """Return the error of these faults: the first 20, and a count of the rest."""
    rest = len(faults) - MOST_FAULTS
    more = [Fault(name, f"{rest} more faults of this kind", "mend the ones above first")] if rest > 0 else []
    return InputInvalid([*faults[:MOST_FAULTS], *more])


def most_rows_fault(name: str, most: int) -> Fault:
    """Return the fault of a file with too many rows."""
    return Fault(name, f"has more than {most:,} rows", "split it, or give longer bars")
