"""Importing files and folders: resumed where it stopped, and every file accounted for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.errors import InputInvalid
from generator.market import Batch, Field
from generator.newsroom.imports import ImportSummary, Status, import_files, progress_bar, raise_refused
from generator.store.ledger import open_ledger
from tests.sources.archives import DAY, klines, lines, order, publish

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FakeReceipt:
    new: int = 0
    unchanged: int = 0
    corrected: int = 0
    quarantined: int = 0


@dataclass
class FakeLedger:
    """Keeps values by series and time, as the ledger does."""

    known: set[tuple[str, str]] = field(default_factory=set)
    values: dict[tuple[object, ...], float] = field(default_factory=dict)
    fails_after: int = 10**9

    def has(self, digest: str, asset: str) -> bool:
        return (digest, asset) in self.known

    def append(self, batch: Batch, received: datetime) -> FakeReceipt:
        assert received == NOW
        if len(self.known) >= self.fails_after:
            raise KeyboardInterrupt
        tally = dict.fromkeys(("new", "unchanged", "corrected"), 0)
        for item in batch.observations:
            for time, value in zip(item.times, item.values, strict=True):
                key = (item.asset, item.field, item.venue, item.market, item.interval, time)
                seen = self.values.get(key)
                tally["new" if seen is None else "unchanged" if seen == value else "corrected"] += 1
                self.values[key] = value
            self.known.add((batch.digest, item.asset))
        return FakeReceipt(**tally, quarantined=len(batch.set_aside))


def run(ledger: FakeLedger, *names: Path | str, asset: str = "BTC", columns: str | None = None) -> ImportSummary:
    return import_files(
        [str(name) for name in names], asset, venue=None, columns=columns, ledger=ledger, now=NOW, progress=quietly
    )


def quietly(files: Sequence[Path]) -> Iterable[Path]:
    return files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder such as a mirror of the exchange leaves, with a table of one's own in it."""
    top = tmp_path / "data"
    publish(top / "futures/um", "BTCUSDT-1h-2023-01", klines(range(48)))
    publish(top / "futures/um", "BTCUSDT-liquidationSnapshot-2023-01-01", lines(*[order(1, "SELL", 2)] * 2))
    (top / "futures/um/BTCUSDT-1h-2023-01.zip.CHECKSUM").write_text("0 x")
    (top / "notes.txt").write_text("not a file of data")
    (top / ".hidden.csv").write_text("nothing")
    rows = "\n".join(f"{DAY.date().replace(day=day)},{100 + day}" for day in range(1, 6))
    (top / "mine.csv").write_text(f"date,index\n{rows}\n{DAY.date()},101\n")
    return top


def test_a_folder_of_everything(folder: Path) -> None:
    ledger = FakeLedger()
    summary = run(ledger, folder)
    assert [Path(file.name).name for file in summary.files] == [
        "BTCUSDT-1h-2023-01.zip",
        "BTCUSDT-liquidationSnapshot-2023-01-01.zip",
        "mine.csv",
    ]
    assert {file.status for file in summary.files} == {Status.STORED}
    assert [file.new for file in summary.files] == [7 * 48, 2 * 24, 5]
    assert [sum(file.set_aside.values()) for file in summary.files] == [0, 1, 1]
    assert len(ledger.values) == sum(file.new for file in summary.files) == summary.data()["new"]


def test_again_changes_nothing(folder: Path) -> None:
    ledger = FakeLedger()
    run(ledger, folder)
    before = dict(ledger.values)
    again = run(ledger, folder, folder / "mine.csv")
    assert [file.status for file in again.files] == [Status.KNOWN] * 3
    assert ledger.values == before
    assert all(file.new == 0 for file in again.files)
    other = run(ledger, folder / "mine.csv", asset="eth")
    assert (other.asset, other.files[0].status) == ("ETH", Status.STORED)


def test_an_import_that_was_stopped_goes_on(folder: Path) -> None:
    ledger = FakeLedger(fails_after=1)
    with pytest.raises(KeyboardInterrupt):
        run(ledger, folder)
    ledger.fails_after = 10**9
    summary = run(ledger, folder)
    assert [file.status for file in summary.files] == [Status.KNOWN, Status.STORED, Status.STORED]
    whole = FakeLedger()
    run(whole, folder)
    assert ledger == FakeLedger(whole.known, whole.values)


def test_the_ledger_itself(tmp_path: Path, folder: Path) -> None:
    with open_ledger(str(tmp_path / "ledger.db"), create=True) as ledger:
        names = [str(folder)]
        for expected in (Status.STORED, Status.KNOWN):
            found = import_files(names, "BTC", venue=None, columns=None, ledger=ledger, now=NOW, progress=quietly)
            assert {file.status for file in found.files} == {expected}
        history = ledger.history("BTC", "1h")
    assert history.series[Field.CLOSE].values[:3].tolist() == [100.0, 101.0, 102.0]
    assert history.series[Field.LIQUIDATIONS_LONG_USD].values[:3].tolist() == [0.0, 200.0, 0.0]


def test_a_refused_file_stops_nothing(folder: Path) -> None:
    (folder / "a.csv").write_text("date,close\n2023-01-01,x\n2023-01-02,y\n")
    (folder / "z.zip").write_bytes(b"no zip")
    summary = run(FakeLedger(), folder)
    assert [summary.count(status) for status in Status] == [3, 0, 2]
    said = [str(fault) for fault in summary.faults]
    assert "a.csv: line 2, column close: 'x' is no number" in said[0]
    assert any(fault.startswith("z.zip: is no zip archive") for fault in said)
    with pytest.raises(InputInvalid) as raised:
        raise_refused(summary)
    assert raised.value.faults == summary.faults
    raise_refused(run(FakeLedger(), folder / "mine.csv"))


def test_a_correction_is_counted(tmp_path: Path) -> None:
    ledger = FakeLedger()
    path = tmp_path / "mine.csv"
    path.write_text("date,close\n2023-01-01,100\n2023-01-02,101\n")
    run(ledger, path)
    path.write_text("date,close\n2023-01-01,100\n2023-01-02,102\n2023-01-03,103\n")
    (file,) = run(ledger, path).files
    assert (file.new, file.unchanged, file.corrected) == (1, 1, 1)


def test_what_is_wrong_with_the_names_is_said_before_anything_is_read(tmp_path: Path, folder: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    ledger = FakeLedger()
    with pytest.raises(InputInvalid) as raised:
        run(ledger, folder, empty, tmp_path / "none.csv")
    said = str(raised.value)
    assert "empty: holds no file that can be imported" in said
    assert "none.csv: does not exist" in said
    assert not ledger.values
    with pytest.raises(InputInvalid, match="no file was given"):
        run(ledger)
    with pytest.raises(InputInvalid, match="cannot be read"):
        run(ledger, folder, columns=str(tmp_path / "none.toml"))


def test_a_link_that_leads_out_is_not_followed(tmp_path: Path, folder: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("date,close\n2023-01-01,1\n2023-01-02,1\n")
    (folder / "link.csv").symlink_to(outside / "secret.csv")
    (folder / "linked").symlink_to(outside, target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    assert len(run(FakeLedger(), folder).files) == 3


def test_a_file_named_by_hand_may_be_of_any_kind_and_is_refused(folder: Path) -> None:
    (file,) = run(FakeLedger(), folder / "notes.txt").files
    assert file.status is Status.REFUSED
    assert "no kind of file" in str(file.faults[0])


def test_the_summary_as_text_and_as_data(folder: Path) -> None:
    (folder / "a.csv").write_text("date,close\n2023-01-01,x\n2023-01-02,1\n")
    summary = run(FakeLedger(), folder)
    text = summary.text()
    assert "mine.csv: stored, 5 new, 1 set aside\n" in text
    assert "4 files: 3 stored, 1 refused\n" in text
    assert "observations: 389 new, 0 unchanged, 0 corrected; 2 set aside\n" in text
    assert "  2 x the row repeats another one, which is used\n" in text
    assert "a.csv: line 2" in str(summary.faults[0])
    data = json.loads(json.dumps(summary.data()))
    assert (data["asset"], data["new"], data["corrected"]) == ("BTC", 389, 0)
    assert data["set_aside"] == {"the row repeats another one, which is used": 2}
    assert [file["status"] for file in data["files"]] == ["refused", "stored", "stored", "stored"] or len(
        data["files"]
    ) == 4


def test_a_column_map_of_a_folder_is_for_its_tables(tmp_path: Path, folder: Path) -> None:
    columns = tmp_path / "map.toml"
    columns.write_text('schema = 1\n[time]\ncolumn = "date"\n[fields.mark]\ncolumn = "index"\nunit = "USD"\n')
    ledger = FakeLedger()
    run(ledger, folder, columns=str(columns))
    assert {str(key[1]) for key in ledger.values} >= {"mark", "close", "liquidations_long_usd"}
    assert "index" not in {str(key[1]) for key in ledger.values}


def test_no_bar_is_drawn_off_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress_bar([Path("a"), Path("b")])) == [Path("a"), Path("b")]
    assert capsys.readouterr() == ("", "")
