"""Every test of the store runs on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from generator.store import locks
from tests.store.postgresql import Server, free_port, programs

_NUMBERS = count(1)


@contextmanager
def _running() -> Iterator[Server]:
    pytest.importorskip("psycopg", reason="install market-commentary-generator[postgresql]")
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("install PostgreSQL: initdb and pg_ctl are neither in PATH nor in /usr/lib/postgresql")
    # Not among pytest's own folders: nobody but their owner may pass those, and root cannot run a server.
    with TemporaryDirectory(prefix="commentary-") as folder:
        server = Server(Path(folder), bin_folder, free_port())
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL server of this session."""
    with _running() as server:
        yield server


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A PostgreSQL server that tests may kill."""
    with _running() as server:
        yield server


@pytest.fixture
def database(server: Server) -> str:
    """The URL of a fresh PostgreSQL schema, which is quicker made and cleared away than a database."""
    return new_database(server)


def new_database(server: Server) -> str:
    import psycopg  # noqa: PLC0415 - not there without the extra

    name = f"test{next(_NUMBERS)}"
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}".encode())
    return f"{server.url('postgres')}?options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Gives the URL of a fresh empty database with every call."""
    if request.param == "sqlite":
        return lambda: f"sqlite:///{tmp_path / f'store{next(_NUMBERS)}.db'}"
    server: Server = request.getfixturevalue("server")
    return lambda: new_database(server)


@pytest.fixture
def url(new_url: Callable[[], str]) -> str:
    """The URL of a fresh empty database."""
    return new_url()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Writers wait for each other a tenth of a second only."""
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
