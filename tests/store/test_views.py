"""What was known when, and which series fills a field."""

from __future__ import annotations

from datetime import timedelta

import pytest

from generator.errors import InputInvalid
from generator.market import Field, History, Observations
from generator.store.ledger import Ledger, open_ledger
from tests.store.batches import DAY, HOUR, LATER, MINUTE, at, bars, batch


def values(history: History, field: Field = Field.VOLUME_USD) -> list[float]:
    return list(history.series[field].values) if field in history.series else []


def test_only_bars_that_had_ended_count(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0, 2.0, 3.0])), LATER)
        assert values(ledger.history("BTC", "1h", as_of=at(hours=2))) == [1.0, 2.0]
        assert values(ledger.history("BTC", "1h", as_of=at(hours=2, seconds=-1))) == [1.0, 2.0]
        assert values(ledger.history("BTC", "1h", as_of=at(hours=2, seconds=-1.001))) == [1.0]
        assert values(ledger.history("BTC", "1h", as_of=at(hours=1, seconds=-2))) == []


def test_without_a_moment_the_newest_observation_is_the_present(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0] * 30, Field.OPEN), bars([7.0], Field.FUNDING_RATE, None)), LATER)
        day = ledger.history("BTC", "1d")
        assert len(day.known) == 1
        ledger.append(batch(bars([1.0] * 48, Field.OPEN)), LATER)
        assert len(ledger.history("BTC", "1d").known) == 2


def test_a_correction_after_the_moment_does_not_count_where_the_ledger_was_watching(url: str) -> None:
    moment = at(hours=2)
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0, 2.0])), moment)
        ledger.append(batch(bars([1.5, 2.0, 3.0])), moment + timedelta(days=1))
        assert values(ledger.history("BTC", "1h", as_of=moment)) == [1.0, 2.0]
        assert values(ledger.history("BTC", "1h", as_of=moment + timedelta(days=1))) == [1.5, 2.0, 3.0]
        assert values(ledger.history("BTC", "1h")) == [1.5, 2.0, 3.0]


def test_history_imported_afterwards_was_known_at_its_time(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0, 2.0])), LATER)
        ledger.append(batch(bars([1.5, 2.0])), LATER + timedelta(days=1))
        assert values(ledger.history("BTC", "1h", as_of=at(hours=2))) == [1.5, 2.0]
        assert values(ledger.history("BTC", "1h", as_of=at(hours=2), known_at=LATER)) == [1.0, 2.0]
        assert values(ledger.history("BTC", "1h", as_of=at(hours=2), known_at=at(hours=2))) == []


def test_the_rule_holds_event_by_event_within_a_roll_up(url: str) -> None:
    moment = at(1)
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars(dict.fromkeys(range(12), 1.0))), moment)
        ledger.append(batch(bars(dict.fromkeys(range(24), 2.0))), LATER)
        ledger.append(batch(bars(dict.fromkeys(range(20, 24), 3.0))), LATER + timedelta(days=1))
        # Twelve hours were watched, eight imported once, four imported and corrected.
        assert values(ledger.history("BTC", "1d", as_of=moment)) == [12 * 1.0 + 8 * 2.0 + 4 * 3.0]
        assert values(ledger.history("BTC", "1d")) == [20 * 2.0 + 4 * 3.0]
        assert values(ledger.history("BTC", "1d", known_at=LATER)) == [24 * 2.0]


def history_of(ledger: Ledger, *observations: Observations, venue: str | None = None, period: str = "1d") -> History:
    ledger.append(batch(*observations), LATER)
    return ledger.history("BTC", period, venue=venue, as_of=at(9))


def daily(first: int, last: int, value: float, venue: str = "binance", market: str = "perpetual") -> Observations:
    return bars(dict.fromkeys(range(first, last + 1), value), Field.CLOSE, "1d", step=DAY, venue=venue, market=market)


def hourly(first: int, last: int, value: float, venue: str = "binance") -> Observations:
    return bars(dict.fromkeys(range(first * 24, last * 24 + 24), value), Field.CLOSE, venue=venue)


def sampled(first: int, last: int, value: float, venue: str = "binance") -> Observations:
    spans = dict.fromkeys(range(first * 1440, last * 1440 + 1440, 10), value)
    return bars(spans, Field.CLOSE, None, step=MINUTE, venue=venue)


@pytest.mark.parametrize(
    ("preferred", "other"),
    [
        (sampled(3, 4, 1.0), daily(0, 3, 2.0)),  # reaches the newest bar
        (daily(2, 4, 1.0, "okx"), hourly(0, 4, 2.0)),  # bars of the period itself
        (hourly(2, 4, 1.0, "okx"), sampled(0, 4, 2.0)),  # bars before samples
        (hourly(0, 4, 1.0, "okx"), hourly(1, 4, 2.0)),  # begins earlier
        (daily(0, 4, 1.0, "binance"), daily(0, 4, 2.0, "okx")),  # by venue
        (daily(0, 4, 1.0, market="perpetual"), daily(0, 4, 2.0, market="spot")),  # by market
    ],
    ids=["newest", "period", "bars", "longest", "venue", "market"],
)
def test_one_series_fills_a_field(url: str, preferred: Observations, other: Observations) -> None:
    with open_ledger(url, create=True) as ledger:
        found = history_of(ledger, other, preferred).series[Field.CLOSE]
    assert {value for value in found.values if value == value} == {1.0}  # noqa: PLR0124 - but for NaN
    assert (found.venue, found.market) == (preferred.venue, preferred.market)


def test_a_series_that_stops_early_in_the_newest_bar_does_not_reach_it(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        stopped = bars(dict.fromkeys(range(4 * 24 + 2), 2.0), Field.CLOSE)
        assert values(history_of(ledger, stopped, sampled(0, 4, 1.0)), Field.CLOSE) == [1.0] * 5


def test_a_venue_can_be_asked_for(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        assert values(history_of(ledger, daily(0, 1, 1.0), daily(0, 1, 2.0, "okx"), venue="okx"), Field.CLOSE) == [
            2.0,
            2.0,
        ]
        assert not ledger.history("BTC", "1d", venue="bybit").series


def test_each_field_may_come_from_another_series_on_one_grid(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        funding = bars({10: 1.0}, Field.FUNDING_RATE, "8h", step=8 * HOUR, venue="okx")
        history = history_of(ledger, daily(1, 2, 5.0), funding)
    assert len(history.known) == 3
    assert str(values(history, Field.CLOSE)) == "[5.0, 5.0, nan]"
    assert str(values(history, Field.FUNDING_RATE)) == "[nan, nan, 1.0]"


def test_a_period_that_is_none_is_refused(url: str) -> None:
    with open_ledger(url, create=True) as ledger, pytest.raises(InputInvalid, match="'1m' is not a length of bars"):
        ledger.history("BTC", "1m")
