"""Tables of TOML to frozen records, driven by the fields of the record. Every fault is found, none repeats a value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from difflib import get_close_matches
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Final, Literal, Protocol, TypeVar, cast, get_args, get_origin, get_type_hints, runtime_checkable

from generator.errors import Fault
from generator.settings.secret import Secret

Record = TypeVar("Record")
_PLAIN: Final[Mapping[type, str]] = {str: "a text in quotes", int: "a whole number", bool: "true or false"}
_REFERENCE: Final = 'write {env = "NAME"} or {file = "/path"}: secrets never stand in the settings'


@dataclass(frozen=True, slots=True)
class Wrong:
    """What a record finds wrong with one of its own fields."""

    name: str
    problem: str
    remedy: str


@runtime_checkable
class Judging(Protocol):
    """A record that knows more of its fields than their types."""

    def wrong(self) -> Iterable[Wrong]:
        """Yield what is wrong with the values. No text may hold a secret."""
        ...


@dataclass(slots=True)
class Reader:
    """Reads the tables of one file and gathers what is wrong with them."""

    file: Path
    environment: Mapping[str, str]
    faults: list[Fault]

    def record(
        self, kind: type[Record], table: object, place: str, given: Mapping[str, object] | None = None
    ) -> Record | None:
        """Return a table as a record of `kind`; None where it has faults, which are then gathered.

        `given` holds fields that do not stand in the table, such as the name of a channel.
        """
        if not isinstance(table, dict):
            self._fault(place, "is not a table", f"write it as [{place}]")
            return None
        before, held = len(self.faults), dict(given or {})
        known = {item.name: item for item in fields(cast("Any", kind)) if item.name not in held}
        types = get_type_hints(kind)
        self.unknown(table, known, place)
        for name, item in known.items():
            where = f"{place}.{name}" if place else name
            if name in table:
                held[name] = self.value(types[name], table[name], where)
            elif isinstance(item.default, Path):  # like one that is given: a cron job starts in any folder
                held[name] = self.file.parent / item.default
            elif _required(item):
                self._fault(where, "is missing", f"give {_wanted(types[name])}")
        if len(self.faults) > before:
            return None
        made = kind(**held)
        if isinstance(made, Judging):
            for wrong in made.wrong():
                self._fault(f"{place}.{wrong.name}", wrong.problem, wrong.remedy)
        return None if len(self.faults) > before else made

    def value(self, kind: Any, raw: object, place: str) -> object:  # noqa: ANN401 - a type as annotations spell it
        """Return a value as its field's type; None where it is none, which is then a fault."""
        if isinstance(kind, UnionType):
            kind = next(arm for arm in get_args(kind) if arm is not NoneType)
        if kind is Secret:
            return self._secret(raw, place)
        if kind is Path and isinstance(raw, str) and raw:
            return self.file.parent / Path(raw).expanduser()
        if is_dataclass(kind):
            return self.record(cast("type[object]", kind), raw, place)
        if get_origin(kind) is tuple and isinstance(raw, list):
            return tuple(self.value(get_args(kind)[0], item, f"{place}[{n}]") for n, item in enumerate(raw))
        if get_origin(kind) is Literal and raw in get_args(kind):
            return raw
        if kind in _PLAIN and type(raw) is kind:
            return raw
        self._fault(place, "is something else than asked for", f"give {_wanted(kind)}")
        return None

    def unknown(self, table: Mapping[str, object], known: Iterable[str], place: str) -> None:
        """Gather a fault for every key of a table that is none of the known ones, with the nearest that is."""
        names = sorted(known)
        for key in table:
            if key not in names:
                self._fault(f"{place}.{key}" if place else key, "is not a setting", nearest(key, names))

    def _secret(self, raw: object, place: str) -> Secret | None:
        if isinstance(raw, dict) and len(raw) == 1:
            ((source, where),) = raw.items()
            if isinstance(where, str) and where and source == "env":
                return Secret(f"{self.file.name}: {place}", env=where, environment=self.environment)
            if isinstance(where, str) and where and source == "file":
                return Secret(f"{self.file.name}: {place}", file=self.file.parent / Path(where).expanduser())
        problem = "is a secret written out" if isinstance(raw, str) else "does not name where the secret is kept"
        self._fault(place, problem, _REFERENCE)
        return None

    def _fault(self, place: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(f"{self.file.name}: {place}", problem, remedy))


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the remedy for a name that is unknown: the one it is likeliest meant for, or all there are."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    return f"did you mean {close[0]}?" if close else f"known are {', '.join(names) or 'none'}"


def secrets_of(record: object) -> Iterator[Secret]:
    """Yield the secrets that a record names."""
    if isinstance(record, Secret):
        yield record
    elif isinstance(record, tuple):
        for item in record:
            yield from secrets_of(item)
    elif is_dataclass(record):
        for item in fields(record):
            yield from secrets_of(getattr(record, item.name))


def _required(item: Field[Any]) -> bool:
    return item.default is MISSING and item.default_factory is MISSING


def _wanted(kind: Any) -> str:  # noqa: ANN401 - as above
    if isinstance(kind, UnionType):
        kind = next(arm for arm in get_args(kind) if arm is not NoneType)
    if kind is Secret:
        return '{env = "NAME"} or {file = "/path"}'
    if kind is Path:
        return "a path in quotes"
    if get_origin(kind) is Literal:
        return " or ".join(f'"{item}"' for item in get_args(kind))
    if get_origin(kind) is tuple:
        return f"a list of {_wanted(get_args(kind)[0])}"
    return _PLAIN.get(kind, "a table")
