"""What the past makes of a day: what began, what goes on and what is over, runs, weeks, and what followed before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from generator.market import Regime
from generator.metrics.snapshot import Metric, Precedent
from generator.planning.facts import Facts
from generator.planning.messages import message
from generator.planning.story import Called, CalledEach, Close, History, Message, Names, RegimeFigure, Span
from generator.regimes.reading import RegimeReading

M = Metric
Way = Literal["up", "down", "positive", "negative"]

_MOST_ENDED = 2  # regimes whose end is told one by one
_CALM_LASTING = 4  # closes from which it is worth saying that calm goes on
_CALM_MISSED = 3  # and from which its end is news
_FEWEST_CASES = 10
"""Earlier cases below which a median says nothing."""
_TOLD_DAYS = 7
_WEEKDAYS = timedelta(days=7)  # within which a day of the week names one day
_WEEK = 0.05  # change over a week worth a sentence
_RUNS: Mapping[Metric, Mapping[Way, int]] = {
    M.TAKER_IMBALANCE: {"negative": 4, "positive": 4},
    M.PRICE_CHANGE: {"negative": 4, "positive": 4},
    M.OPEN_INTEREST_Z: {"up": 5, "down": 4},
    M.FUNDING_RATE: {"negative": 3},
}
"""Bars in a row from which a run is told. Positive funding is the usual state, and a run of it no news."""


def told(facts: Facts) -> datetime | None:
    """Return the moment news is told against: the last edition, or the bar before; None where neither is known."""
    before = facts.snapshot.before
    return None if before is None else before.told or before.as_of


def turns(facts: Facts) -> list[Message]:
    """Return what began since then, what is back, what ended, and what goes on."""
    then, before = told(facts), facts.snapshot.before
    if then is None or before is None:
        return []
    held = [item for item in facts.reading.regimes if item.since is not None and item.exit is not None]
    interrupted = {spell.regime for spell in before.ended}
    fresh = [item for item in held if item.since is not None and item.since > then]
    began = [item for item in fresh if item.regime not in interrupted]
    again = [item.regime for item in fresh if item.regime in interrupted]
    found = [message(facts, "turn_began", regimes=_names(began), then=_close(facts, then))] if began else []
    found += [message(facts, "turn_again", regimes=CalledEach(tuple(again)))] if again else []
    found += _ended(facts)
    return found + _goes_on(facts, [item for item in held if item not in fresh], then)


def _ended(facts: Facts) -> list[Message]:
    """Return what is over: each with how long it lasted, or all by their names where they are many."""
    over = [spell for spell in facts.reading.ended if spell.regime is not Regime.CALM or spell.bars >= _CALM_MISSED]
    if len(over) > _MOST_ENDED:
        return [message(facts, "turn_over", regimes=CalledEach(tuple(spell.regime for spell in over)))]
    period = facts.snapshot.period
    return [
        message(facts, "turn_ended", regime=Called(spell.regime), lasted=Span(spell.bars, period)) for spell in over
    ]


def _goes_on(facts: Facts, lasting: list[RegimeReading], then: datetime) -> list[Message]:
    """Return what held before and holds still: one with how long it has lasted, more by their names."""
    if len(lasting) > 1:
        regimes = CalledEach(tuple(item.regime for item in lasting))
        return [message(facts, "turn_carried", regimes=regimes, then=_close(facts, then))]
    calm = facts.reading.get(Regime.CALM)
    if not lasting and calm is not None and (calm.bars or 0) >= _CALM_LASTING:
        lasting = [calm]
    return [_held(facts, item) for item in lasting]


def _close(facts: Facts, at: datetime) -> Close:
    daily = facts.snapshot.period == "1d" and f"{at:%H:%M}" in {"23:59", "00:00"}
    return Close(at, recent=daily and timedelta(0) < facts.snapshot.ended - at < _WEEKDAYS)


def _held(facts: Facts, item: RegimeReading) -> Message:
    if item.since is None or item.bars is None:
        raise ValueError("only a regime with a past has lasted")
    lasted = Span(item.bars, facts.snapshot.period)
    return message(facts, "turn_held", regime=Called(item.regime), lasted=lasted, since=_close(facts, item.since))


def _names(items: list[RegimeReading]) -> Names:
    return Names(regimes=tuple(RegimeFigure(item.regime, item.severity) for item in items))


def runs(facts: Facts) -> list[Message]:
    """Return the longest run of bars that went one way, where it is long enough to tell and today bears it out."""
    found: list[tuple[int, Message]] = []
    for metric, fewest in _RUNS.items():
        measure = facts.measure(metric)
        streak = None if measure is None else measure.streak
        if streak is None or streak.bars < fewest.get(streak.way, streak.bars + 1):
            continue
        if facts.side(metric) == ("low" if streak.way in {"down", "negative"} else "high"):
            found.append((streak.bars, message(facts, "run", run=facts.figure(metric))))
    return [max(found, key=lambda item: item[0])[1]] if found else []


def weeks(facts: Facts) -> list[Message]:
    """Return what the price and open interest did over the week, where it was much."""
    found = []
    for metric in (M.PRICE, M.OPEN_INTEREST_Z):
        measure = facts.measure(metric)
        if measure is not None and measure.change_week is not None and abs(measure.change_week) >= _WEEK:
            found.append(message(facts, "week", move=facts.figure(metric)))
    return found[:1]


def precedents(facts: Facts) -> list[Message]:
    """Return what followed earlier onsets of the strongest regime that began now, where there were enough of them."""
    for item in facts.reading.regimes:
        past = _past(facts, item.regime)
        if past is not None:
            slot = History(past)
            return [message(facts, "precedent", past=slot), message(facts, "precedent_spread", past=slot)]
    return []


def _past(facts: Facts, regime: Regime) -> Precedent | None:
    found = (item for item in facts.snapshot.precedents if item.regime is regime and item.days == _TOLD_DAYS)
    return next((item for item in found if item.cases >= _FEWEST_CASES), None)
