from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from math import isnan

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.market import INTERVALS, PERIODS, Batch, Field, History
from generator.store import database
from generator.store.ledger import open_ledger
from tests.store.batches import DAY0, LATER, MINUTE, START, bars, batch
from tests.store.reference import Reference, bar, ms

FEW = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
VALUES = st.floats(-1e12, 1e12, allow_nan=False).map(lambda value: round(value, 3))
STEPS = {"15m": 15 * MINUTE, "1h": 60 * MINUTE, "8h": 480 * MINUTE, "12h": 720 * MINUTE, "1d": 1440 * MINUTE}


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many small databases: none of them has to survive a power cut."""
    monkeypatch.setattr(database, "_PRAGMAS", ("journal_mode = MEMORY", "synchronous = OFF", "foreign_keys = ON"))


@st.composite
def parts(draw: st.DrawFn, step: int) -> dict[int, float]:
    """Return most of the parts of two days or so, with holes."""
    count = 2 * 1440 * MINUTE // step + 2
    first = draw(st.integers(0, count // 2))
    last = draw(st.integers(first, count))
    holes = draw(st.sets(st.integers(first, last), max_size=3))
    few = draw(st.lists(VALUES, min_size=1, max_size=5))
    return {number: few[number % len(few)] for number in range(first, last + 1) if number not in holes}


@st.composite
def imports(draw: st.DrawFn) -> list[tuple[Batch, datetime]]:
    """Return batches of one series, and when each was received: some while it happened, some later."""
    field = draw(st.sampled_from(Field))
    interval = draw(st.sampled_from([None, *STEPS]))
    step = STEPS[interval] if interval else draw(st.sampled_from([7 * MINUTE, 61 * MINUTE, 200 * MINUTE]))
    received = draw(st.sampled_from([START + timedelta(hours=20), START + timedelta(days=1), LATER]))
    found = []
    for number in range(draw(st.integers(1, 4))):
        given = batch(bars(draw(parts(step)), field, interval, step=step), digest=str(number))
        found.append((given, received))
        received += draw(st.sampled_from([timedelta(), timedelta(hours=5), timedelta(days=400)]))
    return found


def same(a: float, b: float) -> bool:
    return (isnan(a) and isnan(b)) or abs(a - b) <= 1e-9 * max(1e12, abs(a))


def check(
    history: History, reference: Reference, given: Batch, as_of: datetime | None, known_at: datetime | None
) -> None:
    observations = given.observations[0]
    period = ms(PERIODS[history.period])
    seen = reference.seen(as_of, known_at)
    fits = observations.interval is None or period % ms(INTERVALS[observations.interval]) == 0
    if as_of is None and seen:
        newest = max(seen) + (ms(INTERVALS[observations.interval]) - 1000 if observations.interval else 0)
    else:
        newest = ms(as_of - datetime.fromtimestamp(0, as_of.tzinfo)) if as_of else 0
    starts = sorted({time // period * period for time in seen if time // period * period + period - 1000 <= newest})
    if not fits or not starts:
        assert not history.series
        return
    grid = range(starts[0], starts[-1] + period, period)
    assert list(history.known) == [(start + period) // 1000 - 1 for start in grid]
    expected = [bar(seen, observations.field, observations.interval, start, period) for start in grid]
    values = history.series[observations.field].values
    assert all(same(a, b) for a, b in zip(values, expected, strict=True)), (list(values), expected)


@FEW
@given(data=st.data(), batches=imports(), period=st.sampled_from(list(PERIODS)))
def test_a_history_is_what_plain_python_makes_of_the_batches(
    new_url: Callable[[], str], data: st.DataObject, batches: list[tuple[Batch, datetime]], period: str
) -> None:
    moments = st.one_of(st.none(), st.integers(0, 60).map(lambda hours: START + timedelta(hours=hours)), st.just(LATER))
    reference = Reference()
    with open_ledger(new_url(), create=True) as ledger:
        for given_batch, received in batches:
            before = sum(map(len, reference.kept.values()))
            receipt = ledger.append(given_batch, received)
            reference.append(given_batch, received)
            assert receipt.new + receipt.corrected == sum(map(len, reference.kept.values())) - before
            assert receipt.new + receipt.corrected + receipt.unchanged == len(given_batch.observations[0].times)
        for _ in range(3):
            as_of, known_at = data.draw(moments), data.draw(moments)
            history = ledger.history("BTC", period, as_of=as_of, known_at=known_at)
            check(history, reference, batches[0][0], as_of, known_at)
        assert ledger.check() == ()


@FEW
@given(data=st.data(), truth=parts(60 * MINUTE))
def test_the_order_of_batches_does_not_matter(
    new_url: Callable[[], str], data: st.DataObject, truth: dict[int, float]
) -> None:
    chosen = st.lists(st.sampled_from(sorted(truth) or [0]), max_size=60, unique=True)
    batches = [
        batch(bars({at: truth.get(at, 0.0) for at in data.draw(chosen)}, field), digest=f"{number}")
        for number, field in enumerate((Field.CLOSE, Field.VOLUME_USD, Field.CLOSE, Field.VOLUME_USD))
    ]
    found = []
    for order in (batches, data.draw(st.permutations(batches))):
        with open_ledger(new_url(), create=True) as ledger:
            for given_batch in order:
                ledger.append(given_batch, LATER)
            found.append([repr(ledger.history("BTC", period)) for period in PERIODS])
    assert found[0] == found[1]


def test_the_grid_of_the_tests_begins_where_days_begin() -> None:
    assert ms(START - datetime.fromtimestamp(0, START.tzinfo)) == DAY0
    assert DAY0 % (1440 * MINUTE) == 0
