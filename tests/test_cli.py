"""The commands as users and their scripts meet them: what they print, where, and with which exit status."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from generator import __version__
from generator.archive import file_edition
from generator.audit.clearance import Cleared
from generator.cli import main
from generator.edition import edit
from generator.metrics.snapshot_json import read_snapshot, write_snapshot
from generator.planning.story import Form
from tests.cases import AS_OF, DAILY, FILES, calm, needs_data, reference, shipped

COMMANDS = (
    "demo",
    "write",
    "classify",
    "audit",
    "revise",
    "snapshot",
    "brief",
    "backfill",
    "import",
    "collect",
    "venues",
    "regimes",
    "backtest",
    "site",
    "publish",
    "run",
    "subscribers",
    "unsubscribe-server",
    "phrases",
    "doctor",
)
HEAVY = ("pandas", "numpy", "ccxt", "matplotlib", "sqlalchemy", "requests")
Said = pytest.CaptureFixture[str]


@pytest.fixture
def file(tmp_path: Path) -> str:
    """Return the name of a snapshot file: the example of the interface."""
    path = tmp_path / "snapshot.json"
    path.write_text(write_snapshot(reference()), encoding="utf-8")
    return str(path)


def bad_usage(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as raised:
        main(arguments)
    assert isinstance(raised.value.code, int)
    return raised.value.code


def command(*arguments: str, given: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own, as a shell would."""
    return subprocess.run(
        [sys.executable, "-m", "generator.cli", *arguments],
        input=given,
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def on_stdin(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8"))


# Help ----------------------------------------------------------------------------------------------------------------


def test_help_lists_every_command(capsys: Said) -> None:
    assert bad_usage(["--help"]) == 0
    listed = re.findall(r"^ {4}([a-z-]+)(?: |$)", capsys.readouterr().out, re.MULTILINE)
    assert set(listed) == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example_in_its_help(name: str, capsys: Said) -> None:
    assert bad_usage([name, "--help"]) == 0
    said = capsys.readouterr()
    assert re.search(rf"^example:\n  commentary {name} ", said.out, re.MULTILINE)
    assert not said.err


def test_the_version_is_printed(capsys: Said) -> None:
    assert bad_usage(["--version"]) == 0
    assert capsys.readouterr().out == f"commentary {__version__}\n"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["unheard-of"],
        ["write"],
        ["write", "s.json", "--form", "monthly"],
        ["write", "s.json", "--format", "pdf"],
        ["write", "s.json", "--seed", "many"],
        ["write", "s.json", "--style", "purple"],
        ["audit", "article.md"],
        ["brief"],
        ["phrases"],
        ["phrases", "preview"],
        ["demo", "--unknown"],
    ],
)
def test_wrong_usage_is_status_2_and_says_where_help_is(arguments: list[str], capsys: Said) -> None:
    assert bad_usage(arguments) == 2
    said = capsys.readouterr()
    assert "--help" in said.err
    assert not said.out


# write ---------------------------------------------------------------------------------------------------------------

BEGINNINGS = {
    "markdown": "# ",
    "html": "<!doctype html>",
    "text": "",
    "json": "{",
    "line": "",
    "slack": "*",
    "discord": "**",
    "telegram": "<b>",
    "alt": "",
}


@pytest.mark.parametrize("form", BEGINNINGS)
def test_write_prints_every_format(form: str, file: str, capsys: Said) -> None:
    assert main(["write", file, "--format", form]) == 0
    said = capsys.readouterr()
    assert said.out.lower().startswith(BEGINNINGS[form])
    assert said.out.endswith("\n")
    assert "Bitcoin" in said.out
    assert not said.err


def test_a_page_has_the_gauges_and_a_place_where_one_is_given(file: str, capsys: Said) -> None:
    assert main(["write", file, "--format", "html", "--base-url", "https://example.org/briefs/"]) == 0
    page = capsys.readouterr().out
    assert "<figure" in page
    assert '<link rel="canonical" href="https://example.org/briefs/btc/20251121T1200Z-daily/article.html">' in page


@pytest.mark.parametrize(
    "address", ["example.org", "javascript:alert(1)", "https://a b", 'https://e.org/"x', "ftp://e.org"]
)
def test_an_address_that_is_none_is_status_2(address: str, file: str, capsys: Said) -> None:
    assert main(["write", file, "--format", "html", "--base-url", address]) == 2
    assert "is no address of a site" in capsys.readouterr().err


def test_write_prints_markdown_where_no_format_is_given(file: str, capsys: Said) -> None:
    main(["write", file])
    first = capsys.readouterr().out
    main(["write", file, "--format", "markdown", "--form", "daily", "--seed", "0", "--style", "plain"])
    assert capsys.readouterr().out == first


def test_the_json_of_an_article_has_the_fields_scripts_rely_on(file: str, capsys: Said) -> None:
    main(["write", file, "--format", "json", "--seed", "3", "--form", "flash"])
    article = json.loads(capsys.readouterr().out)
    fields = (
        "schema asset as_of form seed headline dek paragraphs disclaimer regimes missing snapshot_sha256 content_sha256"
    )
    assert set(fields.split()) <= set(article)
    assert (article["schema"], article["asset"], article["form"], article["seed"]) == (1, "BTC", "flash", 3)
    assert article["as_of"] == "2025-11-21T12:00:00Z"
    sentence = article["paragraphs"][0]["sentences"][0]
    assert {"text", "message", "claims"} <= set(sentence)
    assert {"text", "metric", "field", "value", "rule"} <= set(sentence["claims"][0])


def test_the_seed_and_the_style_change_the_words(file: str, capsys: Said) -> None:
    texts = set()
    for options in ([], ["--seed", "1"], ["--seed", "2"], ["--style", "vivid"]):
        assert main(["write", file, *options]) == 0
        texts.add(capsys.readouterr().out)
    assert len(texts) == 4


def test_a_flash_is_shorter_than_a_daily(file: str, capsys: Said) -> None:
    main(["write", file])
    daily = capsys.readouterr().out
    main(["write", file, "--form", "flash"])
    assert len(capsys.readouterr().out) < len(daily) / 2


def test_the_weekly_is_refused_with_a_remedy(file: str, capsys: Said) -> None:
    assert main(["write", file, "--form", "weekly"]) == 2
    said = capsys.readouterr()
    assert "choose --form daily" in said.err
    assert not said.out


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch, file: str, capsys: Said) -> None:
    main(["write", file])
    from_file = capsys.readouterr().out
    on_stdin(monkeypatch, write_snapshot(reference()))
    assert main(["write", "-"]) == 0
    assert capsys.readouterr().out == from_file


def test_an_output_file_is_written_whole_and_nothing_printed(file: str, tmp_path: Path, capsys: Said) -> None:
    output = tmp_path / "article.md"
    assert main(["write", file, "-o", str(output)]) == 0
    said = capsys.readouterr()
    assert not said.out
    assert not said.err
    main(["write", file])
    assert output.read_text(encoding="utf-8") == capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"snapshot.json", "article.md"}


def test_an_output_that_cannot_be_written_is_named(file: str, tmp_path: Path, capsys: Said) -> None:
    output = str(tmp_path / "no" / "such" / "folder.md")
    assert main(["write", file, "-o", output]) == 2
    assert capsys.readouterr().err.startswith(f"{output}: cannot be written")


# Bad input -----------------------------------------------------------------------------------------------------------

BAD = """{"schema": 2, "asset": "", "as_of": "yesterday", "period": "2d",
 "metrics": {"taker_imbalanse": -1, "funding_rate": "high", "liquidations_long_share": 1.4, "price": -5,
             "open_interest_z": {"z": 1}}}"""
PLACES = (
    "schema",
    "asset",
    "as_of",
    "period",
    "metrics.taker_imbalanse",
    "metrics.funding_rate",
    "metrics.liquidations_long_share",
    "metrics.price",
    "metrics.open_interest_z.value",
)


@pytest.mark.parametrize("arguments", [["write"], ["classify"], ["classify", "--json"]])
def test_every_fault_of_a_snapshot_is_on_stderr_with_its_place(
    arguments: list[str], tmp_path: Path, capsys: Said
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(BAD, encoding="utf-8")
    assert main([*arguments, str(path)]) == 2
    said = capsys.readouterr()
    assert not said.out
    lines = said.err.splitlines()
    for place in PLACES:
        assert any(line.startswith(f"bad.json: {place}: ") for line in lines), place
    assert "did you mean taker_imbalance?" in said.err
    assert "Traceback" not in said.err


@pytest.mark.parametrize("text", ["", "{", "null", "[]", '"text"', "\x00", "{}"])
def test_what_is_no_snapshot_is_status_2_without_a_traceback(text: str) -> None:
    ended = command("write", "-", given=text.encode())
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"standard input")
    assert b"Traceback" not in ended.stderr
    assert ended.stdout == b""


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: Said) -> None:
    absent = str(tmp_path / "absent.json")
    assert main(["write", absent]) == 2
    assert capsys.readouterr().err.startswith(f"{absent}: cannot be read")


# classify ------------------------------------------------------------------------------------------------------------


def test_classify_gives_exactly_the_four_regimes_of_the_example(file: str, capsys: Said) -> None:
    assert main(["classify", file, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {item["name"] for item in found["regimes"]} == {
        "liquidity_crunch",
        "sell_dominance",
        "deleveraging",
        "cascade",
    }
    assert all(item["severity"] == "moderate" and item["since"] is None for item in found["regimes"])
    assert "price_change" in found["missing"]


def test_classify_prints_a_line_a_regime(file: str, capsys: Said) -> None:
    assert main(["classify", file]) == 0
    names = re.findall(r"^(\w+) +moderate +confidence \d\.\d\d$", capsys.readouterr().out, re.MULTILINE)
    assert len(names) == 4


# audit ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "suffix"), [("markdown", "md"), ("html", "html"), ("text", "txt")])
def test_the_audit_clears_every_page_of_the_command_itself(
    form: str, suffix: str, file: str, tmp_path: Path, capsys: Said
) -> None:
    article = tmp_path / f"article.{suffix}"
    main(["write", file, "--format", form, "-o", str(article)])
    assert main(["audit", str(article), file]) == 0
    assert capsys.readouterr().out == "cleared: nothing found\n"


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ("2.3 standard deviations", "3.2 standard deviations"),
        ("heavy", "extreme"),
        ("Bitcoin", "Ether"),
        ("dominance on the sell side", "dominance on the buy side"),
        ("This commentary", "It is certain to fall. This commentary"),
        ("It is not financial advice, ", ""),
    ],
)
@pytest.mark.parametrize(("form", "suffix"), [("markdown", "md"), ("html", "html"), ("text", "txt")])
def test_a_tampered_article_is_status_1(  # noqa: PLR0913, PLR0917 - the table and its fixtures
    written: str, instead: str, form: str, suffix: str, file: str, tmp_path: Path, capsys: Said
) -> None:
    article = tmp_path / f"article.{suffix}"
    main(["write", file, "--format", form, "-o", str(article)])
    text = (
        re.sub(r"(?<=\S)\n(?=\S)", " ", article.read_text(encoding="utf-8")) if suffix == "txt" else article.read_text()
    )
    assert written in text
    article.write_text(text.replace(written, instead), encoding="utf-8")
    assert main(["audit", str(article), file]) == 1
    assert capsys.readouterr().out.strip()
    assert main(["audit", str(article), file, "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["cleared"] is False
    assert {"kind", "text", "reason", "sentence"} <= set(found["findings"][0])


def test_an_article_about_another_day_is_status_1(file: str, tmp_path: Path) -> None:
    article, other = tmp_path / "article.md", tmp_path / "calm.json"
    main(["write", file, "-o", str(article)])
    other.write_text(write_snapshot(calm()), encoding="utf-8")
    assert main(["audit", str(article), str(other)]) == 1


def test_an_article_that_is_not_text_is_status_2(file: str, tmp_path: Path, capsys: Said) -> None:
    article = tmp_path / "article.md"
    article.write_bytes(b"\xff\xfe\x00")
    assert main(["audit", str(article), file]) == 2
    assert "is not UTF-8 text" in capsys.readouterr().err


# Editions ------------------------------------------------------------------------------------------------------------


@needs_data
def test_brief_measures_a_day_and_files_its_edition(tmp_path: Path, capsys: Said) -> None:
    arguments = ["brief", "BTC", "--history", str(DAILY), "--at", "2022-11-09", "--form", "flash"]
    assert main([*arguments, "-o", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'btc' / '20221109T2359Z-flash' / 'article.md'}\n"
    assert {path.name for path in (tmp_path / "btc" / "20221109T2359Z-flash").iterdir()} == FILES


@needs_data
def test_snapshot_prints_what_write_reads(tmp_path: Path, capsys: Said) -> None:
    assert main(["snapshot", "BTC", "--history", str(DAILY), "--at", "2021-05-19"]) == 0
    printed = capsys.readouterr().out
    path = tmp_path / "day.json"
    path.write_text(printed, encoding="utf-8")
    assert write_snapshot(read_snapshot(printed, "day.json")) == printed
    assert main(["write", str(path)]) == 0
    assert "19 May 2021" in capsys.readouterr().out


@needs_data
@pytest.mark.parametrize(("at", "problem"), [("2010-01-01", "gives no metric at"), ("last week", "is not a time")])
def test_a_time_without_data_is_status_2(at: str, problem: str, tmp_path: Path, capsys: Said) -> None:
    assert main(["brief", "BTC", "--history", str(DAILY), "--at", at, "-o", str(tmp_path)]) == 2
    assert problem in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


# phrases -------------------------------------------------------------------------------------------------------------


def test_the_shipped_phrases_have_no_fault(capsys: Said) -> None:
    status = main(["phrases", "check"])
    said = capsys.readouterr()
    assert (status, said.err) == (0, "")
    assert re.fullmatch(r"\d+ messages, \d+ variants, 0 faults\n", said.out)


def test_a_preview_shows_every_variant(capsys: Said) -> None:
    assert main(["phrases", "preview", "flow"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("flow: ")
    assert len(lines) >= 4


def test_a_preview_of_no_message_is_status_2(capsys: Said) -> None:
    assert main(["phrases", "preview", "nothing_like_it"]) == 2
    said = capsys.readouterr()
    assert "there is no such message" in said.err
    assert "Traceback" not in said.err


# As a process --------------------------------------------------------------------------------------------------------


def test_a_pipeline_ends_with_0_1_and_2(file: str, tmp_path: Path) -> None:
    written = command("write", "-", given=Path(file).read_bytes())
    assert (written.returncode, written.stderr) == (0, b"")
    article = tmp_path / "article.md"
    article.write_bytes(written.stdout.replace(b"2.3 standard", b"2.2 standard"))
    assert command("audit", str(article), file).returncode == 1
    assert command("write", str(tmp_path / "absent.json")).returncode == 2
    assert command("write").returncode == 2


def test_a_reader_that_leaves_early_gets_no_traceback(file: str) -> None:
    arguments = [sys.executable, "-m", "generator.cli", "write", file, "--format", "html"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ended:
        assert ended.stdout is not None
        assert ended.stderr is not None
        ended.stdout.close()
        said = ended.stderr.read()
    assert said == b""
    assert ended.returncode == 0


def test_a_narrow_locale_prints_the_same_bytes(file: str) -> None:
    plain = command("write", file)
    narrow = command("write", file, LC_ALL="C", LANG="C", PYTHONUTF8="0")
    assert narrow.stdout == plain.stdout
    assert narrow.returncode == 0


_LOADED = """
import sys
from generator.cli import main
try:
    status = main(sys.argv[1:])
except SystemExit as ended:
    status = ended.code
print(status, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    [
        ["write", "FILE"],
        ["write", "FILE", "--format", "html"],
        ["classify", "FILE"],
        ["audit", "ARTICLE", "FILE"],
        ["--help"],
    ],
)
def test_what_needs_no_history_loads_no_heavy_library(arguments: list[str], file: str, tmp_path: Path) -> None:
    article = tmp_path / "article.md"
    main(["write", file, "-o", str(article)])
    named = {"FILE": file, "ARTICLE": str(article)}
    ended = subprocess.run(
        [sys.executable, "-c", _LOADED, *(named.get(item, item) for item in arguments)],
        capture_output=True,
        text=True,
        check=True,
    )
    status, *loaded = ended.stderr.split()
    assert status == "0"
    assert "generator" in loaded
    assert not set(HEAVY) & set(loaded)


# The site ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def editions(tmp_path: Path) -> Path:
    """Return a folder with two editions."""
    for day in (21, 22):
        snapshot = replace(reference(), as_of=AS_OF.replace(day=day))
        verdict = edit(snapshot, Form.DAILY, shipped(), seed=0, style="plain").verdict
        assert isinstance(verdict, Cleared)
        file_edition(tmp_path / "output", verdict)
    return tmp_path / "output"


def test_site_says_where_it_is(editions: Path, capsys: Said) -> None:
    assert main(["site", "-o", str(editions), "--base-url", "https://example.org"]) == 0
    said = capsys.readouterr()
    assert said.out == f"{editions / 'site' / 'index.html'}\n"
    assert "2 editions" in said.err
    assert "base-url" not in said.err
    assert "https://example.org/btc/20251122T1200Z-daily" in (editions / "site" / "sitemap.xml").read_text("utf-8")


def test_site_says_what_it_does_without_and_what_it_leaves_out(editions: Path, capsys: Said) -> None:
    (editions / "btc" / "20251121T1200Z-daily" / "article.json").write_text("{}", encoding="utf-8")
    assert main(["site", "-o", str(editions), "--title", "My desk"]) == 2
    said = capsys.readouterr()
    assert said.out == f"{editions / 'site' / 'index.html'}\n"
    assert "no --base-url" in said.err
    assert "btc/20251121T1200Z-daily/article.json: is not what was filed" in said.err
    assert "My desk" in (editions / "site" / "index.html").read_text("utf-8")


def test_site_of_nothing_is_bad_input(tmp_path: Path, capsys: Said) -> None:
    assert main(["site", "-o", str(tmp_path)]) == 2
    assert "holds no edition that is whole" in capsys.readouterr().err
