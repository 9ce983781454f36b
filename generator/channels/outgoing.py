"""What goes out of a channel, before it is known who sends it: shown by `preview`, hashed by `version`, then sent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from generator.channels.delivery import Post
from generator.pages.metadata import CARD
from generator.pages.short import alt

PAGE: Final = "article.html"
"""The page of an edition, below its address."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that goes along."""

    name: str
    data: bytes = field(repr=False)
    alt: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request that makes or changes something. What proves who sends it is put in when it is sent."""

    method: str
    path: str
    """Below the address of the target."""
    fields: Mapping[str, object]
    """Sent as JSON, or as the fields of a form where a picture goes along."""
    picture: Picture | None = None


def link(post: Post) -> str:
    """Return the address of the edition's page; empty where the edition has none."""
    return f"{post.address}{PAGE}" if post.address else ""


def card(post: Post) -> Picture | None:
    """Return the picture of an edition for those who share it; None where it has none."""
    data = post.files.get(CARD)
    return None if data is None else Picture("card.png", data, alt(post.cleared).strip())


def card_link(post: Post) -> str:
    """Return the address of the edition's picture; empty where it has none."""
    return f"{post.address}{CARD}" if post.address and CARD in post.files else ""


def version(requests: Sequence[Outgoing]) -> str:
    """Return the hash of all that requests send: 64 hex digits."""
    digest = sha256()
    for each in requests:
        picture = each.picture and [each.picture.name, sha256(each.picture.data).hexdigest(), each.picture.alt]
        told = json.dumps([each.method, each.path, each.fields, picture], sort_keys=True)
        digest.update(told.encode() + b"\0")
    return digest.hexdigest()


def shown(place: str, requests: Sequence[Outgoing]) -> str:
    """Return requests as a person reads them: where they go, and every word and picture of them."""
    return "\n\n".join(_shown(place, each) for each in requests) + "\n"


def _shown(place: str, request: Outgoing) -> str:
    lines = [f"{request.method} {place}{request.path}"]
    if request.fields:
        lines.append(json.dumps(request.fields, indent=2, ensure_ascii=False))
    if request.picture is not None:
        lines.append(
            f"{request.picture.name}, {len(request.picture.data):,} bytes, described as: {request.picture.alt}"
        )
    return "\n".join(lines)
