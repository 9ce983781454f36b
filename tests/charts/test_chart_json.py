"""Charts as they stand in an edition's folder."""

from __future__ import annotations

from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.charts.chart import Book, Chart, ChartSeries, Gauge, Kind, Span, Trace
from generator.charts.chart_json import read_charts, write_charts
from generator.errors import InputInvalid
from generator.market import Regime
from generator.metrics.snapshot import Metric

FINITE = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.lists(st.none() | FINITE, max_size=4).map(tuple)
GAUGES = st.builds(
    Gauge,
    st.sampled_from(Metric),
    FINITE,
    st.lists(st.sampled_from(Regime), max_size=2).map(tuple),
    st.none() | FINITE,
)
BOOKS = st.builds(Book, st.lists(FINITE, max_size=4).map(tuple), VALUES, VALUES)
SERIES = st.builds(
    ChartSeries,
    st.sampled_from(["1h", "4h", "1d"]),
    st.lists(st.integers(0, 2**33), max_size=4).map(tuple),
    st.dictionaries(st.sampled_from(Trace), VALUES, max_size=3),
    st.lists(st.builds(Span, st.sampled_from(Regime), st.integers(0, 9), st.integers(0, 9)), max_size=2).map(tuple),
    st.none() | BOOKS,
)
CHARTS = st.builds(
    Chart,
    kind=st.sampled_from(Kind),
    title=st.text(),
    alt=st.text(),
    source=st.text(),
    as_of=st.datetimes(timezones=st.just(UTC)),
    gauges=st.lists(GAUGES, max_size=3).map(tuple),
    series=st.none() | SERIES,
)


@given(st.lists(CHARTS, max_size=3).map(tuple))
def test_what_is_written_is_read_back(charts: tuple[Chart, ...]) -> None:
    assert read_charts(write_charts(charts).encode("utf-8", "backslashreplace"), "charts.json") == charts


@pytest.mark.parametrize(
    "text",
    [b"", b"{}", b"[]", b"null", b'{"schema":2,"charts":[]}', b'{"schema":1,"charts":[{"kind":"pie"}]}', b"\xff"],
)
def test_anything_else_is_refused_with_its_name(text: bytes) -> None:
    with pytest.raises(InputInvalid, match=r"charts\.json: is not the charts of an edition"):
        read_charts(text, "charts.json")
