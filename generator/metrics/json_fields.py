"""Takes typed fields out of a JSON object, noting a fault for each one that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from difflib import get_close_matches
from math import isfinite
from typing import Final

from generator.metrics.snapshot_limits import EARLIEST, LATEST, Limits
from generator.metrics.strict_json import Faults, Unreadable, below, hidden_character, quoted

LONGEST_NAME: Final = 64
LONGEST_SENTENCE: Final = 500


def object_at(value: object, path: str, faults: Faults) -> dict[str, object] | None:
    """Return the object at `path`, or None and a fault."""
    if isinstance(value, dict):
        return value
    faults.add(path, f"is {kind_of(value)}, not an object", "write {...} with the keys shown in docs/method.md")
    return None


def fields_of(
    given: dict[str, object], path: str, known: tuple[str, ...], required: tuple[str, ...], faults: Faults
) -> Fields:
    """Return the fields of an object at `path`, noting keys that are unknown, and required ones missing or null."""
    for key in given:
        if key not in known:
            near = get_close_matches(key[:LONGEST_NAME], known, n=1)
            remedy = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
            faults.add(below(path, key), "is unknown", remedy)
    for key in required:
        if given.get(key) is None:
            faults.add(below(path, key), "is null" if key in given else "is missing", f"give {key} a value")
    return Fields(given, path, faults)


def number_at(value: object, path: str, limits: Limits, faults: Faults) -> float | None:
    """Return the finite, possible number at `path`; None for null, and None with a fault for anything else."""
    if value is None:
        return None
    if isinstance(value, Unreadable) or (isinstance(value, float) and not isfinite(value)):
        faults.add(path, "is not a finite number", "give a finite number, or null where it is unknown")
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        faults.add(path, f"is {kind_of(value)}, not a number", "give a number, or null where it is unknown")
        return None
    try:
        number = float(value) + 0.0  # turns -0.0 into 0.0
    except OverflowError:
        faults.add(path, "is not a finite number", "give a finite number, or null where it is unknown")
        return None
    if not limits.hold(number):
        faults.add(path, f"is {quoted(value)}, which is impossible: {limits.meaning}", "check the value and its unit")
        return None
    return number


def time_written(moment: datetime) -> str:
    """Return a moment as files hold it: ISO 8601, UTC, with a Z."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")


def kind_of(value: object) -> str:
    """Return what a JSON value is, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return f"the boolean {quoted(value)}"
    if isinstance(value, str) and not isinstance(value, Unreadable):
        return f"the text {quoted(value)}"
    return f"the number {quoted(value)}" if isinstance(value, Unreadable | int | float) else quoted(value)


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one JSON object. A field that is null or absent gives None; a wrong one also notes a fault."""

    given: dict[str, object]
    path: str
    faults: Faults

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Note a fault of the field `key`."""
        self.faults.add(below(self.path, key), problem, remedy)

    def number(self, key: str, limits: Limits) -> float | None:
        """Return a finite number within `limits`."""
        return number_at(self.given.get(key), below(self.path, key), limits, self.faults)

    def count(self, key: str) -> int | None:
        """Return a whole number of at least 0; ``30.0`` is whole."""
        number = self.number(key, Limits(0.0, 1e9, "a count lies between 0 and a thousand million"))
        if number is None or number.is_integer():
            return None if number is None else int(number)
        self.fault(key, f"is {number!r}, not a whole number", "give a whole number")
        return None

    def name(self, key: str) -> str | None:
        """Return a printable name of 1 to 64 characters."""
        return self._text(key, LONGEST_NAME, may_be_empty=False)

    def sentence(self, key: str, *, may_be_empty: bool = False) -> str | None:
        """Return printable text of at most 500 characters."""
        return self._text(key, LONGEST_SENTENCE, may_be_empty=may_be_empty)

    def sentence_of(self, value: object, key: str) -> str | None:
        """Return `value` as `sentence` would, for an item of a list, where null is a fault."""
        if value is None:
            self.fault(key, "is null", "give a text, or leave it out")
        return Fields({key: value}, self.path, self.faults).sentence(key)

    def choice(self, key: str, choices: tuple[str, ...]) -> str | None:
        """Return one of `choices`."""
        value = self.given.get(key)
        if value is None or (isinstance(value, str) and value in choices):
            return value
        self.fault(key, f"is {kind_of(value)}", f"use one of {', '.join(choices)}")
        return None

    def flag(self, key: str) -> bool:
        """Return a boolean; False where it is null or absent."""
        value = self.given.get(key)
        if value is not None and not isinstance(value, bool):
            self.fault(key, f"is {kind_of(value)}, not a boolean", "use true or false")
        return value is True

    def list(self, key: str) -> list[object]:
        """Return a list; empty where it is null or absent."""
        value = self.given.get(key)
        if isinstance(value, list):
            return value
        if value is not None:
            self.fault(key, f"is {kind_of(value)}, not a list", "write [...]")
        return []

    def object(self, key: str) -> dict[str, object] | None:
        """Return an object; None where it is null or absent."""
        value = self.given.get(key)
        return None if value is None else object_at(value, below(self.path, key), self.faults)

    def time(self, key: str, *, plausible: bool) -> datetime | None:
        """Return a moment in UTC from ISO 8601; without an offset it is UTC. `plausible` asks for 2009 to 2100."""
        value = self.given.get(key)
        if value is None:
            return None
        moment = _moment(value) if isinstance(value, str) else None
        if moment is None:
            self.fault(key, f"is {kind_of(value)}, not a time", "write ISO 8601, such as 2025-11-21T12:00:00Z")
            return None
        if plausible and not EARLIEST <= moment < LATEST:
            self.fault(key, f"is in the year {moment.year}, which is implausible", "give a time from 2009 to 2100")
            return None
        return moment

    def day(self, key: str) -> date | None:
        """Return a calendar day written ``2025-06-22``."""
        value = self.given.get(key)
        day = _day(value) if isinstance(value, str) else None
        if value is not None and day is None:
            self.fault(key, f"is {kind_of(value)}, not a date", "write a date such as 2025-06-22")
        return day

    def _text(self, key: str, longest: int, *, may_be_empty: bool) -> str | None:
        value = self.given.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or isinstance(value, Unreadable):
            self.fault(key, f"is {kind_of(value)}, not a text", "give a text in quotes")
        elif not value.strip() and not may_be_empty:
            self.fault(key, "is empty", "give a text, or leave the key out where it is unknown")
        elif len(value) > longest:
            self.fault(key, f"has {len(value)} characters", f"use at most {longest}")
        elif (hidden := hidden_character(value)) is not None:
            self.fault(key, f"holds the control or invisible character {hidden}", "remove it")
        else:
            return value
        return None


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2025-06-22") else None
    except ValueError:
        return None
