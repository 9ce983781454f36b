from __future__ import annotations

import builtins
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from generator.errors import CommentaryError, InputInvalid, SourceUnavailable
from generator.market import Field
from generator.store import migrations
from generator.store.ledger import open_ledger
from generator.store.places import read_place
from generator.store.tables import METADATA
from tests.store.batches import LATER, bars, batch
from tests.store.postgresql import Server, free_port

SECRET = "hunter2"  # noqa: S105 - looked for in every message


def run(url: str, *statements: str) -> None:
    engine = create_engine(read_place(url).url)
    try:
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


def test_an_empty_database_gets_every_table(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        assert ledger.describe().migrations == tuple(step.name for step in migrations.STEPS)
    engine = create_engine(read_place(url).url)
    found = inspect(engine)
    columns = {
        table: {(c["name"], c["nullable"]) for c in found.get_columns(table)} for table in found.get_table_names()
    }
    engine.dispose()
    assert columns == {t.name: {(c.name, c.nullable) for c in t.columns} for t in METADATA.tables.values()}


def test_a_database_at_the_first_migration_keeps_its_data(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", migrations.STEPS[:1])
        open_ledger(url, create=True).close()
    run(
        url,
        "INSERT INTO ledger_series VALUES (1, 'BTC', 'binance', 'spot', 'close', 'USD', '1d')",
        "INSERT INTO ledger_batches VALUES (1, 'old.csv', 'abc', 0, 2, 0, 1, 0)",
        "INSERT INTO ledger_batch_assets VALUES (1, 'BTC')",
        "INSERT INTO ledger_observations VALUES (1, 0, 0, 0, 1.5, 1), (1, 0, 1, 9, 2.5, 1)",
        "INSERT INTO ledger_observations VALUES (1, 86400000, 0, 0, 3.5, 1)",
    )
    with open_ledger(url) as ledger:
        assert ledger.has("abc", "BTC")
        assert list(ledger.history("BTC", "1d").series[Field.CLOSE].values) == [2.5, 3.5]
        assert len(ledger.describe().migrations) == len(migrations.STEPS)
        assert ledger.check() == ()


def test_a_migration_is_applied_whole_or_not_at_all(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = migrations.Migration("0003 broken", "CREATE TABLE ledger_extra (id INTEGER); SELECT * FROM nowhere")
    open_ledger(url, create=True).close()
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*migrations.STEPS, broken))
        with pytest.raises(InputInvalid, match="nowhere"):
            open_ledger(url)
    with open_ledger(url) as ledger:
        assert "0003 broken" not in ledger.describe().migrations
    engine = create_engine(read_place(url).url)
    assert not inspect(engine).has_table("ledger_extra")
    engine.dispose()


def test_a_newer_ledger_is_refused(url: str) -> None:
    open_ledger(url, create=True).close()
    run(url, "INSERT INTO ledger_migrations VALUES ('0099 from the future')")
    with pytest.raises(InputInvalid, match=r"newer version .*0099 from the future.*update the program"):
        open_ledger(url, create=True)


def test_an_empty_database_is_not_filled_unasked(url: str) -> None:
    with pytest.raises(InputInvalid, match="commentary import"):
        open_ledger(url)


def test_a_description(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0, 2.0])), LATER)
        found = ledger.describe()
    assert found.dialect in url
    assert (found.series, found.observations) == (1, 2)
    assert found.version[0].isdigit()
    assert "commentary@" not in found.place


def test_damage_is_found(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0, 2.0])), LATER)
        ledger.append(batch(bars([3.0])), LATER + timedelta(days=1))
        assert ledger.check() == ()
        run(url, "DELETE FROM ledger_observations WHERE revision = 0 AND value = 1.0")
        gap, count = ledger.check()
        assert "revision 1 without the one before" in gap
        assert count == "2 observations are stored, but the batches gave 3"
        run(url, "DELETE FROM ledger_batch_assets", "DELETE FROM ledger_batches WHERE id = 2")
        assert "observations of batch 2, which is not there" in ledger.check()


def refused(url: str, kind: type[CommentaryError] = InputInvalid, *, create: bool = False) -> str:
    with pytest.raises(kind) as raised:
        open_ledger(url, create=create)
    assert len(raised.value.faults) == 1
    assert SECRET not in str(raised.value)
    return str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "store.db"
    for url in (str(path), f"sqlite:///{path}"):
        assert refused(url) == f"{path}: is not there; fill it with `commentary import` first, or check the name"
    assert not path.parent.exists()
    open_ledger(str(path), create=True).close()
    open_ledger(f"sqlite:///{path}").close()


@pytest.mark.parametrize("create", [False, True])
def test_what_is_no_database_is_left_alone(tmp_path: Path, *, create: bool) -> None:
    path = tmp_path / "notes.txt"
    content = b"dear diary, " * 500
    path.write_bytes(content)
    assert "is not a store" in refused(str(path), create=create)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE diary (day TEXT)")
    connection.close()
    assert "another program" in refused(str(path), create=True)


def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_ledger(str(path), create=True) as ledger:
        ledger.append(batch(bars([1.0] * 20_000)), LATER)
    content = bytearray(path.read_bytes())
    for page in range(4096, len(content), 4096):
        content[page : page + 200] = b"\x55" * 200
    path.write_bytes(content)
    assert "is damaged" in refused(str(path))
    assert path.read_bytes() == content


def test_a_damaged_page_is_an_error_or_a_fault_found(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with open_ledger(str(path), create=True) as ledger:
        ledger.append(batch(bars([1.0] * 20_000)), LATER)
    content = bytearray(path.read_bytes())
    content[-4096 : -4096 + 200] = b"\x55" * 200
    path.write_bytes(content)
    with open_ledger(str(path)) as ledger:
        assert ledger.check() != ()
        with pytest.raises(InputInvalid, match="is damaged"):
            ledger.history("BTC", "1h")


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    assert "is a folder" in refused(str(tmp_path), create=True)


def test_a_store_that_may_only_be_read(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    given = batch(bars([1.0]))
    with open_ledger(str(path), create=True) as ledger:
        ledger.append(given, LATER)
    with open_ledger(f"sqlite:///file:{path}?mode=ro&uri=true") as ledger:
        assert len(ledger.history("BTC", "1h").known) == 1
        with pytest.raises(InputInvalid, match="cannot be written"):
            ledger.append(batch(bars([2.0])), LATER)


def test_a_server_that_may_only_be_read(database: str) -> None:
    open_ledger(database, create=True).close()
    read_only = f"{database}%20-cdefault_transaction_read_only%3Don"
    with open_ledger(read_only) as ledger, pytest.raises(InputInvalid, match="read-only"):
        ledger.append(batch(bars([2.0])), LATER)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "has no file"),
        (":memory:", "has no file"),
        ("sqlite://", "has no file"),
        ("sqlite:///:memory:", "has no file"),
        (f"mysql://me:{SECRET}@host/db", "mysql:// is not a kind of store"),
        (f"postgresql://me:x@{SECRET}@host/db", "its host has an @"),
        (f"postgresql://me:{SECRET}@host:port/db", "cannot be read"),
        (f"://{SECRET}", "cannot be read"),
        (f"postgresql+psycopg2://me:{SECRET}@host/db", "postgresql+psycopg2:// is not a kind of store"),
    ],
)
def test_a_url_that_makes_no_sense(url: str, said: str) -> None:
    assert said in refused(url)


@pytest.mark.parametrize("place", ["me:{0}@127.0.0.1:{1}/db", "me@127.0.0.1:{1}/db?password={0}"])
def test_a_server_that_is_not_there(place: str) -> None:
    pytest.importorskip("psycopg")
    port = free_port()
    said = refused(f"postgresql://{place.format(SECRET, port)}", SourceUnavailable)
    assert said.startswith(f"postgresql://127.0.0.1:{port}/db: cannot be reached")


def test_a_database_and_a_user_that_are_not_there(server: Server) -> None:
    assert "no such database" in refused(server.url("nowhere"))
    assert "does not let this user in" in refused(f"postgresql://nobody:{SECRET}@127.0.0.1:{server.port}/postgres")


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:  # noqa: ANN401 - as Python's own
        if name.startswith("psycopg"):
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    for module in [name for name in sys.modules if name.startswith("psycopg")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    assert refused("postgresql://me@host/db").endswith("install market-commentary-generator[postgresql]")
