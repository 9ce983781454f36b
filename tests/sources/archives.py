"""Exchange archives for the tests, built as Binance publishes them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from generator.errors import InputInvalid
from generator.market import Batch, Field, Observations
from generator.sources.archive_kinds import COLUMNS
from generator.sources.archive_names import Kind
from generator.sources.column_map import ColumnMap
from generator.sources.intake import read_batch

NOW = datetime(2026, 11, 1, tzinfo=UTC)
DAY = datetime(2023, 1, 1, tzinfo=UTC)
T0 = int(DAY.timestamp()) * 1000
HOUR = 3_600_000
HEADERS: Mapping[Kind, str] = {kind: ",".join(columns) for kind, columns in COLUMNS.items()}
LIQUIDATIONS = HEADERS[Kind.LIQUIDATIONS].replace("symbol,", "")


def lines(*rows: Sequence[object] | str) -> str:
    return "".join(f"{row if isinstance(row, str) else ','.join(map(str, row))}\n" for row in rows)


def zipped(path: Path, members: Mapping[str, str | bytes]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def publish(folder: Path, stem: str, content: str) -> Path:
    return zipped(folder / f"{stem}.zip", {f"{stem}.csv": content})


def packed(members: Mapping[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def batch(
    path: Path,
    asset: str = "BTC",
    *,
    column_map: ColumnMap | None = None,
    venue: str | None = None,
    now: datetime = NOW,
) -> Batch:
    return read_batch(path, asset, column_map, venue=venue, now=now)


def of(found: Batch, field: Field) -> Observations:
    return next(item for item in found.observations if item.field is field)


def pairs(found: Batch, field: Field) -> list[tuple[int, float]]:
    item = of(found, field)
    return list(zip(item.times, item.values, strict=True))


def fields(found: Batch) -> list[str]:
    return [item.field.value for item in found.observations]


def reasons(found: Batch) -> list[str]:
    return [item.reason for item in found.set_aside]


def refused(path: Path, asset: str = "BTC", **options: object) -> str:
    with pytest.raises(InputInvalid) as raised:
        batch(path, asset, **options)  # type: ignore[arg-type]
    return str(raised.value)


def kline(hour: int, unit: int = 1, volume: float = 10.0) -> list[object]:
    """An hourly bar as it is published: closes rise by one dollar an hour."""
    start, close = (T0 + hour * HOUR) * unit, 100.0 + hour
    end = (T0 + (hour + 1) * HOUR) * unit - 1
    return [start, close - 1, close + 2, close - 3, close, volume, end, volume * close, 7, 4.0, 4 * close, 0]


def klines(hours: Iterable[int], unit: int = 1) -> str:
    return lines(*(kline(hour, unit) for hour in hours))


def order(hour: float, side: str, amount: float, price: float = 100.0, average: float = 0.0) -> list[object]:
    """A liquidation order, filled at `average` where that is not 0."""
    return [T0 + int(hour * HOUR), side, "LIMIT", "IOC", amount, price, average, "FILLED", amount, amount]
