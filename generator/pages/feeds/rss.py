"""RSS 2.0, with the whole text in ``content:encoded``."""

from __future__ import annotations

from email.utils import format_datetime
from xml.etree import ElementTree as ET

from generator.pages.feeds.feed import Feed, Item
from generator.pages.feeds.xml import child, document
from generator.pages.web.address import INDEX, RSS


def rss(feed: Feed) -> bytes:
    """Return ``rss.xml``."""
    names = {"content": "http://purl.org/rss/1.0/modules/content/", "atom": "http://www.w3.org/2005/Atom"}
    root = ET.Element("rss", {"version": "2.0", **{f"xmlns:{key}": value for key, value in names.items()}})
    channel = child(root, "channel")
    child(channel, "title", feed.title)
    child(channel, "link", feed.base.absolute(INDEX))
    child(channel, "description", feed.about)
    child(channel, "language", "en")
    child(channel, "lastBuildDate", format_datetime(feed.updated, usegmt=True))
    child(channel, "atom:link", rel="self", type="application/rss+xml", href=feed.base.absolute(RSS))
    for item in feed.items:
        _item(channel, feed, item)
    return document(root)


def _item(channel: ET.Element, feed: Feed, item: Item) -> None:
    made = child(channel, "item")
    child(made, "title", item.title)
    child(made, "link", feed.base.absolute(item.path))
    child(made, "guid", item.id, isPermaLink="false")
    child(made, "pubDate", format_datetime(item.updated, usegmt=True))
    for tag in item.tags:
        child(made, "category", tag)
    child(made, "description", item.summary)
    child(made, "content:encoded", item.html)
