from __future__ import annotations

from array import array
from datetime import datetime, timedelta

import pytest

from generator.errors import InputInvalid
from generator.market import Field, Observations, SetAside
from generator.store.ledger import open_ledger
from generator.store.records import Receipt
from tests.store.batches import DAY0, HOUR, LATER, START, at, bars, batch


def test_what_is_appended_is_read_back(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        receipt = ledger.append(batch(bars([1.5, 2.5, 3.5], Field.CLOSE)), LATER)
        assert receipt == Receipt(new=3)
        history = ledger.history("btc", "1h")
    assert history.asset == "BTC"
    assert history.period == "1h"
    assert history.source == "ledger"
    assert list(history.known) == [DAY0 // 1000 + 3600 * number - 1 for number in (1, 2, 3)]
    series = history.series[Field.CLOSE]
    assert (list(series.values), series.venue, series.market) == ([1.5, 2.5, 3.5], "binance", "perpetual")


def test_the_same_file_twice_changes_nothing(url: str) -> None:
    given = batch(bars([1.0, 2.0]))
    with open_ledger(url, create=True) as ledger:
        assert not ledger.has(given.digest, "BTC")
        ledger.append(given, LATER)
        assert ledger.has(given.digest, "btc")
        assert not ledger.has(given.digest, "ETH")
        assert ledger.append(given, LATER) == Receipt(known_file=True)
        assert ledger.series()[0].rows == 2


def test_the_same_file_for_another_asset_is_another_import(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0]), digest="same"), LATER)
        assert ledger.append(batch(bars([1.0], asset="ETH"), digest="same"), LATER) == Receipt(new=1)
        assert [(summary.asset, summary.rows) for summary in ledger.series()] == [("BTC", 1), ("ETH", 1)]


def test_known_rows_under_another_digest_add_nothing(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0, 2.0, 3.0])), LATER)
        again = batch(bars({1: 2.0, 2: 3.5, 3: 4.0}))
        assert ledger.append(again, LATER) == Receipt(new=1, unchanged=1, corrected=1)
        assert ledger.series()[0].rows == 5
        assert ledger.check() == ()


def test_a_value_that_comes_back_is_a_third_revision(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        for number, value in enumerate((1.0, 2.0, 1.0)):
            ledger.append(batch(bars([value]), digest=str(number)), LATER + timedelta(days=number))
        assert list(ledger.history("BTC", "1h").series[Field.VOLUME_USD].values) == [1.0]
        first = ledger.history("BTC", "1h", known_at=LATER + timedelta(days=1))
        assert list(first.series[Field.VOLUME_USD].values) == [2.0]
        assert ledger.series()[0].rows == 3


def test_two_parts_of_one_batch_may_overlap(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        receipt = ledger.append(batch(bars([1.0, 2.0]), bars({1: 2.0, 2: 3.0})), LATER)
        assert receipt == Receipt(new=3, unchanged=1)


def test_every_field_interval_venue_and_market_is_a_series_of_its_own(url: str) -> None:
    given = batch(
        bars([1.0], Field.OPEN),
        bars([1.0], Field.CLOSE),
        bars([1.0], Field.CLOSE, interval=None),
        bars([1.0], Field.CLOSE, venue=None),
        bars([1.0], Field.CLOSE, market=None),
        bars([], Field.MARK),
    )
    with open_ledger(url, create=True) as ledger:
        assert ledger.append(given, LATER) == Receipt(new=5)
        found = ledger.series()
    keys = {(s.venue, s.market, s.field, s.interval) for s in found}
    assert keys == {
        ("binance", "perpetual", Field.OPEN, "1h"),
        ("binance", "perpetual", Field.CLOSE, "1h"),
        ("binance", "perpetual", Field.CLOSE, None),
        (None, "perpetual", Field.CLOSE, "1h"),
        ("binance", None, Field.CLOSE, "1h"),
    }
    assert {(s.first, s.last, s.rows, s.unit) for s in found} == {(START, START, 1, "USD")}


def test_many_rows_are_compared_chunk_by_chunk(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.store.writing._CHUNK", 7)
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([float(n) for n in range(0, 100, 2)], step=2 * HOUR)), LATER)
        mixed = batch(bars([n + (n % 10 == 0) * 0.5 for n in range(100)]))
        assert ledger.append(mixed, LATER) == Receipt(new=50, unchanged=40, corrected=10)
        assert list(ledger.history("BTC", "1h").series[Field.VOLUME_USD].values) == list(mixed.observations[0].values)


@pytest.mark.parametrize(
    ("times", "values", "problem"),
    [
        ([DAY0], [float("nan")], "no number"),
        ([DAY0], [float("inf")], "no number"),
        ([-HOUR], [1.0], "before 1970"),
        ([253_402_300_800_000], [1.0], "after 9999"),
        ([DAY0 + 1], [1.0], "multiple of 1h"),
    ],
)
def test_an_unsound_batch_is_refused_whole(url: str, times: list[int], values: list[float], problem: str) -> None:
    unsound = Observations("BTC", Field.CLOSE, array("q", times), array("d", values), "1h")
    with open_ledger(url, create=True) as ledger:
        with pytest.raises(InputInvalid, match=rf"bars.csv: close: .*{problem}"):
            ledger.append(batch(bars([1.0]), unsound, digest="unsound"), LATER)
        assert ledger.series() == ()
        assert not ledger.has("unsound", "BTC")


def test_an_empty_batch_is_nothing(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        assert ledger.append(batch(), LATER) == Receipt()
        assert ledger.history("BTC", "1d").known == array("q")


def aside(hour: int, value: str = "-1", field: str = "close", reason: str = "negative") -> SetAside:
    return SetAside(at(hours=hour), field, value, reason)


def test_what_was_set_aside_is_kept_once(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        first = batch(bars([1.0] * 3), set_aside=(aside(1), aside(1), aside(2, "9e99", "row")))
        assert ledger.append(first, LATER) == Receipt(new=3, quarantined=2)
        again = batch(bars([1.0] * 3), set_aside=(aside(1, reason="below zero"), aside(0, "0")))
        assert ledger.append(again, LATER + timedelta(days=1)) == Receipt(unchanged=3, quarantined=1)
        everything = (aside(0, "0"), aside(1), aside(2, "9e99", "row"))
        assert ledger.history("BTC", "1h").set_aside == everything
        assert ledger.history("BTC", "1h", as_of=at(hours=2)).set_aside == everything[:2]
        assert ledger.history("BTC", "1h", known_at=LATER).set_aside == everything[1:]
        assert ledger.history("ETH", "1h").set_aside == ()


def test_a_bar_of_which_everything_was_set_aside_is_unknown_and_not_the_bar_before(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0, 2.0]), set_aside=(aside(2),)), LATER)
        history = ledger.history("BTC", "1h", as_of=at(hours=3))
    assert len(history.known) == 3
    assert str(list(history.series[Field.VOLUME_USD].values)) == "[1.0, 2.0, nan]"


def test_values_set_aside_for_nobody_are_refused(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        for observations in ((), (bars([1.0]), bars([1.0], asset="ETH"))):
            with pytest.raises(InputInvalid, match="of no asset or of several"):
                ledger.append(batch(*observations, set_aside=(aside(1),)), LATER)


def test_hostile_text_is_kept_without_what_databases_refuse(url: str) -> None:
    hostile = SetAside(START, "close", "a\0b\ud800'; DROP TABLE ledger_series;--", "\u202eodd")
    with open_ledger(url, create=True) as ledger:
        given = batch(bars([1.0], venue="bin\0ance"), set_aside=(hostile,), digest="1")
        assert ledger.append(given, LATER).quarantined == 1
        assert ledger.append(batch(bars([1.0]), set_aside=(hostile,), digest="2"), LATER).quarantined == 0
        (kept,) = ledger.history("BTC", "1h").set_aside
        assert (kept.value, kept.reason) == ("a\ufffdb?'; DROP TABLE ledger_series;--", "\u202eodd")


def test_breaks_are_kept_once_and_seen_from_when_they_were_known(url: str) -> None:
    moments = (at(1), at(2, seconds=0.5))
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0] * 72, breaks=moments[:1])), LATER)
        ledger.append(batch(bars([1.0] * 73, breaks=moments)), LATER + timedelta(days=1))

        def breaks(known_at: datetime | None) -> tuple[datetime, ...]:
            return ledger.history("BTC", "1h", known_at=known_at).series[Field.VOLUME_USD].breaks

        assert breaks(None) == moments
        assert breaks(LATER) == moments[:1]


def test_a_moment_without_an_offset_is_utc(url: str) -> None:
    naive = LATER.replace(tzinfo=None)
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0])), naive)
        assert len(ledger.history("BTC", "1h", known_at=LATER).known) == 1
        assert len(ledger.history("BTC", "1h", known_at=naive - timedelta(seconds=1)).known) == 0
