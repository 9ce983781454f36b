"""JSON lines: numbers as written, keys that come and go, and the line of every fault."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import InputInvalid
from generator.market import Field
from generator.sources.json_lines import read_json_lines
from generator.sources.table import Table

from .archives import batch, pairs, reasons, refused
from .csv_files import START, days


def read(*given: str) -> Table:
    return read_json_lines(given, "x.jsonl", lambda header: header, 1000)


def fault(*given: str) -> str:
    with pytest.raises(InputInvalid) as raised:
        read(*given)
    return str(raised.value)


def test_cells_are_what_is_written() -> None:
    table = read('{"a": 1.50, "b": "x"}', "", ' {"b": null, "c": NaN, "a": 1e400}', '{"c": -Infinity, "d": true}')
    assert {name: list(cells) for name, cells in table.columns.items()} == {
        "a": ["1.50", "1e400", ""],
        "b": ["x", "", ""],
        "c": ["", "NaN", "-Infinity"],
        "d": ["", "", "true"],
    }
    assert list(table.lines) == [1, 3, 4]
    assert table.place(1, "c") == "x.jsonl: line 3, column c"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[1, 2]", "line 2: is no object"),
        ("3", "line 2: is no object"),
        ('{"a": 1', "line 2: is not JSON"),
        ("{'a': 1}", "line 2: is not JSON"),
        ('{"a": 1} {"a": 2}', "line 2: is not JSON (Extra data"),
        ('{"a": 1, "a": 1}', "line 2: has the same key twice"),
        ('{"a": {"b": 1}}', "line 2: has a value of a that is not a plain one"),
        ('{"": [1]}', "line 2: has a value of  that is not a plain one"),
        ('{"": 1}', "line 2: has a key without a name"),
        ('{"a": ' + "[" * 100_000 + "}", "line 2: is nested too deeply"),
        (json.dumps({str(i): 1 for i in range(1001)}), "line 2: is one key too many"),
    ],
)
def test_faults(line: str, said: str) -> None:
    assert said in fault('{"a": 1}', line)


def test_all_faults_at_once_and_too_many_rows() -> None:
    assert fault("1", "2", '{"a": 1}', "4").count("is no object") == 3
    assert "more than 1,000 rows" in fault(*['{"a": 1}'] * 1001)


@pytest.mark.parametrize("name", ["x.jsonl", "x.ndjson", "x.jsonl.gz", "X.NDJSON.GZ"])
def test_a_file_of_bars(tmp_path: Path, name: str) -> None:
    rows = [{"time": day, "close": 100.0 + i, "funding_rate": 0.0001} for i, day in enumerate(days(5))]
    del rows[1]["funding_rate"]
    text = "\n".join(map(json.dumps, rows)).replace("103.0", "NaN")
    content = text.encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.lower().endswith(".gz") else content)
    found = batch(tmp_path / name)
    start = int(START.timestamp()) * 1000
    assert pairs(found, Field.CLOSE) == [(start + i * 86_400_000, 100.0 + i) for i in (0, 1, 2, 4)]
    assert len(pairs(found, Field.FUNDING_RATE)) == 4
    assert [(item.value, item.reason) for item in found.set_aside] == [("NaN", "is not a finite number")]
    assert reasons(found) == ["is not a finite number"]


def test_a_word_in_a_number_refuses_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"time": "2024-01-01", "close": true}\n{"time": "2024-01-02", "close": 1}\n')
    assert "x.jsonl: line 1, column close: 'true' is no number" in refused(path)
    path.write_text("\n")
    assert "has no rows" in refused(path)


plain = st.none() | st.booleans() | st.floats() | st.integers() | st.text()


@given(st.lists(st.dictionaries(st.text(min_size=1), plain, max_size=4), max_size=6) | st.text())
@settings(deadline=None)
def test_any_lines_give_a_table_or_faults(rows: list[dict[str, object]] | str) -> None:
    given = rows.split("\n") if isinstance(rows, str) else [json.dumps(row) for row in rows]
    try:
        table = read(*given)
    except InputInvalid as error:
        assert error.faults  # noqa: PT017
    else:
        assert all(len(cells) == len(table.lines) for cells in table.columns.values())
        if not isinstance(rows, str):
            assert sum(map(len, rows)) <= sum(map(len, table.columns.values()))
