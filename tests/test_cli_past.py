"""The commands that work on the past: import, snapshot and brief from a ledger, backfill, regimes, backtest, doctor."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from generator.cli import main
from generator.metrics.snapshot_json import read_snapshot
from tests.cases import DAILY, HOURLY, needs_data

Said = pytest.CaptureFixture[str]
SPAN = ["--from", "2022-11-07", "--to", "2022-11-10"]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return a ledger with the daily history in it."""
    path = tmp_path_factory.mktemp("ledger") / "ledger.sqlite"
    assert main(["import", str(DAILY), "--asset", "BTC", "--store", str(path)]) == 0
    return str(path)


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


# Import --------------------------------------------------------------------------------------------------------------


@needs_data
def test_a_file_twice_changes_nothing(ledger: str, capsys: Said) -> None:
    assert main(["import", str(DAILY), "--asset", "BTC", "--store", ledger, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["new"], said["corrected"]) == (0, 0)
    assert [file["status"] for file in said["files"]] == ["already there"]


def test_a_refused_file_is_status_2_and_the_others_are_stored(tmp_path: Path, capsys: Said) -> None:
    rows = "\n".join(f"2024-01-{day:02},{100 + day}" for day in range(1, 9))
    (tmp_path / "good.csv").write_text(f"date,close\n{rows}\n")
    (tmp_path / "bad.csv").write_text(f"date,close\n{rows}\n2024-01-09,many\n")
    assert (
        main(["import", str(tmp_path), "--asset", "BTC", "--store", str(tmp_path / "l.sqlite"), "--venue", "okx"]) == 2
    )
    said = capsys.readouterr()
    assert "8 new" in said.out
    assert "bad.csv" in said.err
    assert "'many' is no number" in said.err


def test_without_a_ledger_the_way_to_one_is_said(capsys: Said) -> None:
    assert main(["snapshot", "BTC"]) == 2
    assert "commentary import" in capsys.readouterr().err


@needs_data
def test_an_asset_the_ledger_does_not_hold_is_said(ledger: str, capsys: Said) -> None:
    assert main(["snapshot", "DOGE", "--store", ledger]) == 2
    assert "holds no 1d bar of DOGE" in capsys.readouterr().err


# One past, wherever it is read from ----------------------------------------------------------------------------------


@needs_data
@pytest.mark.parametrize("at", ["2021-05-19", "2022-11-08T23:59:59Z", "2023-08-17"])
def test_a_ledger_gives_the_snapshot_of_its_file(at: str, ledger: str, capsys: Said) -> None:
    assert main(["snapshot", "BTC", "--history", str(DAILY), "--at", at]) == 0
    from_file = capsys.readouterr().out
    assert main(["snapshot", "BTC", "--store", ledger, "--at", at]) == 0
    assert capsys.readouterr().out == from_file


@needs_data
def test_bars_of_a_day_are_made_of_hours(tmp_path: Path, capsys: Said) -> None:
    store = str(tmp_path / "l.sqlite")
    assert main(["import", str(HOURLY), "--asset", "ETH", "--store", store]) == 0
    capsys.readouterr()
    for period in ("1h", "4h", "1d"):
        assert main(["snapshot", "ETH", "--store", store, "--period", period, "--at", "2025-09-22"]) == 0
        snapshot = read_snapshot(capsys.readouterr().out, "s.json")
        assert snapshot.period == period
        assert snapshot.before is not None
    assert main(["snapshot", "ETH", "--store", store, "--period", "1h", "--at", "2025-09-22"]) == 0
    by_hour = capsys.readouterr().out
    assert main(["snapshot", "ETH", "--history", str(HOURLY), "--at", "2025-09-22"]) == 0
    assert capsys.readouterr().out == by_hour


@needs_data
def test_what_was_known_before_the_import_is_nothing(ledger: str, capsys: Said) -> None:
    assert main(["snapshot", "BTC", "--store", ledger, "--known-at", "2023-01-01"]) == 2
    assert "holds no 1d bar" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--period", "1d"], ["--known-at", "2022-01-01"]])
def test_options_of_a_ledger_have_no_meaning_beside_a_file(option: list[str], capsys: Said) -> None:
    assert main(["snapshot", "BTC", "--history", "btc.csv", *option]) == 2
    assert f"{option[0]}: has no meaning beside --history" in capsys.readouterr().err


@needs_data
def test_a_classic_score_says_so(capsys: Said) -> None:
    assert main(["snapshot", "BTC", "--history", str(DAILY), "--at", "2022-06-13", "--method", "classic"]) == 0
    measures = json.loads(capsys.readouterr().out)["metrics"]
    assert measures["taker_imbalance"]["method"] == "classic"
    assert measures["liquidations_usd_z"]["method"] == "log classic"


@needs_data
def test_an_article_is_of_the_day_its_bar_ended(tmp_path: Path, capsys: Said) -> None:
    at = ["--at", "2022-11-09T12:00Z", "-o", str(tmp_path)]
    assert main(["brief", "BTC", "--history", str(DAILY), *at]) == 0
    article = Path(capsys.readouterr().out.strip())
    text = article.read_text(encoding="utf-8")
    assert article.parent.name == "20221109T1200Z-daily"
    assert "Data to 8 November 2022, 23:59 UTC." in text
    assert "9 November 2022" not in text
    assert main(["audit", str(article), str(article.with_name("snapshot.json"))]) == 0


# Backfill ------------------------------------------------------------------------------------------------------------


@needs_data
def test_each_edition_knows_the_one_before_it(tmp_path: Path, capsys: Said) -> None:
    arguments = ["backfill", "BTC", "--history", str(DAILY), *SPAN, "-o", str(tmp_path)]
    assert main(arguments) == 0
    assert [Path(line).parent.name[:8] for line in capsys.readouterr().out.splitlines()] == [
        "20221107",
        "20221108",
        "20221109",
        "20221110",
    ]
    article = json.loads((tmp_path / "btc" / "20221109T2359Z-daily" / "article.json").read_bytes())
    told = [s for p in article["paragraphs"] for s in p["sentences"] if s["message"].startswith("turn_began")]
    named = [claim["value"] for s in told for claim in s["claims"] if claim["field"] == "severity"]
    assert named == ["liquidity_crunch moderate", "leverage_build_up moderate"]


@needs_data
def test_news_is_told_against_the_last_edition_however_old(tmp_path: Path, capsys: Said) -> None:
    for day in ("2022-11-07", "2022-11-11"):
        assert main(["brief", "BTC", "--history", str(DAILY), "--at", day, "-o", str(tmp_path)]) == 0
    capsys.readouterr()
    snapshot = json.loads((tmp_path / "btc" / "20221111T2359Z-daily" / "snapshot.json").read_bytes())
    assert snapshot["before"]["told"] == "2022-11-07T23:59:59Z"
    assert [spell["regime"] for spell in snapshot["before"]["ended"]] == ["deleveraging"]


@needs_data
def test_days_of_which_nothing_is_known_have_no_edition(tmp_path: Path, capsys: Said) -> None:
    days = ["--from", "2023-12-31", "--to", "2024-01-02"]
    assert main(["backfill", "BTC", "--history", str(DAILY), *days, "-o", str(tmp_path)]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 2  # the first of January still has a bar that ended a day before
    assert "no edition for 1 of the days" in said.err


@pytest.mark.parametrize(
    ("days", "fault"), [(("2022-02-30", "2022-03-01"), "is no day"), (("2022-03-02", "2022-03-01"), "lies before")]
)
def test_impossible_days_are_refused(days: tuple[str, str], fault: str, capsys: Said) -> None:
    assert main(["backfill", "BTC", "--history", "btc.csv", "--from", days[0], "--to", days[1]]) == 2
    assert fault in capsys.readouterr().err


@needs_data
def test_a_backfill_killed_at_any_point_ends_as_if_it_had_not_been(tmp_path: Path) -> None:
    random = Random(7)  # noqa: S311 - where to kill, not a secret
    span = ["--from", "2022-11-04", "--to", "2022-11-12"]

    def command(root: Path) -> list[str]:
        return [
            sys.executable,
            "-m",
            "generator.cli",
            "backfill",
            "BTC",
            "--history",
            str(DAILY),
            *span,
            "-o",
            str(root),
        ]

    undisturbed, killed = tmp_path / "whole", tmp_path / "killed"
    subprocess.run(command(undisturbed), check=True, capture_output=True)
    editions = len(list((undisturbed / "btc").iterdir()))
    for _ in range(6):
        running = subprocess.Popen(command(killed), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        assert running.stdout is not None
        for _ in range(random.randint(1, editions - 1)):
            running.stdout.readline()
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stdout.close()
    subprocess.run(command(killed), check=True, capture_output=True)
    assert tree(killed) == tree(undisturbed)


# Regimes and backtest ------------------------------------------------------------------------------------------------


@needs_data
def test_the_timeline_comes_in_three_forms(capsys: Said) -> None:
    arguments = ["regimes", "BTC", "--history", str(DAILY), *SPAN]
    assert main([*arguments, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["regimes"]
    assert main([*arguments, "--csv"]) == 0
    listed = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["regime"] for row in listed] == [row["regime"] for row in rows]
    assert main(arguments) == 0
    table = capsys.readouterr().out
    cascade = next(row for row in rows if row["regime"] == "cascade")
    assert (cascade["onset"], cascade["end"], cascade["bars"]) == ("2022-11-08T23:59:59Z", "2022-11-10T23:59:59Z", 2)
    assert cascade["peak_metric"] == "liquidations_usd_z"
    assert "cascade " in table
    assert "goes on" in table


@needs_data
def test_the_timeline_ends_with_its_last_day(capsys: Said) -> None:
    arguments = ["regimes", "BTC", "--history", str(DAILY), "--json", "--from", "2022-11-08"]
    assert main([*arguments, "--to", "2022-11-08"]) == 0
    rows = json.loads(capsys.readouterr().out)["regimes"]
    assert {row["end"] for row in rows} == {None}


@needs_data
def test_the_backtest_is_the_one_in_the_documents(tmp_path: Path) -> None:
    out = tmp_path / "backtest.md"
    assert main(["backtest", "BTC", "--history", str(DAILY), "-o", str(out)]) == 0
    document = Path(__file__).resolve().parents[1] / "docs" / "backtest.md"
    assert out.read_text(encoding="utf-8") == document.read_text(encoding="utf-8")


# Doctor --------------------------------------------------------------------------------------------------------------


def test_the_doctor_names_the_place_of_the_ledger(tmp_path: Path, capsys: Said) -> None:
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path / "share" / "commentary" / "ledger.sqlite") in said
    assert "the store is empty" in said


@needs_data
def test_the_doctor_says_how_old_the_newest_observation_is(ledger: str, capsys: Said) -> None:
    assert main(["doctor", "--store", ledger]) == 0
    said = capsys.readouterr().out
    assert "note    BTC: newest observation 2023-12-31" in said
    assert "no damage found" in said


def test_a_ledger_that_is_none_is_broken(tmp_path: Path, capsys: Said) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to look like one\n" * 100)
    assert main(["doctor", "--store", str(path)]) == 2
    assert "broken" in capsys.readouterr().out
    assert path.read_text().startswith("not a database")


def test_no_command_prints_a_password(capsys: Said) -> None:
    url = "postgresql://desk:hunter2@127.0.0.1:1/market"
    assert main(["snapshot", "BTC", "--store", url]) == 3
    said = capsys.readouterr()
    assert "hunter2" not in said.out + said.err
    assert "127.0.0.1:1/market" in said.err


def test_the_past_loads_no_library_it_does_not_need() -> None:
    code = "import sys; from generator.cli import main\ntry: main(['doctor','--help'])\nexcept SystemExit: pass\n"
    code += "print([m for m in ('numpy','sqlalchemy','pandas','ccxt','tqdm') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.splitlines()[-1] == "[]"
