"""Telegram: a message of a bot. What the bot sent cannot be found again, only edited by its number."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from generator.channels.calls import Picked, accepting, call, heard, made, refusal, repeated, unknown, waiting
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.drafts import held_back, let_out
from generator.channels.http import Answer, AnswerLost, Client, Request
from generator.channels.outgoing import Outgoing, link, shown, version
from generator.pages.short import FOR_TELEGRAM, shortened, summary
from generator.settings.chats import TelegramSettings

_TARGET: Final = "Telegram"
_BAD: Final = 400
_BUSY: Final = 429
_SAME: Final = "message is not modified"
_GONE: Final = ("message to edit not found", "MESSAGE_ID_INVALID")
_REMEDY: Final = "check chat in the settings, and that the bot is in it and may post"


def message(settings: TelegramSettings, post: Post) -> Outgoing:
    """Return the message of an edition."""
    page = link(post)
    below = f"\n\n{html.escape(page, quote=False)}" if page else ""
    fields: dict[str, object] = {
        "chat_id": settings.chat,
        "text": summary(post.cleared, shortened(FOR_TELEGRAM, below)).strip() + below,
        "parse_mode": "HTML",
        "link_preview_options": {"url": page} if page else {"is_disabled": True},
        "disable_notification": settings.silent,
    }
    return Outgoing("POST", "/sendMessage", fields)


@dataclass(frozen=True, slots=True)
class Telegram:
    """A chat of Telegram."""

    settings: TelegramSettings
    moment: Callable[[], datetime]
    """Gives the present moment, UTC."""

    @property
    def name(self) -> str:
        """The name of the channel in the settings."""
        return self.settings.name

    def version(self, post: Post) -> str:
        """Return the hash of the message."""
        return version([message(self.settings, post)])

    def preview(self, post: Post) -> str:
        """Return the message as it would be sent, the token left out."""
        return held_back(self.settings.status) + shown(
            f"{self.settings.url}/bot[token]", [message(self.settings, post)]
        )

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:
        """Send the message, or edit the one that is known."""
        let_out(self.name, self.settings.status, _TARGET)
        sent = message(self.settings, post)
        mark = version([sent])
        if known is not None and known.remote:
            if known.version == mark:
                return replace(known, outcome=Outcome.UNCHANGED)
            if self._edited(sent, known.remote):
                return replace(known, outcome=Outcome.UPDATED, version=mark)
        return self._sent(sent, mark)

    def check(self) -> str:
        """Ask who the bot is and whether it may post in the chat."""
        bot: Mapping[str, Any] = self._asked("/getMe", {}, lambda found: {"id": found["id"], "name": found["username"]})
        chat = {"chat_id": self.settings.chat}
        title = self._asked("/getChat", chat, lambda found: found.get("title") or self.settings.chat)
        may = self._asked("/getChatMember", {**chat, "user_id": bot["id"]}, _may_post)
        return f"Telegram: @{bot['name']} {'may' if may else 'may NOT'} post in {title}"

    def _sent(self, sent: Outgoing, mark: str) -> Delivery:
        client = self._client()
        try:
            answer = self._taken(client, client.send(self._request(sent.path, sent.fields)))
            chat, number = made(client, answer, _place)
        except AnswerLost as lost:
            raise unknown(client, lost, f"the chat {self.settings.chat}") from None
        remote = f"{chat['id']}/{number}"
        return Delivery(self.name, _address(chat, number), Outcome.CREATED, "published", remote, mark)

    def _edited(self, sent: Outgoing, remote: str) -> bool:
        """Edit a message, and return whether there still is one."""
        chat, _, number = remote.partition("/")  # as it was sent: the settings may name another chat by now
        fields = {**sent.fields, "chat_id": int(chat), "message_id": int(number)}
        del fields["disable_notification"]
        client = self._client()
        answer = repeated(client, self._request("/editMessageText", fields))
        text = answer.body.decode("utf-8", "replace")
        if answer.status == _BAD and any(gone in text for gone in _GONE):
            return False
        if not (answer.status == _BAD and _SAME in text):
            heard(client, self._taken(client, answer), lambda data: data["result"])
        return True

    def _asked(self, path: str, fields: Mapping[str, object], pick: Callable[[Any], Picked]) -> Picked:
        client = self._client()
        answer = self._taken(client, repeated(client, self._request(path, fields)))
        return heard(client, answer, lambda data: pick(data["result"]))

    def _taken(self, client: Client, answer: Answer) -> Answer:
        """Return an answer that is no refusal. Raises DeliveryFailed or SourceUnavailable where it is one."""
        if answer.status == _BUSY:
            told = answer.data if isinstance(answer.data, dict) else {}
            raise waiting(client, _TARGET, (told.get("parameters") or {}).get("retry_after", 60))
        if answer.status == _BAD:
            raise refusal(client, _TARGET, answer, _REMEDY)
        return answer

    def _request(self, path: str, fields: Mapping[str, object]) -> Request:
        url = f"{self.settings.url.rstrip('/')}/bot{self.settings.token.reveal()}{path}"
        return accepting(call("POST", url, fields), _BAD, _BUSY)

    def _client(self) -> Client:
        return Client(self.name, self.moment, hidden=(self.settings.token.reveal(),))


def _place(data: Any) -> tuple[Mapping[str, object], int]:  # noqa: ANN401 - JSON is anything
    """Return the chat and the number of the message in an answer."""
    result = data["result"]
    return {**result["chat"], "id": int(result["chat"]["id"])}, int(result["message_id"])


def _may_post(member: Mapping[str, object]) -> bool:
    return bool(member.get("can_post_messages", member["status"] in {"creator", "administrator", "member"}))


def _address(chat: Mapping[str, object], number: int) -> str:
    """Return the link to a message; empty for chats that have none."""
    if name := chat.get("username"):
        return f"https://t.me/{name}/{number}"
    digits = str(chat.get("id", ""))
    return f"https://t.me/c/{digits[4:]}/{number}" if digits.startswith("-100") else ""
