"""Every file of the site, each with what it depends on and how it is made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from generator import __version__
from generator.pages.feeds.atom import atom
from generator.pages.feeds.feed import Feed, feed_of
from generator.pages.feeds.json_feed import json_feed
from generator.pages.feeds.rss import rss
from generator.pages.feeds.sitemap import sitemap
from generator.pages.visible import visible
from generator.pages.web import address
from generator.pages.web.address import Base, edition_path, to_root
from generator.pages.web.contents import NEWEST, Page, contents, gone, method
from generator.pages.web.entries import Placed, newest_first, place
from generator.pages.web.frame import PARTS, frame, framed
from generator.pages.web.method import method_html
from generator.pages.web.theme import Theme
from generator.pages.web.views import Frame, Site
from generator.site.generation import Generation, Made
from generator.site.shelf import PAGE, Standing, whole

_FEEDS: Final[Mapping[str, Callable[[Feed], bytes]]] = {
    address.ATOM: atom,
    address.RSS: rss,
    address.JSON_FEED: json_feed,
}
_METHOD: Final = "method.md"


class Moved(Exception):
    """An edition is no longer what was read a moment ago."""


@dataclass(frozen=True, slots=True)
class Works:
    """What every page is made with."""

    root: Path
    """The folder of the editions."""
    base: Base
    theme: Theme
    site: Site

    def key(self, *parts: object) -> str:
        """Return the hash of all a page depends on."""
        return sha256(
            repr((__version__, self.theme.digest, self.site, *parts)).encode("utf-8", "backslashreplace")
        ).hexdigest()

    def page(self, page: Page) -> tuple[str, Made]:
        """Return a page of lists."""
        given = {"site": self.site, "root": to_root(page.path), "path": page.path, "page": page.view}
        return page.path, Made(
            self.key(page.path, page.template, page.view),
            lambda: self.theme.render(page.template, **given).encode(),
        )


def works_of(root: Path, title: str, where: Base, theme: Theme, editions: Collection[str]) -> Works:
    """Return what the pages of these editions are made with."""
    several = len({key.partition("/")[0] for key in editions}) > 1
    return Works(root, where, theme, Site(visible(title) or "Market commentary", where.url, several))


def layout(
    works: Works, editions: Mapping[str, Standing], damaged: Collection[str], before: Generation | None
) -> dict[str, Made]:
    """Return every file of the site by its path. `damaged` editions stay as `before` has them."""
    order = newest_first(place(key, item.card) for key, item in editions.items())
    newest = [replace(item, edition=whole(works.root, editions[item.key])) for item in order[:NEWEST]]
    opening = next(iter(newest[0].edition.paragraphs), "")
    files = dict(works.page(page) for page in contents(order, opening))
    files |= dict([works.page(method(method_html(works.theme.source(_METHOD))))])
    files |= _editions(works, order, editions, damaged, before)
    listed = [(path, None) for path in files if path.endswith(".html") and not path.endswith(f"/{address.ARTICLE}")]
    files |= _gone(works, files, before)
    files |= _feeds(works, newest)
    if works.base.url:
        pages = [*listed, *((item.entry.path, item.edition.as_of) for item in order)]
        files[address.SITEMAP] = Made(works.key(pages), partial(sitemap, works.base, pages))
    for name, path in works.theme.static.items():
        files[name] = Made(works.theme.digest, path.read_bytes)
    return files


def _editions(
    works: Works,
    order: Sequence[Placed],
    editions: Mapping[str, Standing],
    damaged: Collection[str],
    before: Generation | None,
) -> Iterator[tuple[str, Made]]:
    by_asset: defaultdict[str, list[Placed]] = defaultdict(list)
    for item in order:
        by_asset[item.slug].append(item)
    for items in by_asset.values():
        for at, item in enumerate(items):
            if item.key in damaged:
                yield from _as_before(item.key, before)
                continue
            later = items[at - 1] if at else None
            earlier = items[at + 1] if at + 1 < len(items) else None
            standing = editions[item.key]
            others = [name for name in standing.sums if name != PAGE]
            around = frame(item, earlier, later, [name for name in others if name.endswith(".json")])
            path = edition_path(item.key)
            yield path, Made(works.key(path, around, standing.sums[PAGE]), partial(_framed, works, standing, around))
            for name in others:
                yield f"{item.key}/{name}", Made(standing.sums[name], partial(_filed, works.root, standing, name))


def _framed(works: Works, standing: Standing, around: Frame) -> bytes:
    path = edition_path(standing.key)
    page = _filed(works.root, standing, PAGE).decode("utf-8", "replace")
    canonical = 'rel="canonical"' in page  # the page says itself where it stands
    given = {"site": works.site, "root": to_root(path), "path": path, "page": around, "canonical": canonical}
    parts = [works.theme.render(name, **given) if works.theme.has(name) else "" for name in PARTS]
    return framed(page, parts, f"{standing.key}/{PAGE}").encode()


def _filed(root: Path, standing: Standing, name: str) -> bytes:
    try:
        found = (root / standing.key / name).read_bytes()
    except OSError as error:
        raise Moved from error
    if sha256(found).hexdigest() != standing.sums[name]:
        raise Moved
    return found


def _as_before(key: str, before: Generation | None) -> Iterator[tuple[str, Made]]:
    """Yield the files of an edition as they were last published."""
    if before is None:
        return
    for name, written in before.manifest.files.items():
        if name.startswith(f"{key}/"):
            yield name, Made(written.key, (before.public / name).read_bytes)


def _gone(works: Works, files: Mapping[str, Made], before: Generation | None) -> Iterator[tuple[str, Made]]:
    """Yield a page for every address that once led somewhere and no longer does."""
    if before is None:
        return
    known = before.manifest.files or [
        path.relative_to(before.public).as_posix() for path in before.public.rglob("*.html")
    ]
    for path in known:
        if path.endswith(".html") and path not in files:
            yield works.page(gone(path))


def _feeds(works: Works, newest: Sequence[Placed]) -> Iterator[tuple[str, Made]]:
    feed = feed_of(works.site.title, works.base, newest)
    for path, write in _FEEDS.items():
        yield path, Made(works.key(path, works.base.authority, feed.items), partial(write, feed))
