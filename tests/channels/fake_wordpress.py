"""The REST API of WordPress as it is documented and as 6.1 was measured to behave: what it refuses, this refuses."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.channels.loopback import Asked, Said, answer

USER, PASSWORD = "editor", "abcd EFGH 1234 ijkl MNOP 5678"
_STATUSES = {"draft", "publish", "future", "pending", "private"}


def _refused(status: int, code: str, message: str, **data: object) -> Said:
    return answer({"code": code, "message": message, "data": {"status": status, **data}}, status)


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(f"{name}-{n}" for n in count(2) if f"{name}-{n}" not in taken)


class FakeWordPress:
    """A blog in memory. `released` counts posts that became public."""

    def __init__(self) -> None:
        self.posts: dict[int, dict[str, Any]] = {}
        self.media: dict[int, dict[str, Any]] = {}
        self.terms: dict[str, dict[int, str]] = {"tags": {}, "categories": {1: "Uncategorized"}}
        self.released = 0
        self._ids = count(10)

    def creates(self, asked: Asked) -> bool:
        return asked.method == "POST" and urlsplit(asked.path).path.endswith("/posts")

    def touch(self) -> None:
        """Nothing here goes by the moment of the last change."""

    def respond(self, asked: Asked) -> Said:
        parts = urlsplit(asked.path)
        place, query = parts.path.removeprefix("/wp-json/wp/v2"), parse_qs(parts.query)
        known = asked.headers.get("authorization") == f"Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"
        match asked.method, place.strip("/").split("/"):
            case "GET", ["posts"]:
                return self._listed(query, known=known)
            case _ if not known:
                return _refused(401, "rest_cannot_create", "Sorry, you are not allowed to do that.")
            case "GET", ["posts", number]:
                return self._shown(int(number), query)
            case "POST", ["posts"]:
                return self._saved(None, asked, query)
            case "POST", ["posts", number]:
                return self._saved(int(number), asked, query)
            case "DELETE", ["posts", number]:
                gone = self.posts.pop(int(number), None)
                return answer({"deleted": True}) if gone else _refused(404, "rest_post_invalid_id", "Invalid post ID.")
            case "GET", ["media"]:
                return answer([item for item in self.media.values() if [item["slug"]] == query.get("slug")])
            case "POST", ["media"]:
                return self._uploaded(asked)
            case "POST", ["media", number]:
                self.media[int(number)] |= {"alt_text": json.loads(asked.body)["alt_text"]}
                return answer(self.media[int(number)])
            case "GET", ["tags" | "categories" as kind]:
                wanted = query["search"][0].lower()
                found = [{"id": i, "name": name} for i, name in self.terms[kind].items() if wanted in name.lower()]
                return answer(found)
            case "POST", ["tags" | "categories" as kind]:
                return self._term(kind, json.loads(asked.body)["name"])
        return _refused(404, "rest_no_route", "No route was found.")

    def _listed(self, query: dict[str, list[str]], *, known: bool) -> Said:
        status = query.get("status", ["publish"])[0]
        if not known and (status != "publish" or query.get("context") == ["edit"]):
            return _refused(400, "rest_invalid_param", "Invalid parameter(s): status")
        found = [
            post
            for post in self.posts.values()
            if status in {"any", post["status"]} and post["slug"] in query.get("slug", [post["slug"]])[0].split(",")
        ]
        return answer(found[: int(query.get("per_page", ["10"])[0])])

    def _shown(self, number: int, query: dict[str, list[str]], status: int = 200) -> Said:
        post = self.posts.get(number)
        if post is None:
            return _refused(404, "rest_post_invalid_id", "Invalid post ID.")
        raw = query.get("context") == ["edit"] or status == 201
        shown = {
            name: {"rendered": value["raw"]} if isinstance(value, dict) and not raw else value
            for name, value in post.items()
        }
        return answer(shown, status)

    def _saved(self, number: int | None, asked: Asked, query: dict[str, list[str]]) -> Said:
        given: dict[str, Any] = json.loads(asked.body)
        if number is not None and number not in self.posts:
            return _refused(404, "rest_post_invalid_id", "Invalid post ID.")
        for kind in ("tags", "categories"):
            if not all(isinstance(item, int) and item in self.terms[kind] for item in given.get(kind, [])):
                return _refused(400, "rest_invalid_param", f"Invalid parameter(s): {kind}")
        if given.get("status", "draft") not in _STATUSES:
            return _refused(400, "rest_invalid_param", "Invalid parameter(s): status")
        if given.get("featured_media") and given["featured_media"] not in self.media:
            return _refused(400, "rest_invalid_featured_media", "Invalid featured media ID.")
        held: dict[str, Any] = {name: {"raw": given[name]} for name in ("title", "content", "excerpt") if name in given}
        known = {} if number is None else self.posts[number]
        status = given.get("status", known.get("status", "draft"))
        self.released += status != "draft" and known.get("status", "draft") == "draft"
        if "slug" in given:
            taken = {post["slug"] for key, post in self.posts.items() if key != number}
            slug = given["slug"]
            given["slug"] = _free(slug, taken)
        new = next(self._ids) if number is None else number
        self.posts[new] = {"link": "http://x/", **known, **given, **held, "status": status, "id": new}
        return self._shown(new, query, 201 if number is None else 200)

    def _uploaded(self, asked: Asked) -> Said:
        named = re.fullmatch(r'attachment; filename="([a-z0-9_-]+)\.png"', asked.headers.get("content-disposition", ""))
        if named is None or asked.headers.get("content-type") != "image/png" or not asked.body.startswith(b"\x89PNG"):
            return _refused(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied.")
        taken = {item["slug"] for item in self.media.values()}
        slug = _free(named[1], taken)
        number = next(self._ids)
        url = f"http://{asked.headers['host']}/wp-content/uploads/2026/01/{slug}.png"
        self.media[number] = {"id": number, "slug": slug, "source_url": url, "alt_text": ""}
        return answer(self.media[number], 201)

    def _term(self, kind: str, name: str) -> Said:
        for number, known in self.terms[kind].items():
            if known.lower() == name.lower():
                message = "A term with the name provided already exists."
                return _refused(400, "term_exists", message, term_id=number)
        number = next(self._ids)
        self.terms[kind][number] = name
        return answer({"id": number, "name": name}, 201)
