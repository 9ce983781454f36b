"""Discord by a webhook, with the edition's picture. A message is read and changed by its number, but never searched."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from generator.channels.calls import accepting, call, heard, made, repeated, secrets_in, unknown, webhook
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.drafts import held_back, let_out
from generator.channels.form import Field, form
from generator.channels.http import AnswerLost, Client, Request
from generator.channels.outgoing import Outgoing, card, link, shown, version
from generator.pages.short import FOR_DISCORD, shortened, summary
from generator.settings.chats import DiscordSettings

_TARGET: Final = "Discord"
_NOT_FOUND: Final = 404


def message(settings: DiscordSettings, post: Post) -> Outgoing:
    """Return the message of an edition, its picture attached where it has one."""
    page = link(post)
    below = f"\n\n<{page}>" if page else ""  # in brackets: the address without a preview of its page
    picture = card(post) if settings.card else None
    fields: dict[str, object] = {
        "content": summary(post.cleared, shortened(FOR_DISCORD, below)).strip() + below,
        "allowed_mentions": {"parse": []},
        "attachments": [],
    }
    if picture is not None:
        fields["attachments"] = [{"id": 0, "filename": picture.name, "description": picture.alt}]
    return Outgoing("POST", "?wait=true", fields, picture)


@dataclass(frozen=True, slots=True)
class Discord:
    """A channel of Discord."""

    settings: DiscordSettings
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        return self.settings.name

    def version(self, post: Post) -> str:
        """Return the hash of the message and its picture."""
        return version([message(self.settings, post)])

    def preview(self, post: Post) -> str:
        """Return the message as it would be sent, the address of the webhook left out."""
        return held_back(self.settings.status) + shown("[webhook]", [message(self.settings, post)])

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Post the message, or change the one that is known and still stands."""
        let_out(self.name, self.settings.status, _TARGET)
        sent = message(self.settings, post)
        mark = version([sent])
        client, url = self._client()
        guild = heard(client, repeated(client, Request("GET", url)), lambda data: str(data.get("guild_id") or "@me"))
        if known is not None and known.remote and self._stands(client, url, known.remote):
            if known.version == mark:
                return replace(known, outcome=Outcome.UNCHANGED)
            changed = accepting(_request("PATCH", f"{url}/messages/{known.remote}", sent), _NOT_FOUND)
            answer = repeated(client, changed)
            if answer.status != _NOT_FOUND:
                heard(client, answer, lambda data: str(data["id"]))
                return replace(known, outcome=Outcome.UPDATED, version=mark)
        try:
            answer = client.send(_request("POST", f"{url}{sent.path}", sent))
            channel, number = made(client, answer, _place)
        except AnswerLost as lost:
            raise unknown(client, lost, "the channel of the webhook") from None
        address = f"https://discord.com/channels/{guild}/{channel}/{number}"
        return Delivery(self.name, address, Outcome.CREATED, "published", number, mark)

    def check(self) -> str:
        """Ask what the webhook is."""
        client, url = self._client()
        name = heard(client, repeated(client, Request("GET", url)), lambda data: str(data["name"]))
        return f"Discord: the webhook {name} stands"

    def _stands(self, client: Client, url: str, number: str) -> bool:
        looked = accepting(Request("GET", f"{url}/messages/{number}"), _NOT_FOUND)
        return repeated(client, looked).status != _NOT_FOUND

    def _client(self) -> tuple[Client, str]:
        url = webhook(self.settings.webhook)
        return Client(self.name, self.moment, hidden=secrets_in(url)), url


def _request(method: str, url: str, sent: Outgoing) -> Request:
    if sent.picture is None:
        return call(method, url, sent.fields)
    told = Field("payload_json", json.dumps(sent.fields).encode(), media_type="application/json")
    kind, body = form((told, Field("files[0]", sent.picture.data, sent.picture.name, "image/png")))
    return Request(method, url, {"Content-Type": kind}, body)


def _place(data: Mapping[str, Any]) -> tuple[str, str]:
    """Return the channel and the number of the message in an answer."""
    return str(int(data["channel_id"])), str(int(data["id"]))
