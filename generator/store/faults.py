"""What a database's error means for a user: one fault, one remedy, no traceback and no password."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError, OperationalError

from generator.errors import CommentaryError, Fault, InputInvalid, SourceUnavailable
from generator.store.places import Place

_Meaning = tuple[type[CommentaryError], str, str]
_RESTORE: Final = "restore it from a backup or import again into a new file; nothing was changed"
_FREE: Final = "free space, then run again; what was stored before is whole"
_RIGHTS: Final = "check the permissions"

_SQLITE: Final[dict[str, _Meaning]] = {
    "SQLITE_BUSY": (SourceUnavailable, "is in use by another program", "try again when it is done"),
    "SQLITE_LOCKED": (SourceUnavailable, "is in use by another program", "try again when it is done"),
    "SQLITE_NOTADB": (InputInvalid, "is not a store: no SQLite database", "name another file; nothing was changed"),
    "SQLITE_CORRUPT": (InputInvalid, "is damaged", _RESTORE),
    "SQLITE_READONLY": (InputInvalid, "cannot be written", _RIGHTS),
    "SQLITE_PERM": (InputInvalid, "cannot be opened", _RIGHTS),
    "SQLITE_CANTOPEN": (InputInvalid, "cannot be opened", "check the folder and the permissions"),
    "SQLITE_FULL": (SourceUnavailable, "cannot grow: the disk is full", _FREE),
    "SQLITE_IOERR": (SourceUnavailable, "cannot be read or written: the disk reports an error", "check the disk"),
}
"""By the beginning of SQLite's name of the error."""

_POSTGRESQL: Final[dict[str, _Meaning]] = {
    "25006": (InputInvalid, "cannot be written: it is read-only", "give a server that takes writes"),
    "28": (InputInvalid, "does not let this user in", "check the user and the password"),
    "3D": (InputInvalid, "is not there: the server has no such database", "create it, or name another"),
    "42501": (InputInvalid, "is not open to this user", "grant the user rights on the schema"),
    "53100": (SourceUnavailable, "cannot grow: the disk is full", _FREE),
    "55P03": (SourceUnavailable, "is in use by another program", "try again when it is done"),
}
"""By the beginning of the SQLSTATE."""
_FATAL: Final = {
    "authentication failed": "28",
    "no password supplied": "28",
    "FATAL:  role": "28",
    'FATAL:  database "': "3D",
}
"""While connecting there is no SQLSTATE: what the server says, and the state it stands for."""


def lost(error: DBAPIError) -> bool:
    """Return whether the server went away or is starting: the same transaction may succeed in a moment."""
    state = getattr(error.orig, "sqlstate", "")
    unreachable = state is None and isinstance(error, OperationalError)
    return error.connection_invalidated or unreachable or (state or "").startswith(("08", "57P"))


def explained(error: DBAPIError | sqlite3.Error, place: Place) -> CommentaryError:
    """Return the error a user is shown for what the driver raised."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    text = _said(driver, place)
    if isinstance(driver, sqlite3.Error):
        meaning = _meaning(_SQLITE, getattr(driver, "sqlite_errorname", ""))
    else:
        fatal = next((state for phrase, state in _FATAL.items() if phrase in text), "")
        meaning = _meaning(_POSTGRESQL, getattr(driver, "sqlstate", None) or fatal)
        if meaning is None and isinstance(error, DBAPIError) and lost(error):
            meaning = SourceUnavailable, "cannot be reached", "check that the server runs, and the host and port"
    kind, problem, remedy = meaning or (InputInvalid, "cannot be used", "run `commentary doctor`")
    return kind([Fault(place.shown, f"{problem} ({text})" if text else problem, remedy)])


def _meaning(table: dict[str, _Meaning], code: str) -> _Meaning | None:
    return next((meaning for start, meaning in table.items() if code.startswith(start)), None)


def _said(driver: BaseException | None, place: Place) -> str:
    """Return the last line with words of what the driver said, which is the reason, without secrets."""
    lines = [line.strip() for line in str(driver).splitlines() if line.strip()]
    reasons = [line for line in lines if "FATAL" in line or "failed:" in line] or lines
    said = reasons[0][:200] if reasons else ""
    secrets = [place.url.password, place.url.query.get("password")]
    for secret in secrets:
        if secret and str(secret) in said:
            return ""
    return said
