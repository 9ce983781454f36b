"""The house rule and the promises of the documents, kept by machine."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from generator import cli
from generator.metrics.snapshot import Metric
from generator.prose.lexicon import shipped_lexicon
from generator.prose.phrases import shipped_bank

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "generator").rglob("*.py"))
WIRING = {"cli", "newsroom"}
COMMANDS = tuple(
    "demo write classify audit revise snapshot brief backfill import collect"
    " venues regimes backtest site publish run subscribers phrases doctor".split()
)


def test_imports_go_downward_only() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_room_has_a_floor() -> None:
    # Exhaustive contracts fail on a new room; this says that the rooms we have are the rooms we meant.
    rooms = {path.name for path in (ROOT / "generator").iterdir() if (path / "__init__.py").exists()}
    assert rooms == {
        "audit",
        "channels",
        "charts",
        "cli",
        "metrics",
        "newsroom",
        "pages",
        "planning",
        "prose",
        "regimes",
        "settings",
        "site",
        "sources",
        "store",
    }


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if p.relative_to(ROOT / "generator").parts[0] not in WIRING], ids=lambda p: p.name
)
def test_no_clock_randomness_or_environment_below_the_wiring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not imported & {"time", "random", "secrets", "uuid", "logging"}
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not called & {"now", "utcnow", "today", "environ", "getenv", "default_rng"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_no_file_outgrows_its_room(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_cleared_is_made_by_the_review_alone() -> None:
    makers = set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Cleared":
                makers.add(path.name)
    assert makers == {"review.py"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented_and_shows_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([name, "--help"])
    assert left.value.code == 0
    assert "example:\n  commentary " in capsys.readouterr().out
    assert f"commentary {name}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_commands_are_the_documented_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    listed = re.findall(r"^    (\w+) ", capsys.readouterr().out, flags=re.MULTILINE)
    assert tuple(listed) == COMMANDS


def test_the_readme_shows_the_article_the_program_writes(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["write", str(ROOT / "examples" / "snapshots" / "btc-2025-11-21.json")]) == 0
    written = [line for line in capsys.readouterr().out.splitlines() if line and line != "---"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = [line[2:] for line in readme.splitlines() if line.startswith("> ")]
    assert shown == written


def test_the_readme_has_two_set_up_commands_that_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    python3 make\.py (\w+)", readme, flags=re.MULTILINE)
    assert commands == ["demo", "check"]
    source = (ROOT / "make.py").read_text(encoding="utf-8")
    assert all(f'"{command}": {command}' in source for command in commands)


@pytest.mark.parametrize(
    "document",
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "templates").glob("*.md")],
    ids=lambda p: p.name,
)
def test_links_in_the_documents_lead_somewhere(document: Path) -> None:
    for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
        if "://" not in link:
            assert (document.parent / link).exists(), link


def test_the_handbook_lists_every_message() -> None:
    handbook = (ROOT / "templates" / "README.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| `(\w+)` \| [A-Z]", handbook, flags=re.MULTILINE))
    assert listed == set(shipped_bank().names())


def test_every_message_has_phrases_and_every_phrase_a_message() -> None:
    planning = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "generator" / "planning").glob("*.py"))
    literal = set(re.findall(r'"([a-z]+(?:_[a-z]+)*)"', planning))
    leads = {"price", "flow", "flow_relative", "liquidations", "leverage", "depth", "impact", "funding"}
    leads |= {"calm", "mixed", "unknown"}
    planned = literal | {f"{part}_{lead}" for part in ("headline", "lede") for lead in leads}
    planned |= {f"{part}_{number}" for part in ("support", "shows") for number in ("one", "two", "three")}
    planned |= {f"{name}_on_venue" for name in ("ratio", "ratio_flat")} | {"ratio", "ratio_flat"}
    metrics = [metric.value for metric in Metric]
    planned |= {f"place_{name}" for name in metrics}
    short = {name.replace("_z", "") for name in metrics}
    planned |= {f"fortnight_{name}_{side}" for name in short for side in ("high", "low")}
    planned |= {f"week_quiet_{name.replace('_usd', '')}" for name in short}
    planned |= {f"{name}_{beside}" for name in ("liquidations", "volume") for beside in ("versus", "typical")}
    assert set(shipped_bank().names()) <= planned


def test_every_metric_of_the_lexicon_is_named_in_the_method() -> None:
    method = (ROOT / "docs" / "method.md").read_text(encoding="utf-8")
    assert [name for name in shipped_lexicon().raw["metrics"] if name not in method] == []


def test_no_document_or_source_names_a_machine_or_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    files = [ROOT / name for name in listed.splitlines()] or [*SOURCES, *ROOT.glob("*.md")]
    hosts = re.compile(
        "|".join(["py" + "pi.org", "python" + "hosted", "registry.np" + "mjs", "(?<![\\w.])/" + "work/", "/ro" + "ot/"])
    )
    bad = [
        str(p.relative_to(ROOT))
        for p in files
        if p.is_file() and hosts.search(p.read_text(encoding="utf-8", errors="ignore"))
    ]
    assert bad == []
