"""listmonk's API as documented and read in its source: drafts first, templates in bodies, names that may repeat."""

from __future__ import annotations

import html
import re
from base64 import b64decode
from typing import Any

from tests.channels.servers.loopback import Asked, Reply, Target

USER, CANARY = "brief", "canary-listmonk-token"
LISTS = {1: "Daily", 3: "Weekly"}
_STEPS = {
    "running": {"draft", "paused"},
    "paused": {"running"},
    "cancelled": {"running", "paused"},
    "scheduled": {"draft"},
}
_TRACKED = re.compile(r"https?://\S+@TrackLink")


class ListmonkServer(Target):
    def __init__(self) -> None:
        super().__init__()
        self.campaigns: dict[int, dict[str, Any]] = {}
        self.sends: list[int] = []
        """Every time a campaign was started, its number."""

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/api/health":
            return Reply(200, {"data": True})
        scheme, _, told = asked.headers.get("authorization", "").partition(" ")
        given = b64decode(told).decode() if scheme == "Basic" else told
        if given != f"{USER}:{CANARY}" or scheme not in {"Basic", "token"}:
            return Reply(403, {"message": f"invalid API credentials: {given}"})
        if asked.path == "/api/lists":
            return Reply(200, {"data": {"results": [{"id": number, "name": name} for number, name in LISTS.items()]}})
        match asked.method, asked.path.removeprefix("/api/campaigns").strip("/").split("/"):
            case "GET", [""]:
                return self._listed(asked)
            case "POST", [""]:
                return self._make(asked)
            case method, [number, *rest]:
                return self._one(asked, method, self.campaigns.get(int(number)), rest)
        return Reply(404, {"message": "not found"})

    def put_in(self, name: str) -> None:
        """Put in a campaign of somebody else."""
        number = len(self.campaigns) + 1
        lists = [{"id": 1, "name": "Daily"}]
        fields = {"subject": "x", "body": "x", "altbody": None, "content_type": "richtext", "lists": lists}
        self.campaigns[number] = {"id": number, "name": name, "status": "draft", **fields}

    def editions(self) -> list[dict[str, Any]]:
        """Return the campaigns that are Markdown, which those of editions are."""
        return [campaign for campaign in self.campaigns.values() if campaign["content_type"] == "markdown"]

    def _listed(self, asked: Asked) -> Reply:
        wanted = asked.query.get("query", [""])[0].lower()
        found = [c for c in self.campaigns.values() if wanted in f"{c['name']} {c['subject']}".lower()]
        page, size = int(asked.query.get("page", ["1"])[0]), int(asked.query.get("per_page", ["20"])[0])
        some = found[(page - 1) * size : page * size]
        return Reply(200, {"data": {"results": some, "total": len(found), "page": page, "per_page": size}})

    def _make(self, asked: Asked) -> Reply:
        fields = asked.json()
        if wrong := _wrong(fields):
            return wrong
        number = len(self.campaigns) + 1
        self.campaigns[number] = {"id": number, "status": "draft", **_kept(fields)}
        return Reply(200, {"data": self.campaigns[number]})

    def _one(self, asked: Asked, method: str, campaign: dict[str, Any] | None, rest: list[str]) -> Reply:
        if campaign is None:
            return Reply(400, {"message": "Campaign not found"})
        if method == "PUT" and rest == ["status"]:
            status = asked.json()["status"]
            if campaign["status"] not in _STEPS.get(status, set()):
                return Reply(400, {"message": "Only draft and paused campaigns can be started"})
            campaign["status"] = status
            if status == "running":
                self.sends.append(campaign["id"])
        elif method == "PUT":
            if campaign["status"] not in {"draft", "scheduled", "paused"}:
                return Reply(400, {"message": "Cannot update a running or a finished campaign."})
            if wrong := _wrong(asked.json()):
                return wrong
            campaign.update(_kept(asked.json()))
        return Reply(200, {"data": campaign})


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    return {**fields, "lists": [{"id": number, "name": LISTS[number]} for number in fields["lists"]]}


def _wrong(fields: dict[str, Any]) -> Reply | None:
    if not fields.get("name", "").strip() or not fields.get("subject", "").strip():
        return Reply(400, {"message": "Invalid length for name or subject"})
    if not fields.get("lists") or set(fields["lists"]) - set(LISTS):
        return Reply(400, {"message": "Invalid list IDs"})
    if fields.get("content_type") not in {"richtext", "html", "markdown", "plain", "visual"}:
        return Reply(400, {"message": "Invalid content type"})
    # Markdown is rendered before templates are looked for: an entity is a brace again by then.
    body = html.unescape(fields["body"]) if fields["content_type"] == "markdown" else fields["body"]
    for text in (body, fields["subject"], fields.get("altbody") or ""):
        if "{{" in text or _TRACKED.search(text):
            return Reply(400, {"message": f"Error compiling template: function not defined in {text[:40]}"})
    return None
