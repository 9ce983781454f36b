"""The table of contents: every page of lists there is, with what it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, TypeVar

from generator.market import Regime
from generator.pages.web import address
from generator.pages.web.entries import Placed, by_day, month_link
from generator.pages.web.views import Front, Link, Overview, Plain, Shelf, View, Year

NEWEST: Final = 30
"""Editions on the page of a regime or an asset, before its years; and in the feeds."""
_FRONT: Final = 14
_MONTHS: Final = 12

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be made: where it stands, by which template, and what it shows."""

    path: str
    template: str
    view: View


def contents(editions: Sequence[Placed], opening: str) -> Iterator[Page]:
    """Yield every page but those of the editions. `editions`: the newest first, at least one.

    `opening` is the first paragraph of the newest edition.
    """
    months = _grouped(editions, lambda item: (item.month,))
    regimes = _grouped(editions, lambda item: tuple(dict.fromkeys(each.regime for each in item.edition.regimes)))
    assets = _grouped(editions, lambda item: (item.slug,))
    links = [month_link(month, len(months[month])) for month in sorted(months, reverse=True)]
    front = Front(
        lead=editions[0].entry,
        opening=opening,
        days=by_day(editions[1 : _FRONT + 1]),
        months=tuple(links[:_MONTHS]),
        regimes=_regime_links(regimes),
        assets=_asset_links(assets),
        disclaimer=editions[0].edition.disclaimer,
    )
    yield Page(address.INDEX, "index.html.j2", front)
    yield Page(address.ARCHIVE, "overview.html.j2", Overview("archive", years=_years(months)))
    yield Page(address.REGIMES, "overview.html.j2", Overview("regimes", links=_regime_links(regimes)))
    yield from _months(months)
    for regime, items in regimes.items():
        yield from _shelves("regime", regime.value, items, partial(address.regime_path, regime))
    if len(assets) > 1:
        yield Page(address.ASSETS, "overview.html.j2", Overview("assets", links=_asset_links(assets)))
        for slug, items in assets.items():
            name = items[0].edition.label
            yield from _shelves("asset", name, items, partial(address.asset_path, slug))


def method(text: str) -> Page:
    """Return the page on method."""
    return Page(address.METHOD, "method.html.j2", Plain("method", text))


def gone(path: str) -> Page:
    """Return what stands where a page stood that is no more: old links lead somewhere."""
    return Page(path, "gone.html.j2", Plain("gone"))


def _grouped(editions: Iterable[Placed], keys: Callable[[Placed], Iterable[Key]]) -> Mapping[Key, list[Placed]]:
    found: defaultdict[Key, list[Placed]] = defaultdict(list)
    for item in editions:
        for key in keys(item):
            found[key].append(item)
    return found


def _years(months: Mapping[date, Sequence[Placed]]) -> tuple[Year, ...]:
    years = sorted({month.year for month in months}, reverse=True)
    found = []
    for year in years:
        links = tuple(month_link(month, len(months[month])) for month in sorted(months) if month.year == year)
        found.append(Year(f"{year}", links, sum(link.count for link in links)))
    return tuple(found)


def _months(months: Mapping[date, Sequence[Placed]]) -> Iterator[Page]:
    order = sorted(months)
    for at, month in enumerate(order):
        link, items = month_link(month), months[month]
        view = Shelf(
            kind="month",
            name=link.text,
            period="",
            count=len(items),
            days=by_day(items),
            earlier=month_link(order[at - 1]) if at else None,
            later=month_link(order[at + 1]) if at + 1 < len(order) else None,
            years=(),
        )
        yield Page(link.path, "shelf.html.j2", view)


def _shelves(kind: str, name: str, items: Sequence[Placed], path: Callable[[int | None], str]) -> Iterator[Page]:
    """Yield the newest editions of a regime or an asset, and a page for each of its years."""
    by_year = _grouped(items, lambda item: (item.edition.day.year,))
    order = sorted(by_year)
    links = tuple(Link(f"{year}", path(year), len(by_year[year])) for year in reversed(order))
    newest = Shelf(kind, name, "", len(items), by_day(items[:NEWEST]), None, None, links)
    yield Page(path(None), "shelf.html.j2", newest)
    for at, year in enumerate(order):
        earlier = Link(f"{order[at - 1]}", path(order[at - 1])) if at else None
        later = Link(f"{order[at + 1]}", path(order[at + 1])) if at + 1 < len(order) else None
        found = by_year[year]
        yield Page(
            path(year), "shelf.html.j2", Shelf(kind, name, f"{year}", len(found), by_day(found), earlier, later, links)
        )


def _regime_links(regimes: Mapping[Regime, Sequence[Placed]]) -> tuple[Link, ...]:
    order = sorted(regimes, key=lambda regime: (-len(regimes[regime]), list(Regime).index(regime)))
    return tuple(
        Link(regime.value, address.regime_path(regime), len(regimes[regime]), regimes[regime][0].entry.day)
        for regime in order
    )


def _asset_links(assets: Mapping[str, Sequence[Placed]]) -> tuple[Link, ...]:
    return tuple(
        Link(items[0].edition.label, address.asset_path(slug), len(items), items[0].entry.day)
        for slug, items in sorted(assets.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    )
