"""Slack as documented: a webhook that answers with a word, and the methods of its Web API that need scopes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tests.channels.servers.loopback import Asked, Reply, Target

CANARY = "xoxb-canary-slack-token"
HOOK = "/services/T000/B000/canarySlackWebhook"
CHANNEL = "C0123ABCD"
_MENTION = re.compile(r"<(?:[!@#]|https?://[^>|]*\|)")
_TOTAL = 13_200


class SlackServer(Target):
    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, dict[str, Any]] = {}
        """Those of the channel by their ts, the oldest first; people's among them."""
        self.mentions: list[str] = []
        self.scopes = {"chat:write", "channels:history"}
        self.archived = False
        self.failing = ""
        """An error that Slack gives after it has done the work."""
        self._clock = 1_760_000_000

    def busy(self) -> Reply:
        return Reply(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "7"})

    def answer(self, asked: Asked) -> Reply:
        if asked.path.startswith("/services/"):
            return self._hook(asked)
        if asked.headers.get("authorization") != f"Bearer {CANARY}":
            return _error("invalid_auth")
        method = asked.path.removeprefix("/api/")
        if method == "auth.test":
            return _ok(url="https://example.slack.com/", team="Example", user="brief")
        if method == "conversations.history":
            return self._history(asked.query)
        fields = asked.json()
        if "chat:write" not in self.scopes:
            return _error("missing_scope", needed="chat:write")
        if fields.get("channel") != CHANNEL:
            return _error("channel_not_found")
        if self.archived:
            return _error("is_archived")
        if fault := self._wrong(fields):
            return _error(fault)
        if method == "chat.postMessage":
            return self._post(fields)
        if method == "chat.update":
            if fields.get("ts") not in self.messages:
                return _error("message_not_found")
            self.messages[fields["ts"]] = fields
            return _ok(channel=CHANNEL, ts=fields["ts"])
        return _error("unknown_method")

    def say(self, text: str) -> None:
        """Put in a message of somebody else."""
        self._clock += 1
        self.messages[f"{self._clock}.000100"] = {"text": text}

    def editions(self) -> list[dict[str, Any]]:
        """Return what stands in the channel of editions."""
        return [message for message in self.messages.values() if message.get("blocks")]

    def _post(self, fields: dict[str, Any]) -> Reply:
        self._clock += 1
        ts = f"{self._clock}.000200"
        self.messages[ts] = fields
        return _error(self.failing) if self.failing else _ok(channel=CHANNEL, ts=ts, message={"text": fields["text"]})

    def _hook(self, asked: Asked) -> Reply:
        if asked.path != HOOK:
            return Reply(404, "no_service")
        if self.archived:
            return Reply(410, "channel_is_archived")
        fields = asked.json()
        if not fields.get("text"):
            return Reply(400, "no_text")
        if self._wrong(fields):
            return Reply(400, "invalid_payload")
        self._clock += 1
        self.messages[f"{self._clock}.000300"] = fields
        return Reply(200, "ok")

    def _wrong(self, fields: dict[str, Any]) -> str:
        blocks, texts, plain = fields.get("blocks", []), [fields["text"]], 0
        if len(blocks) > 50:
            return "invalid_blocks"
        for block in blocks:
            if block["type"] == "section":
                texts.append(block["text"]["text"])
                if not 1 <= len(block["text"]["text"]) <= 3000 or block["text"]["type"] not in {"mrkdwn", "plain_text"}:
                    return "invalid_blocks"
            elif block["type"] == "image":
                plain += len(block["alt_text"])  # no markup is read in it
                if len(block["alt_text"]) > 2000 or len(block["image_url"]) > 3000:
                    return "invalid_blocks"
            else:
                return "invalid_blocks"
        if sum(map(len, texts)) + plain > _TOTAL:
            return "msg_blocks_too_long"
        self.mentions += [text for text in texts if _MENTION.search(text)]
        return ""

    def _history(self, query: Mapping[str, list[str]]) -> Reply:
        if "channels:history" not in self.scopes:
            return _error("missing_scope", needed="channels:history")
        if query["channel"] != [CHANNEL]:
            return _error("channel_not_found")
        limit = min(int(query.get("limit", ["100"])[0]), 3)  # as short as pages are for some apps
        oldest, latest = query.get("oldest", ["0"])[0], query.get("latest", ["9"])[0]
        cursor = query.get("cursor", [""])[0] or "9"
        found = [ts for ts in sorted(self.messages, reverse=True) if oldest <= ts <= latest and ts < cursor]
        told = query.get("include_all_metadata") == ["true"]
        page = [
            {
                "ts": ts,
                "text": self.messages[ts]["text"],
                **({"metadata": self.messages[ts].get("metadata")} if told else {}),
            }
            for ts in found[:limit]
        ]
        more = found[limit - 1] if len(found) > limit else ""
        return _ok(messages=page, has_more=bool(more), response_metadata={"next_cursor": more})


def _ok(**fields: object) -> Reply:
    return Reply(200, {"ok": True, **fields})


def _error(error: str, **fields: object) -> Reply:
    return Reply(200, {"ok": False, "error": error, **fields})
