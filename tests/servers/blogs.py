"""Blogs on real servers, as the tests of every one of them see them: settings, and what stands there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from generator.channels.ghost_posts import parts, token
from generator.settings.secret import Secret
from tests.servers.ghost import GhostServer
from tests.servers.wordpress import USER, WordPressServer


@dataclass(frozen=True, slots=True)
class WordPressBlog:
    """A WordPress that programs post to by its REST API."""

    server: WordPressServer
    uploads = "/wp/v2/media"
    posts = "/wp/v2/posts"
    change = "POST"

    @property
    def secret(self) -> str:
        return self.server.password

    def table(self, url: str) -> str:
        """Return the channel's table in the settings; the secret is in $SECRET."""
        return f'kind = "wordpress"\nurl = "{url}"\nuser = "{USER}"\npassword = {{env = "SECRET"}}\n'

    def ask(self, method: str, path: str, data: object = None) -> Any:  # noqa: ANN401 - JSON is anything
        who = (USER, self.server.password)
        url = f"{self.server.url}/wp-json/wp/v2{path}"
        return requests.request(method, url, json=data, auth=who, timeout=60).json()

    def standing(self) -> list[tuple[str, str]]:
        """Return status and body of what stands there besides what every new WordPress has."""
        found = self.ask("GET", "/posts?status=any&context=edit&per_page=100")
        return [(item["status"], item["content"]["raw"]) for item in found if item["slug"] != "hello-world"]

    def pictures(self) -> int:
        return len(self.ask("GET", "/media?per_page=100"))

    def clear(self) -> None:
        listed = {"posts": "/posts?status=any&context=edit&per_page=100", "media": "/media?per_page=100"}
        for kind, path in listed.items():
            for item in self.ask("GET", path):
                if item["slug"] != "hello-world":
                    self.ask("DELETE", f"/{kind}/{item['id']}?force=true")


@dataclass(frozen=True, slots=True)
class GhostBlog:
    """A Ghost that programs post to by its Admin API."""

    server: GhostServer
    uploads = "/admin/images/upload"
    posts = "/admin/posts/"
    change = "PUT"

    @property
    def secret(self) -> str:
        return self.server.key

    def table(self, url: str) -> str:
        """Return the channel's table in the settings; the secret is in $SECRET."""
        return f'kind = "ghost"\nurl = "{url}"\nkey = {{env = "SECRET"}}\n'

    def ask(self, method: str, path: str) -> Any:  # noqa: ANN401 - JSON is anything
        name, secret, _ = parts(Secret("key", env="K", environment={"K": self.server.key}))
        headers = {"Authorization": f"Ghost {token(name, secret, datetime.now(UTC))}", "Accept-Version": "v6.0"}
        answer = requests.request(method, f"{self.server.url}/ghost/api/admin{path}", headers=headers, timeout=60)
        return answer.json() if answer.text else None

    def standing(self) -> list[tuple[str, str]]:
        """Return status and body of what stands there."""
        return [(item["status"], item["html"]) for item in self._posts()]

    def clear(self) -> None:
        for item in self._posts():
            self.ask("DELETE", f"/posts/{item['id']}/")

    def _posts(self) -> Any:  # noqa: ANN401 - JSON is anything
        return self.ask("GET", "/posts/?limit=all&formats=html")["posts"]


Blog = WordPressBlog | GhostBlog
