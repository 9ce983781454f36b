"""`commentary publish` killed within a request, and a real server: one draft stands, and none is public."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest

from generator import cli
from tests.newsroom.conftest import filed
from tests.pages.conftest import Page
from tests.servers.blogs import Blog, GhostBlog, WordPressBlog
from tests.servers.gate import Gate, Moment, gate_to
from tests.tools import ROOT

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills, which only POSIX does")


@pytest.fixture(scope="session", params=["wordpress", "ghost"])
def server(request: pytest.FixtureRequest) -> Blog:
    kinds = {"wordpress": WordPressBlog, "ghost": GhostBlog}
    found = kinds[request.param](request.getfixturevalue(request.param))
    assert isinstance(found, WordPressBlog | GhostBlog)
    return found


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two versions of the same edition, each below a folder of its own."""
    first, second = tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("second")
    return filed(first), filed(second, seed=1)


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder with settings, a ledger and an edition, and the command as a user starts it."""

    folder: Path
    edition: Path
    blog: Blog
    gate: Gate

    @property
    def words(self) -> list[str]:
        """What a user types after `commentary`."""
        settings, store = self.folder / "commentary.toml", self.folder / "ledger.sqlite"
        return ["publish", str(self.edition), "--to", "blog", "--settings", str(settings), "--store", str(store)]

    def publish(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "SECRET": self.blog.secret}
        command = [sys.executable, "-m", "generator.cli", *self.words]
        return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def published(self) -> tuple[int, str]:
        """Publish to the end; return the exit status and all that was said."""
        out, err = StringIO(), StringIO()
        with patch.dict(os.environ, {"SECRET": self.blog.secret}), redirect_stdout(out), redirect_stderr(err):
            status = cli.main(self.words)
        said = out.getvalue() + err.getvalue()
        assert self.blog.secret not in said
        return status, said

    def killed(self) -> None:
        """Publish, and kill the process when the gate has stopped its request."""
        with self.publish() as process:
            assert self.gate.reached.wait(60), "the request never came"
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
        assert process.returncode == -signal.SIGKILL

    def changed(self, other: Path) -> None:
        """Put another version of the edition in the place of the first."""
        shutil.rmtree(self.edition)
        shutil.copytree(other, self.edition)

    def settled(self) -> None:
        """Publish once more, and once again: one draft stands, and it is the edition as it is now."""
        status, said = self.published()
        assert status == 0, said
        ((state, body),) = self.blog.standing()
        assert state == "draft"
        article = json.loads((self.edition / "article.json").read_text(encoding="utf-8"))
        text = " ".join(Page(body).text.split())
        assert all(each["text"] in text for part in article["paragraphs"] for each in part["sentences"])
        status, said = self.published()
        assert (status, "1 unchanged" in said) == (0, True)
        assert len(self.blog.standing()) == 1


@pytest.fixture
def desk(server: Blog, editions: tuple[Path, Path], tmp_path: Path) -> Iterator[Desk]:
    server.clear()
    edition = tmp_path / "output" / editions[0].parent.name / editions[0].name
    shutil.copytree(editions[0], edition)
    with gate_to(server.server.url) as gate:
        (tmp_path / "commentary.toml").write_text(f"[channels.blog]\n{server.table(gate.address)}")
        yield Desk(tmp_path, edition, server, gate)


@pytest.mark.parametrize(
    ("what", "moment"), [("picture", "at work"), ("post", "before"), ("post", "at work"), ("post", "after")]
)
def test_killed_while_it_makes_a_post(desk: Desk, what: str, moment: Moment) -> None:
    desk.gate.stop("POST", desk.blog.uploads if what == "picture" else desk.blog.posts, moment)
    desk.killed()
    desk.settled()
    if isinstance(desk.blog, WordPressBlog):
        assert desk.blog.pictures() == len({*desk.edition.glob("charts/*.png")})


@pytest.mark.parametrize("moment", ["at work", "after"])
def test_killed_while_it_changes_a_post(desk: Desk, editions: tuple[Path, Path], moment: Moment) -> None:
    assert desk.published()[0] == 0
    desk.changed(editions[1])
    desk.gate.stop(desk.blog.change, desk.blog.posts, moment)
    desk.killed()
    desk.settled()


@pytest.mark.parametrize(("what", "seconds"), [("made", 0), ("made", 0.1), ("changed", 0.05)])
def test_the_server_killed_within_a_request(desk: Desk, editions: tuple[Path, Path], what: str, seconds: float) -> None:
    server = desk.blog.server
    if server.folder is None:
        pytest.skip("this server is not the tests' own: they do not kill it")
    if what == "changed":
        assert desk.published()[0] == 0
        desk.changed(editions[1])

    def kill() -> None:
        time.sleep(seconds)  # so far into the request
        server.kill()

    desk.gate.stop(desk.blog.change if what == "changed" else "POST", desk.blog.posts, "at work", kill)
    try:
        status, said = desk.published()
    finally:
        server.kill()
        server.start()
    assert status in {3, 4}, said
    desk.settled()
