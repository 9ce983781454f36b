"""The commands about mail, as a user types them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.archive import file_edition
from generator.audit.clearance import Cleared
from generator.cli import main
from generator.edition import edit
from generator.planning.story import Form
from tests.cases import real, shipped
from tests.channels.mail.lists import KEY
from tests.pages.mail.reading import parsed
from tests.servers.smtp import smtp_server

LIST = """
[channels.daily]
kind = "mail"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "desk@example.test"
list_id = "daily.example.test"
unsubscribe_url = "https://example.test/u"
unsubscribe_key = {{env = "KEY"}}
patience = 1
"""
READERS = "email,name,language,assets\nann@example.test,Ann,,BTC\nbob@example.test,,de,\n1.after@example.test,,,\n"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    verdict = edit(real("2022-11-09"), Form.DAILY, shipped(), seed=0, style="plain").verdict
    assert isinstance(verdict, Cleared)
    return file_edition(tmp_path_factory.mktemp("editions"), verdict)


def test_a_list_from_its_file_to_its_last_reader(
    edition: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KEY", KEY)
    monkeypatch.chdir(tmp_path)
    store = ["--store", str(tmp_path / "store.db")]
    shutil.copytree(edition.parent.parent, tmp_path / "output")
    folder = str(tmp_path / "output" / edition.parent.name / edition.name)
    (tmp_path / "readers.csv").write_text(READERS)
    with smtp_server(tmp_path / "log") as server:
        (tmp_path / "commentary.toml").write_text(LIST.format(port=server.port))
        assert main(["subscribers", "import", "readers.csv", *store]) == 0
        assert capsys.readouterr().out == "3 readers: 3 added, 0 changed, 0 as they were\n"
        publish = ["publish", folder, "--to", "daily", *store]
        assert main([*publish, "--dry-run"]) == 0
        shown = capsys.readouterr().out
        assert "by mail to 2 of 3 readers, from desk@example.test" in shown
        assert KEY not in shown
        assert server.connections == 0
        assert main(publish) == 4
        said = capsys.readouterr()
        assert "3 readers: 1 sent, 1 uncertain, 1 skipped" in said.out
        assert "commentary subscribers uncertain" in said.err
        assert main(["subscribers", "uncertain", *store]) == 0
        assert "1.after@example.test" in capsys.readouterr().out
        assert main(["subscribers", "leave", "--all", *store]) == 0
        assert main(publish) == 0
        assert "3 readers: 1 already sent, 1 suppressed, 1 skipped" in capsys.readouterr().out
        assert sorted(server.taken()) == ["1.after@example.test", "ann@example.test"]
        found = parsed(dict(server.mails)["ann@example.test"])
        assert found["List-Id"] == "<daily.example.test>"


def test_the_list_is_kept_by_hand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "store.db")]
    (tmp_path / "readers.csv").write_text(READERS)
    assert main(["subscribers", "import", str(tmp_path / "readers.csv"), *store]) == 0
    assert main(["subscribers", "suppress", "Ann@example.test", "--reason", "asked by phone", *store]) == 0
    assert main(["subscribers", "import", str(tmp_path / "readers.csv"), *store]) == 0
    assert "1 of them are suppressed and stay so" in capsys.readouterr().err
    assert main(["subscribers", "list", "--json", *store]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [item["address"].partition("@")[0] for item in found["subscribers"]] == ["1.after", "ann", "bob"]
    assert found["suppressed"][0]["reason"] == "asked by phone"
    assert main(["subscribers", "list", "--csv", *store]) == 0
    assert sorted(capsys.readouterr().out.splitlines()[1:]) == [
        "1.after@example.test,,en,", "ann@example.test,Ann,en,BTC", "bob@example.test,,de,",
    ]  # fmt: skip
    assert main(["subscribers", "restore", "ann@example.test", *store]) == 0
    assert main(["subscribers", "remove", "ann@example.test", *store]) == 0
    assert main(["subscribers", "list", *store]) == 0
    assert "ann" not in capsys.readouterr().out.partition("1 suppressions taken back")[2].partition("removed")[2]


def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    store = ["--store", str(tmp_path / "store.db")]
    (tmp_path / "bad.csv").write_text("email\nx\ny\n")
    assert main(["subscribers", "import", str(tmp_path / "bad.csv"), *store]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 2
    assert main(["subscribers", "import", str(tmp_path / "none.csv"), *store]) == 2
    assert main(["subscribers", "suppress", "no address", *store]) == 2
    assert main(["subscribers", "resend", *store]) == 2
    assert main(["unsubscribe-server", "--settings", str(tmp_path / "none.toml"), *store]) == 2
    assert "Traceback" not in capsys.readouterr().err
