"""What a post is to WordPress: pure, before anything is sent."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from generator.channels.blog import images
from generator.channels.delivery import Post
from generator.channels.fragment import fragment
from generator.channels.labels import labels
from generator.channels.outgoing import Outgoing, Picture, version
from generator.pages.inert import spelt
from generator.settings.channels import WordPressSettings

BEGIN, END = "<!-- wp:html -->", "<!-- /wp:html -->"
"""Around a block of HTML that is kept as it is: nothing is made of its lines."""
_SHORTCODE: Final = str.maketrans({"[": "&#91;"})


@dataclass(frozen=True, slots=True)
class Standing:
    """A post as WordPress says it stands."""

    id: int
    slug: str
    status: str
    title: str
    content: str
    cover: int
    link: str


@dataclass(frozen=True, slots=True)
class Media:
    """A picture in its library."""

    id: int
    address: str
    alt: str


def standing(raw: Mapping[str, Any]) -> Standing:
    """Return a post of an answer for editors. Raises KeyError, TypeError or ValueError where it is none."""
    return Standing(
        int(raw["id"]),
        str(raw["slug"]),
        str(raw["status"]),
        str(raw["title"]["raw"]),
        str(raw["content"]["raw"]),
        int(raw.get("featured_media") or 0),
        str(raw.get("link", "")),
    )


def media(raw: Mapping[str, Any]) -> Media:
    """Return a picture of an answer. Raises as `standing`."""
    return Media(int(raw["id"]), str(raw["source_url"]), str(raw.get("alt_text") or ""))


def fields(settings: WordPressSettings, post: Post, address: Callable[[str], str]) -> dict[str, object]:
    """Return the post as WordPress takes it, but for tags, categories and cover, which it has by number."""
    told = labels(post, settings.tags)
    return {
        "title": spelt(told.title).translate(_SHORTCODE),
        "slug": post.slug,
        "status": "publish" if settings.status == "publish" else "draft",
        "content": f"{BEGIN}\n{fragment(post, lambda picture: address(picture.name))}\n{END}",
        "excerpt": spelt(told.description).translate(_SHORTCODE),
    }


def requests(settings: WordPressSettings, post: Post) -> list[Outgoing]:
    """Return what would be sent where nothing stands yet: the pictures, then the post, tags by their names."""
    sent = [
        Outgoing("POST", "/media", {"alt_text": item.alt}, Picture(item.name, item.data, item.alt))
        for item in images(post)
    ]
    told = labels(post, settings.tags)
    whole = {
        **fields(settings, post, "[address of {}]".format),
        "tags": list(told.tags),
        "categories": list(settings.categories),
        "featured_media": next((item.name for item in images(post)), ""),
    }
    return [*sent, Outgoing("POST", "/posts?context=edit", whole)]


def mark(settings: WordPressSettings, post: Post) -> str:
    """Return the hash of the post, its pictures and the site."""
    return sha256(f"{settings.url}\0{version(requests(settings, post))}".encode()).hexdigest()


def as_read(text: str) -> str:
    """Return a title as readers see it, however its signs are spelt."""
    return " ".join(html.unescape(text).split())
