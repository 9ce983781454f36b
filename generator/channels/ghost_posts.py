"""What a post is to Ghost: pure, before anything is sent."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from generator.channels.blog import cover, images, short
from generator.channels.delivery import Post
from generator.channels.fragment import fragment
from generator.channels.labels import labels
from generator.channels.outgoing import Outgoing, Picture, version
from generator.errors import Fault, SettingsInvalid
from generator.pages.metadata import linked_data
from generator.settings.channels import GhostSettings
from generator.settings.secret import Secret

TITLE, EXCERPT, ALT = 255, 300, 190
"""The most characters that Ghost takes."""
BEGIN, END = "<!--kg-card-begin: html-->", "<!--kg-card-end: html-->"
_MINUTES: Final = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """A post as Ghost says it stands."""

    id: str
    slug: str
    status: str
    updated_at: str
    title: str
    html: str
    feature: str
    url: str


def standing(raw: Mapping[str, Any]) -> Standing:
    """Return a post of an answer. Raises KeyError, TypeError or ValueError where it is none."""
    if not isinstance(raw["id"], str) or not isinstance(raw["updated_at"], str):
        raise TypeError("id")
    return Standing(
        raw["id"],
        str(raw["slug"]),
        str(raw["status"]),
        raw["updated_at"],
        str(raw["title"]),
        raw.get("html") or "",
        raw.get("feature_image") or "",
        raw.get("url") or "",
    )


def fields(settings: GhostSettings, post: Post, address: Callable[[str], str]) -> dict[str, object]:
    """Return the post as Ghost takes it; `address` gives where an uploaded picture is, by its name.

    The body is one HTML card: what Ghost makes its own of loses elements, and a card is kept as it is.
    """
    told, front = labels(post, settings.tags), cover(post)
    card = {"feature_image": address(front.name), "feature_image_alt": front.alt} if front else {}
    page = {"canonical_url": told.canonical} if told.canonical else {}
    data = linked_data(post.cleared, post.address, card=front is not None)
    return {
        "title": short(told.title, TITLE),
        "slug": post.slug,
        "html": f"{BEGIN}\n{fragment(post, lambda picture: address(picture.name))}\n{END}",
        "status": "published" if settings.status == "publish" else "draft",
        "custom_excerpt": short(told.description, EXCERPT),
        "tags": [{"name": tag} for tag in told.tags],
        "codeinjection_head": f'<script type="application/ld+json">\n{data}\n</script>',
        **card,
        **page,
    }


def requests(settings: GhostSettings, post: Post) -> list[Outgoing]:
    """Return what would be sent where nothing stands yet: the pictures, then the post."""
    sent = [
        Outgoing(
            "POST", "/images/upload/", {"purpose": "image", "ref": item.name}, Picture(item.name, item.data, item.alt)
        )
        for item in images(post)
    ]
    whole = {"posts": [fields(settings, post, "[address of {}]".format)]}
    return [*sent, Outgoing("POST", "/posts/?source=html&formats=html", whole)]


def mark(settings: GhostSettings, post: Post) -> str:
    """Return the hash of the post, its pictures and the site."""
    return sha256(f"{settings.url}\0{version(requests(settings, post))}".encode()).hexdigest()


def parts(secret: Secret) -> tuple[str, bytes, str]:
    """Return the id and the secret of a key, and the key. Raises SettingsInvalid where it is none."""
    key = secret.reveal()
    name, _, digits = key.partition(":")
    try:
        held = bytes.fromhex(digits)
    except ValueError:
        held = b""
    if not name.isalnum() or not held:
        remedy = "give the Admin API key of a custom integration, id:secret"
        raise SettingsInvalid([Fault(secret.place, "what it names is no key of Ghost", remedy)])
    return name, held, key


def token(name: str, secret: bytes, now: datetime) -> str:
    """Return the token that proves who asks, good for five minutes: a JWT, signed with HMAC-SHA256."""
    at = int(now.timestamp())
    head = {"alg": "HS256", "typ": "JWT", "kid": name}
    claims = {"iat": at, "exp": at + _MINUTES * 60, "aud": "/admin/"}
    signed = ".".join(_text(json.dumps(part, separators=(",", ":")).encode()) for part in (head, claims))
    return f"{signed}.{_text(hmac.digest(secret, signed.encode(), 'sha256'))}"


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
