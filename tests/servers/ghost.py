"""A Ghost of the tests' own, on loopback, on SQLite in a private folder. `.ci/install-ghost` puts it into `.tools`."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.servers.process import Server, answers, free_port, started
from tests.tools import ROOT

_INSTALLED = ROOT / ".tools" / "ghost"
_OWNER = {
    "name": "Test Owner",
    "email": "owner@example.com",
    "password": "correct-horse-battery-9",
    "blogTitle": "Test desk",
}
_REASON = "Ghost is not installed: .ci/install-ghost (1.1 GB, so .ci/run does it only where COMMENTARY_CI_GHOST=1)"


@dataclass(slots=True)
class GhostServer:
    """Where it stands, and the means to kill it and start it again."""

    url: str
    key: str = ""
    """The Admin API key of an integration."""
    folder: Path | None = None
    """Everything of it; None where somebody else started it."""
    running: list[Server] = field(default_factory=list)

    def start(self) -> None:
        """Start it on what the folder holds."""
        assert self.folder is not None
        node = _INSTALLED / "node" / "node_modules" / "node" / "bin" / "node"
        command: list[str | Path] = [node, _INSTALLED / "package" / "index.js"]
        server = started(command, self.folder, self.folder / "ghost.log", {"NODE_ENV": "production"})
        self.running.append(server)
        server.wait(lambda: answers(f"{self.url}/ghost/api/admin/site/"), 180)

    def kill(self) -> None:
        """Kill it, whatever it is at."""
        while self.running:
            self.running.pop().stop()


@contextmanager
def ghost_server() -> Iterator[GhostServer]:
    """Start a Ghost with nothing in it, and leave nothing of it in the end. Skips where it is not installed."""
    named = os.environ.get("COMMENTARY_TEST_GHOST", "")
    if named.startswith("http://127.0.0.1:"):
        yield GhostServer(named, _admin_key(named))
        return
    if not (_INSTALLED / "installed").exists():
        pytest.skip(_REASON)
    with tempfile.TemporaryDirectory(prefix="desk-ghost-", ignore_cleanup_errors=True) as root:
        server = GhostServer(f"http://127.0.0.1:{free_port()}", folder=Path(root))
        _set_up(Path(root), server.url)
        try:
            server.start()
            server.key = _admin_key(server.url)
            yield server
        finally:
            server.kill()


def _set_up(folder: Path, url: str) -> None:
    """Lay out the folder of a site. What it is told keeps it from asking anybody outside, and from sending mail."""
    content = folder / "content"
    for name in ("data", "images", "media", "files", "logs", "settings", "public", "adapters"):
        (content / name).mkdir(parents=True)
    shutil.copytree(_INSTALLED / "package" / "content" / "themes", content / "themes")
    settings = {
        "url": url,
        "server": {"host": "127.0.0.1", "port": int(url.rpartition(":")[2])},
        "database": {
            "client": "better-sqlite3",
            "connection": {"filename": str(content / "data" / "ghost.db")},
            "useNullAsDefault": True,
        },
        "mail": {"transport": "stub", "from": "desk@example.test"},
        "logging": {"level": "info", "transports": ["stdout"]},
        "privacy": {"useUpdateCheck": False, "useGravatar": False, "useRpcPing": False},
        "explore": {"update_url": ""},
        "security": {"staffDeviceVerification": False},
        "paths": {"contentPath": str(content)},
    }
    (folder / "config.production.json").write_text(json.dumps(settings))
    # It reads the settings and its own version in the folder it is started in.
    (folder / "package.json").symlink_to(_INSTALLED / "package" / "package.json")


def _admin_key(url: str) -> str:
    """Give a Ghost an owner, where it has none, and return the Admin API key of a new integration."""
    admin = f"{url}/ghost/api/admin"
    with requests.Session() as session:
        session.headers.update({"Origin": url, "Accept-Version": "v6.0"})
        if not session.get(f"{admin}/authentication/setup/", timeout=60).json()["setup"][0]["status"]:
            session.post(f"{admin}/authentication/setup/", json={"setup": [_OWNER]}, timeout=60).raise_for_status()
        login = {"username": _OWNER["email"], "password": _OWNER["password"]}
        session.post(f"{admin}/session/", json=login, timeout=60).raise_for_status()
        named = {"integrations": [{"name": f"commentary {os.getpid()}"}]}
        made: Any = session.post(f"{admin}/integrations/?include=api_keys", json=named, timeout=60).json()
    keys = made["integrations"][0]["api_keys"]
    return str(next(key["secret"] for key in keys if key["type"] == "admin"))
