"""Editions as lists show them: in order, by day, with their regimes and assets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from generator.market import clock_time
from generator.pages.dateline import MONTHS, timestamp
from generator.pages.listed import FiledEdition
from generator.pages.web.address import asset_path, edition_path, month_path, regime_path
from generator.pages.web.views import Day, Entry, Link, Tag
from generator.planning.story import Form

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAY_S_END = "23:59 UTC"


@dataclass(frozen=True, slots=True)
class Placed:
    """An edition and where it stands."""

    key: str
    """Its folder in the archive: ``btc/20251121T1200Z-daily``."""
    edition: FiledEdition
    entry: Entry
    """The edition as lists show it."""

    @property
    def slug(self) -> str:
        """The folder of its asset."""
        return self.key.partition("/")[0]

    @property
    def month(self) -> date:
        """The first of the month its day lies in."""
        return self.edition.day.replace(day=1)


def newest_first(editions: Iterable[Placed]) -> tuple[Placed, ...]:
    """Return editions by the moment they speak of, the newest first."""
    return tuple(sorted(editions, key=lambda item: (item.edition.as_of, item.key), reverse=True))


def day_text(day: date) -> str:
    """Return ``21 November 2025``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def month_link(month: date, count: int = 0) -> Link:
    """Return the way to a month."""
    return Link(f"{MONTHS[month.month - 1]} {month.year}", month_path(month), count)


def place(key: str, filed: FiledEdition) -> Placed:
    """Return an edition with the entry that lists show of it."""
    return Placed(key, filed, _entry(key, filed))


def _entry(key: str, filed: FiledEdition) -> Entry:
    day, clock = day_text(filed.day), clock_time(filed.ended)
    return Entry(
        path=edition_path(key),
        headline=filed.headline or f"{filed.label}, {day}",  # a link needs a name
        dek=filed.dek,
        summary=filed.summary,
        asset=Link(filed.label, asset_path(key.partition("/")[0])),
        day=day,
        time="" if filed.form is Form.DAILY and clock == _DAY_S_END else clock,
        timestamp=timestamp(filed.ended),
        form=filed.form.value,
        tags=tuple(Tag(each.regime.value, each.severity.value, regime_path(each.regime)) for each in filed.regimes),
    )


def by_day(editions: Sequence[Placed]) -> tuple[Day, ...]:
    """Return editions, the newest first, under their days."""
    ordered = sorted(editions, key=lambda item: (item.edition.day, item.edition.as_of, item.key), reverse=True)
    return tuple(
        Day(day_text(day), day.isoformat(), WEEKDAYS[day.weekday()], tuple(item.entry for item in items))
        for day, items in groupby(ordered, key=lambda item: item.edition.day)
    )
