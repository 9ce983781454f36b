"""Small files for the tests of sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import isnan
from pathlib import Path

import pytest

from generator.errors import InputInvalid
from generator.market import Field, History
from generator.sources.column_map import ColumnMap
from generator.sources.files import read_history

START = datetime(2024, 1, 1, tzinfo=UTC)
DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the market data folder is not beside this checkout")


def days(count: int) -> list[str]:
    return [(START + timedelta(days=i)).date().isoformat() for i in range(count)]


def write(folder: Path, columns: Mapping[str, Sequence[object]], name: str = "bars.csv") -> Path:
    path = folder / name
    rows: Iterable[tuple[object, ...]] = zip(*columns.values(), strict=True)
    lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def values(history: History, field: Field) -> list[float | None]:
    return [None if isnan(value) else value for value in history.series[field].values]


def faults_of(path: Path, column_map: ColumnMap | None = None, asset: str = "BTC") -> list[str]:
    with pytest.raises(InputInvalid) as raised:
        read_history(path, asset, column_map)
    return [str(fault) for fault in raised.value.faults]
