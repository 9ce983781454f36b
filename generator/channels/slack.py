"""Slack by an incoming webhook. What it posts can be neither found nor changed, so nothing is ever posted twice."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from generator.channels.calls import accepting, call, refusal, secrets_in, unknown, webhook
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.drafts import held_back, let_out
from generator.channels.http import Answer, AnswerLost, Client
from generator.channels.outgoing import Outgoing, card_link, link, shown, version
from generator.errors import DeliveryFailed, Fault
from generator.pages.short import FOR_SLACK, alt, in_a_line, slack
from generator.settings.chats import SlackSettings

TARGET: Final = "Slack"
_BAD: Final = 400
_TEXTLESS: Final = ("no_text", "invalid_payload")
"""What a webhook that works says of a message without words."""


def words(post: Post) -> dict[str, object]:
    """Return a message for a channel: its blocks, and the line that notifications show."""
    page, picture = link(post), card_link(post)
    blocks: list[dict[str, object]] = [_section(slack(post.cleared).strip())]
    if picture:
        blocks.append({"type": "image", "image_url": picture, "alt_text": alt(post.cleared).strip()})
    if page:
        blocks.append(_section(f"<{html.escape(page, quote=False)}>"))
    line = in_a_line(post.cleared, FOR_SLACK).strip()
    return {"text": line, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def _section(text: str) -> dict[str, object]:
    # Verbatim: what looks like an address or a name of a channel is no link.
    return {"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}}


@dataclass(frozen=True, slots=True)
class SlackWebhook:
    """A channel of Slack behind a webhook."""

    settings: SlackSettings
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        return self.settings.name

    def version(self, post: Post) -> str:
        """Return the hash of the message."""
        return version([_message(post)])

    def preview(self, post: Post) -> str:
        """Return the message as it would be sent, the address of the webhook left out."""
        return held_back(self.settings.status) + shown("[webhook]", [_message(post)])

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Post the message, once."""
        let_out(self.name, self.settings.status, TARGET)
        message = _message(post)
        mark = version([message])
        if known is not None:
            if known.version == mark:
                return replace(known, outcome=Outcome.UNCHANGED)
            raise self._fixed()
        client, url = self._client()
        try:
            taken(client, client.send(call("POST", url, message.fields)))
        except AnswerLost as lost:
            raise unknown(client, lost, "the channel of the webhook") from None
        return Delivery(self.name, "", Outcome.CREATED, "published", "", mark)

    def check(self) -> str:
        """Offer the webhook a message without words, which it refuses if it works."""
        client, url = self._client()
        answer = client.send(accepting(call("POST", url, {}), _BAD))
        if answer.status == _BAD and answer.body.decode("utf-8", "replace").strip() in _TEXTLESS:
            return "Slack: the webhook takes messages"
        raise refusal(client, TARGET, answer, "make a new webhook")

    def _client(self) -> tuple[Client, str]:
        if self.settings.webhook is None:
            raise AssertionError("settings with neither webhook nor token are refused")
        url = webhook(self.settings.webhook)
        return Client(self.name, self.moment, hidden=secrets_in(url)), url

    def _fixed(self) -> DeliveryFailed:
        problem = "has changed since it was posted, and a webhook cannot change what it posted"
        remedy = f"correct it in Slack, or give [channels.{self.name}] a token and a channel instead of the webhook"
        return DeliveryFailed([Fault(f"channel {self.name}", f"the edition {problem}", remedy)])


def taken(client: Client, answer: Answer) -> None:
    """Raise AnswerLost unless the webhook said that it took the message: something in between may have passed it on."""
    if answer.body.strip() != b"ok":
        fault = Fault(f"channel {client.channel}", f"the webhook answered {answer.status}, but not ok", "look first")
        raise AnswerLost(fault, answered=True)


def _message(post: Post) -> Outgoing:
    return Outgoing("POST", "", words(post))
