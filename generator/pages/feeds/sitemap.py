"""The sitemap, which takes absolute addresses only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as ET

from generator.pages.dateline import timestamp
from generator.pages.feeds.xml import child, document
from generator.pages.web.address import Base

MOST = 50_000
"""Addresses a sitemap may hold."""


def sitemap(base: Base, pages: Iterable[tuple[str, datetime | None]]) -> bytes:
    """Return ``sitemap.xml`` of pages, each with the moment it speaks of where it has one."""
    root = ET.Element("urlset", {"xmlns": "http://www.sitemaps.org/schemas/sitemap/0.9"})
    for path, moment in list(pages)[:MOST]:
        url = child(root, "url")
        child(url, "loc", base.absolute(path))
        if moment is not None:
            child(url, "lastmod", timestamp(moment))
    return document(root)
