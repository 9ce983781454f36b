"""Atom, RFC 4287."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from generator.pages.dateline import timestamp
from generator.pages.feeds.feed import Feed, Item
from generator.pages.feeds.xml import child, document
from generator.pages.web.address import ATOM, INDEX


def atom(feed: Feed) -> bytes:
    """Return ``atom.xml``."""
    root = ET.Element("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en"})
    child(root, "title", feed.title)
    child(root, "subtitle", feed.about)
    child(root, "id", feed.id)
    child(root, "updated", timestamp(feed.updated))
    child(root, "link", rel="self", type="application/atom+xml", href=feed.base.absolute(ATOM))
    child(root, "link", rel="alternate", type="text/html", href=feed.base.absolute(INDEX))
    child(child(root, "author"), "name", feed.title)
    for item in feed.items:
        _entry(root, feed, item)
    return document(root)


def _entry(root: ET.Element, feed: Feed, item: Item) -> None:
    entry = child(root, "entry")
    child(entry, "title", item.title)
    child(entry, "id", item.id)
    child(entry, "link", rel="alternate", type="text/html", href=feed.base.absolute(item.path))
    child(entry, "published", timestamp(item.updated))
    child(entry, "updated", timestamp(item.updated))
    child(entry, "summary", item.summary)
    for tag in item.tags:
        child(entry, "category", term=tag)
    child(entry, "content", item.html, type="html")
