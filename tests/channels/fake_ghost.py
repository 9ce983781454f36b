"""Ghost's Admin API as it is documented and as version 6.65 was measured to behave: what it refuses, this refuses."""

from __future__ import annotations

import base64
import hmac
import html
import json
import re
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.channels.loopback import Asked, Said, answer

KEY = "65f0a1b2c3d4e5f6a7b8c9d0:" + "5ec2e7" * 10 + "abcd"
NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
_STATUSES = {"draft", "published", "scheduled"}
_CARD = re.compile(r"<!--kg-card-begin: html-->.*<!--kg-card-end: html-->", re.DOTALL)


def _refused(status: int, kind: str, message: str) -> Said:
    return answer({"errors": [{"type": kind, "message": message, "context": None}]}, status)


def _free(name: str, taken: set[str]) -> str:
    return name if name not in taken else next(f"{name}-{n}" for n in count(2) if f"{name}-{n}" not in taken)


class FakeGhost:
    """A blog in memory. `released` counts posts that became public."""

    def __init__(self) -> None:
        self.posts: dict[str, dict[str, Any]] = {}
        self.images: list[str] = []
        self.released = 0
        self._ids = count(1)
        self._ticks = count(1)

    def creates(self, asked: Asked) -> bool:
        return asked.method == "POST" and urlsplit(asked.path).path.endswith("/posts/")

    def respond(self, asked: Asked) -> Said:
        parts = urlsplit(asked.path)
        place, query = parts.path.removeprefix("/ghost/api/admin"), parse_qs(parts.query)
        if not self._proved(asked.headers.get("authorization", "")):
            return _refused(401, "UnauthorizedError", "Invalid token")
        if asked.headers.get("accept-version") != "v6.0":
            return _refused(400, "RequestNotAcceptableError", "no Accept-Version")
        match asked.method, place.strip("/").split("/"):
            case "POST", ["images", "upload"]:
                return self._upload(asked)
            case "POST", ["posts"]:
                return self._create(asked, query)
            case "GET", ["posts"]:
                return self._listed(query)
            case "GET", ["posts", "slug", slug]:
                return self._shown(next((p for p in self.posts.values() if p["slug"] == slug), None), query)
            case "GET", ["posts", number]:
                return self._shown(self.posts.get(number), query)
            case "PUT", ["posts", number]:
                return self._change(number, asked, query)
            case "DELETE", ["posts", number]:
                known = self.posts.pop(number, None)
                return Said(204, b"") if known else _refused(404, "NotFoundError", "Post not found.")
        return _refused(404, "NotFoundError", "Resource not found")

    def _proved(self, header: str) -> bool:
        try:
            scheme, token = header.split(" ")
            head, claims, signature = token.split(".")
            told, said = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in (head, claims))
            key = bytes.fromhex(KEY.partition(":")[2])
            right = base64.urlsafe_b64encode(hmac.digest(key, f"{head}.{claims}".encode(), "sha256")).rstrip(b"=")
            return bool(
                scheme == "Ghost"
                and right.decode() == signature
                and told == {"alg": "HS256", "typ": "JWT", "kid": KEY.partition(":")[0]}
                and said["aud"] == "/admin/"
                and abs(said["iat"] - NOW.timestamp()) <= 300
                and said["exp"] > NOW.timestamp()
            )
        except (ValueError, KeyError):
            return False

    def _upload(self, asked: Asked) -> Said:
        if not asked.headers.get("content-type", "").startswith("multipart/form-data; boundary="):
            return _refused(422, "ValidationError", "Please select an image.")
        found = re.search(rb'name="file"; filename="([a-z0-9_.-]+)"\r\nContent-Type: image/png\r\n', asked.body)
        if found is None or b'name="purpose"\r\n\r\nimage\r\n' not in asked.body:
            return _refused(422, "ValidationError", "Please select an image.")
        stem = found[1].decode().removesuffix(".png")
        taken = sum(re.fullmatch(rf"{re.escape(stem)}(-\d+)?", name) is not None for name in self.images)
        name = f"{stem}-{taken}" if taken else stem
        self.images.append(name)
        url = f"http://{asked.headers['host']}/content/images/2026/01/{name}.png"
        return answer({"images": [{"url": url, "ref": f"{stem}.png"}]}, 201)

    def _given(self, asked: Asked, query: dict[str, list[str]]) -> dict[str, Any] | Said:
        if "json" not in asked.headers.get("content-type", ""):
            return _refused(400, "BadRequestError", "no JSON")
        body = json.loads(asked.body)
        if list(body) != ["posts"] or len(body["posts"]) != 1:
            return _refused(422, "ValidationError", "Validation failed for posts.")
        given: dict[str, Any] = body["posts"][0]
        wrong = not given.get("title") or len(given["title"]) > 255 or len(given.get("custom_excerpt") or "") > 300
        wrong |= given.get("status", "draft") not in _STATUSES or len(given.get("feature_image_alt") or "") > 191
        wrong |= not all(set(tag) == {"name"} for tag in given.get("tags", []))
        if wrong or ("html" in given and query.get("source") != ["html"]):
            return _refused(422, "ValidationError", "Validation error, cannot save post.")
        card = _CARD.fullmatch(given.get("html", ""))
        if card is None:  # what is no card is made Ghost's own, and loses much
            given["html"] = re.sub(r"</?(?!p|em)[^>]*>", "", given.get("html", ""))
        else:
            given["html"] = f"\n{html.unescape(given['html']) if '&lt;' not in given['html'] else given['html']}\n"
        return given

    def _create(self, asked: Asked, query: dict[str, list[str]]) -> Said:
        given = self._given(asked, query)
        if isinstance(given, Said):
            return given
        number = f"{next(self._ids):024x}"
        slug, taken = given.get("slug") or "untitled", {post["slug"] for post in self.posts.values()}
        given["slug"] = _free(slug, taken)
        given.setdefault("status", "draft")
        self.posts[number] = {"feature_image": None, **given, "id": number, "url": "", "updated_at": self._tick()}
        self.released += given["status"] != "draft"
        return self._shown(self.posts[number], query, 201)

    def _change(self, number: str, asked: Asked, query: dict[str, list[str]]) -> Said:
        given, known = self._given(asked, query), self.posts.get(number)
        if isinstance(given, Said):
            return given
        if known is None:
            return _refused(404, "NotFoundError", "Post not found.")
        if given.get("updated_at") != known["updated_at"]:
            return _refused(409, "UpdateCollisionError", "Saving failed! Someone else is editing this post.")
        self.released += given.get("status", "draft") != "draft" and known["status"] == "draft"
        self.posts[number] = {**known, **given, "updated_at": self._tick()}
        return self._shown(self.posts[number], query)

    def touch(self) -> None:
        """Somebody saves every post, without changing a word."""
        for post in self.posts.values():
            post["updated_at"] = self._tick()

    def _tick(self) -> str:
        return f"2026-01-05T12:{next(self._ticks) // 60 % 60:02}:{next(self._ticks) % 60:02}.000Z"

    def _listed(self, query: dict[str, list[str]]) -> Said:
        wanted = re.fullmatch(r"slug:\[((?:'[a-z0-9-]+',?)+)\]", query.get("filter", [""])[0])
        if wanted is None or query.get("formats") != ["html"]:
            return _refused(400, "BadRequestError", "Error parsing filter")
        slugs = re.findall(r"'([^']*)'", wanted[1])
        return answer({"posts": [post for post in self.posts.values() if post["slug"] in slugs]})

    def _shown(self, post: dict[str, Any] | None, query: dict[str, list[str]], status: int = 200) -> Said:
        if post is None:
            return _refused(404, "NotFoundError", "Post not found.")
        shown = {name: value for name, value in post.items() if name != "html" or query.get("formats") == ["html"]}
        return answer({"posts": [shown]}, status)
