"""Telegram's Bot API as documented: one chat, HTML with few elements, 4,096 characters, edits by number."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.channels.servers.loopback import Asked, Reply, Target

CANARY = "1234567:canary-telegram-token"
CHAT = -1001234567890
_TAGS = re.compile(r"</?(?:b|i|u|s|code|pre)>")
_LONGEST = 4096


class TelegramServer(Target):
    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[int, str] = {}
        self.may_post = True
        self._number = 40

    def busy(self) -> Reply:
        error = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 7"}
        return Reply(429, {**error, "parameters": {"retry_after": 7}})

    def answer(self, asked: Asked) -> Reply:
        token, _, method = asked.path.removeprefix("/bot").partition("/")
        if token != CANARY:
            return _error(401, f"Unauthorized: {asked.path}")  # as a careless server would, the token in it
        fields = asked.json()
        if "chat_id" in fields and str(fields["chat_id"]) not in {"@markets", str(CHAT)}:
            return _error(400, "Bad Request: chat not found")
        match method:
            case "getMe":
                return _ok({"id": 7, "is_bot": True, "username": "brief_bot"})
            case "getChat":
                return _ok({"id": CHAT, "type": "channel", "title": "Markets", "username": "markets"})
            case "getChatMember":
                assert fields["user_id"] == 7
                return _ok({"status": "administrator", "can_post_messages": self.may_post})
            case "sendMessage":
                return self._send(fields)
            case "editMessageText":
                return self._edit(fields)
        return _error(404, "Not Found")

    def _send(self, fields: dict[str, Any]) -> Reply:
        if not self.may_post:
            return _error(403, "Forbidden: bot is not a member of the channel chat")
        text = _parsed(fields)
        if isinstance(text, Reply):
            return text
        self._number += 1
        self.messages[self._number] = text
        return self._message(self._number)

    def _edit(self, fields: dict[str, Any]) -> Reply:
        number = fields["message_id"]
        if number not in self.messages:
            return _error(400, "Bad Request: message to edit not found")
        text = _parsed(fields)
        if isinstance(text, Reply):
            return text
        if text == self.messages[number]:
            return _error(400, "Bad Request: message is not modified: specified new message content is the same")
        self.messages[number] = text
        return self._message(number)

    def _message(self, number: int) -> Reply:
        chat = {"id": CHAT, "type": "channel", "title": "Markets", "username": "markets"}
        return _ok({"message_id": number, "chat": chat, "text": self.messages[number]})


def _parsed(fields: dict[str, Any]) -> str | Reply:
    """Return a text as readers see it, or what is said of one that cannot be parsed."""
    assert fields["parse_mode"] == "HTML"
    bare = _TAGS.sub("", fields["text"])
    if "<" in bare or ">" in bare:
        return _error(400, "Bad Request: can't parse entities: Unsupported start tag")
    text = html.unescape(bare).strip()
    if not text:
        return _error(400, "Bad Request: message text is empty")
    if len(text.encode("utf-16-le")) // 2 > _LONGEST:
        return _error(400, "Bad Request: message is too long")
    return text


def _ok(result: object) -> Reply:
    return Reply(200, {"ok": True, "result": result})


def _error(status: int, description: str) -> Reply:
    return Reply(status, {"ok": False, "error_code": status, "description": description})
