"""Buttondown's API as documented: a mail without a status is sent, drafts are not listed unless asked for."""

from __future__ import annotations

import re
from typing import Any

from tests.channels.servers.loopback import Asked, Reply, Target

CANARY = "canary-buttondown-key"
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,100}")
_KNOWN = {"subject", "body", "status", "slug", "description", "image", "canonical_url", "metadata"}
_LISTED = {"about_to_send", "in_flight", "sent"}


class ButtondownServer(Target):
    def __init__(self) -> None:
        super().__init__()
        self.mails: dict[str, dict[str, Any]] = {}
        self.sends: list[str] = []
        """Every time the subscribers got a mail, its id."""
        self.confirmed = False
        self._number = 0

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Token {CANARY}":
            return Reply(401, {"detail": f"Invalid token: {asked.headers.get('authorization')}"})
        match asked.method, asked.path.removeprefix("/v1/emails"):
            case "GET", "":
                return self._listed(asked)
            case "POST", "":
                return self._make(asked)
        mail = self.mails.get(asked.path.removeprefix("/v1/emails/"))
        if mail is None:
            return Reply(404, {"detail": "Not found"})
        if asked.method == "PATCH":
            return self._change(mail, asked)
        if mail["status"] == "about_to_send":  # seen once as that, and then it is on its way
            mail["status"] = "sent"
            return Reply(200, {**mail, "status": "about_to_send"})
        return Reply(200, mail)

    def put_in(self, slug: str) -> None:
        """Put in a draft of somebody else."""
        self._number += 1
        number = f"em_{self._number}"
        self.mails[number] = {
            "id": number,
            "slug": slug,
            "subject": "x",
            "body": "x",
            "status": "draft",
            "metadata": {},
        }

    def editions(self) -> list[dict[str, Any]]:
        """Return the mails that carry a version."""
        return [mail for mail in self.mails.values() if mail["metadata"].get("version")]

    def _listed(self, asked: Asked) -> Reply:
        wanted = set(asked.query.get("status", _LISTED))
        found = [mail for mail in reversed(self.mails.values()) if mail["status"] in wanted]
        page, size = int(asked.query.get("page", ["1"])[0]), 2
        hidden = set(asked.query.get("excluded_fields", []))
        some = [{k: v for k, v in mail.items() if k not in hidden} for mail in found[(page - 1) * size : page * size]]
        more = f"{self.address}/v1/emails?page={page + 1}" if len(found) > page * size else None
        return Reply(200, {"results": some, "count": len(found), "next": more, "previous": None})

    def _make(self, asked: Asked) -> Reply:
        fields = {"status": "about_to_send", "metadata": {}, "body": "", "slug": "", **asked.json()}
        if wrong := self._wrong(fields, asked):
            return wrong
        if any((mail["subject"], mail["body"]) == (fields["subject"], fields["body"]) for mail in self.mails.values()):
            return _error("email_duplicate", "An email with this subject and body was created already")
        self._number += 1
        number = f"em_{self._number}"
        self.mails[number] = {
            **fields,
            "id": number,
            "absolute_url": f"https://buttondown.com/brief/archive/{fields['slug']}/",
        }
        if fields["status"] == "about_to_send":
            self.sends.append(number)
        return Reply(201, self.mails[number])

    def _change(self, mail: dict[str, Any], asked: Asked) -> Reply:
        fields = asked.json()
        if wrong := self._wrong({**mail, "status": "draft", **fields}, asked):
            return wrong
        mail.update(fields)
        if fields.get("status") == "about_to_send":
            self.sends.append(mail["id"])
        return Reply(200, mail)

    def _wrong(self, fields: dict[str, Any], asked: Asked) -> Reply | None:
        sent = set(asked.json())
        if sent - _KNOWN or not fields.get("subject", "").strip():
            return Reply(422, {"detail": [{"loc": ["body", "subject"], "msg": "field required"}]})
        if fields["status"] not in {"draft", "about_to_send"}:
            return _error("status_invalid", "You can't create an email with this status")
        if not _SLUG.fullmatch(fields["slug"]):
            return _error("slug_invalid", "Slugs are letters, digits, - and _")
        if fields["body"].startswith("---"):
            return _error("body_contains_frontmatter", "The body starts with front matter")
        if any(sign in fields["body"] + fields["subject"] for sign in ("{{", "{%", "{#")):
            return _error("body_invalid", "The template cannot be rendered")
        if fields["status"] == "about_to_send" and not self.confirmed:
            if asked.headers.get("x-buttondown-live-dangerously") != "true":
                return _error("sending_requires_confirmation", "Say that you mean it with the first one you send")
            self.confirmed = True
        return None


def _error(code: str, detail: str) -> Reply:
    return Reply(400, {"code": code, "detail": detail, "metadata": {}})
