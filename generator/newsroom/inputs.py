"""Files and arguments as the commands meet them. The only rooms below the commands that open files by name."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from generator.errors import Fault, invalid

_FIRST_YEAR, _LAST_YEAR = 2009, 2100
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[A-Za-z0-9._~%/-]*)?")
_MOST = 64 * 1024 * 1024  # bytes of text read from one file


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file, or of standard input for ``-``. Raises InputInvalid where it cannot be read."""
    if name == "-":
        return sys.stdin.buffer.read(_MOST)
    try:
        with Path(name).open("rb") as file:
            return file.read(_MOST)
    except OSError as error:
        raise invalid(name, f"cannot be read ({error.strerror})", "check the name and the permissions") from error


def read_text(name: str) -> str:
    """Return the text of a UTF-8 file. Raises InputInvalid where it cannot be read or decoded."""
    try:
        return read_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        raise invalid(name, "is not UTF-8 text", "save it as UTF-8") from None


def write_file(name: str, text: str) -> None:
    """Write a file whole: into a neighbour first, then in its place."""
    path = Path(name)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise invalid(name, f"cannot be written ({error.strerror})", "check the folder and the permissions") from error


def web_address(option: str, text: str) -> str:
    """Return an address that pages can be found below, without a slash at its end; empty where none is given."""
    if not text:
        return ""
    if not _ADDRESS.fullmatch(text):
        raise invalid(option, f"{text!r} is no address of a site", "give one such as https://example.org/briefs")
    return text.rstrip("/")


def at_odds(history: str | None, **of_the_ledger: str | None) -> list[Fault]:
    """Return a fault for every option that only a ledger has and that is given beside a file of history."""
    given = [name.replace("_", "-") for name, value in of_the_ledger.items() if value is not None]
    if history is None:
        return []
    return [Fault(f"--{name}", "has no meaning beside --history", "leave out one of them") for name in given]


def live_at_odds(**given: str | None) -> Iterator[Fault]:
    """Yield a fault for every option that makes no sense where the venues are asked now."""
    remedy = "leave it out"
    for name, value in given.items():
        if value is not None:
            yield Fault(f"--{name.replace('_', '-')}", "has no meaning beside --live", remedy)


def moment(text: str) -> datetime:
    """Read a TIME argument: ISO 8601, UTC when no offset is given; a date alone is the last second of that day."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(
            "--at", f"{text!r} is not a time", "give ISO 8601, such as 2021-05-19 or 2025-11-21T12:00Z"
        ) from None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise invalid("--at", f"{text} lies outside of {_FIRST_YEAR} to {_LAST_YEAR}", "check the year")
    if _is_day(text):
        found += timedelta(days=1, seconds=-1)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
