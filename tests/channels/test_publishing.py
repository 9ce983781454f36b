"""The whole way: a filed edition, the ledger and a service, by the command that users call."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator import cli
from tests.channels.benches import ALL, Bench, named
from tests.channels.servers.loopback import Trouble
from tests.newsroom.conftest import filed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filed(tmp_path_factory.mktemp("editions"))


@pytest.mark.parametrize("bench", ALL[::2], ids=named)
def test_an_edition_is_published_once_by_the_command(
    bench: Bench, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with bench.stand(tmp_path) as stand:
        secret = bench.secret.replace("SERVER", stand.target.address)
        monkeypatch.setenv("CANARY", secret)
        settings, store = str(tmp_path / "commentary.toml"), str(tmp_path / "ledger.sqlite")
        command = ["publish", str(folder), "--to", "desk", "--settings", settings, "--store", store]
        assert cli.main([*command, "--dry-run"]) == 0
        assert stand.target.asked == []
        assert cli.main(command) == 0
        assert cli.main(command) == 0
        said = capsys.readouterr()
        assert len(stand.texts()) == stand.published() == 1
        assert re.findall(r"1 delivery: 1 (\w+)", said.err) == ["created", "unchanged"]
        assert secret not in said.out + said.err
        assert secret.rpartition("/")[2] not in said.out + said.err
        assert secret.encode() not in (tmp_path / "ledger.sqlite").read_bytes()


def test_what_may_stand_is_left_until_a_person_has_looked(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = ALL[0]
    with bench.stand(tmp_path) as stand:
        monkeypatch.setenv("CANARY", bench.secret)
        settings, store = str(tmp_path / "commentary.toml"), str(tmp_path / "ledger.sqlite")
        command = ["publish", str(folder), "--to", "desk", "--settings", settings, "--store", store]
        stand.target.troubles.append(Trouble.DROPPED_AFTER)
        assert cli.main(command) == 4
        assert cli.main(command) == 4
        assert len(stand.texts()) == 1
        assert "publish with --again" in capsys.readouterr().err
        stand.renew()  # a person looked, and it was not there
        assert cli.main([*command, "--again"]) == 0
        assert len(stand.texts()) == 1
