"""What a post on Mastodon says, and which of an account's posts is that of an edition."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from generator.channels.delivery import Post
from generator.channels.outgoing import Outgoing, card, link
from generator.pages.short import FOR_MASTODON, shortened, summary
from generator.settings.chats import MastodonSettings

_COUNTED: Final = "x" * 23
"""What an address counts as, however long it is."""
_TAG: Final = re.compile(r"<[^>]*>")
_SPACE: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Status:
    """A post as the instance has it."""

    id: str
    url: str
    content: str
    """HTML."""
    alt: str
    """The description of its first picture; empty where it has none."""


def posted(settings: MastodonSettings, post: Post) -> list[Outgoing]:
    """Return what is sent for an edition: its picture where it has one, and the post."""
    page, picture = link(post), card(post) if settings.card else None
    room = shortened(replace(FOR_MASTODON, limit=settings.limit - 1), f"\n\n{_COUNTED}" if page else "")
    words = summary(post.cleared, room).strip()
    fields: dict[str, object] = {
        "status": f"{words}\n\n{page}" if page else words,
        "language": settings.language,
        "visibility": settings.visibility,
        "media_ids": [] if picture is None else [picture.name],  # its number there, once it has one
    }
    status = Outgoing("POST", "/api/v1/statuses", fields)
    return [status] if picture is None else [Outgoing("POST", "/api/v2/media", {}, picture), status]


def status_of(data: Mapping[str, Any]) -> Status:
    """Return a post from the JSON of the instance. Raises KeyError or TypeError where it is none."""
    pictures = data.get("media_attachments") or [{}]
    alt = pictures[0].get("description") or ""
    return Status(str(data["id"]), str(data.get("url") or ""), str(data["content"]), str(alt))


def matching(status: Status, sent: Outgoing) -> bool:
    """Return whether a post is that of an edition: it links to the edition's page, or says the very same."""
    words = str(sent.fields["status"])
    page = words.rpartition("\n\n")[2]
    if page.startswith(("https://", "http://")):
        return f'href="{html.escape(page)}"' in status.content
    return _bare(html.unescape(_TAG.sub(" ", status.content))) == _bare(words)


def _bare(text: str) -> str:
    return _SPACE.sub("", text)
