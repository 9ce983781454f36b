"""Reads an exchange archive, a zip of CSV files or a bare one, into one table with Binance's names of the columns."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import IO

from generator.errors import invalid
from generator.sources.archive_kinds import COLUMNS, Found, recognised
from generator.sources.archive_names import ArchiveName, Kind, Market, archive_name, market_of, symbol_fault
from generator.sources.csv_cells import Layout, Rows, read_csv
from generator.sources.table import Table, limited, shown
from generator.sources.tables import MOST_ROWS
from generator.sources.text_lines import opened, readable, text_lines
from generator.sources.zip_members import members

_CSV = (".csv", ".csv.gz")


@dataclass(frozen=True, slots=True)
class Archive:
    """The rows of one archive, and what its names say of them."""

    table: Table
    kind: Kind
    market: Market
    interval: str | None
    days: frozenset[date]
    """Every day that the names of its files say they cover, UTC; none where one of them does not say."""


def first_row(path: Path) -> list[str]:
    """Return the cells of the first row of a CSV file, [] of anything else."""
    if not path.name.lower().endswith(_CSV):
        return []
    with opened(path) as stream:
        return _first_row(stream, path.name)


def read_archive(path: Path, asset: str) -> Archive:
    """Return the rows of an archive of `asset`: those of all its members, in the order of their names.

    Raises `InputInvalid`: no archive that is known, members of different kinds or intervals, a symbol of another
    asset, cells that do not fit, and all that `zip_members.members` refuses.
    """
    rows = Rows()
    parts: list[tuple[int, str]] = []
    names: list[ArchiveName] = []
    kinds: set[Kind] = set()
    outer = archive_name(path.name)
    with readable(path.name):
        for member, stream in _members(path):
            place = path.name if member == path.name else f"{path.name}: {shown(member, 60)}"
            inner = archive_name(member.rsplit("/", 1)[-1])
            name = inner if inner.symbol else outer
            parts.append((len(rows.lines), place))
            names.append(name)
            kinds.add(_read_member(text_lines(stream, place), place, name, rows))
            if len(kinds) > 1 or len({(n.interval, n.symbol) for n in names}) > 1:
                problem = "holds members that do not belong together"
                raise invalid(path.name, problem, "give each kind and market a file of its own")
    (kind,) = kinds
    table = _even(Table(path.name, rows.columns, rows.lines, parts=tuple(parts)))
    _check_symbols(table, names, asset)
    if not table.lines:
        raise invalid(path.name, "has no rows", "give an archive with at least one row")
    market = market_of(path.parts[:-1], kind, names[0].symbol, asset)
    days = frozenset(day for name in names for day in name.days) if all(name.days for name in names) else frozenset()
    return Archive(table, kind, market, names[0].interval, days)


def _members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    if path.name.lower().endswith(".zip"):
        yield from members(path)
    else:
        with opened(path) as stream:
            yield path.name, stream


def _first_row(stream: IO[bytes], name: str) -> list[str]:
    line = next(text_lines(stream, name), "")
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=max(",;\t", key=line.count)), [])]
    except csv.Error:
        return []


def _read_member(lines: Iterable[str], place: str, name: ArchiveName, rows: Rows) -> Kind:
    """Append the rows of one member and return their kind."""
    found: list[Found] = []

    def layout(first: list[str]) -> Layout:
        known = recognised(first, name.kind)
        if known is None:
            problem = (
                f"holds {shown(name.what)}, which is not read here" if name.what else "is no archive that is known"
            )
            remedy = f"give {', '.join(Kind)} (docs/method.md, 'Files that can be imported')"
            raise invalid(place, f"{problem}; its first row is {shown(', '.join(first), 80)}", remedy)
        found.append(known)
        return known.layout

    read_csv(lines, place, layout, rows, MOST_ROWS)
    for column in rows.columns.values():  # a column that another member has, and this one has not
        column.pad(len(rows.lines))
    return found[0].kind


def _even(table: Table) -> Table:
    """Return the table with its columns in the order of the archive's kind."""
    order = [name for names in COLUMNS.values() for name in names]
    columns = sorted(table.columns, key=order.index)
    return Table(table.name, {name: table.columns[name] for name in columns}, table.lines, parts=table.parts)


def _check_symbols(table: Table, names: list[ArchiveName], asset: str) -> None:
    faults = [symbol_fault(name.symbol, asset, table.name) for name in names[:1] if name.symbol]
    seen: set[str] = set()
    for row, cell in enumerate(table.columns.get("symbol", ())):
        symbol = cell.strip()
        if symbol and symbol not in seen:
            seen.add(symbol)
            faults.append(symbol_fault(symbol, asset, table.place(row, "symbol")))
    if found := [fault for fault in faults if fault]:
        raise limited(found, table.name)
