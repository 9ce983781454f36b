"""Reads JSON lines into columns of text cells: one object a line, its keys the columns, numbers as they are written."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Final, cast

from generator.errors import Fault
from generator.sources.packed_cells import PackedCells
from generator.sources.table import MOST_NOTED, Table, limited, most_rows_fault, shown

_MOST_KEYS: Final = 1_000
Pairs = list[tuple[str, object]]


class _Object(list[tuple[str, object]]):
    """The pairs of one JSON object in order, so that a repeated key is seen."""


def read_json_lines(
    lines: Iterable[str], name: str, choose: Callable[[Sequence[str]], Collection[str]], most: int
) -> Table:
    """Return the chosen columns; a key that a line leaves out, and null, are unknown.

    NaN and Infinity become the cells ``NaN`` and ``Infinity``. Raises `InputInvalid` with the line of everything that
    is not an object of plain values with different keys.
    """
    decode = json.JSONDecoder(
        object_pairs_hook=_Object, parse_float=str, parse_int=str, parse_constant=str, strict=True
    ).decode
    columns: dict[str, PackedCells] = {}
    numbers: array[int] = array("q")
    faults: list[Fault] = []
    for number, line in enumerate(lines, 1):
        if not (text := line.strip()):
            continue
        problem = _append(text, decode, columns, len(numbers))
        if problem is None:
            numbers.append(number)
        else:
            faults.append(Fault(f"{name}: line {number}", problem, "write one flat object a line"))
        if len(numbers) > most:
            faults.append(most_rows_fault(name, most))
        if len(faults) >= MOST_NOTED or len(numbers) > most:
            break
    header = tuple(columns)
    if faults:
        raise limited(faults, name)
    wanted = frozenset(choose(header)) if header else frozenset()
    kept = {column: cells for column, cells in columns.items() if column in wanted}
    for cells in kept.values():
        cells.pad(len(numbers))
    return Table(name, kept, numbers, header=header)


def _append(text: str, decode: Callable[[str], object], columns: dict[str, PackedCells], row: int) -> str | None:
    """Append one line's values as row `row`, or return what is wrong with it."""
    try:
        found = decode(text)
    except json.JSONDecodeError as error:
        return f"is not JSON ({error.msg}, column {error.colno})"
    except RecursionError:
        return "is nested too deeply"
    if not isinstance(found, _Object):
        return "is no object"
    pairs = cast("Pairs", found)
    keys = {key for key, _ in pairs}
    if len(keys) != len(pairs):
        return "has the same key twice"
    nested = next((key for key, value in pairs if isinstance(value, list)), None)
    if nested is not None:
        return f"has a value of {shown(nested)} that is not a plain one"
    if "" in keys or len(columns) + len(keys) > _MOST_KEYS + len(keys & columns.keys()):
        return "has a key without a name" if "" in keys else f"is one key too many: more than {_MOST_KEYS:,} columns"
    for key, value in pairs:
        cells = columns.setdefault(key, PackedCells())
        cells.pad(row)
        cells.append(_cell(value))
    return None


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else str(value).lower()  # true and false are no numbers, and said so
