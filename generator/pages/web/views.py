"""What the pages of the site show: one frozen record a page. A theme reads these and nothing else.

Every text is plain and visible, every path leads from the root of the site.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Site:
    """What every page knows of the whole."""

    title: str
    base_url: str | None
    """Ends in a slash; None where it is not known, and then no link is absolute."""
    several_assets: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page."""

    text: str
    path: str
    count: int = 0
    """How many editions stand there; 0 where that is not told."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tag:
    """A regime that holds in an edition. The theme's words say what it is called."""

    regime: str
    severity: str
    path: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition in a list."""

    path: str
    headline: str
    dek: str
    summary: str
    """A sentence or two that say the whole, for lists; the dek where the edition carries none."""
    asset: Link
    day: str
    """``21 November 2025``."""
    time: str
    """``12:00 UTC``; empty where a daily edition is of its whole day."""
    timestamp: str
    """``2025-11-21T12:00:00Z``, for programs."""
    form: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """The editions of one day, the newest first."""

    day: str
    date: str
    """``2025-11-21``, for programs."""
    weekday: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Front:
    """The index: the newest edition at length, the ones before it in short."""

    lead: Entry
    opening: str
    """The first paragraph of the lead."""
    days: tuple[Day, ...]
    months: tuple[Link, ...]
    regimes: tuple[Link, ...]
    """Regimes by how often they held, each under its machine name."""
    assets: tuple[Link, ...]
    disclaimer: str
    kind: str = "front"


@dataclass(frozen=True, slots=True)
class Shelf:
    """A list of editions: a month, a regime or an asset."""

    kind: str
    """``month``, ``regime`` or ``asset``."""
    name: str
    """``November 2025``, the machine name of a regime, or an asset."""
    period: str
    """The year, where the list is that of a year; else empty."""
    count: int
    """How many editions there are in all, of which `days` may hold the newest."""
    days: tuple[Day, ...]
    earlier: Link | None
    later: Link | None
    years: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """Months of one year, the newest first."""

    year: str
    months: tuple[Link, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Overview:
    """All months, all regimes or all assets."""

    kind: str
    """``archive``, ``regimes`` or ``assets``."""
    years: tuple[Year, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Plain:
    """A page that shows no editions: ``method`` or ``gone``."""

    kind: str
    text: str = ""
    """HTML of the page, made of the theme's own Markdown and sanitised."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The links around an edition's page."""

    entry: Entry
    month: Link
    earlier: Link | None
    later: Link | None
    files: tuple[Link, ...]
    """The data behind it."""
    kind: str = "edition"


View = Front | Shelf | Overview | Plain
RECORDS: Final = (Site, Link, Tag, Entry, Day, Front, Shelf, Year, Overview, Plain, Frame)
"""All of the above: what templates may read without a second look."""
