"""Reads CSV and Parquet files into columns of text cells, exactly as the file gives them.

The standard library reads CSV: it keeps line numbers for the faults, and starting up stays quick. pyarrow, loaded
only where it is needed, reads Parquet.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from generator.errors import Fault, InputInvalid, invalid

MOST_BYTES: Final = 128 * 2**20
MOST_ROWS: Final = 500_000
"""Hourly bars of 57 years. More is no file of bars, or an archive built to fill the memory."""
MOST_FAULTS: Final = 20
_KINDS: Final = (".csv", ".csv.gz", ".parquet")


@dataclass(frozen=True, slots=True)
class Table:
    """A file's columns: text cells in row order; an empty cell is unknown."""

    name: str
    columns: Mapping[str, Sequence[str]]
    lines: Sequence[int]
    """For each row, the line (CSV) or row number (Parquet) a person would look at."""
    row_word: str = "line"

    def place(self, row: int, column: str) -> str:
        """Return where the cell stands, for a fault."""
        return f"{self.name}: {self.row_word} {self.lines[row]}, column {shown(column)}"


def read_table(path: Path) -> Table:
    """Return the cells of a .csv, .csv.gz or .parquet file.

    Raises `InputInvalid`: no such file, another kind of file, empty, not UTF-8, damaged, rows that do not fit the
    header, columns without a name or with the same one.
    """
    name = path.name
    if not name.lower().endswith(_KINDS):
        raise invalid(name, "is no kind of file that is read here", f"give a file ending in {', '.join(_KINDS)}")
    try:
        table = _parquet(path) if name.lower().endswith(".parquet") else _csv(_text(path), name)
    except FileNotFoundError:
        raise invalid(name, "does not exist", "check the path") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise invalid(name, "is damaged: it does not unpack", "fetch it again") from None
    except OSError as error:
        raise invalid(name, f"cannot be read ({error.strerror or 'damaged'})", "check the file") from None
    if not table.lines:
        raise invalid(name, "has no rows", "give a file with at least one bar")
    return table


def shown(text: str, length: int = 40) -> str:
    """Return a text from a file, safe in a message: escaped where it is not printable, and cut."""
    safe = text if text.isprintable() else ascii(text)[1:-1]
    return safe if len(safe) <= length else f"{safe[:length]}..."


def limited(faults: Sequence[Fault], name: str) -> InputInvalid:
    """Return the error of these faults: the first 20, and a count of the rest."""
    rest = len(faults) - MOST_FAULTS
    more = [Fault(name, f"{rest} more faults of this kind", "mend the ones above first")] if rest > 0 else []
    return InputInvalid([*faults[:MOST_FAULTS], *more])


def _text(path: Path) -> str:
    packed = path.name.lower().endswith(".gz")
    with gzip.open(path) if packed else path.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise invalid(path.name, f"is larger than {MOST_BYTES // 2**20} MB", "split it, or give it as Parquet")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise invalid(f"{path.name}: byte {error.start + 1}", "is not UTF-8", "save the file as UTF-8") from None


def _csv(text: str, name: str) -> Table:
    first = text.split("\n", 1)[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    faults: list[Fault] = []
    try:
        header = [cell.strip() for cell in next(reader, [])]
        faults += _header_faults(header, name)
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                problem = f"has {len(row)} cells, the header {len(header)}"
                faults.append(Fault(f"{name}: line {reader.line_num}", problem, "give every row all the columns"))
                continue
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        faults.append(Fault(f"{name}: line {reader.line_num}", f"is not CSV ({error})", "mend this line"))
    if len(rows) > MOST_ROWS:
        faults.append(Fault(name, f"has more than {MOST_ROWS:,} rows", "split it, or give longer bars"))
    if faults:
        raise limited(faults, name)
    cells = zip(*rows, strict=True) if rows else ((),) * len(header)
    return Table(name, dict(zip(header, cells, strict=True)), lines)


def _header_faults(header: Sequence[str], name: str) -> list[Fault]:
    if not header:
        return [Fault(name, "is empty", "give a file with a header and at least one bar")]
    faults = [
        Fault(f"{name}: line 1", f"column {i + 1} has no name", "name it") for i, cell in enumerate(header) if not cell
    ]
    return faults + [
        Fault(f"{name}: line 1", f"column {shown(column)} stands there {count} times", "keep one of them")
        for column, count in Counter(filter(None, header)).items()
        if count > 1
    ]


def _parquet(path: Path) -> Table:
    from pyarrow import ArrowException, parquet  # noqa: PLC0415 - a third of a second that CSV need not pay

    try:
        with parquet.ParquetFile(path) as file:
            if file.metadata.num_rows > MOST_ROWS:
                raise invalid(path.name, f"has more than {MOST_ROWS:,} rows", "split it, or give longer bars")
            table = file.read()
        header = [str(column) for column in table.column_names]
        if faults := _header_faults(header, path.name):
            raise limited(faults, path.name)
        columns = {column: _cells(table.column(i)) for i, column in enumerate(header)}
    except (ArrowException, ValueError, TypeError, KeyError, NotImplementedError) as error:
        raise invalid(
            path.name, f"is not Parquet that can be read ({shown(str(error), 80)})", "write it anew"
        ) from None
    return Table(path.name, columns, range(1, table.num_rows + 1), "row")


def _cells(column: Any) -> list[str]:  # noqa: ANN401 - pyarrow ships no types
    from pyarrow import timestamp, types  # noqa: PLC0415

    if types.is_timestamp(column.type):
        column = column.cast(timestamp("us", column.type.tz), safe=False)
    return [_cell(value) for value in column.to_pylist()]


def _cell(value: object) -> str:
    # pandas writes an unknown number as NaN, so in Parquet NaN is an empty cell and not a damaged one.
    if value is None or value != value:  # noqa: PLR0124
        return ""
    if isinstance(value, datetime):
        return value.isoformat()
    return repr(value) if isinstance(value, float) else str(value)
