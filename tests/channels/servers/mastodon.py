"""A Mastodon instance as documented: keys that make a post once, addresses that count 23, media worked on first."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.channels.servers.loopback import Asked, Reply, Target

CANARY = "canary-mastodon-token"
_LINK = re.compile(r"https?://\S+")


class MastodonServer(Target):
    def __init__(self) -> None:
        super().__init__()
        self.most = 500
        self.slow = False
        """Whether pictures are worked on for longer than anybody waits."""
        self.statuses: dict[str, dict[str, Any]] = {}
        """Those of the account, the oldest first."""
        self.media: dict[str, dict[str, Any]] = {}
        self.keys: dict[str, str] = {}
        self._number = 111_000

    def busy(self) -> Reply:
        return Reply(429, {"error": "Too many requests"}, {"Retry-After": "7"})

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/api/v2/instance":
            return Reply(200, {"configuration": {"statuses": {"max_characters": self.most}}})
        if asked.headers.get("authorization") != f"Bearer {CANARY}":
            return Reply(401, {"error": f"The access token {asked.headers.get('authorization')} is invalid"})
        match asked.method, asked.path.split("/")[3:]:
            case "GET", ["accounts", "verify_credentials"]:
                return Reply(200, {"id": "5", "acct": "brief"})
            case "GET", ["accounts", "5", "statuses"]:
                return self._listed(asked)
            case "POST", ["media"]:
                return self._upload(asked)
            case "GET", ["media", number]:
                return Reply(
                    206 if self.slow else 200, {**self.media[number], "url": None if self.slow else "https://x/y"}
                )
            case "POST", ["statuses"]:
                return self._post(asked)
            case method, ["statuses", number, *rest]:
                return self._one(asked, method, number, rest)
        return Reply(404, {"error": "Record not found"})

    def say(self, text: str) -> None:
        """Put in a post of the account that is no edition."""
        self._number += 1
        self.statuses[str(self._number)] = {"status": text, "media_ids": []}

    def editions(self) -> list[dict[str, Any]]:
        """Return the posts that have a language, which those of editions do."""
        return [status for status in self.statuses.values() if status.get("language")]

    def _listed(self, asked: Asked) -> Reply:
        limit = min(int(asked.query["limit"][0]), 3)  # as short as an instance may make its pages
        before = int(asked.query.get("max_id", ["999999"])[0])
        found = [number for number in sorted(self.statuses, key=int, reverse=True) if int(number) < before]
        return Reply(200, [self._shown(number) for number in found[:limit]])

    def _upload(self, asked: Asked) -> Reply:
        parts = asked.form()
        if parts["file"].media_type != "image/png" or not parts["file"].data.startswith(b"\x89PNG"):
            return Reply(422, {"error": "Validation failed: File content type is invalid"})
        if len(parts["description"].data.decode()) > 1500:
            return Reply(422, {"error": "Validation failed: Description is too long"})
        self._number += 1
        self.media[str(self._number)] = {"id": str(self._number), "description": parts["description"].data.decode()}
        return Reply(202 if self.slow else 200, {"id": str(self._number), "type": "image"})

    def _post(self, asked: Asked) -> Reply:
        key = asked.headers["idempotency-key"]
        if key in self.keys:
            return Reply(200, self._shown(self.keys[key]))
        fields = asked.json()
        if wrong := self._wrong(fields):
            return wrong
        self._number += 1
        self.statuses[str(self._number)] = fields
        self.keys[key] = str(self._number)
        return Reply(200, self._shown(str(self._number)))

    def _one(self, asked: Asked, method: str, number: str, rest: list[str]) -> Reply:
        if number not in self.statuses:
            return Reply(404, {"error": "Record not found"})
        if rest == ["source"]:
            return Reply(200, {"id": number, "text": self.statuses[number]["status"], "spoiler_text": ""})
        if method == "PUT":
            fields = asked.json()
            assert "visibility" not in fields
            if wrong := self._wrong(fields):
                return wrong
            self.statuses[number].update(fields)
        return Reply(200, self._shown(number))

    def _wrong(self, fields: dict[str, Any]) -> Reply | None:
        counted = _LINK.sub("x" * 23, fields["status"])
        if not counted.strip() or len(counted) > self.most:
            return Reply(422, {"error": f"Validation failed: Text character limit of {self.most} exceeded"})
        if fields.get("visibility", "public") not in {"public", "unlisted", "private", "direct"}:
            return Reply(422, {"error": "Validation failed: Visibility is not included in the list"})
        if (self.slow and fields["media_ids"]) or any(number not in self.media for number in fields["media_ids"]):
            return Reply(422, {"error": "Cannot attach files that have not finished processing."})
        return None

    def _shown(self, number: str) -> dict[str, Any]:
        fields = self.statuses[number]
        parts = []
        for paragraph in fields["status"].split("\n\n"):
            shown = html.escape(paragraph)
            linked = _LINK.sub(
                lambda found: f'<a href="{found[0]}"><span class="invisible">{found[0]}</span></a>', shown
            )
            parts.append(f"<p>{linked}</p>".replace("\n", "<br />"))
        return {
            "id": number,
            "url": f"https://social.example/@brief/{number}",
            "content": "".join(parts),
            "media_attachments": [self.media[each] for each in fields["media_ids"]],
        }
