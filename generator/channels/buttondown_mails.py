"""What a mail at Buttondown says, and what is known of one that stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from generator.channels.delivery import Post
from generator.channels.outgoing import Outgoing, card_link, link, version
from generator.pages.letter import letter, letter_line, letter_subject
from generator.settings.newsletters import ButtondownSettings

MODE: Final = "<!-- buttondown-editor-mode: plaintext -->"
"""Said first in a body: it is Markdown. Without it Buttondown guesses."""
_LONGEST: Final = 100  # characters of a slug


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail as Buttondown has it."""

    id: str
    status: str
    """Buttondown's own word: ``draft``, ``about_to_send``, ``in_flight``, ``sent`` ..."""
    slug: str
    subject: str
    version: str
    """The hash of what was sent, as its metadata have it; empty where they have none."""
    address: str
    body: str
    """Empty in lists."""


def mail_of(data: Mapping[str, Any]) -> Mail:
    """Return a mail from the JSON of the API. Raises KeyError or TypeError where it is none."""
    metadata = data.get("metadata") or {}
    texts = {name: str(data.get(name) or "") for name in ("slug", "subject", "body", "absolute_url")}
    address = texts.pop("absolute_url")
    return Mail(
        str(data["id"]), str(data["status"]), **texts, version=str(metadata.get("version", "")), address=address
    )


def slug(post: Post) -> str:
    """Return the edition's name within Buttondown's limit."""
    if len(post.slug) <= _LONGEST:
        return post.slug
    digest = sha256(post.slug.encode()).hexdigest()[:12]
    return f"{post.slug[: _LONGEST - len(digest) - 1]}-{digest}"


def requests(settings: ButtondownSettings, post: Post) -> list[Outgoing]:
    """Return what is sent for an edition: the draft, and what sends it to the subscribers where they are to have it."""
    fields: dict[str, object] = {
        "status": "draft",  # always said: left out, it would be sent at once
        "subject": letter_subject(post.cleared),
        "slug": slug(post),
        "description": letter_line(post.cleared),
        "body": f"{MODE}\n{letter(post.cleared, post.files, post.address)}",
        "canonical_url": link(post),
        "image": card_link(post),
    }
    draft = Outgoing("POST", "/v1/emails", {name: value for name, value in fields.items() if value})
    sending = Outgoing("PATCH", "/v1/emails/[id]", {"status": "about_to_send"})
    made = [draft, sending] if settings.status == "publish" else [draft]
    marked = Outgoing(draft.method, draft.path, {**draft.fields, "metadata": {"version": version(made)}})
    return [marked, *made[1:]]


def mark(made: list[Outgoing]) -> str:
    """Return the hash that requests carry in their metadata."""
    metadata = made[0].fields["metadata"]
    return str(metadata["version"]) if isinstance(metadata, dict) else ""
