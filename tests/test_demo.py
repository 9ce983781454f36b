"""The demonstration, and the wheel that it is run from again: the wheel is complete and needs no checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from generator.cli import main
from tests.cases import FILES

Said = pytest.CaptureFixture[str]
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


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Return the folder of a demo, and what it printed."""
    root = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", "demo", "-o", str(root)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return root, done.stdout.splitlines()


def test_the_demo_files_editions_of_a_simulated_market(demo: tuple[Path, list[str]], capsys: Said) -> None:
    tmp_path, lines = demo
    printed = [Path(line) for line in lines]
    assert [path.parent.name for path in printed] == [f"202509{day}T2359Z-daily" for day in (22, 25, 29)]
    regimes = []
    for path in printed:
        assert path.is_file()
        assert path.parent.parent.parent == tmp_path
        assert {item.name for item in path.parent.iterdir()} == FILES
        assert path.parent.parent.name == "simbtc"
        snapshot = str(path.parent / "snapshot.json")
        assert main(["audit", str(path), snapshot]) == 0
        capsys.readouterr()
        assert main(["classify", snapshot, "--json"]) == 0
        regimes.append({item["name"] for item in json.loads(capsys.readouterr().out)["regimes"]})
    assert regimes[0] == {"calm"}
    assert "liquidity_crunch" in regimes[1]
    assert "cascade" not in regimes[1]
    assert {"cascade", "deleveraging", "sell_dominance"} <= regimes[2]


def test_nobody_takes_the_demo_for_a_real_market(demo: tuple[Path, list[str]]) -> None:
    for name in ("article.md", "article.txt", "article.html"):
        for path in demo[0].rglob(name):
            text = " ".join(path.read_text(encoding="utf-8").split())
            assert "Simulated Bitcoin" in text
            assert not re.search(r"(?<!Simulated )\b(Bitcoin|Binance|Gate)\b", text)


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


def test_the_demo_of_the_wheel_changes_nothing_in_that_of_the_checkout(
    installed: Path, demo: tuple[Path, list[str]], tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in demo[0].rglob("*") if path.is_file()}
    done = run(installed, "demo", "-o", str(demo[0]), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert str(installed) in done.stderr
    assert done.stdout.splitlines() == demo[1]
    assert {path: path.read_bytes() for path in demo[0].rglob("*") if path.is_file()} == before


def test_the_installed_program_writes_the_same_article(installed: Path, tmp_path: Path) -> None:
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
