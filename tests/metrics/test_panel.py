"""A panel of many bars and a snapshot of one have to give the same answers."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from generator.metrics.measure import measure
from generator.metrics.panel import LEVELS, OTHERS, SCORED, panel
from generator.metrics.rolling import rolling_z
from generator.metrics.snapshot import Metric
from generator.metrics.statistics import z_score
from generator.sources.files import read_history
from tests.cases import DAILY, HOURLY, needs_data

VALUES = st.one_of(
    st.just(float("nan")), st.integers(-3, 3).map(float), st.floats(-1e6, 1e6), st.just(0.1), st.just(0.1 + 1e-16)
)


@settings(max_examples=100, deadline=None)
@given(arrays(np.float64, st.integers(0, 120), elements=VALUES), st.integers(20, 60))
def test_a_rolling_score_is_the_score_of_each_value(
    values: np.ndarray[tuple[int], np.dtype[np.float64]], window: int
) -> None:
    found = rolling_z(values, window)
    for i, value in enumerate(values):
        one = z_score(float(value), values[max(0, i - window) : i]).z
        assert (np.isnan(found[i]) and one is None) or found[i] == one


@needs_data
@pytest.mark.parametrize(("path", "asset", "step"), [(DAILY, "BTC", 13), (HOURLY, "ETH", 97)])
def test_a_panel_says_of_each_bar_what_its_snapshot_says(path: Path, asset: str, step: int) -> None:
    history = read_history(path, asset, None)
    many = panel(history)
    near_the_break = range(1205, 1245) if asset == "BTC" else ()
    for bar in (*range(0, len(history.known), step), *near_the_break):
        one = measure(history, datetime.fromtimestamp(history.known[bar], UTC))
        known = {Metric.PRICE: many.closes, **many.values, **many.others}
        for metric in (*SCORED, *LEVELS, *OTHERS, Metric.PRICE):
            value = one.value(metric)
            there = float(known[metric][bar])
            assert (value is None and np.isnan(there)) or value == there, (bar, metric, value, there)
        interest = one.get(Metric.OPEN_INTEREST_Z)
        if interest is not None:
            assert interest.change == many.interest_change[bar]


@needs_data
def test_a_panel_of_the_past_is_the_past_of_the_panel() -> None:
    history = read_history(DAILY, "BTC", None)
    whole, cut = panel(history), panel(history, newest=1500)
    for metric, values in cut.values.items():
        np.testing.assert_array_equal(values, whole.values[metric][:1501])
    for metric, values in cut.others.items():
        np.testing.assert_array_equal(values, whole.others[metric][:1501])
    np.testing.assert_array_equal(cut.interest_change, whole.interest_change[:1501])
