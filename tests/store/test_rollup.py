from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from math import isnan, nan

import pytest

from generator.market import Field
from generator.store.ledger import open_ledger
from generator.store.rollup import WAYS, Way
from tests.store.batches import HOUR, LATER, MINUTE, at, bars, batch

Find = Callable[..., list[float | None]]


@pytest.fixture
def rolled(url: str) -> Find:
    """Stores one series and gives its values as daily bars of the first day or days, None where unknown."""

    def find(
        values: Mapping[int, float], field: Field, interval: str | None = "1h", step: int = HOUR, *, days: int = 1
    ) -> list[float | None]:
        with open_ledger(url, create=True) as ledger:
            ledger.append(batch(bars(values, field, interval, step=step)), LATER)
            history = ledger.history("BTC", "1d", as_of=at(days))
        found = history.series[field].values if field in history.series else []
        return [None if isnan(value) else value for value in found]

    return find


def hours(*without: int) -> dict[int, float]:
    """Return 24 hours whose values are 1, 2, ... 24, but for some."""
    return {hour: hour + 1.0 for hour in range(24) if hour not in without}


def minutes(without: int) -> dict[int, float]:
    """Return the minutes of a day, each 2.0, but for the first few after noon."""
    return {minute: 2.0 for minute in range(1440) if not 720 <= minute < 720 + without}


def test_every_field_has_its_way() -> None:
    assert set(WAYS) == set(Field)


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field.OPEN, 1.0),
        (Field.HIGH, 24.0),
        (Field.LOW, 1.0),
        (Field.CLOSE, 24.0),
        (Field.MARK, 24.0),
        (Field.INDEX, 24.0),
        (Field.OPEN_INTEREST_USD, 24.0),
        (Field.OPEN_INTEREST_COINS, 24.0),
        (Field.LONG_SHORT_RATIO, 24.0),
        (Field.VOLUME_USD, 300.0),
        (Field.VOLUME_COINS, 300.0),
        (Field.TAKER_BUY_COINS, 300.0),
        (Field.TAKER_SELL_COINS, 300.0),
        (Field.LIQUIDATIONS_LONG_USD, 300.0),
        (Field.LIQUIDATIONS_SHORT_USD, 300.0),
        (Field.FUNDING_RATE, 12.5),
        (Field.DEPTH_USD, 12.5),
        (Field.DEPTH_COVERED, 12.5),
        (Field.SPREAD_BPS, 12.5),
    ],
)
def test_a_whole_day_of_hours(rolled: Find, field: Field, expected: float) -> None:
    assert rolled(hours(), field) == [expected]


@pytest.mark.parametrize(
    ("field", "without", "expected"),
    [
        # Sums and extremes need all 24 hours.
        (Field.VOLUME_USD, (13,), None),
        (Field.HIGH, (13,), None),
        (Field.LOW, (13,), None),
        # The first value has to stand in the first quarter, the last one in the last.
        (Field.OPEN, range(5), 6.0),
        (Field.OPEN, range(6), None),
        (Field.CLOSE, range(19, 24), 19.0),
        (Field.CLOSE, range(18, 24), None),
        # A mean needs every quarter; here (300 - 7 - 8 - 9 - 10 - 11) / 19.
        (Field.DEPTH_USD, range(6, 11), 255 / 19),
        (Field.DEPTH_USD, range(6, 12), None),
        (Field.SPREAD_BPS, range(6), None),
        (Field.DEPTH_COVERED, range(18, 24), None),
        # Funding needs one part.
        (Field.FUNDING_RATE, range(1, 24), 1.0),
    ],
)
def test_an_incomplete_day_of_hours(
    rolled: Find, field: Field, without: tuple[int, ...], expected: float | None
) -> None:
    assert rolled(hours(*without), field) == [pytest.approx(expected) if expected else None]


@pytest.mark.parametrize(
    ("field", "missing", "expected"),
    [(Field.VOLUME_USD, 14, 2852.0), (Field.VOLUME_USD, 15, None), (Field.HIGH, 14, 2.0), (Field.LOW, 15, None)],
)
def test_99_percent_of_the_minutes_are_enough(rolled: Find, field: Field, missing: int, expected: float | None) -> None:
    # 99 % of 1440 is 1425.6: 1426 minutes will do, 1425 will not.
    assert rolled(minutes(missing), field, "1m", MINUTE) == [expected]


@pytest.mark.parametrize("interval", ["6h", "8h", "12h"])
@pytest.mark.parametrize("field", [Field.OPEN, Field.CLOSE, Field.HIGH, Field.VOLUME_USD, Field.DEPTH_USD])
def test_few_long_parts(rolled: Find, field: Field, interval: str) -> None:
    count = 24 // int(interval[:-1])
    values = {number: number + 1.0 for number in range(count)}
    total = count * (count + 1) / 2
    expected = {Way.FIRST: 1.0, Way.LAST: count, Way.HIGHEST: count, Way.SUM: total, Way.MEAN: total / count}
    assert rolled(values, field, interval, 24 // count * HOUR) == [expected[WAYS[field]]]


@pytest.mark.parametrize("field", [Field.CLOSE, Field.HIGH, Field.VOLUME_USD, Field.DEPTH_USD])
def test_long_parts_have_to_be_there_all(rolled: Find, field: Field) -> None:
    assert rolled({0: 1.0, 2: 3.0, 3: 1.0, 5: 1.0}, field, "8h", 8 * HOUR, days=2)[0] == (
        3.0 if field is Field.CLOSE else None
    )


@pytest.mark.parametrize(
    ("field", "expected"),
    [(Field.OPEN, 1.0), (Field.CLOSE, 8.0), (Field.HIGH, 8.0), (Field.LOW, 1.0), (Field.VOLUME_USD, 15.0)],
)
def test_samples_count_where_every_quarter_has_one(rolled: Find, field: Field, expected: float) -> None:
    samples = {0: 1.0, 359: 1.0, 360: 2.0, 719 + 60: 3.0, 1439: 8.0}  # by minute
    assert rolled(samples, field, None, MINUTE) == [expected]


@pytest.mark.parametrize("field", [Field.VOLUME_USD, Field.HIGH, Field.DEPTH_USD])
def test_samples_with_an_empty_quarter_say_nothing(rolled: Find, field: Field) -> None:
    assert rolled({0: 1.0, 360: 2.0, 719: 3.0, 1080: 4.0}, field, None, MINUTE) == [None]


def test_samples_at_the_edges_of_a_bar(rolled: Find) -> None:
    # The last quarter begins at 18:00 sharp; a sample at midnight belongs to the day that begins.
    assert rolled({18 * 60: 5.0}, Field.MARK, None, MINUTE) == [5.0]


def test_a_sample_before_the_last_quarter_is_not_the_last(rolled: Find) -> None:
    assert rolled({18 * 60 - 1: 5.0}, Field.MARK, None, MINUTE) == [None]


def test_a_coarser_series_never_fills_a_finer_period(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars([1.0, 2.0, 3.0], Field.FUNDING_RATE, "8h", step=8 * HOUR)), LATER)
        assert not ledger.history("BTC", "4h").series
        assert list(ledger.history("BTC", "1d").series[Field.FUNDING_RATE].values) == [2.0]


def test_a_bar_in_between_without_anything_is_unknown(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars({0: 1.0, 3: 2.0}, Field.CLOSE)), LATER)
        history = ledger.history("BTC", "1h")
    assert str(list(history.series[Field.CLOSE].values)) == str([1.0, nan, nan, 2.0])


@pytest.mark.parametrize("field", [Field.VOLUME_USD, Field.HIGH, Field.OPEN, Field.CLOSE, Field.DEPTH_USD])
def test_corrections_are_honoured(url: str, field: Field) -> None:
    first, second = dict.fromkeys(range(48), 1.0), {0: 5.0, 23: 9.0}
    after = {Way.SUM: 36.0, Way.HIGHEST: 9.0, Way.FIRST: 5.0, Way.LAST: 9.0, Way.MEAN: 36 / 24}[WAYS[field]]
    before = 24.0 if field is Field.VOLUME_USD else 1.0
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars(first, field)), LATER)
        ledger.append(batch(bars(second, field)), LATER + timedelta(days=1))
        assert list(ledger.history("BTC", "1d").series[field].values) == [after, before]
        assert list(ledger.history("BTC", "1d", known_at=LATER).series[field].values) == [before, before]
        assert list(ledger.history("BTC", "1d", as_of=at(2)).series[field].values) == [after, before]


def test_a_part_not_yet_received_leaves_its_bar_incomplete(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        ledger.append(batch(bars(hours(7))), LATER)
        ledger.append(batch(bars({7: 8.0})), LATER + timedelta(days=1))
        assert list(ledger.history("BTC", "1d").series[Field.VOLUME_USD].values) == [300.0]
        known = ledger.history("BTC", "1d", known_at=LATER).series[Field.VOLUME_USD].values
        assert [isnan(value) for value in known] == [True]
