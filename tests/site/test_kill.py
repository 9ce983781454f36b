"""The site under SIGKILL: a reader is never shown half of it, nor pages of two states, and the next run goes on."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from threading import Event, Thread
from xml.etree import ElementTree as ET

import pytest

from generator.site.build import Options, build_site
from tests.site.editions import BASE, archive, edition, filed, pages

STEPS = ("mkdir", "write_bytes", "hardlink_to", "symlink_to", "replace", "unlink")
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks, which only POSIX does")


def titles(site: Path) -> set[str]:
    """Read a whole site as one reader would and return the titles its pages carry: one, if it is of one state."""
    found = set()
    real = site.resolve(strict=True)
    for name in sorted(pages(real)):
        text = (real / name).read_text(encoding="utf-8")
        if name.endswith(".html"):
            assert text.endswith("</html>\n"), name
            found.add(text.partition('atom+xml" title="')[2].partition(" (Atom)")[0])
        elif name.endswith(".xml"):
            ET.fromstring(text)  # noqa: S314 - our own
    return found


def in_child(work: Callable[[], object]) -> int:
    """Do the work in a child and return its exit status: minus the signal, where one ended it."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return -os.WTERMSIG(os.waitpid(child, 0)[1])


def killing(step: int) -> None:
    """Have this process killed at its nth step on the file system."""
    left = count()

    def dying(name: str) -> None:
        real = getattr(Path, name)

        def call(path: Path, *given: object, **options: object) -> object:
            if next(left) == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(path, *given, **options)

        setattr(Path, name, call)

    for name in STEPS:
        dying(name)


def test_killed_at_any_step_the_old_or_the_new_stands(tmp_path: Path) -> None:
    root = archive(tmp_path / "output", 3)
    build_site(root, Options(title="Old", base_url=BASE))
    filed(root, [edition(3)])
    ends = []
    for step in count():
        attempt = tmp_path / f"{step}"
        shutil.copytree(root, attempt, symlinks=True)

        def build(place: Path = attempt, at: int = step) -> None:
            killing(at)
            build_site(place, Options(title="New", base_url=BASE))

        killed = in_child(build)
        ends += sorted(titles(attempt / "site"))
        assert len(ends) == step + 1
        build_site(attempt, Options(title="Next", base_url=BASE))
        assert titles(attempt / "site") == {"Next"}
        assert len([path for path in (attempt / ".site").iterdir() if path.is_dir()]) <= 2
        shutil.rmtree(attempt)
        if not killed:
            break
    assert len(ends) > 40
    assert set(ends) == {"Old", "New"}
    assert ends == sorted(ends, reverse=True)  # one step switches it, and nothing switches it back


@dataclass(slots=True)
class Watched:
    """What a reader saw while builds of a site were killed."""

    kills: int = 0
    whole: int = 0
    """Times the reader found one whole state."""
    trouble: list[object] = field(default_factory=list)
    """What was torn, and what was mixed."""


def killed_while_read(root: Path, builds: int, seed: int = 7) -> Watched:
    """Build a site again and again, kill each build at some moment, and read the site all the while."""
    random, stop, found = Random(seed), Event(), Watched()  # noqa: S311 - moments, not secrets

    def reading() -> None:
        while not stop.is_set():
            try:
                if len(titles(root / "site")) != 1:
                    found.trouble.append("mixed")
            except FileNotFoundError:
                continue  # two builds went by while one reader read: it opens the site again
            except (AssertionError, ET.ParseError) as error:
                found.trouble.append(error)
            found.whole += 1

    for number in range(1, builds + 1):
        child = os.fork()
        if child == 0:
            try:
                build_site(root, Options(title=f"{number}", base_url=BASE))
            finally:
                os._exit(0)
        reader = Thread(target=reading)
        stop.clear()
        reader.start()
        stop.wait(random.uniform(0.0, 0.12))
        os.kill(child, signal.SIGKILL)
        found.kills += os.WIFSIGNALED(os.waitpid(child, 0)[1])
        stop.set()
        reader.join()
        if len(titles(root / "site")) != 1:
            found.trouble.append("mixed after a kill")
    return found


def test_killed_at_any_moment_a_reader_sees_one_whole_state(tmp_path: Path) -> None:
    root = archive(tmp_path / "output", 3)
    build_site(root, Options(title="0", base_url=BASE))
    found = killed_while_read(root, 60)
    assert not found.trouble
    assert found.kills > 10
    assert found.whole > 60
    build_site(root, Options(title="last", base_url=BASE))
    assert titles(root / "site") == {"last"}
