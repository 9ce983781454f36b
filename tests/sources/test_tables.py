"""Reading cells: CSV, packed CSV and Parquet, and the faults of each."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from generator.errors import InputInvalid
from generator.sources import tables, text_lines
from generator.sources.table import Table, shown
from generator.sources.tables import read_table


def fault(path: Path) -> str:
    with pytest.raises(InputInvalid) as raised:
        read_table(path)
    return str(raised.value)


def cells(table: Table) -> dict[str, list[str]]:
    return {name: list(column) for name, column in table.columns.items()}


def csv(folder: Path, content: str | bytes, name: str = "bars.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "content", ["a,b\n1,2\n\n3,\n", "\ufeffa,b\r\n1,2\r\n3,\r\n", "a;b\n1;2\n3;\n", "a\tb\n1\t2\n3\t"]
)
def test_csv_as_it_comes(tmp_path: Path, content: str) -> None:
    table = read_table(csv(tmp_path, content))
    assert cells(table) == {"a": ["1", "3"], "b": ["2", ""]}
    assert table.place(1, "b") == f"bars.csv: line {table.lines[1]}, column b"


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    assert list(read_table(csv(tmp_path, "a,b\n1,2\n\n3,4\n")).lines) == [2, 4]


def test_packed_csv(tmp_path: Path) -> None:
    path = csv(tmp_path, gzip.compress(b"a,b\n1,2\n"), "bars.csv.gz")
    assert cells(read_table(path)) == {"a": ["1"], "b": ["2"]}


def test_parquet_keeps_what_csv_would_say(tmp_path: Path) -> None:
    path = tmp_path / "bars.parquet"
    times = pa.array([1_700_000_000_000_000_000, None], pa.timestamp("ns", "UTC"))
    columns = {"t": times, "x": pa.array([0.1, float("nan")]), "i": [1, None], "s": ["a", ""]}
    parquet.write_table(pa.table(columns), path)
    table = read_table(path)
    found = cells(table)
    assert found["t"] == ["2023-11-14T22:13:20+00:00", ""]
    assert found["x"] == ["0.1", ""]
    assert found["i"] == ["1", ""]
    assert table.place(0, "x") == "bars.parquet: row 1, column x"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("a,b\n", "has no rows"),
        ("a,a\n1,2\n", "column a stands there 2 times"),
        ("a,\n1,2\n", "column 2 has no name"),
        ("a,b\n1,2,3\n", "line 2: has 3 cells, the header 2"),
        ('a,b\n"1,2\n', "is not CSV"),
        (b"a,b\n\xff,1\n", "byte 5: is not UTF-8"),
    ],
)
def test_faults_of_csv(tmp_path: Path, content: str | bytes, said: str) -> None:
    assert said in fault(csv(tmp_path, content))


def test_faults_of_files(tmp_path: Path) -> None:
    assert "does not exist" in fault(tmp_path / "none.csv")
    assert "no kind of file" in fault(tmp_path / "bars.xlsx")
    (tmp_path / "folder.csv").mkdir()
    assert "cannot be read" in fault(tmp_path / "folder.csv")
    assert "does not unpack" in fault(csv(tmp_path, b"no gzip", "a.csv.gz"))
    assert "does not unpack" in fault(csv(tmp_path, gzip.compress(b"a,b\n1,2\n" * 99)[:-9], "b.csv.gz"))
    assert "not Parquet" in fault(csv(tmp_path, b"PAR1 no", "c.parquet"))


def test_a_file_built_to_fill_the_memory_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_lines, "MOST_LINES", 2**19)
    packed = gzip.compress(b"a,b\n" + b"1,2\n" * 2**20)
    assert "more than 524,288 lines" in fault(csv(tmp_path, packed, "bomb.csv.gz"))
    assert "a line without an end" in fault(csv(tmp_path, gzip.compress(b"a," * 2**24), "line.csv.gz"))
    monkeypatch.setattr(tables, "MOST_ROWS", 5)
    assert "more than 5 rows" in fault(csv(tmp_path, "a,b\n" + "1,2\n" * 6))
    parquet.write_table(pa.table({"a": range(6)}), tmp_path / "long.parquet")
    assert "more than 5 rows" in fault(tmp_path / "long.parquet")


def test_lines_stop_at_a_number_of_bytes() -> None:
    assert list(text_lines.text_lines(io.BytesIO(b"\xef\xbb\xbfa\r\nb\rc\n"), "x.csv")) == ["a\r\n", "b\r", "c\n"]
    with pytest.raises(InputInvalid, match="is larger than 1 MB"):
        list(text_lines.text_lines(io.BytesIO(b"1,2\n" * 2**18 + b"1"), "x.csv", most=2**20))


def test_a_flood_of_faults_is_counted(tmp_path: Path) -> None:
    assert "11 more faults" in fault(csv(tmp_path, "a,b\n" + "1\n" * 31))


def test_a_name_from_a_file_is_shown_inert() -> None:
    assert shown("a\u202eb\n") == "a\\u202eb\\n"
    assert len(shown("x" * 99)) == 43


@given(
    content=st.binary() | st.text("a,;\n\"'1.\ufeff").map(str.encode),
    kind=st.sampled_from([".csv", ".csv.gz", ".parquet", ".jsonl", ".ndjson.gz"]),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_content_ends_in_a_traceback(tmp_path: Path, content: bytes, kind: str) -> None:
    path = csv(tmp_path, content, f"any{kind}")
    try:
        table = read_table(path)
    except InputInvalid as error:
        assert error.faults  # noqa: PT017
    else:
        assert len({len(cells) for cells in table.columns.values()}) == 1
