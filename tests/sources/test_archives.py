"""Exchange archives: known answers for every kind, with and without header, in either unit of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from math import isfinite
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import InputInvalid
from generator.market import INTERVALS, Field
from generator.sources.archive_kinds import COLUMNS
from generator.sources.archive_names import Kind, archive_name, market_of, symbol_fault

from .archives import (
    DAY,
    HEADERS,
    HOUR,
    LIQUIDATIONS,
    T0,
    batch,
    fields,
    kline,
    klines,
    lines,
    of,
    order,
    pairs,
    publish,
    reasons,
    refused,
    zipped,
)

KLINES = HEADERS[Kind.KLINES]


@pytest.mark.parametrize("unit", [1, 1000])
@pytest.mark.parametrize("header", ["", KLINES + "\n", KLINES.upper().replace(",", " , ") + ",more\n"])
def test_klines(tmp_path: Path, header: str, unit: int) -> None:
    rows = klines(range(3), unit)
    rows = rows.replace("\n", ",new\n") if "more" in header else rows
    found = batch(publish(tmp_path, "BTCUSDT-1h-2023-01-01", header + rows))
    assert found.source == "BTCUSDT-1h-2023-01-01.zip"
    assert fields(found) == ["open", "high", "low", "close", "volume_coins", "volume_usd", "taker_buy_coins"]
    assert pairs(found, Field.CLOSE) == [(T0, 100.0), (T0 + HOUR, 101.0), (T0 + 2 * HOUR, 102.0)]
    assert of(found, Field.VOLUME_USD).values.tolist() == [1000.0, 1010.0, 1020.0]
    assert of(found, Field.TAKER_BUY_COINS).values.tolist() == [4.0, 4.0, 4.0]
    item = of(found, Field.OPEN)
    assert (item.asset, item.interval, item.venue, item.market, found.set_aside) == ("BTC", "1h", "binance", None, ())


@pytest.mark.parametrize("name", list(INTERVALS))
def test_klines_of_every_interval(tmp_path: Path, name: str) -> None:
    length = INTERVALS[name] // timedelta(milliseconds=1)
    rows = lines(*([T0 + i * length, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0] for i in range(4)))
    assert of(batch(publish(tmp_path, f"BTCUSDT-{name}-2023-01", rows)), Field.CLOSE).interval == name


def test_stray_spaces_and_one_bar(tmp_path: Path) -> None:
    row = " , ".join(map(str, kline(0)))
    found = batch(publish(tmp_path, "BTCUSDT-1d-2023-01-01", row + "\n"))
    assert pairs(found, Field.HIGH) == [(T0, 102.0)]
    assert of(found, Field.HIGH).interval == "1d"


@pytest.mark.parametrize(
    ("folder", "market"),
    [("data/futures/um/monthly", "perpetual"), ("data/spot/monthly", "spot"), ("elsewhere", None)],
)
def test_the_folder_tells_the_market(tmp_path: Path, folder: str, market: str | None) -> None:
    path = publish(tmp_path / folder, "BTCUSDT-1h-2023-01", klines(range(3)))
    assert of(batch(path), Field.CLOSE).market == market
    assert of(batch(path, venue="mirror"), Field.CLOSE).venue == "mirror"


@pytest.mark.parametrize(("asset", "contract"), [("BTC", 100.0), ("ETH", 10.0)])
def test_contracts_settled_in_coins_are_converted(tmp_path: Path, asset: str, contract: float) -> None:
    row = [T0, 100, 110, 90, 100, 50, 0, 50 * contract / 100, 7, 20, 20 * contract / 100, 0]
    found = batch(publish(tmp_path, f"{asset}USD_PERP-1h-2023-01", lines(row)), asset)
    assert of(found, Field.VOLUME_USD).values.tolist() == [50 * contract]
    assert of(found, Field.VOLUME_COINS).values.tolist() == [50 * contract / 100]
    assert of(found, Field.TAKER_BUY_COINS).values.tolist() == [20 * contract / 100]
    assert {item.market for item in found.observations} == {"perpetual"}
    assert found.set_aside == ()


def test_bars_of_a_mark_price_are_no_trades(tmp_path: Path) -> None:
    rows = lines(*(kline(hour, volume=0) for hour in range(3)))
    found = batch(publish(tmp_path / "futures/um/daily/markPriceKlines", "BTCUSDT-1h-2023-01", rows))
    assert fields(found) == ["mark"]
    assert pairs(found, Field.MARK)[1] == (T0 + HOUR, 101.0)
    assert "bars of a mark or index price" in refused(publish(tmp_path, "BTCUSDT-1h-2023-01", rows))
    premium = publish(tmp_path / "futures/um/daily/premiumIndexKlines", "BTCUSDT-1h-2023-01", rows)
    assert "which are no prices" in refused(premium)


def test_the_members_of_a_zip_are_one_file(tmp_path: Path) -> None:
    january, february = klines(range(744)), klines(range(744, 744 + 672), 1000)
    members = {"BTCUSDT-1h-2023-02.csv": february, "BTCUSDT-1h-2023-01.csv": KLINES + "\n" + january}
    found = batch(zipped(tmp_path / "mine.zip", members))
    assert len(of(found, Field.CLOSE).times) == 744 + 672
    assert found.set_aside == ()
    mixed = {"BTCUSDT-1h-2023-01.csv": january, "BTCUSDT-4h-2023-01.csv": january}
    assert "do not belong together" in refused(zipped(tmp_path / "mixed.zip", mixed))


def metrics(minutes: int, interest: object = 2.0, start: datetime = DAY, symbol: str = "BTCUSDT") -> list[object]:
    moment = (start + timedelta(minutes=minutes)).strftime("%Y-%m-%d %H:%M:%S")
    return [moment, symbol, interest, 33_000.0, 1.1, 1.2, 1.3, 0.9]


@pytest.mark.parametrize("header", ["", HEADERS[Kind.METRICS] + "\n"])
def test_metrics(tmp_path: Path, header: str) -> None:
    rows = lines(metrics(5), metrics(10, 2.5), metrics(15, ""))
    found = batch(publish(tmp_path, "BTCUSDT-metrics-2023-01-01", header + rows))
    assert fields(found) == ["open_interest_coins", "open_interest_usd", "long_short_ratio"]
    assert pairs(found, Field.OPEN_INTEREST_COINS) == [(T0 + 300_000, 2.0), (T0 + 600_000, 2.5)]
    assert of(found, Field.OPEN_INTEREST_USD).values.tolist() == [33_000.0] * 3
    assert of(found, Field.LONG_SHORT_RATIO).values.tolist() == [1.3] * 3
    assert {(item.interval, item.market) for item in found.observations} == {(None, "perpetual")}


def test_metrics_are_dated_when_they_were_known(tmp_path: Path) -> None:
    cut = datetime(2026, 6, 25, tzinfo=UTC)
    stamp = int(cut.timestamp()) * 1000
    old = lines(metrics(-5, start=cut), metrics(0, start=cut))
    new = lines(metrics(0, 2.2, start=cut), metrics(5, 2.3, start=cut))
    members = {"BTCUSDT-metrics-2026-06-24.csv": old, "BTCUSDT-metrics-2026-06-25.csv": new}
    found = batch(zipped(tmp_path / "both.zip", members))
    expected = [(stamp - 300_000, 2.0), (stamp, 2.0), (stamp + 300_000, 2.2), (stamp + 600_000, 2.3)]
    assert pairs(found, Field.OPEN_INTEREST_COINS) == expected
    coins = lines(metrics(0, 500, symbol="BTCUSD_PERP"))
    found = batch(publish(tmp_path, "BTCUSD_PERP-metrics-2023-01-01", coins))
    assert pairs(found, Field.OPEN_INTEREST_USD) == [(T0 + 300_000, 50_000.0)]
    assert pairs(found, Field.OPEN_INTEREST_COINS) == [(T0 + 300_000, 33_000.0)]


@pytest.mark.parametrize("header", ["", HEADERS[Kind.FUNDING] + "\n"])
@pytest.mark.parametrize("unit", [1, 1000])
def test_funding_is_per_eight_hours(tmp_path: Path, header: str, unit: int) -> None:
    rows = lines(
        [(T0 + 3) * unit, 8, 0.0001], [(T0 + 8 * HOUR) * unit, 4, -0.0001], [(T0 + 9 * HOUR) * unit, "", "2e-4"]
    )
    found = batch(publish(tmp_path, "BTCUSDT-fundingRate-2023-01", header + rows))
    expected = [(T0 + 3, 0.0001), (T0 + 8 * HOUR, -0.0002), (T0 + 9 * HOUR, 0.0002)]
    assert dict(pairs(found, Field.FUNDING_RATE)) == pytest.approx(dict(expected))
    assert (of(found, Field.FUNDING_RATE).interval, of(found, Field.FUNDING_RATE).market) == (None, "perpetual")


def test_a_funding_interval_that_is_none(tmp_path: Path) -> None:
    said = refused(publish(tmp_path, "BTCUSDT-fundingRate-2023-01", lines([T0, 0, 0.1], [T0 + 1, 25, 0.1])))
    assert "line 1, column funding_interval_hours: is 0 hours" in said
    assert "line 2, column funding_interval_hours: is 25 hours" in said


def depth(second: int, percentages: str, notional: float = 1e6) -> str:
    moment = (DAY + timedelta(seconds=second)).strftime("%Y-%m-%d %H:%M:%S")
    return lines(*([moment, p, 10, abs(float(p)) * notional] for p in percentages.split()))


@pytest.mark.parametrize("header", ["", HEADERS[Kind.DEPTH] + "\n"])
@pytest.mark.parametrize("percentages", ["-2 -1 1 2", "-5.00 -1.00 -0.20 0.20 1.00 5.00"])
def test_depth_of_both_sides(tmp_path: Path, header: str, percentages: str) -> None:
    rows = depth(8, percentages) + depth(38, percentages, 2e6)
    found = batch(publish(tmp_path, "BTCUSDT-bookDepth-2023-01-01", header + rows))
    assert pairs(found, Field.DEPTH_USD) == [(T0 + 8000, 2e6), (T0 + 38_000, 4e6)]
    assert pairs(found, Field.DEPTH_COVERED) == [(T0 + 8000, 1.0), (T0 + 38_000, 1.0)]
    assert found.set_aside == ()


def test_depth_of_one_side_is_set_aside(tmp_path: Path) -> None:
    rows = depth(8, "-1 1") + depth(38, "-2 -1 2") + depth(68, "-1 1")
    found = batch(publish(tmp_path, "BTCUSDT-bookDepth-2023-01-01", rows))
    assert len(of(found, Field.DEPTH_USD).times) == 2
    assert [(item.value, item.reason) for item in found.set_aside] == [
        ("1000000.0", "the other side of the book is missing")
    ]
    assert "no rows at both" in refused(publish(tmp_path, "BTCUSDT-bookDepth-2023-01-01", depth(8, "-1 2")))
    coins = publish(tmp_path, "BTCUSD_PERP-bookDepth-2023-01-01", depth(8, "-1 1"))
    assert "not documented" in refused(coins)


ORDERS = (
    order(0.5, "SELL", 2, average=101),
    order(0.6, "BUY", 1),
    order(2.1, "SELL", 3, average=100),
    order(2.2, "SELL", 1, average=100),
)


@pytest.mark.parametrize("header", ["", LIQUIDATIONS + "\n"])
def test_liquidations_by_the_hour(tmp_path: Path, header: str) -> None:
    found = batch(publish(tmp_path, "BTCUSDT-liquidationSnapshot-2023-01-01", header + lines(*ORDERS)))
    longs, shorts = (of(found, Field(f"liquidations_{side}_usd")) for side in ("long", "short"))
    assert list(longs.times) == list(shorts.times) == [T0 + hour * HOUR for hour in range(24)]
    assert longs.values.tolist() == [202.0, 0.0, 400.0, *[0.0] * 21]
    assert shorts.values.tolist() == [100.0, *[0.0] * 23]
    assert (longs.interval, longs.market, found.set_aside) == ("1h", "perpetual", ())


def test_every_row_twice_counts_once(tmp_path: Path) -> None:
    for rows in ([*ORDERS, *ORDERS], [row for row in ORDERS for _ in range(2)]):
        found = batch(publish(tmp_path, "BTCUSDT-liquidationSnapshot-2023-01-01", lines(*rows)))
        assert of(found, Field.LIQUIDATIONS_LONG_USD).values[2] == 400.0
        assert reasons(found) == ["the row repeats another one, which is used"] * 4


def test_without_a_day_in_the_name_only_the_hours_between_are_zero(tmp_path: Path) -> None:
    path = tmp_path / "liquidations.csv"
    path.write_text(LIQUIDATIONS + "\n" + lines(*ORDERS))
    assert of(batch(path), Field.LIQUIDATIONS_SHORT_USD).values.tolist() == [100.0, 0.0, 0.0]


def test_a_day_that_is_not_over_ends_at_its_last_whole_hour(tmp_path: Path) -> None:
    path = publish(tmp_path, "BTCUSDT-liquidationSnapshot-2023-01-01", lines(*ORDERS))
    found = batch(path, now=DAY + timedelta(hours=2, minutes=30))
    assert of(found, Field.LIQUIDATIONS_LONG_USD).values.tolist() == [202.0, 0.0]
    assert reasons(found) == ["the hour was not over when the file was read"] * 2
    assert len(of(batch(path, now=DAY + timedelta(hours=20)), Field.LIQUIDATIONS_LONG_USD).times) == 3


def test_an_hour_without_one_of_its_orders_is_unknown(tmp_path: Path) -> None:
    rows = [*ORDERS, order(2.3, "SELL", -1), order(5, "BUY", 1, price=0), order(30, "BUY", 1)]
    nan = [str(cell).replace("9.0", "NaN") for cell in order(7, "SELL", 9.0)]
    found = batch(publish(tmp_path, "BTCUSDT-liquidationSnapshot-2023-01-01", lines(*rows, nan)))
    known = {(time - T0) // HOUR for time in of(found, Field.LIQUIDATIONS_LONG_USD).times}
    assert known == set(range(24)) - {2, 7}
    assert {(time - T0) // HOUR for time in of(found, Field.LIQUIDATIONS_SHORT_USD).times} == set(range(24)) - {5}
    assert sorted(reasons(found)) == [
        "a price is above 0",
        "an amount is not negative",
        "is not a finite number",
        "the time is not of the days in the name of the file",
    ]


def test_contracts_of_liquidations(tmp_path: Path) -> None:
    row = [T0, "BTCUSD_PERP", "SELL", "LIMIT", "IOC", 3, 20_000, 20_001, "FILLED", 3, 3]
    found = batch(publish(tmp_path, "BTCUSD_PERP-liquidationSnapshot-2023-01-01", lines(row)))
    assert of(found, Field.LIQUIDATIONS_LONG_USD).values[0] == 300.0


def test_values_that_cannot_be_true(tmp_path: Path) -> None:
    rows = [metrics(5 * i, 2.0 + i / 100) for i in range(10)]
    rows[3][2], rows[5][2], rows[7][2], rows[8][6] = "NaN", 5000, -1, "inf"
    found = batch(publish(tmp_path, "BTCUSDT-metrics-2023-01-01", lines(*rows)))
    assert sorted((item.field, item.value) for item in found.set_aside) == [
        ("long_short_ratio", "inf"),
        ("open_interest_coins", "-1"),
        ("open_interest_coins", "5000"),
        ("open_interest_coins", "NaN"),
    ]
    assert len(of(found, Field.OPEN_INTEREST_COINS).times) == 7


def test_samples_twice_and_in_the_future(tmp_path: Path) -> None:
    rows = [metrics(5), metrics(5), metrics(10), metrics(10, 2.1), metrics(15), metrics(90)]
    found = batch(publish(tmp_path, "BTCUSDT-metrics-2023-01-01", lines(*rows)), now=DAY + timedelta(minutes=80))
    assert [time - T0 for time in of(found, Field.OPEN_INTEREST_COINS).times] == [300_000, 900_000]
    assert reasons(found) == [
        "the row repeats another one, which is used",
        "two rows for this bar disagree, and neither is used",
        "the time lies in the future",
    ]


def test_a_cell_that_cannot_be_read_refuses_the_file(tmp_path: Path) -> None:
    rows = [metrics(5), metrics(10, "many"), ["soon", *metrics(15)[1:]]]
    said = refused(publish(tmp_path, "BTCUSDT-metrics-2023-01-01", HEADERS[Kind.METRICS] + "\n" + lines(*rows)))
    assert "BTCUSDT-metrics-2023-01-01.csv: line 3, column sum_open_interest: 'many' is no number" in said
    assert "line 4, column create_time: 'soon' is no time" in said
    rows = [order(1, "SELL", 1), order(1, "LONG", 1)]
    said = refused(publish(tmp_path, "BTCUSDT-liquidationSnapshot-2023-01-01", lines(*rows)))
    assert "line 2, column side: 'LONG' is no side" in said


@pytest.mark.parametrize(
    ("symbol", "asset", "said"),
    [
        ("ETHUSDT", "BTC", "is of ETHUSDT, not of BTC; import it with --asset ETH"),
        ("BTCUSDT_240628", "BTC", "a future with an end"),
        ("BTCEUR", "BTC", "give archives of a market against dollars"),
        ("1000SHIBUSDT", "SHIB", "import it with --asset 1000SHIB, which counts many SHIB as one"),
        ("BTCDOMUSDT", "BTC", "--asset BTCDOM"),
    ],
)
def test_the_symbol_must_be_of_the_asset(tmp_path: Path, symbol: str, asset: str, said: str) -> None:
    assert said in refused(publish(tmp_path, f"{symbol}-1h-2023-01", klines(range(3))), asset)
    assert said in refused(publish(tmp_path, "metrics-2023", lines(metrics(5, symbol=symbol))), asset)


@pytest.mark.parametrize("symbol", ["BTCUSDT", "BTCUSDC", "BTCBUSD", "BTCUSD_PERP", "btcfdusd"])
def test_symbols_of_bitcoin(symbol: str) -> None:
    assert symbol_fault(symbol, "btc", "x") is None


def test_names() -> None:
    name = archive_name("BTCUSDT-metrics-2022-02-03.zip")
    assert (name.symbol, name.kind, name.interval, len(name.days)) == ("BTCUSDT", Kind.METRICS, None, 1)
    name = archive_name("1000SHIBUSDT-15m-2024-02 (1).csv.gz")
    assert (name.symbol, name.kind, name.interval, len(name.days)) == ("1000SHIBUSDT", Kind.KLINES, "15m", 29)
    assert archive_name("BTCUSDT-1h-2024-13.zip").days == ()
    assert archive_name("notes.csv").symbol is None
    assert market_of(("spot", "futures", "cm"), Kind.KLINES, "ETHUSD_PERP", "ETH").contract == 10


def test_what_is_no_archive(tmp_path: Path) -> None:
    trades = publish(tmp_path, "BTCUSDT-aggTrades-2023-01", "1,2.0,3.0,4,5,1672531200000,true,true\n")
    assert "holds aggTrades, which is not read here" in refused(trades)
    assert "is no archive that is known" in refused(zipped(tmp_path / "a.zip", {"a.csv": "hello,world\n1,2\n"}))
    assert "has no rows" in refused(publish(tmp_path, "BTCUSDT-1h-2023-01", KLINES + "\n"))
    seconds = lines(*([T0 + i * 1000, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0] for i in range(3)))
    assert "has a row every 1 seconds" in refused(publish(tmp_path, "BTCUSDT-1s-2023-01-01", seconds))


def test_every_kind_has_its_columns() -> None:
    assert set(COLUMNS) == set(Kind)


CELLS = st.sampled_from(
    [
        *("", "0", "1", "-1", "2.5", "NaN", "inf", "1e400", "x", " 3 ", "SELL", "buy", "BTCUSDT", "8", '"'),
        *(str(T0), str(T0 + HOUR), str((T0 + 2 * HOUR) * 1000), "2023-01-01 00:05:00", "9" * 30, "2031-01-01"),
    ]
)
NAMES = ("BTCUSDT-1h-2023-01-01", "BTCUSD_PERP-1h-2023-01", *(f"BTCUSDT-{kind}-2023-01-01" for kind in Kind), "any")


@given(
    st.sampled_from(NAMES),
    st.sampled_from([*HEADERS.values(), LIQUIDATIONS, ""]),
    st.lists(st.lists(CELLS, min_size=12, max_size=12), max_size=5),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=400, deadline=None)
def test_any_cells_give_a_sound_batch_or_faults(tmp_path: Path, name: str, header: str, rows: list[list[str]]) -> None:
    width = header.count(",") + 1 if header else 12
    content = (header + "\n" if header else "") + lines(*(row[:width] for row in rows))
    path = tmp_path / f"{name}.csv"
    path.write_text(content)
    try:
        found = batch(path)
    except InputInvalid as error:
        assert error.faults  # noqa: PT017
    else:
        assert found.observations
        assert all(isfinite(value) for item in found.observations for value in item.values)
        assert all(item.reason for item in found.set_aside)
