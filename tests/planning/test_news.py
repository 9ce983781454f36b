"""What the past makes of a day: which of it is news, and in which order it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric, Precedent, Snapshot, Spell, Standing, Streak
from generator.planning import news
from generator.planning.facts import Facts
from generator.planning.memory import Memory
from generator.planning.plan import plan
from generator.planning.story import Form, Role, Span
from generator.regimes.classify import classify
from tests.cases import shipped, snapshot

CLOSE = datetime(2025, 11, 20, 23, 59, 59, tzinfo=UTC)
M, R = Metric, Regime
SELLING = {"taker_imbalance": -2.0, "open_interest_z": 0.1, "funding_rate": 0.00005, "liquidations_usd_z": 0.1}


def spell(regime: Regime, bars: int) -> Spell:
    return Spell(regime, CLOSE - timedelta(days=bars - 1), bars)


def facts(*spells: Spell, told: datetime | None = None, found: Snapshot | None = None) -> Facts:
    given = replace(found or snapshot(**SELLING), as_of=CLOSE + timedelta(days=1), before=Standing(CLOSE, spells, told))
    return Facts(given, classify(given, shipped().rules))


def names(given: Facts) -> list[str]:
    return [message.name for message in news.turns(given)]


def test_without_a_past_nothing_is_news_of_it() -> None:
    given = snapshot(**SELLING)
    assert news.turns(Facts(given, classify(given, shipped().rules))) == []


def test_what_was_not_there_has_begun() -> None:
    assert names(facts()) == ["turn_began"]


def test_what_was_there_goes_on() -> None:
    (found,) = news.turns(facts(spell(R.SELL_DOMINANCE, 2)))
    assert found.name == "turn_held"
    assert found.slots["lasted"] == Span(3, "1d")


def test_what_is_gone_has_ended() -> None:
    assert names(facts(spell(R.DELEVERAGING, 4))) == ["turn_began", "turn_ended"]


def test_what_began_after_the_last_edition_is_new_to_its_reader() -> None:
    assert names(facts(spell(R.SELL_DOMINANCE, 2), told=CLOSE - timedelta(days=3))) == ["turn_began"]


def since_then(*ended: Regime, held: tuple[Spell, ...] = ()) -> list[str]:
    told = CLOSE - timedelta(days=4)
    given = facts(*held, told=told)
    over = tuple(Spell(regime, told, 2, until=CLOSE) for regime in ended)
    before = Standing(CLOSE, held, told, over)
    found = replace(given.snapshot, before=before)
    return names(Facts(found, classify(found, shipped().rules)))


def test_what_ended_and_began_again_is_back_and_not_new() -> None:
    assert since_then(R.SELL_DOMINANCE) == ["turn_again"]


def test_many_ends_are_told_by_their_names() -> None:
    many = (R.DELEVERAGING, R.CROWDED_LONGS, R.LIQUIDITY_CRUNCH)
    assert since_then(*many) == ["turn_began", "turn_over"]
    assert since_then(*many[:2]) == ["turn_began", "turn_ended", "turn_ended"]


def test_several_that_go_on_are_all_named() -> None:
    found = snapshot(**{**SELLING, "open_interest_z": -1.2})
    given = facts(spell(R.SELL_DOMINANCE, 2), spell(R.DELEVERAGING, 5), found=found)
    assert names(given) == ["turn_carried"]


@pytest.mark.parametrize(
    ("measure", "told"),
    [
        (Measure(M.TAKER_IMBALANCE, -2.0, streak=Streak("negative", 4)), True),
        (Measure(M.TAKER_IMBALANCE, -2.0, streak=Streak("negative", 3)), False),
        (
            Measure(M.TAKER_IMBALANCE, 0.6, streak=Streak("negative", 9)),
            False,
        ),  # above its norm
        (Measure(M.FUNDING_RATE, 0.0004, streak=Streak("positive", 300)), False),  # the usual state
        (Measure(M.FUNDING_RATE, -0.0004, streak=Streak("negative", 3)), True),
    ],
)
def test_a_run_is_told_where_it_is_long_and_today_bears_it_out(measure: Measure, *, told: bool) -> None:
    assert bool(news.runs(facts(found=snapshot(measure)))) is told


@pytest.mark.parametrize(("change", "told"), [(0.05, True), (-0.3, True), (0.049, False), (None, False)])
def test_a_week_is_told_where_it_moved(change: float | None, *, told: bool) -> None:
    given = facts(found=snapshot(Measure(M.PRICE, 84_000.0, change_week=change)))
    assert bool(news.weeks(given)) is told


@pytest.mark.parametrize(("cases", "days", "told"), [(10, 7, True), (9, 7, False), (50, 3, False)])
def test_earlier_cases_are_told_where_there_are_enough(cases: int, days: int, *, told: bool) -> None:
    given = facts()
    past = Precedent(R.SELL_DOMINANCE, CLOSE - timedelta(days=900), cases, days, 0.01, -0.02, 0.03, 0.0)
    with_past = Facts(replace(given.snapshot, precedents=(past,)), given.reading)
    assert [m.name for m in news.precedents(with_past)] == (["precedent", "precedent_spread"] if told else [])


@pytest.mark.parametrize(
    ("spells", "told"), [((), ["turn_began"]), ((spell(R.DELEVERAGING, 4),), ["turn_began", "turn_ended"])]
)
def test_what_began_and_what_ended_close_the_lede(spells: tuple[Spell, ...], told: list[str]) -> None:
    given = facts(*spells)
    lede = plan(given.snapshot, given.reading, Form.DAILY, Memory(), seed=0).sections[0]
    assert lede.role is Role.LEDE
    assert [message.name for message in lede.messages] == ["lede_flow", *told]
