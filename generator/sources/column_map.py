"""Column maps: which column of a file holds which market series, in which unit and from which venue.

The format is in docs/method.md, "Column maps"; the maps that ship with the program are in examples/.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from typing import Final, Literal

from generator.bundled import EXAMPLES
from generator.errors import Fault, InputInvalid, invalid
from generator.market import INTERVALS, Field

SCHEMA: Final = 1
SHIPPED: Final = ("btc_daily_2018_2023.toml", "hourly_2025.toml")
LONGEST_NAME: Final = 64
MOST_HOURS: Final = 24
Marks = Literal["start", "end"]


class ColumnUnit(StrEnum):
    """Units a column may be in."""

    USD = "USD"
    COINS = "coins"
    FRACTION = "fraction"
    PERCENT = "percent"
    BASIS_POINTS = "basis points"
    RATIO = "ratio"


_AMOUNT: Final = (ColumnUnit.USD, ColumnUnit.COINS)
_RATE: Final = (ColumnUnit.FRACTION, ColumnUnit.PERCENT, ColumnUnit.BASIS_POINTS)
PRICES: Final[tuple[Field, ...]] = (Field.OPEN, Field.HIGH, Field.LOW, Field.CLOSE, Field.MARK, Field.INDEX)
UNITS: Final[Mapping[Field, tuple[ColumnUnit, ...]]] = {
    **dict.fromkeys(Field, _AMOUNT),
    **dict.fromkeys(PRICES, (ColumnUnit.USD,)),
    Field.FUNDING_RATE: _RATE,
    Field.SPREAD_BPS: _RATE,
    Field.LONG_SHORT_RATIO: (ColumnUnit.RATIO,),
    Field.DEPTH_COVERED: (ColumnUnit.RATIO,),
}
"""The units each field may be given in."""


@dataclass(frozen=True, slots=True)
class FieldColumn:
    """The column one field is read from."""

    column: str
    unit: ColumnUnit
    venue: str | None = None
    market: str | None = None
    """``spot`` or ``perpetual``."""
    hours: float = 8.0
    """Of a funding rate: the hours it is paid for."""
    scale: float = 1.0
    """What a number of the column is multiplied with first: the size of a contract, where it counts contracts."""
    breaks: tuple[datetime, ...] = ()
    """UTC. A day on which the source changed its method gives the first and the last second of that day."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How to read a file of bars."""

    name: str
    time_column: str
    fields: Mapping[Field, FieldColumn]
    marks: Marks = "start"
    """Whether a stamp names the start or the end of its bar."""
    asset: str | None = None
    """None where the caller names the asset."""
    period: str | None = None
    """None where the spacing of the rows decides."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column the map reads, the time first, each once."""
        return tuple(dict.fromkeys((self.time_column, *(field.column for field in self.fields.values()))))


def read_column_map(text: str | bytes, name: str) -> ColumnMap:
    """Return the column map in TOML `text`; `name` is what the faults call the file.

    Raises `InputInvalid` with every fault found: text that is not TOML, unknown keys, fields or units, a missing
    column, a break that is no date.
    """
    try:
        top = tomllib.loads(text if isinstance(text, str) else text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise invalid(f"{name}: byte {error.start + 1}", "is not UTF-8 text", "save the file as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise invalid(name, f"is not TOML ({error})", "mend it at this place") from None
    except RecursionError:
        raise invalid(name, "is nested too deeply to be a column map", "start from one in examples/") from None
    entries = _Entries(top, "", name, [])
    found = _column_map(entries, name)
    if entries.faults:
        raise InputInvalid(entries.faults)
    return found


@cache
def shipped_maps() -> tuple[ColumnMap, ...]:
    """Return the maps that ship with the program, in the order they are tried."""
    paths = (EXAMPLES / name for name in SHIPPED)
    return tuple(read_column_map(path.read_bytes(), path.name) for path in paths if path.is_file())


def fitting_map(header: Iterable[str]) -> ColumnMap | None:
    """Return the first shipped map whose columns are all in `header`, or None."""
    names = frozenset(header)
    return next((shipped for shipped in shipped_maps() if names.issuperset(shipped.columns)), None)


@dataclass(frozen=True, slots=True)
class _Entries:
    """One table of the map, taking typed values out of it and noting faults."""

    given: Mapping[str, object]
    path: str
    file: str
    faults: list[Fault]
    present: bool = True
    """False for the stand-in of a table that is missing, whose keys are not asked for as well."""

    def fault(self, key: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(f"{self.file}: {self._path(key)}", problem, remedy))

    def only(self, known: Iterable[str], kind: str) -> None:
        names = tuple(known)
        for key in self.given:
            if key not in names:
                near = get_close_matches(key[:LONGEST_NAME], names, n=1)
                self.fault(key, f"is an unknown {kind}", f"did you mean {near[0]}?" if near else ", ".join(names))

    def text(self, key: str, *, required: bool) -> str | None:
        value = self.given.get(key)
        if isinstance(value, str) and value.strip() and value.isprintable() and len(value) <= LONGEST_NAME:
            return value
        if value is not None:
            problem = f"is {value!r:.40}, not a printable text of at most {LONGEST_NAME} characters"
            self.fault(key, problem, f"write {key} in quotes")
        elif required:
            self.fault(key, "is missing", f"add {key}")
        return None

    def choice(self, key: str, choices: tuple[str, ...], *, required: bool) -> str | None:
        value = self.text(key, required=required)
        if value is None or value in choices:
            return value
        self.fault(key, f"is {value!r:.40}", f"use {' or '.join(choices)}")
        return None

    def table(self, key: str) -> _Entries:
        value = self.given.get(key)
        if not isinstance(value, dict):
            self.fault(key, "is no table" if key in self.given else "is missing", f"add a table [{self._path(key)}]")
        present = isinstance(value, dict)
        return _Entries(value if isinstance(value, dict) else {}, self._path(key), self.file, self.faults, present)

    def _path(self, key: str) -> str:
        return ".".join(part for part in (self.path, key if key.isprintable() else ascii(key)) if part)


def _column_map(top: _Entries, name: str) -> ColumnMap:
    top.only(("schema", "name", "asset", "period", "time", "fields"), "key")
    schema = top.given.get("schema")
    if type(schema) is not int or schema != SCHEMA:
        top.fault("schema", "is missing" if schema is None else f"is {schema!r:.40}", f"write schema = {SCHEMA}")
    clock = top.table("time")
    clock.only(("column", "marks"), "key")
    stamps = clock.text("column", required=clock.present)
    marks = clock.choice("marks", ("start", "end"), required=False)
    columns = top.table("fields")
    columns.only(Field, "field")
    if columns.present and not columns.given:
        top.fault("fields", "is empty", "add a table such as [fields.close]")
    return ColumnMap(
        name=top.text("name", required=False) or name,
        time_column=stamps or "",
        fields={field: _field_column(field, columns.table(field)) for field in Field if field in columns.given},
        marks="end" if marks == "end" else "start",
        asset=top.text("asset", required=False),
        period=top.choice("period", tuple(INTERVALS), required=False),
    )


def _field_column(field: Field, entries: _Entries) -> FieldColumn:
    known = ("column", "unit", "venue", "market", "breaks", *(("hours",) if field is Field.FUNDING_RATE else ()))
    entries.only(known, "key")
    unit = entries.choice("unit", UNITS[field], required=entries.present)
    hours = entries.given.get("hours", 8)
    if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= MOST_HOURS:
        entries.fault("hours", f"is {hours!r:.40}", "give the hours the rate is paid for, above 0 and at most 24")
        hours = 8
    return FieldColumn(
        column=entries.text("column", required=entries.present) or "",
        unit=ColumnUnit(unit) if unit else UNITS[field][0],
        venue=entries.text("venue", required=False),
        market=entries.choice("market", ("spot", "perpetual"), required=False),
        hours=float(hours),
        breaks=_breaks(entries),
    )


def _breaks(entries: _Entries) -> tuple[datetime, ...]:
    given = entries.given.get("breaks", [])
    if not isinstance(given, list):
        entries.fault("breaks", f"is {given!r:.40}, not a list", 'write breaks = ["2021-04-27"]')
        return ()
    found: set[datetime] = set()
    for value in given:
        try:
            found.update(_moments(value))
        except (ValueError, OverflowError):
            entries.fault("breaks", f"holds {value!r:.40}, not a date", 'write breaks = ["2021-04-27"]')
    return tuple(sorted(found))


def _moments(value: object) -> tuple[datetime, ...]:
    """Return the moment of a break; of a whole day its first and last second, for the hour is not known."""
    # str() of a TOML date or time is ISO 8601, and of anything else it is refused below
    written = value if isinstance(value, str) else str(value)
    if len(written) > len("2021-04-27"):
        given = datetime.fromisoformat(written)
        return ((given if given.tzinfo else given.replace(tzinfo=UTC)).astimezone(UTC),)
    start = datetime.combine(date.fromisoformat(written), time(), tzinfo=UTC)
    return (start, start + timedelta(days=1, seconds=-1))
