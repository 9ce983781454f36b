from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator import cli
from generator.newsroom.level import Level
from generator.newsroom.readiness import settings_findings
from tests.channels import fake_ghost
from tests.channels.fake_ghost import FakeGhost
from tests.channels.loopback import Action, Asked, answer, closed_port, serving
from tests.servers.smtp import smtp_server

BLOG = '[channels.blog]\nkind = "ghost"\nurl = "{url}"\nkey = {{file = "key"}}\n'


def found(file: Path) -> list[tuple[Level, str]]:
    return [*settings_findings(str(file), lambda: datetime(2026, 1, 5, 12, tzinfo=UTC))]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "key").write_text(fake_ghost.KEY, encoding="utf-8")
    (tmp_path / "key").chmod(0o600)
    (tmp_path / "commentary.toml").touch(mode=0o644)
    (tmp_path / "commentary.toml").chmod(0o644)
    return tmp_path / "commentary.toml"


def write(file: Path, url: str) -> None:
    file.write_text(BLOG.format(url=url), encoding="utf-8")


def test_a_target_that_would_take_a_post_is_fine_and_nothing_is_made_there(file: Path) -> None:
    blog = FakeGhost()

    def respond(asked: Asked) -> Action:
        if asked.path.endswith("/site/"):
            return answer({"site": {"title": "Desk", "version": "6.65"}})
        if asked.method == "GET" and "/posts/?" in asked.path:
            return answer({"posts": []})
        return blog.respond(asked)

    with serving(respond) as url:
        write(file, url)
        levels, lines = zip(*found(file), strict=True)
    assert set(levels) == {Level.FINE}
    assert lines[-1] == f"channel blog: Ghost 6.65 at {url}: Desk"
    assert not blog.posts


def test_a_target_that_is_away_is_a_note_and_one_that_refuses_is_broken(file: Path) -> None:
    write(file, closed_port())
    assert found(file)[-1][0] is Level.NOTE
    with serving(lambda _: answer({"errors": [{"message": f"no {fake_ghost.KEY}"}]}, 401)) as url:
        write(file, url)
        level, line = found(file)[-1]
    assert level is Level.BROKEN
    assert "401: no [secret]" in line


def test_files_that_others_can_read_or_change_are_noted(file: Path) -> None:
    write(file, closed_port())
    (file.parent / "key").chmod(0o640)
    file.chmod(0o664)
    notes = [line for level, line in found(file) if level is Level.NOTE]
    assert f"{file.parent / 'key'} can be read by others: chmod 600" in notes[1]
    assert notes[0].startswith(f"{file} can be changed by others")


def test_a_missing_secret_and_wrong_settings_are_broken(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(file, closed_port())
    (file.parent / "key").unlink()
    told = f"commentary.toml: channels.blog.key: {file.parent / 'key'} cannot be read (No such file or directory)"
    assert found(file)[-1] == (Level.BROKEN, f"{told}; check the file and its rights")
    file.write_text("[chanels.blog]\n", encoding="utf-8")
    assert cli.main(["doctor", "--settings", str(file), "--store", str(tmp_path / "none.sqlite")]) == 2
    assert "broken  commentary.toml: chanels: is not a setting; did you mean channels?" in capsys.readouterr().out


LIST = """
[channels.daily]
kind = "mail"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "desk@example.test"
list_id = "daily.example.test"
unsubscribe_url = "https://example.test/u"
unsubscribe_key = {{file = "key"}}
"""


def test_a_list_is_asked_for_like_any_channel(file: Path, tmp_path: Path) -> None:
    with smtp_server(tmp_path / "log") as server:
        file.write_text(LIST.format(port=server.port), encoding="utf-8")
        takes = f"channel daily: mail server 127.0.0.1:{server.port} takes mail from desk@example.test"
        assert found(file)[-1] == (Level.FINE, takes)
        assert server.taken() == []
    assert found(file)[-1][0] is Level.NOTE  # nobody is there any more
    (file.parent / "key").unlink()
    level, line = found(file)[-1]
    assert level is Level.BROKEN
    assert "channels.daily.unsubscribe_key: " in line
