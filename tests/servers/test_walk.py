"""What docs/publishing.md has a user do the first time, command by command, against real servers of every kind here."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.newsroom.conftest import filed
from tests.pages.mail.reading import parsed
from tests.servers.blogs import Blog, GhostBlog, WordPressBlog
from tests.servers.mail import PASSWORD, USER, MailServers, mail_servers
from tests.tools import ROOT, needs_mail_servers

KEY = "3f9c1e77a0b2d45896ce01fa8b7d62e4"
LIST = """
[channels.daily]
kind = "mail"
host = "localhost"
port = {servers.smtp}
user = "{user}"
password = {{env = "MAIL_PASSWORD"}}
authorities = "{servers.certificate}"
sender = "{user}"
list_id = "daily.example.test"
unsubscribe_url = "https://example.test/u"
unsubscribe_key = {{file = "unsubscribe.key"}}
"""


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MailServers]:
    with mail_servers(tmp_path_factory.mktemp("mail")) as running:
        yield running


@needs_mail_servers
@pytest.mark.parametrize("kind", ["wordpress", "ghost"])
def test_the_first_time(kind: str, request: pytest.FixtureRequest, servers: MailServers, tmp_path: Path) -> None:
    kinds: dict[str, type[Blog]] = {"wordpress": WordPressBlog, "ghost": GhostBlog}
    blog = kinds[kind](request.getfixturevalue(kind))
    blog.clear()
    edition = f"output/{'/'.join(filed(tmp_path / 'output').parts[-2:])}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_DATA_HOME": str(tmp_path / "data")}
    environment |= {"MAIL_PASSWORD": PASSWORD, "SECRET": blog.secret}

    def commentary(*words: str) -> tuple[int, str, str]:
        command = [sys.executable, "-m", "generator.cli", *words]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=120
        )
        said = done.stdout + done.stderr
        assert not [secret for secret in (PASSWORD, KEY, blog.secret) if secret in said]
        assert "Traceback" not in said
        return done.returncode, done.stdout, done.stderr

    publish = ("publish", edition, "--to", "blog", "daily")
    assert "there is no commentary.toml here" in commentary(*publish)[2]
    table = blog.table(blog.server.url)
    (tmp_path / "commentary.toml").write_text(f"[channels.blog]\n{table}{LIST.format(servers=servers, user=USER)}")
    status, told, _ = commentary("doctor")
    assert (status, "unsubscribe.key cannot be read" in told) == (2, True)
    assert commentary(*publish)[0] == 2
    assert blog.standing() == []  # nothing is begun with half of the secrets
    (tmp_path / "unsubscribe.key").write_text(KEY)
    (tmp_path / "unsubscribe.key").chmod(0o600)
    status, told, _ = commentary("doctor")
    assert (status, "broken" in told) == (0, False)
    assert "ok      channel blog: " in told
    assert "ok      channel daily: " in told
    assert "nobody is on the list" in commentary(*publish, "--dry-run")[1]
    (tmp_path / "readers.csv").write_text(
        f"email,name,language,assets\n{kind}@example.test,Ann,,\nb@example.test,,de,\n"
    )
    assert commentary("subscribers", "import", "readers.csv")[0] == 0
    status, told, _ = commentary(*publish, "--dry-run")
    assert (status, "by mail to 1 of 2 readers" in told) == (0, True)
    assert blog.standing() == []
    status, told, _ = commentary(*publish)
    assert status == 0
    assert "to blog: created, draft, http://127.0.0.1:" in told
    assert "to daily: 2 readers: 1 sent, 1 skipped" in told
    status, told, _ = commentary(*publish)
    assert status == 0
    assert "to blog: unchanged, draft" in told
    assert "to daily: 2 readers: 1 already sent, 1 skipped" in told
    assert [state for state, _ in blog.standing()] == ["draft"]
    arrived = [parsed(message) for message in servers.received(1)]
    (mine,) = [message for message in arrived if f"{kind}@example.test" in message["To"]]
    assert mine["List-Unsubscribe"].startswith("<https://example.test/u/")
