"""Where everything on the site stands. These paths are permanent: links and feeds of years hold them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlsplit

from generator.errors import invalid
from generator.market import Regime

INDEX: Final = "index.html"
ARCHIVE: Final = "archive.html"
REGIMES: Final = "regimes.html"
ASSETS: Final = "assets.html"
METHOD: Final = "method.html"
ATOM: Final = "atom.xml"
RSS: Final = "rss.xml"
JSON_FEED: Final = "feed.json"
SITEMAP: Final = "sitemap.xml"
ARTICLE: Final = "article.html"

_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.IGNORECASE)
_PATH: Final = re.compile(r"[A-Za-z0-9._~/%@!$&'()*+,;=:-]*")
_NOWHERE: Final = "commentary.invalid"  # .invalid belongs to nobody, by RFC 2606


def edition_path(key: str) -> str:
    """Return the path of an edition's page; `key` is its folder, such as ``btc/20251121T1200Z-daily``."""
    return f"{key}/{ARTICLE}"


def month_path(month: date) -> str:
    """Return the path of a month: ``archive/2025-11.html``."""
    return f"archive/{month.year:04}-{month.month:02}.html"


def regime_path(regime: Regime, year: int | None = None) -> str:
    """Return the path of a regime's newest editions, or of all of a year's."""
    return f"regime/{regime.value}{'' if year is None else f'/{year:04}'}.html"


def asset_path(slug: str, year: int | None = None) -> str:
    """Return the path of an asset's newest editions, or of all of a year's."""
    return f"asset/{slug}{'' if year is None else f'/{year:04}'}.html"


def to_root(path: str) -> str:
    """Return the way from a page to the root of the site: empty, or ``../`` as often as it is deep."""
    return "../" * path.count("/")


@dataclass(frozen=True, slots=True)
class Base:
    """Where the site is published. Without a URL links stay relative, and what needs absolute ones does without."""

    url: str | None = None
    """Ends in a slash."""
    authority: str = _NOWHERE
    """Whose names the feeds' ids are: the first host the site was published under, for ever."""

    def absolute(self, path: str) -> str:
        """Return the address of a page, relative where no URL is known."""
        address = "" if path == INDEX else path
        return path if self.url is None else self.url + address

    def tag(self, key: str, moment: datetime) -> str:
        """Return the ``tag:`` URI (RFC 4151) of an edition: the same whatever becomes of its text or address."""
        return f"tag:{self.authority},{moment.astimezone(UTC):%Y-%m-%d}:{key}"


def base(url: str | None, authority: str | None = None) -> Base:
    """Return the base of a site. Raises InputInvalid for a URL that pages could not be published under."""
    if url is None:
        return Base(None, authority or _NOWHERE)
    remedy = "give it as https://example.org/ or https://example.org/markets/"
    try:
        parts = urlsplit(url)
        sound = parts.port is None or parts.port > 0
    except ValueError:
        raise invalid("--base-url", "is not a URL", remedy) from None
    host = parts.hostname or ""
    plain = url.isascii() and url.isprintable() and _PATH.fullmatch(parts.path) and "/.." not in parts.path
    if not (sound and plain and parts.scheme in {"http", "https"} and _HOST.fullmatch(host)):
        raise invalid("--base-url", "is not the http or https URL of a site", remedy)
    if parts.query or parts.fragment or parts.username is not None or "?" in url or "#" in url:
        raise invalid("--base-url", "carries a query, a fragment or a user", remedy)
    return Base(url.rstrip("/") + "/", authority or host.lower())
