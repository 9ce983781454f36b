"""Discord's webhooks as documented: limits of a message, attachments of its own, and mentions it was let make."""

from __future__ import annotations

import json
from typing import Any

from tests.channels.servers.loopback import Asked, Reply, Target

HOOK = "/api/webhooks/112233445566/canary-discord-webhook"
_LONGEST = 2000


class DiscordServer(Target):
    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, dict[str, Any]] = {}
        self.pictures: dict[str, bytes] = {}
        self.mentions: list[str] = []
        self._number = 900_000

    def busy(self) -> Reply:
        error = {"message": "You are being rate limited.", "retry_after": 6.457, "global": False}
        return Reply(429, error, {"Retry-After": "7"})

    def answer(self, asked: Asked) -> Reply:
        if not asked.path.startswith(HOOK):
            known = asked.path.startswith(HOOK.rpartition("/")[0])
            return Reply(401 if known else 404, {"message": f"Invalid Webhook Token {asked.path}", "code": 50027})
        rest = asked.path.removeprefix(HOOK)
        if asked.method == "GET" and not rest:
            return Reply(200, {"id": "112233445566", "name": "Brief", "channel_id": "77", "guild_id": "66"})
        if asked.method == "POST" and not rest:
            return self._post(asked)
        number = rest.removeprefix("/messages/")
        if number not in self.messages:
            return Reply(404, {"message": "Unknown Message", "code": 10008})
        if asked.method == "PATCH":
            fields = self._fields(asked)
            if isinstance(fields, Reply):
                return fields
            self._keep(number, {**self.messages[number], **fields}, asked)
        return self._shown(number)

    def _post(self, asked: Asked) -> Reply:
        fields = self._fields(asked)
        if asked.query.get("wait") != ["true"]:  # nothing is said then, of failures neither
            return Reply(204)
        if isinstance(fields, Reply):
            return fields
        self._number += 1
        self._keep(str(self._number), fields, asked)
        return self._shown(str(self._number))

    def _shown(self, number: str) -> Reply:
        told = {name: self.messages[number][name] for name in ("content", "attachments")}
        return Reply(200, {"id": number, "channel_id": "77", **told})

    def _keep(self, number: str, fields: dict[str, Any], asked: Asked) -> None:
        self.messages[number] = fields
        if fields["attachments"]:
            self.pictures[number] = asked.form()["files[0]"].data
        if fields.get("allowed_mentions") != {"parse": []}:
            self.mentions.append(fields["content"])

    def _fields(self, asked: Asked) -> dict[str, Any] | Reply:
        kind = asked.headers["content-type"]
        parts = asked.form() if kind.startswith("multipart/form-data") else {}
        fields: dict[str, Any] = json.loads(parts["payload_json"].data) if parts else asked.json()
        attached = fields.get("attachments", [])
        for each in attached:
            file = parts.get(f"files[{each['id']}]")
            if file is None or file.filename != each["filename"] or len(each.get("description", "")) > 1024:
                return _invalid("attachments")
        if len(attached) != sum(name.startswith("files[") for name in parts):
            return _invalid("attachments")
        if not 0 < len(fields["content"]) <= _LONGEST:
            return _invalid("content")
        return fields


def _invalid(name: str) -> Reply:
    errors = {name: {"_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]}}
    return Reply(400, {"message": "Invalid Form Body", "code": 50035, "errors": errors})
