"""A snapshot knows what was known at its moment, and nothing that came after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import edition
from generator.market import History
from generator.regimes.rules import shipped_rules
from generator.sources.files import read_history
from tests.cases import DAILY, HOURLY, needs_data
from tests.metrics.histories import any_history, cut, end_of

RULES = shipped_rules()


@cache
def whole(path: Path) -> tuple[History, edition.Chronicle]:
    history = read_history(path, "BTC" if path == DAILY else "ETH", None)
    return history, edition.chronicle(history, RULES)


@needs_data
@pytest.mark.parametrize("path", [DAILY, HOURLY], ids=["daily", "hourly"])
def test_a_history_cut_at_a_moment_gives_the_same_snapshot(path: Path) -> None:
    history, past = whole(path)

    @settings(max_examples=12, deadline=None)
    @given(st.integers(0, len(history.known) - 1), st.integers(0, 86_400), st.none() | st.integers(1, 200))
    def check(bar: int, later: int, told: int | None) -> None:
        as_of = datetime.fromtimestamp(history.known[bar] + later, UTC)
        edition_before = None if told is None else as_of - timedelta(hours=7 * told)
        known = edition.chronicle(cut(history, as_of), RULES)
        assert edition.snapshot_of(known, as_of, edition_before) == edition.snapshot_of(past, as_of, edition_before)

    check()


@settings(max_examples=150, deadline=None)
@given(any_history(), st.integers(0, 59), st.integers(0, 90_000))
def test_so_does_a_made_history_of_any_shape(history: History, bar: int, later: int) -> None:
    as_of = end_of(history, min(bar, len(history.known) - 1)) + timedelta(seconds=later)
    known = edition.chronicle(cut(history, as_of), RULES)
    assert edition.snapshot_of(known, as_of) == edition.snapshot_of(edition.chronicle(history, RULES), as_of)


@needs_data
def test_what_followed_is_counted_once_it_is_known() -> None:
    _, past = whole(DAILY)
    for day in (datetime(2022, 6, 13, 23, 59, 59, tzinfo=UTC), datetime(2023, 8, 17, 23, 59, 59, tzinfo=UTC)):
        snapshot = edition.snapshot_of(past, day)
        assert snapshot.precedents
        for item in snapshot.precedents:
            newest = past.panel.history.known.index(int(day.timestamp()))
            onsets = [e for e in past.times.episodes if e.regime is item.regime and e.seen + item.days <= newest]
            assert 0 < item.cases <= len(onsets)
