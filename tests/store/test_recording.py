"""What a recorder needs of the ledger: gaps that are said, and the right to record."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from array import array
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.errors import SourceUnavailable
from generator.market import Batch, Field, Gap, Observations
from generator.store.ledger import open_ledger

START = datetime(2025, 3, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def gap(first: int, past: int, cause: str = "the stream was silent") -> Gap:
    return Gap("BTC", "bybit", Field.LIQUIDATIONS_LONG_USD, "1m", START + first * MINUTE, START + past * MINUTE, cause)


def bars(*minutes: int) -> Batch:
    times = array("q", (int((START + m * MINUTE).timestamp() * 1000) for m in minutes))
    field = Field.LIQUIDATIONS_LONG_USD
    one = Observations("BTC", field, times, array("d", [1.0] * len(minutes)), "1m", "bybit", "perpetual")
    return Batch("bybit", f"{minutes}", (one,))


def test_a_gap_is_declared_once(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        assert ledger.declare([gap(3, 6), gap(3, 6)], START) == 1
        assert ledger.declare([gap(3, 6)], START) == 0
        assert ledger.gaps("btc") == (gap(3, 6),)
        assert ledger.gaps("ETH") == ()


def test_a_bar_that_comes_later_is_no_gap_any_more(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.declare([gap(3, 8)], START)
        ledger.append(bars(5), START)
        assert ledger.gaps("BTC") == (gap(3, 5), gap(6, 8))
        ledger.append(bars(3, 4, 6, 7), START)
        assert ledger.gaps("BTC") == ()


def test_neighbouring_gaps_of_one_cause_are_one(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.declare([gap(3, 5), gap(5, 8), gap(8, 9, "no recorder was running")], START)
        assert ledger.gaps("BTC") == (gap(3, 8), gap(8, 9, "no recorder was running"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=6), st.sets(st.integers(0, 70)))
def test_rows_and_gaps_make_the_declared_grid(gaps: list[tuple[int, int]], stored: set[int]) -> None:
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - a folder for each example

    with TemporaryDirectory() as folder, open_ledger(f"{folder}/l.sqlite", create=True) as ledger:
        ledger.declare([gap(first, first + n) for first, n in gaps], START)
        ledger.append(bars(*sorted(stored)), START)
        said = {(item.start - START) // MINUTE + n for item in ledger.gaps("BTC") for n in range(item.bars)}
        declared = {first + k for first, n in gaps for k in range(n)}
        assert said == declared - stored


def test_one_recorder_a_name(url: str) -> None:
    with open_ledger(url, create=True) as one, open_ledger(url) as two:
        with one.watched("bybit BTC", "process 12, since 10:00 UTC"):
            refused = pytest.raises(SourceUnavailable, match="bybit BTC is recorded already by process 12")
            with refused, two.watched("bybit BTC", "process 13"):
                pass
            with two.watched("gate BTC", "process 13"):
                pass
        with two.watched("bybit BTC", "process 13"):
            pass


def test_the_right_to_record_ends_with_its_process(url: str) -> None:
    with open_ledger(url, create=True):
        pass
    code = (
        "import sys\nfrom generator.store.ledger import open_ledger\n"
        "with open_ledger(sys.argv[1]) as ledger, ledger.watched('bybit', 'another'):\n"
        "    print('held', flush=True); sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", code, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with open_ledger(url) as ledger:
        with pytest.raises(SourceUnavailable, match="by another"), ledger.watched("bybit", "me"):
            pass
        other.send_signal(signal.SIGKILL)
        other.communicate()
        for _ in range(100):  # a server needs a moment to notice
            try:
                with ledger.watched("bybit", "me"):
                    return
            except SourceUnavailable:
                continue
    raise AssertionError("the right to record outlived its process")


def test_a_reach_is_where_the_series_ends_and_counts_nothing(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        assert ledger.reaches("BTC") == ()
        ledger.append(bars(3, 4, 9), START)
        ledger.append(bars(1), START)
        (found,) = ledger.reaches("btc")
        (summary,) = ledger.series()
        assert found.last == summary.last == START + 9 * MINUTE
        assert (found.venue, found.field, found.interval) == (summary.venue, summary.field, summary.interval)
        assert ledger.reaches("ETH") == ()
