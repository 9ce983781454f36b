from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest

from generator import cli
from generator.audit.clearance import Spiked
from generator.channels.delivery import Delivery, Outcome, Post
from generator.errors import (
    CommentaryError,
    DeliveryFailed,
    DeliveryUncertain,
    Fault,
    InputInvalid,
    SourceUnavailable,
)
from generator.newsroom.outlets import Outlet
from generator.newsroom.posts import read_post
from generator.newsroom.publishing import Report, publish, status, summary
from generator.settings.channels import ChannelSettings
from generator.settings.chats import DiscordSettings
from generator.settings.secret import Secret
from generator.store import locks
from generator.store.deliveries import Deliveries
from generator.store.delivery import Key, State
from tests.newsroom.conftest import filed

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)


@dataclass
class Remote:
    """A target in memory, and the faults it is going to have: before or after it took a post."""

    name: str = "blog"
    posts: dict[str, list[str]] = field(default_factory=dict)
    faults: list[tuple[bool, CommentaryError]] = field(default_factory=list)
    asked: int = 0

    def version(self, post: Post) -> str:
        return sha256(post.files["article.md"]).hexdigest()

    def preview(self, post: Post) -> str:
        return post.files["article.md"].decode()

    def check(self) -> str:
        return "memory"

    def deliver(self, post: Post, known: Delivery | None) -> Delivery:  # noqa: ARG002 - it looks for itself
        self.asked += 1
        taken, error = self.faults.pop(0) if self.faults else (True, None)
        version, standing = self.version(post), self.posts.get(post.slug, [])
        outcome = Outcome.CREATED if not standing else Outcome.UPDATED
        if standing and standing[-1] == version:
            outcome = Outcome.UNCHANGED
        elif taken:
            self.posts[post.slug] = [*standing, version]
        if error is not None:
            raise error
        return Delivery(self.name, "https://x.org/1", outcome, "draft", "1", version)


def fault(kind: type[CommentaryError], **more: datetime) -> CommentaryError:
    return kind([Fault("channel blog", "trouble", "wait")], **more)


def run(
    posts: list[Post], remote: Remote, ledger: Deliveries, now: datetime = NOW, *, again: bool = False
) -> list[Report]:
    return [
        *publish(posts, [Outlet(remote, ChannelSettings(name=remote.name))], ledger, lambda: now, "me", again=again)
    ]


@pytest.fixture
def post(shelf: Path) -> Post:
    found = read_post(shelf / "btc" / "20251121T1200Z-daily", "https://x.org/m")
    assert isinstance(found, Post)
    return found


def test_an_edition_is_read_with_its_files_its_slug_and_its_address(post: Post) -> None:
    assert post.slug == "btc-20251121t1200z-daily"
    assert post.address == "https://x.org/m/btc/20251121T1200Z-daily/"
    assert {"article.md", "article.html", "email.eml", "charts/gauges.svg", "charts/gauges.png"} <= post.files.keys()


def test_an_edition_is_cleared_as_it_was_filed(shelf: Path, post: Post) -> None:
    before = (shelf / "btc" / "20251121T1200Z-daily" / "article.json").read_bytes()
    assert post.files["article.json"] == before
    assert post.cleared.article.headline.claims


def test_it_is_made_once_however_often_it_is_published(post: Post, deliveries: Deliveries) -> None:
    remote = Remote()
    assert [str(item) for item in run([post], remote, deliveries)] == [
        "btc-20251121t1200z-daily to blog: created, draft, https://x.org/1"
    ]
    reports = run([post], remote, deliveries)
    assert [report.word for report in reports] == ["unchanged"]
    assert remote.asked == 1
    assert (status(reports), summary(reports)) == (0, "1 delivery: 1 unchanged")


@pytest.mark.parametrize(
    ("kind", "state", "code"),
    [
        (SourceUnavailable, State.WAITING, 3),
        (DeliveryFailed, State.FAILED, 4),
        (DeliveryUncertain, State.UNCERTAIN, 4),
    ],
)
@pytest.mark.parametrize("taken", [True, False])
def test_what_became_of_it_is_on_disk_and_the_next_run_goes_on(  # noqa: PLR0913 - a table
    post: Post, deliveries: Deliveries, kind: type[CommentaryError], state: State, code: int, *, taken: bool
) -> None:
    remote = Remote(faults=[(taken, fault(kind))])
    reports = run([post], remote, deliveries)
    entry = deliveries.standing(Key(post.slug, "blog"))
    assert entry is not None
    assert (entry.state, entry.note) == (state, "channel blog: trouble; wait")
    assert (status(reports), summary(reports)) == (code, f"1 delivery: 1 {state}")
    assert [report.word for report in run([post], remote, deliveries)] == ["unchanged" if taken else "created"]
    assert len(remote.posts[post.slug]) == 1


def test_who_asks_to_wait_is_left_alone_until_then(post: Post, deliveries: Deliveries) -> None:
    until = NOW + timedelta(minutes=10)
    remote = Remote(faults=[(False, fault(SourceUnavailable, until=until))])
    run([post], remote, deliveries)
    (report,) = run([post], remote, deliveries, NOW + timedelta(minutes=9))
    assert (report.state, remote.asked) == (State.WAITING, 1)
    assert "2026-01-05 12:10:00 UTC" in str(report.faults[0])
    assert [report.word for report in run([post], remote, deliveries, until)] == ["created"]


def test_an_intent_whose_holder_is_gone_is_looked_into(post: Post, deliveries: Deliveries) -> None:
    remote = Remote(posts={post.slug: [sha256(post.files["article.md"]).hexdigest()]})
    deliveries.intend(Key(post.slug, "blog"), "v", NOW, "the dead")
    assert [report.word for report in run([post], remote, deliveries)] == ["unchanged"]
    assert len(remote.posts[post.slug]) == 1


def test_where_nobody_can_look_a_person_has_to(post: Post, deliveries: Deliveries) -> None:
    remote = Remote(faults=[(True, fault(DeliveryUncertain))])
    chat = Outlet(remote, DiscordSettings(name="blog", webhook=Secret("x"), status="publish"))

    def tried(*, again: bool = False) -> Report:
        (report,) = publish([post], [chat], deliveries, lambda: NOW, "me", again=again)
        return report

    assert tried().state is State.UNCERTAIN
    assert (tried().state, remote.asked) == (State.UNCERTAIN, 1)
    assert "--again" in str(tried().faults[0])
    assert (tried(again=True).state, remote.asked) == (State.DELIVERED, 2)


def test_what_a_killed_run_may_have_sent_blindly_is_written_down_as_uncertain(
    post: Post, deliveries: Deliveries
) -> None:
    remote = Remote()
    chat = Outlet(remote, DiscordSettings(name="blog", webhook=Secret("x"), status="publish"))
    deliveries.intend(Key(post.slug, remote.name), "v", NOW - timedelta(hours=1), "killed")
    for _ in range(2):
        (report,) = publish([post], [chat], deliveries, lambda: NOW, "me", again=False)
        assert report.state is State.UNCERTAIN
        assert f"{NOW - timedelta(hours=1):%Y-%m-%d at %H:%M:%S}" in str(report.faults[0])
        entry = deliveries.standing(Key(post.slug, remote.name))
        assert entry is not None
        assert entry.state is State.UNCERTAIN


def test_one_channel_s_trouble_is_not_another_s(post: Post, deliveries: Deliveries) -> None:
    one, two = Remote("one", faults=[(False, fault(DeliveryFailed))]), Remote("two")
    both = [Outlet(remote, ChannelSettings(name=remote.name)) for remote in (one, two)]
    reports = [*publish([post], both, deliveries, lambda: NOW, "me", again=False)]
    assert summary(reports) == "2 deliveries: 1 created, 1 failed"
    assert status(reports) == 4


def test_a_second_run_at_the_same_channel_is_told_who_is_at_it(
    post: Post, deliveries: Deliveries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
    with deliveries.alone("blog", "process 7, since noon"):
        (report,) = run([post], Remote(), deliveries)
    assert report.state is State.WAITING
    assert "process 7, since noon" in str(report.faults[0])


@pytest.fixture
def edited(shelf: Path, tmp_path: Path) -> Callable[[str, str], Path]:
    """Gives a copy of the edition in which a text was replaced by another."""

    def edit(old: str, new: str) -> Path:
        copytree(shelf, tmp_path / "output")
        folder = tmp_path / "output" / "btc" / "20251121T1200Z-daily"
        text = (folder / "article.md").read_text(encoding="utf-8")
        assert old in text
        (folder / "article.md").write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


def test_an_edited_edition_that_is_clear_is_filed_first_and_is_another_version(
    edited: Callable[[str, str], Path], post: Post, deliveries: Deliveries
) -> None:
    remote = Remote()
    run([post], remote, deliveries)
    said = post.cleared.article.paragraphs[0].sentences[0].text
    folder = edited(said, "")
    sums = (folder / "SHA256SUMS").read_bytes()
    seen = read_post(folder, refile=False)
    assert isinstance(seen, Post)
    assert said not in [item.text for part in seen.cleared.article.paragraphs for item in part.sentences]
    assert (folder / "SHA256SUMS").read_bytes() == sums
    again = read_post(folder)
    assert isinstance(again, Post)
    assert (folder / "SHA256SUMS").read_bytes() != sums
    drawn = {name for name in post.files if name.startswith("charts")}
    assert {name: again.files[name] for name in drawn - {"charts/card.png"}} == {
        name: post.files[name] for name in drawn - {"charts/card.png"}
    }
    assert [report.word for report in run([again], remote, deliveries)] == ["updated"]
    assert [report.word for report in run([again], remote, deliveries)] == ["unchanged"]


def test_an_edited_edition_with_a_false_number_is_not_published(
    edited: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = edited("2.3 standard", "2.6 standard")
    assert isinstance(read_post(folder), Spiked)
    store, out = str(tmp_path / "s.sqlite"), str(tmp_path / "paste")
    assert cli.main(["publish", str(folder), "--to", "file", "-o", out, "--store", store]) == 1
    assert "2.6" in capsys.readouterr().err
    assert not Path(out).exists()
    assert not Path(store).exists()


@pytest.mark.parametrize("name", ["article.html", "snapshot.json", "charts/gauges.png", "SHA256SUMS"])
@pytest.mark.parametrize("gone", [True, False])
def test_another_file_that_was_altered_is_refused(shelf: Path, tmp_path: Path, name: str, *, gone: bool) -> None:
    copytree(shelf, tmp_path / "output")
    folder = tmp_path / "output" / "btc" / "20251121T1200Z-daily"
    (folder / name).unlink() if gone else (folder / name).write_bytes((folder / name).read_bytes() + b"\n.")
    with pytest.raises(InputInvalid, match=name):
        read_post(folder)


def test_what_is_no_edition_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(InputInvalid, match=str(folder)):
            read_post(folder)


def command(*arguments: str) -> int:
    return cli.main(["publish", *arguments])


def test_the_command_publishes_to_a_folder_and_a_site_without_settings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = str(filed(tmp_path / "output"))
    assert command(folder, "--to", "file", "-o", "paste", "--store", "s.sqlite") == 0
    printed = capsys.readouterr()
    assert printed.out == "btc-20251121t1200z-daily to file: created, paste/btc-20251121t1200z-daily/post.html\n"
    assert printed.err == "1 delivery: 1 created\n"
    assert command(folder, "--to", "site", "--store", "s.sqlite") == 0
    assert "created, published" in capsys.readouterr().out
    assert (tmp_path / "output" / "site" / "btc" / "20251121T1200Z-daily" / "article.html").exists()
    assert command(folder, "--to", "file", "site", "-o", "paste", "--store", "s.sqlite") == 4
    assert "does not hold this edition" in capsys.readouterr().err


def test_a_dry_run_prints_what_would_be_sent_and_touches_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = filed(tmp_path / "output")
    before = sorted(tmp_path.rglob("*"))
    assert command(str(folder), "--to", "file", "-o", "paste", "--store", "s.sqlite", "--dry-run") == 0
    printed = capsys.readouterr().out
    assert "=== btc-20251121t1200z-daily to file" in printed
    assert "paste/btc-20251121t1200z-daily/post.md" in printed
    assert sorted(tmp_path.rglob("*")) == before


def test_a_name_that_is_no_channel_is_refused_with_the_nearest(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("commentary.toml").write_text('[channels.blog]\nkind = "hugo"\nfolder = "."\n', encoding="utf-8")
    assert command("x", "--to", "blgo", "ghost", "file") == 2
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "--to blgo: is no channel of the settings; did you mean blog?"
    assert lines[1].startswith("--to ghost: is no channel of the settings; known are ")
    assert lines[2] == "--to file: needs a folder; give one with -o DIR, or a channel of the settings"
    assert command("x", "--to", "blog", "-o", "y") == 2
    assert capsys.readouterr().err == "-o: has no meaning for channels of the settings; leave it out\n"


def test_without_settings_it_is_said_that_there_are_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command("x", "--to", "blog", "slack") == 2
    absent = "is no channel of the settings; there is no commentary.toml here: write one, or name one with --settings"
    assert capsys.readouterr().err == f"--to blog: {absent}\n--to slack: {absent}\n"


def test_secrets_of_lists_are_asked_for_before_another_channel_gets_anything(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = filed(tmp_path / "output")
    text = (
        '[channels.paste]\nkind = "file"\nfolder = "paste"\n[channels.daily]\nkind = "mail"\nhost = "127.0.0.1"\n'
        'user = "desk"\npassword = {env = "COMMENTARY_NO_SUCH_THING"}\nsender = "desk@example.test"\n'
        'list_id = "daily.example.test"\nunsubscribe_url = "https://example.test/u"\n'
        'unsubscribe_key = {file = "none"}\n'
    )
    Path("commentary.toml").write_text(text, encoding="utf-8")
    assert command(str(folder), "--to", "paste", "daily", "--store", "s.sqlite") == 2
    told = capsys.readouterr()
    assert "channels.daily.unsubscribe_key" in told.err
    assert "channels.daily.password" in told.err
    assert told.out == ""
    assert not Path("paste").exists()


def test_a_folder_that_is_no_edition_is_told_of_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert command(str(tmp_path), "--to", "file", "-o", str(tmp_path / "paste")) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path}: is no edition; name the folder of one, such as ")


def test_secrets_that_are_missing_are_told_before_anything_is_begun(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = '[channels.chat]\nkind = "discord"\nstatus = "publish"\nwebhook = {env = "COMMENTARY_NO_SUCH_THING"}\n'
    Path("commentary.toml").write_text(text, encoding="utf-8")
    folder = str(filed(tmp_path / "output"))
    assert command(folder, "--to", "chat", "--store", "s.sqlite") == 2
    assert "channels.chat.webhook: $COMMENTARY_NO_SUCH_THING is not set" in capsys.readouterr().err
    assert not Path("s.sqlite").exists()
    assert command(folder, "--to", "chat", "--dry-run") == 0


def test_a_command_killed_again_and_again_leaves_one_whole_post(tmp_path: Path) -> None:
    folder, store = str(filed(tmp_path / "output")), str(tmp_path / "s.sqlite")
    arguments = ["publish", folder, "--to", "file", "-o", str(tmp_path / "paste"), "--store", store]
    start = [sys.executable, "-m", "generator.cli", *arguments]
    for pause in (0.3, 0.9):
        with subprocess.Popen(start, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as killed:
            try:
                killed.wait(pause)
            except subprocess.TimeoutExpired:
                os.kill(killed.pid, signal.SIGKILL)
    done = subprocess.run(start, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    again = subprocess.run(start, capture_output=True, text=True, check=False)
    assert "unchanged" in again.stdout
    names = {path.name for path in (tmp_path / "paste" / "btc-20251121t1200z-daily").iterdir()}
    assert names == {"post.html", "post.md", "charts"}


def test_help_and_writing_load_nothing_that_is_heavy() -> None:
    program = "import sys; from generator import cli\ntry: cli.main(sys.argv[1:])\nexcept SystemExit: pass\n"
    program += "print([n for n in ('requests', 'sqlalchemy', 'pandas', 'matplotlib', 'ccxt') if n in sys.modules])"
    for arguments in (["--help"], ["publish", "--help"], ["write", "examples/snapshots/btc-2025-11-21.json"]):
        done = subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, check=True)
        assert done.stdout.splitlines()[-1] == "[]"
