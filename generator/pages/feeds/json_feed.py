"""JSON Feed 1.1."""

from __future__ import annotations

import json
import re
from typing import Final

from generator.pages.dateline import timestamp
from generator.pages.feeds.feed import Feed, Item
from generator.pages.web.address import INDEX, JSON_FEED

_SIGNS: Final = re.compile(r"[{<](?!\n)")
"""In texts alone: a brace of JSON's own ends its line."""


def json_feed(feed: Feed) -> bytes:
    """Return ``feed.json``. Signs of HTML and of templates are spelt out: the same JSON, and nothing to run in it."""
    addresses = {"home_page_url": feed.base.absolute(INDEX), "feed_url": feed.base.absolute(JSON_FEED)}
    data = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.about,
        **(addresses if feed.base.url else {}),  # the format knows no relative ones
        "language": "en",
        "items": [_item(feed, item) for item in feed.items],
    }
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return (_SIGNS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", text) + "\n").encode()


def _item(feed: Feed, item: Item) -> dict[str, object]:
    return {
        "id": item.id,
        **({"url": feed.base.absolute(item.path)} if feed.base.url else {}),
        "title": item.title,
        "summary": item.summary,
        "content_html": item.html,
        "date_published": timestamp(item.updated),
        "date_modified": timestamp(item.updated),
        "tags": list(item.tags),
    }
