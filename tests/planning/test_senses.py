"""Remarks on how signals read together: when one can be made, which are made, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from generator.metrics.snapshot import Measure, Metric
from generator.planning.evidence import Taste
from generator.planning.facts import Facts
from generator.planning.magnitude import SCALES
from generator.planning.memory import Memory, Told
from generator.planning.plan import plan
from generator.planning.senses import SENSES, When, behind, metrics_of, remarks, senses
from generator.planning.story import Form, Message, Role, Signals
from generator.regimes.classify import classify
from tests.cases import AS_OF, shipped, snapshot

M = Metric
EVERY = [(name, i) for name, whens in SENSES.items() for i in range(len(whens))]


def measured(metric: Metric, judged: float) -> Measure:
    """Return a measure of a daily bar that is judged by a number."""
    if SCALES[metric].field == "z":
        return Measure(metric, 3.1e9 if metric is M.VOLUME_USD else 0.6, z=judged)
    return Measure(metric, judged)


def within(whens: tuple[When, ...]) -> Iterator[Measure]:
    """Yield measures that meet conditions: at the level itself, or in the middle where there are two."""
    for metric in dict.fromkeys(when.metric for when in whens):
        levels = [when.level * (0.9 if when.sign == "<" else 1) for when in whens if when.metric is metric]
        yield measured(metric, sum(levels) / len(levels))


def without(when: When, by: float = 1e-3) -> list[Measure]:
    """Return measures that miss a condition by a little; what has to be below a level is put on it."""
    step = by * max(abs(when.level), 0.01)
    missed = when.level - step if when.sign == ">=" else when.level + (0 if when.sign == "<" and by < 0.01 else step)
    return [measured(when.metric, value) for value in ([missed, -missed] if when.either else [missed])]


def facts_of(*measures: Measure) -> Facts:
    found = snapshot(*measures)
    return Facts(found, classify(found, shipped().rules))


def made(*measures: Measure) -> set[str]:
    return {item.name for item in senses(facts_of(*measures))}


@pytest.mark.parametrize("name", SENSES)
def test_the_conditions_of_every_remark_can_hold(name: str) -> None:
    assert name in made(*within(SENSES[name]))


@pytest.mark.parametrize(("name", "index"), EVERY)
def test_no_remark_is_made_where_one_of_its_conditions_fails(name: str, index: int) -> None:
    when = SENSES[name][index]
    kept = [measure for measure in within(SENSES[name]) if measure.metric is not when.metric]
    assert name not in made(*kept), "what is unknown holds no condition"
    for missed in without(when):
        assert name not in made(*kept, missed)


@pytest.mark.parametrize("name", [name for name in SENSES if M.OPEN_INTEREST_Z in metrics_of(name)])
def test_open_interest_that_contradicts_itself_is_remarked_on_by_nothing(name: str) -> None:
    for measure in (whens := list(within(SENSES[name]))):
        if measure.metric is M.OPEN_INTEREST_Z:
            against = replace(measure, change=-0.01 if measure.value > 0 else 0.01)
            assert name not in made(*(m for m in whens if m is not measure), against)


def test_a_move_is_judged_by_the_time_it_had() -> None:
    hour = replace(snapshot(price_change=0.004, open_interest_z=0.1), period="1h")
    names = {item.name for item in senses(Facts(hour, classify(hour, shipped().rules)))}
    assert "sense_move_same_contracts" in names
    assert "sense_move_same_contracts" not in made(Measure(M.PRICE_CHANGE, 0.004), Measure(M.OPEN_INTEREST_Z, 0.1))


# Which are made ------------------------------------------------------------------------------------------------------

QUIET_DAY = {"price_change": 0.002, "taker_imbalance": 0.1, "open_interest_z": 0.2, "liquidations_usd_z": -0.9}
SELLING_DAY = {
    "price_change": -0.041,
    "taker_imbalance": -2.2,
    "taker_buy_sell_ratio": 0.86,
    "open_interest_z": -1.7,
    "liquidations_usd_z": 1.4,
    "liquidations_long_share": 0.71,
    "funding_rate": 0.00004,
}


def told(days_ago: int, *names: str) -> Told:
    return Told(AS_OF - timedelta(days=days_ago), "daily", "", (), names)


def chosen(values: dict[str, float], *earlier: Told, most: int = 2) -> list[str]:
    found = snapshot(**values)
    taste = Taste(Facts(found, classify(found, shipped().rules)), Memory(earlier), "0")
    return [item.name for item in remarks(taste, most, ())]


def test_a_remark_rests_for_a_week_where_another_holds() -> None:
    (first,) = chosen(SELLING_DAY, most=1)
    (second,) = chosen(SELLING_DAY, told(7, first), most=1)
    assert second != first
    assert chosen(SELLING_DAY, told(8, first), most=1)


def test_a_remark_is_made_again_where_no_other_holds() -> None:
    values = {"price_change": -0.02, "open_interest_z": -0.9}
    assert chosen(values) == ["sense_fall_closing"]
    assert chosen(values, told(1, "sense_fall_closing")) == ["sense_fall_closing"]


def test_two_remarks_share_no_signal_but_the_price() -> None:
    first, second = chosen(SELLING_DAY)
    assert metrics_of(first) & metrics_of(second) <= {M.PRICE_CHANGE}


def test_a_second_remark_is_made_only_where_it_rested() -> None:
    first, second = chosen(SELLING_DAY)
    everything = tuple(SENSES)
    assert len(chosen(SELLING_DAY, told(3, *everything))) == 1
    assert second in SENSES
    assert first in SENSES


def remarked(values: dict[str, float], form: Form = Form.DAILY) -> dict[Role, list[str]]:
    found = snapshot(**values)
    story = plan(found, classify(found, shipped().rules), form, Memory(), seed=0)
    by_role: dict[Role, list[str]] = {}
    for part in story.sections:
        by_role.setdefault(part.role, []).extend(m.name for m in part.messages if m.name in SENSES)
    return {role: names for role, names in by_role.items() if names}


def test_a_quiet_day_has_one_remark_and_a_day_with_a_regime_two() -> None:
    assert sum(map(len, remarked(QUIET_DAY).values())) == 1
    assert sum(map(len, remarked(SELLING_DAY).values())) == 2


def test_a_flash_has_none() -> None:
    assert not remarked(SELLING_DAY, Form.FLASH)


# Where they stand ----------------------------------------------------------------------------------------------------


def test_a_remark_stands_behind_the_evidence_it_reads() -> None:
    facts = facts_of(Measure(M.OPEN_INTEREST_Z, -1.2), Measure(M.PRICE_CHANGE, -0.03), Measure(M.FUNDING_RATE, 0.00005))
    leverage = Message("oi", {"oi": facts.figure(M.OPEN_INTEREST_Z)})
    price = Message("price_change", {"change": facts.figure(M.PRICE_CHANGE)})
    funding = Message("funding_flat", {"funding": facts.figure(M.FUNDING_RATE)})
    item = next(item for item in senses(facts) if item.name == "sense_fall_closing")
    assert behind([(funding,), (leverage, price)], [item]) == ([(funding,), (leverage, price, item)], [])
    assert behind([(funding,)], [item]) == ([(funding,)], [item])


def test_a_remark_rests_on_the_values_it_reads() -> None:
    item = next(item for item in senses(facts_of(*within(SENSES["sense_fall_closing"]))))
    assert item.slots == {"signals": Signals(((M.OPEN_INTEREST_Z, -0.5), (M.PRICE_CHANGE, -0.01)))}
