"""Real servers, one of a kind for all tests of a run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers.ghost import GhostServer, ghost_server
from tests.servers.wordpress import WordPressServer, wordpress_server


@pytest.fixture(scope="session")
def wordpress() -> Iterator[WordPressServer]:
    with wordpress_server() as running:
        yield running


@pytest.fixture(scope="session")
def ghost() -> Iterator[GhostServer]:
    with ghost_server() as running:
        yield running
