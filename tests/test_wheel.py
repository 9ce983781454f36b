"""What is installed is complete: the wheel carries the phrases, examples and rules, and runs without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys, generator.cli as c; print(c.__file__, file=sys.stderr); sys.exit(c.main(sys.argv[1:]))"
    environment = {**os.environ, "PYTHONPATH": str(installed)}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_wheel_carries_every_file_the_program_reads(installed: Path) -> None:
    for name in ("templates", "examples"):
        here = {p.relative_to(ROOT / name) for p in (ROOT / name).rglob("*") if p.is_file()}
        there = {
            p.relative_to(installed / "generator" / f"_{name}")
            for p in (installed / "generator" / f"_{name}").rglob("*")
            if p.is_file()
        }
        assert there == here
    assert (installed / "generator" / "py.typed").exists()
    assert (installed / "generator" / "regimes" / "rules.toml").exists()
    assert (installed / "generator" / "audit" / "standards" / "words.toml").exists()


def test_the_installed_program_writes_the_same_article(installed: Path, tmp_path: Path) -> None:
    done = run(installed, "demo", "-o", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert str(installed) in done.stderr
    folders = sorted(path.parent.name for path in tmp_path.rglob("article.md"))
    assert folders == ["20250922T2359Z-daily", "20250925T2359Z-daily", "20250929T2359Z-daily"]
    example = installed / "generator" / "_examples" / "snapshots" / "btc-2025-11-21.json"
    there = run(installed, "write", str(example), cwd=tmp_path)
    here = subprocess.run(
        [sys.executable, "-m", "generator.cli", "write", "examples/snapshots/btc-2025-11-21.json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert there.stdout == here.stdout
