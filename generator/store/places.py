"""Where a ledger is: reads a URL or a path, and names it in messages without user, password or options."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from generator.errors import invalid

_REMEDY: Final = "give a file, sqlite:///FILE or postgresql://USER@HOST/DATABASE"


@dataclass(frozen=True, slots=True)
class Place:
    """A database, and its name for people."""

    url: URL
    shown: str
    """The path as given, or ``postgresql://host:port/database``."""
    path: Path | None
    """The file of a SQLite database."""


def read_place(url: str) -> Place:
    """Return the place of a SQLAlchemy URL or a plain path. Raises InputInvalid; no message repeats the URL."""
    if "://" not in url:
        if not url.strip() or url == ":memory:":
            raise invalid("store", "has no file", _REMEDY)
        return Place(URL.create("sqlite", database=url), url, Path(url))
    try:
        read = make_url(url)
    except (ArgumentError, ValueError):
        # What does not parse may hold a password anywhere.
        remedy = f"{_REMEDY}; write @, : and / in a password as %40, %3A and %2F"
        raise invalid("store URL", "cannot be read", remedy) from None
    if read.drivername in {"sqlite", "sqlite+pysqlite"}:
        return _sqlite(read)
    if read.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return _postgresql(read)
    raise invalid("store URL", f"{read.drivername}:// is not a kind of store", _REMEDY)


def _sqlite(url: URL) -> Place:
    name = (url.database or "").removeprefix("file:")
    if not name or name == ":memory:":
        raise invalid("store URL", "has no file", _REMEDY)
    return Place(url.set(drivername="sqlite"), name, Path(name))


def _postgresql(url: URL) -> Place:
    if "@" in (url.host or ""):
        raise invalid("store URL", "cannot be read: its host has an @", "write @ in a password as %40")
    port = f":{url.port}" if url.port else ""
    shown = f"postgresql://{url.host or ''}{port}/{url.database or ''}"
    return Place(url.set(drivername="postgresql+psycopg"), shown, None)
