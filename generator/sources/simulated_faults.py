"""Ways in which a venue fails, to be switched on while it runs."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from threading import Lock
from typing import Final


class Fault(StrEnum):
    """One way to fail. Those marked WS also strike the frames of a WebSocket whose path matches."""

    GEO = "geo"  # 451: the place is refused
    FORBIDDEN = "forbidden"  # 403 with a page of HTML, as a firewall answers
    BUSY = "busy"  # 429 with Retry-After of `seconds`
    BANNED = "banned"  # 418 with Retry-After of `seconds` and the ban's end in the body
    DOWN = "down"  # 503 without a body
    DRIP = "drip"  # the right answer, one byte every `seconds`
    HTML = "html"  # 200 with a page of HTML; WS
    TRUNCATED = "truncated"  # 200 with the first half of the right answer, its length declared as such; WS
    CUT = "cut"  # the connection ends in the middle of the right answer; WS: it is closed
    EMPTY = "empty"  # 200 without a byte; WS: an empty frame
    NULL = "null"  # 200 with the JSON value null; WS
    NAN = "nan"  # every figure but ids and times is NaN or "NaN"; WS
    BOMB = "bomb"  # gzip that unpacks to `size` bytes of blanks
    STUCK = (
        "stuck"  # the request is never answered; WS: stays open, answers pings, says nothing; what it missed is lost
    )
    CROSSED = "crossed"  # bids and asks of a book change places
    SKEW = "skew"  # the venue's clock is ahead by `seconds` (behind, if negative)


STREAMED: Final = frozenset({Fault.HTML, Fault.TRUNCATED, Fault.CUT, Fault.EMPTY, Fault.NULL, Fault.NAN, Fault.STUCK})
"""Faults that strike streams as well."""
PAGE: Final = (
    "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>"
)
_SINCE_2001: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Setting:
    """A fault that is switched on."""

    pattern: str
    """Of paths, as a shell writes them: ``/fapi/v1/*``."""
    fault: Fault
    times: int | None = None
    """Requests (or frames) it still strikes; None until it is cleared."""
    seconds: float = 1.0
    size: int = 300_000_000


@dataclass(slots=True)
class Faults:
    """The faults of a venue, the newest first. May be switched from any thread while the venue runs."""

    _settings: list[Setting] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def set(
        self,
        pattern: str,
        fault: Fault,
        times: int | None = None,
        *,
        seconds: float = 1.0,
        size: int = 300_000_000,
    ) -> None:
        """Let the next `times` requests to a path that matches `pattern` fail; all of them where `times` is None."""
        with self._lock:
            self._settings.insert(0, Setting(pattern, fault, times, seconds, size))

    def clear(self, pattern: str | None = None) -> None:
        """Switch off the faults set for `pattern`, or all of them."""
        with self._lock:
            self._settings[:] = [item for item in self._settings if pattern not in {None, item.pattern}]

    def strike(self, path: str, among: Iterable[Fault] = tuple(Fault)) -> Setting | None:
        """Return the newest fault that strikes a request to `path`, and count it."""
        with self._lock:
            for index, item in enumerate(self._settings):
                if item.fault in among and fnmatchcase(path, item.pattern):
                    if item.times is not None and item.times <= 1:
                        del self._settings[index]
                    elif item.times is not None:
                        self._settings[index] = replace(item, times=item.times - 1)
                    return item
        return None


def spoiled(fault: Fault, body: str) -> str:
    """Return a body, or the frame of a stream, as a fault leaves it; unchanged where the fault is of another kind."""
    match fault:
        case Fault.HTML:
            return PAGE
        case Fault.TRUNCATED:
            return body[: len(body) // 2]
        case Fault.EMPTY:
            return ""
        case Fault.NULL:
            return "null"
        case Fault.NAN:
            return json.dumps(_without_figures(json.loads(body)))
        case Fault.CROSSED:
            return json.dumps(_crossed(json.loads(body)))
        case _:
            return body


def bomb(size: int) -> bytes:
    """Return an empty JSON list, gzipped, that unpacks to about `size` bytes: a thousandth of them are sent."""
    return gzip.compress(b"[" + b" " * size + b"]", compresslevel=9, mtime=0)


def _without_figures(value: object) -> object:
    """Replace figures by NaN, as a number or a text. Whole numbers from a milliard on are times or ids, and stay."""
    match value:
        case dict():
            return {key: _without_figures(item) for key, item in value.items()}
        case list():
            return [_without_figures(item) for item in value]
        case bool():
            return value
        case int() if value >= _SINCE_2001:
            return value
        case int() | float():
            return float("nan")
        case str() if re.fullmatch(r"-?\d+(\.\d+)?", value):
            return "NaN"
        case _:
            return value


def _crossed(value: object) -> object:
    if isinstance(value, dict) and {"bids", "asks"} <= value.keys():
        return {**value, "bids": value["asks"], "asks": value["bids"]}
    return value
