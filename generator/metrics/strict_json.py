"""JSON without surprises: repeated keys, NaN, numbers out of range and deep nesting become faults, never values.

The standard reader keeps the last of two equal keys, accepts ``NaN`` and ``Infinity`` and turns ``1e999`` into
infinity. A snapshot that means two things at once must not become an article.
"""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

from generator.errors import Fault, InputInvalid, invalid

MOST_FAULTS: Final = 100
"""Faults listed before the rest is only counted."""

_LONGEST_KEY: Final = 64
_MOST_DIGITS: Final = 400
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class Unreadable(str):
    """A number as the file wrote it that no float can stand for: ``NaN``, ``-Infinity``, 5,000 digits."""

    __slots__ = ()


class JsonObject(dict[str, object]):
    """A JSON object that remembers which of its keys were given more than once."""

    __slots__ = ("repeated",)
    repeated: tuple[str, ...]


class Faults:
    """The faults of one file, gathered so that all are reported at once."""

    __slots__ = ("_faults", "_name", "_uncounted")

    def __init__(self, name: str) -> None:
        self._name = name
        self._faults: list[Fault] = []
        self._uncounted = 0

    def add(self, path: str, problem: str, remedy: str) -> None:
        """Note one fault at `path`, the dotted way to the value; empty for the file itself."""
        if len(self._faults) >= MOST_FAULTS:
            self._uncounted += 1
            return
        self._faults.append(Fault(f"{self._name}: {path}" if path else self._name, problem, remedy))

    def raise_any(self) -> None:
        """Raise `InputInvalid` with every fault noted, if there is one."""
        if self._uncounted:
            more = Fault(self._name, f"{self._uncounted} more faults of this kind", "mend the ones above first")
            raise InputInvalid([*self._faults, more])
        if self._faults:
            raise InputInvalid(self._faults)


def parse_json(text: str | bytes, name: str) -> object:
    """Parse JSON text (UTF-8 when bytes) into dicts, lists, strings, numbers, booleans and None.

    Numbers that are not finite come back as `Unreadable` or as an infinite float for the caller to place;
    repeated keys stay on their `JsonObject`. Raises `InputInvalid` when the text is not JSON at all.
    """
    try:
        plain = text.decode("utf-8") if isinstance(text, bytes) else text
        return json.loads(
            plain.removeprefix("\ufeff"), parse_constant=Unreadable, parse_int=_whole, object_pairs_hook=_object
        )
    except UnicodeDecodeError as error:
        raise invalid(f"{name}: byte {error.start + 1}", "is not UTF-8 text", "save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"{name}: line {error.lineno}, column {error.colno}"
        raise invalid(place, f"is not JSON ({error.msg})", "mend the JSON at this place") from None
    except RecursionError:
        raise invalid(name, "is nested too deeply to be a snapshot", "write it as docs/method.md shows") from None


def repeated_keys(root: object, faults: Faults) -> None:
    """Note every key that an object of the tree `root` gives more than once."""
    rest: list[tuple[str, object]] = [("", root)]
    while rest:  # not recursive: the tree may be as deep as the parser allowed
        path, node = rest.pop()
        if isinstance(node, JsonObject):
            for key in node.repeated:
                faults.add(below(path, key), "is given more than once", "keep one of them")
            rest.extend((below(path, key), value) for key, value in node.items() if isinstance(value, dict | list))
        elif isinstance(node, list):
            rest.extend((f"{path}[{i}]", value) for i, value in enumerate(node) if isinstance(value, dict | list))


def below(path: str, key: str) -> str:
    """Return the dotted path of `key` inside `path`, with unprintable characters escaped."""
    shown = key if key.isascii() and key.isprintable() and 0 < len(key) <= _LONGEST_KEY else quoted(key)
    return f"{path}.{shown}" if path else shown


def quoted(value: object, length: int = 40) -> str:
    """Return a value as JSON in ASCII, cut to `length`: safe in a message whatever it holds."""
    if isinstance(value, Unreadable):
        text = str(value)
    elif isinstance(value, dict | list):
        text = "an object" if isinstance(value, dict) else "a list"
    else:
        text = json.dumps(value[: length + 1] if isinstance(value, str) else value)
    return text if len(text) <= length else f"{text[:length]}..."


def hidden_character(text: str) -> str | None:
    """Return the code point of the first control, bidirectional, invisible or unassigned character, or None."""
    if text.isascii() and text.isprintable():
        return None
    return next((f"U+{ord(char):04X}" for char in text if unicodedata.category(char) in _HIDDEN), None)


def _object(pairs: Sequence[tuple[str, object]]) -> JsonObject:
    found = JsonObject(pairs)
    found.repeated = ()
    if len(found) != len(pairs):
        counts = Counter(key for key, _ in pairs)
        found.repeated = tuple(key for key, count in counts.items() if count > 1)
    return found


def _whole(digits: str) -> object:
    # Python refuses to read integers of more than 4,300 digits; none of them is a measurement.
    return int(digits) if len(digits) <= _MOST_DIGITS else Unreadable(digits)
