"""Minutes of a stream: sums where it was watched, gaps where it was not, and nothing in between."""

from __future__ import annotations

from random import Random

import pytest

from generator.sources.exchange.minutes import MINUTE, Minutes

START = 1_700_000_040_000  # a full minute
SECOND = 1_000


def test_a_watched_minute_without_an_event_is_zero() -> None:
    minutes = Minutes(START)
    minutes.alive(START)
    assert minutes.closed(START + MINUTE + 5 * SECOND) == []  # nobody knows yet whether it is stuck
    minutes.alive(START + MINUTE)
    (found,) = minutes.closed(START + MINUTE + 5 * SECOND)
    assert (found.start, found.amounts) == (START, (0, 0))


def test_a_minute_in_which_the_stream_opened_is_a_gap() -> None:
    minutes = Minutes(START)
    minutes.alive(START + 1)
    minutes.alive(START + 2 * MINUTE)
    first, second = minutes.closed(START + 2 * MINUTE + 5 * SECOND)
    assert (first.amounts, first.cause) == (None, "the stream was not open yet")
    assert second.amounts == (0, 0)


def test_a_minute_waits_for_late_events() -> None:
    minutes = Minutes(START)
    minutes.alive(START)
    minutes.alive(START + MINUTE)
    assert minutes.closed(START + MINUTE + 4 * SECOND) == []
    minutes.add(START + 59 * SECOND, 0, 5.0, "a")
    assert minutes.closed(START + MINUTE + 5 * SECOND)[0].amounts == (5.0, 0)


def test_what_comes_later_still_is_a_correction() -> None:
    minutes = Minutes(START)
    minutes.alive(START)
    minutes.alive(START + MINUTE)
    minutes.closed(START + MINUTE + 5 * SECOND)
    minutes.add(START + 10 * SECOND, 1, 7.0, "b")
    (found,) = minutes.closed(START + MINUTE + 6 * SECOND)
    assert (found.start, found.amounts) == (START, (0, 7.0))
    assert minutes.closed(START + MINUTE + 7 * SECOND) == []


def test_an_event_that_comes_twice_counts_once() -> None:
    minutes = Minutes(START)
    minutes.alive(START)
    for _ in range(3):
        minutes.add(START + SECOND, 0, 5.0, "a")
    minutes.alive(START + MINUTE)
    assert minutes.closed(START + 2 * MINUTE)[0].amounts == (5.0, 0)


def test_silence_breaks_the_minutes_since_the_last_sign_of_life() -> None:
    minutes = Minutes(START)
    minutes.alive(START)
    minutes.alive(START + 90 * SECOND)
    minutes.lost("silent")
    minutes.alive(START + 230 * SECOND)
    minutes.alive(START + 6 * MINUTE)
    found = minutes.closed(START + 6 * MINUTE + 5 * SECOND)
    assert [item.cause for item in found] == ["", "silent", "silent", "silent", "", ""]


@pytest.mark.parametrize("seed", range(200))
def test_bars_and_gaps_make_the_grid_through_any_outage(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - outages, not secrets
    length = random.randint(3, 40) * MINUTE
    minutes = Minutes(START)
    now = START
    alive = random.random() < 0.5
    if alive:
        minutes.alive(now)
    watched: list[tuple[int, int]] = []
    since = now
    events: dict[int, float] = {}
    found = []
    number = 0
    while now < START + length:
        now += random.randint(1, 50) * SECOND
        if random.random() < 0.15:
            if alive:
                minutes.alive(now)
                minutes.lost("cut")
                watched.append((since, now))
            else:
                minutes.alive(now)
                since = now
            alive = not alive
        elif random.random() < 0.6:
            if alive:
                minutes.alive(now)
            events[now] = events.get(now, 0.0) + 1.0
            number += 1
            if alive:
                minutes.add(now, 0, 1.0, str(number))
        found += minutes.closed(now)
    if alive:
        minutes.alive(START + length)
        watched.append((since, START + length))
    found += minutes.closed(START + length + 5 * SECOND)
    last = {item.start: item for item in found}
    assert sorted(last) == list(range(START, START + length, MINUTE))
    for minute, item in last.items():
        whole = any(first <= minute and minute + MINUTE <= past for first, past in watched)
        truth = sum(amount for at, amount in events.items() if minute <= at < minute + MINUTE)
        assert (item.amounts is not None) is whole
        assert item.amounts is None or item.amounts[0] == truth
