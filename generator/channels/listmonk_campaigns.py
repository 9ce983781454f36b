"""What a campaign of listmonk says, and what is known of one that stands there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.channels.delivery import Post
from generator.channels.outgoing import Outgoing
from generator.pages.letter import letter, letter_subject, letter_text
from generator.settings.newsletters import ListmonkSettings


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign as listmonk has it."""

    id: int
    name: str
    status: str
    """listmonk's own word: ``draft``, ``scheduled``, ``running``, ``paused``, ``finished``, ``cancelled``."""
    said: Mapping[str, object]
    """Of what was sent all that listmonk says again."""


def campaign_of(data: Mapping[str, Any]) -> Campaign:
    """Return a campaign from the JSON of the API. Raises KeyError or TypeError where it is none."""
    said: dict[str, object] = {name: data.get(name) or "" for name in ("subject", "body", "altbody", "content_type")}
    said["lists"] = sorted(int(item["id"]) for item in data["lists"])
    return Campaign(int(data["id"]), str(data["name"]), str(data["status"]), said)


def requests(settings: ListmonkSettings, post: Post) -> list[Outgoing]:
    """Return what is sent for an edition: the campaign, and what starts it where subscribers are to have it."""
    fields: dict[str, object] = {
        "name": post.slug,
        "subject": letter_subject(post.cleared),
        "lists": sorted(set(settings.lists)),
        "type": "regular",
        "content_type": "markdown",
        "body": letter(post.cleared, post.files, post.address),
        "altbody": letter_text(post.cleared),
        "messenger": "email",
    }
    if settings.sender:
        fields["from_email"] = settings.sender
    if settings.template:
        fields["template_id"] = settings.template
    campaign = Outgoing("POST", "/api/campaigns", fields)
    start = Outgoing("PUT", "/api/campaigns/[id]/status", {"status": "running"})
    return [campaign, start] if settings.status == "publish" else [campaign]


def same(campaign: Campaign, sent: Outgoing) -> bool:
    """Return whether a campaign says what is sent, white space at the ends of texts apart."""
    return all(_even(value) == _even(sent.fields[name]) for name, value in campaign.said.items())


def _even(value: object) -> object:
    return "\n".join(value.strip().splitlines()) if isinstance(value, str) else value
