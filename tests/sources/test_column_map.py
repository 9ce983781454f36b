"""Column maps: what ships is read, and every fault of another is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import InputInvalid
from generator.market import Field
from generator.sources.column_map import SHIPPED, ColumnUnit, fitting_map, read_column_map, shipped_maps

PLAIN = """
schema = 1
[time]
column = "date"
[fields.close]
column = "c"
unit = "USD"
"""


def faults_of(text: str | bytes) -> list[str]:
    with pytest.raises(InputInvalid) as raised:
        read_column_map(text, "my.toml")
    return [str(fault) for fault in raised.value.faults]


def test_the_shipped_maps() -> None:
    daily, hourly = shipped_maps()
    assert len(SHIPPED) == 2
    assert (daily.asset, daily.period, hourly.asset, hourly.period) == ("BTC", "1d", None, "1h")
    liquidations = daily.fields[Field.LIQUIDATIONS_LONG_USD]
    assert (liquidations.unit, liquidations.venue, liquidations.market) == (ColumnUnit.COINS, "binance", "perpetual")
    assert liquidations.breaks == (
        datetime(2021, 4, 27, tzinfo=UTC),
        datetime(2021, 4, 27, 23, 59, 59, tzinfo=UTC),
    )
    assert daily.fields[Field.CLOSE].market == "spot"
    assert hourly.fields[Field.OPEN_INTEREST_USD].venue == "hyperliquid"


def test_a_shipped_map_fits_a_header_with_all_its_columns() -> None:
    daily = shipped_maps()[0]
    assert fitting_map([*daily.columns, "more"]) is daily
    assert fitting_map(daily.columns[1:]) is None


def test_defaults() -> None:
    found = read_column_map(PLAIN, "my.toml")
    assert (found.name, found.asset, found.period, found.marks, found.columns) == (
        "my.toml",
        None,
        None,
        "start",
        ("date", "c"),
    )
    assert found.fields[Field.CLOSE].hours == 8


@pytest.mark.parametrize("written", ['"2021-04-27T12:00:00Z"', "2021-04-27T12:00:00Z", '"2021-04-27T14:00:00+02:00"'])
def test_a_break_may_name_its_moment(written: str) -> None:
    found = read_column_map(PLAIN + f"breaks = [{written}]", "my.toml")
    assert found.fields[Field.CLOSE].breaks == (datetime(2021, 4, 27, 12, tzinfo=UTC),)


def test_a_break_on_a_day_is_its_first_and_last_second() -> None:
    for written in ('"2021-04-27"', "2021-04-27"):
        assert len(read_column_map(PLAIN + f"breaks = [{written}]", "m").fields[Field.CLOSE].breaks) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"\xff", "byte 1: is not UTF-8"),
        ("schema = ", "my.toml: is not TOML"),
        ("a = " + "[" * 100_000, "nested too deeply"),
        (PLAIN.replace("schema = 1", ""), "schema: is missing"),
        (PLAIN.replace("schema = 1", "schema = 2"), "schema: is 2; write schema = 1"),
        (PLAIN.replace("schema = 1", 'schema = 1\nperiod = "2d"'), "period: is '2d'"),
        (PLAIN.replace("schema = 1", "schema = 1\nnmae = 1"), "nmae: is an unknown key; did you mean name?"),
        (PLAIN.replace("[time]", "[tmie]"), "time: is missing"),
        (PLAIN.replace("[time]", '[time]\nmarks = "middle"'), "time.marks: is 'middle'; use start or end"),
        (PLAIN.replace("close", "clsoe"), "fields.clsoe: is an unknown field; did you mean close?"),
        (PLAIN.replace('column = "c"\n', ""), "fields.close.column: is missing"),
        (PLAIN.replace('unit = "USD"\n', ""), "fields.close.unit: is missing"),
        (PLAIN.replace('"USD"', '"coins"'), "fields.close.unit: is 'coins'; use USD"),
        (PLAIN + 'market = "margin"', "fields.close.market: is 'margin'"),
        (PLAIN + "venue = 1", "fields.close.venue: is 1, not a printable text"),
        (PLAIN + f'venue = "{"v" * 65}"', "fields.close.venue: is"),
        (PLAIN + "hours = 8", "fields.close.hours: is an unknown key"),
        (PLAIN + 'breaks = "2021-04-27"', "fields.close.breaks: is"),
        (PLAIN + "breaks = [1]", "fields.close.breaks: holds 1, not a date"),
        (PLAIN.replace("[fields.close]", "[fields.funding_rate]\nhours = 0").replace("USD", "percent"), "hours: is 0"),
        ("schema = 1\nfields = 1\n[time]\ncolumn = 'x'", "fields: is no table"),
        ("schema = 1\n[fields]\n[time]\ncolumn = 'x'", "fields: is empty"),
    ],
)
def test_a_fault_is_named(text: str | bytes, said: str) -> None:
    assert any(said in fault for fault in faults_of(text)), faults_of(text)


def test_all_faults_are_reported_at_once() -> None:
    assert len(faults_of('schema = 2\nx = 1\n[time]\n[fields.clsoe]\n[fields.close]\nunit = "coins"')) == 6


@given(st.text() | st.binary() | st.text().map(lambda text: PLAIN + text))
def test_no_text_ends_in_a_traceback(text: str | bytes) -> None:
    try:
        read_column_map(text, "any.toml")
    except InputInvalid as error:
        kept = error
    else:
        return
    assert kept.faults
