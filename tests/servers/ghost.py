"""A real Ghost for tests: a throwaway one, which this sets up with an owner and a key of its own."""

from __future__ import annotations

import os
from functools import cache
from typing import Any

import pytest
import requests

_OWNER = {
    "name": "Test Owner",
    "email": "owner@example.com",
    "password": "correct-horse-battery-9",
    "blogTitle": "Test desk",
}


def address() -> str:
    """Return where the Ghost is. Skips the test where none is named."""
    url = os.environ.get("COMMENTARY_TEST_GHOST", "")
    if not url.startswith("http://127.0.0.1:"):
        pytest.skip("start a throwaway Ghost 6 on this machine and set COMMENTARY_TEST_GHOST to http://127.0.0.1:PORT")
    return url


@cache
def admin_key(url: str) -> str:
    """Return the Admin API key of a new integration."""
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
