"""Telegram: a message of a bot. What the bot sent cannot be found again, only edited by its number."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from generator.channels.calls import accepting, call, read, refusal, repeated, unknown, waiting
from generator.channels.delivery import Delivery, Outcome, Post
from generator.channels.drafts import HELD, let_out
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
        held = "" if self.settings.status == "publish" else HELD
        return held + shown(f"{self.settings.url}/bot[token]", [message(self.settings, post)])

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
        bot = self._asked("getMe", {})["result"]
        chat = self._asked("getChat", {"chat_id": self.settings.chat})["result"]
        member = self._asked("getChatMember", {"chat_id": self.settings.chat, "user_id": bot["id"]})["result"]
        may = member.get("can_post_messages", member["status"] in {"creator", "administrator", "member"})
        title = chat.get("title") or chat.get("username") or self.settings.chat
        return f"Telegram: @{bot['username']} {'may' if may else 'may NOT'} post in {title}"

    def _sent(self, sent: Outgoing, mark: str) -> Delivery:
        client = self._client()
        try:
            answer = client.send(self._request(sent.path, sent.fields))
            result = self._result(client, answer)
            number, chat = int(result["message_id"]), result["chat"]
            remote = f"{int(chat['id'])}/{number}"
        except AnswerLost as lost:
            raise unknown(client, lost, f"the chat {self.settings.chat}") from None
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
            self._result(client, answer)
        return True

    def _asked(self, method: str, fields: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON is anything
        client = self._client()
        answer = repeated(client, self._request(f"/{method}", fields))
        self._result(client, answer)
        return answer.data

    def _result(self, client: Client, answer: Answer) -> Any:  # noqa: ANN401 - as above
        """Return the result in an answer. Raises where it is none."""
        data = read(client, answer)
        if answer.status == _BUSY:
            told = data.get("parameters") or {}
            raise waiting(client, _TARGET, float(told.get("retry_after", 60)))
        if answer.status == _BAD or data.get("ok") is not True:
            raise refusal(client, _TARGET, answer, _REMEDY)
        return data["result"]

    def _request(self, path: str, fields: Mapping[str, object]) -> Request:
        url = f"{self.settings.url.rstrip('/')}/bot{self.settings.token.reveal()}{path}"
        return accepting(call("POST", url, fields), _BAD, _BUSY)

    def _client(self) -> Client:
        return Client(self.name, self.moment, hidden=(self.settings.token.reveal(),))


def _address(chat: Mapping[str, object], number: int) -> str:
    """Return the link to a message; empty for chats that have none."""
    if name := chat.get("username"):
        return f"https://t.me/{name}/{number}"
    digits = str(chat.get("id", ""))
    return f"https://t.me/c/{digits[4:]}/{number}" if digits.startswith("-100") else ""
