"""Reads files of rows into columns of text cells, exactly as the file gives them: CSV, JSON lines and Parquet.

The standard library reads CSV and JSON: it keeps line numbers for the faults, and starting up stays quick. pyarrow,
loaded only where it is needed, reads Parquet.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final

from generator.errors import invalid
from generator.sources.csv_cells import Layout, Rows, header_faults, read_csv
from generator.sources.json_lines import read_json_lines
from generator.sources.table import Table, limited
from generator.sources.text_lines import opened, text_lines

MOST_ROWS: Final = 3_000_000
"""Minutes of five and a half years. More is no file of bars, or an archive built to fill the memory."""
CSV_KINDS: Final = (".csv", ".csv.gz")
JSON_KINDS: Final = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
PARQUET_KIND: Final = ".parquet"
KINDS: Final = (*CSV_KINDS, *JSON_KINDS, PARQUET_KIND)
Choice = Callable[[Sequence[str]], Collection[str]]
"""From the names of all columns, those to keep. May raise `InputInvalid`."""


def every_column(header: Sequence[str]) -> Collection[str]:
    """Choose all columns."""
    return header


def read_table(path: Path, choose: Choice = every_column) -> Table:
    """Return the chosen cells of a CSV, JSON lines or Parquet file; CSV and JSON lines may be packed with gzip.

    Raises `InputInvalid`: no such file, another kind of file, empty, not UTF-8, damaged, rows that do not fit the
    header, columns without a name or with the same one, more than `MOST_ROWS` rows.
    """
    name, kind = path.name, path.name.lower()
    if not kind.endswith(KINDS):
        raise invalid(name, "is no kind of file that is read here", f"give a file ending in {', '.join(KINDS)}")
    if kind.endswith(PARQUET_KIND):
        from generator.sources.parquet import read_parquet  # noqa: PLC0415 - pyarrow loads in a third of a second

        table = read_parquet(path, choose, MOST_ROWS)
    else:
        with opened(path) as stream:
            lines = text_lines(stream, name)
            if kind.endswith(JSON_KINDS):
                table = read_json_lines(lines, name, choose, MOST_ROWS)
            else:
                table = _csv_table(lines, name, choose)
    if not table.lines:
        raise invalid(name, "has no rows", "give a file with at least one bar")
    return table


def _csv_table(lines: Iterator[str], name: str, choose: Choice) -> Table:
    rows, header = Rows(), list[str]()

    def layout(first: list[str]) -> Layout:
        if faults := header_faults(first, name):
            raise limited(faults, name)
        header.extend(first)
        wanted = frozenset(choose(first))
        return Layout({column: index for index, column in enumerate(first) if column in wanted})

    read_csv(lines, name, layout, rows, MOST_ROWS)
    return Table(name, rows.columns, rows.lines, header=tuple(header))
