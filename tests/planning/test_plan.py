"""What leads, what is said and in which order, before a word is chosen."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import generator.regimes
from generator.edition import edit
from generator.market import Regime
from generator.metrics.snapshot import Measure, Metric, Record, Snapshot
from generator.planning.facts import Facts
from generator.planning.memory import Memory
from generator.planning.plan import plan
from generator.planning.salience import salience
from generator.planning.story import Figure, Form, Level, Message, Names, Role, Story
from generator.regimes.classify import classify
from tests.cases import CASES, REAL_DAYS, calm, case, contradictory, reference, shipped, snapshot

M, R = Metric, Regime
STILL = {
    "market_depth_index": 0.1,
    "taker_imbalance": 0.1,
    "open_interest_z": 0.1,
    "funding_rate": 0.00005,
    "liquidations_usd_z": 0.1,
}
ACTIVE = [name for name in [*CASES, *REAL_DAYS] if name not in {"calm", "2023-09-25"}]


def story_of(found: Snapshot, form: Form = Form.DAILY) -> Story:
    return plan(found, classify(found, shipped().rules), form, Memory(), seed=0)


def planned(*measures: Measure, **values: float | None) -> Story:
    return story_of(snapshot(*measures, **values))


def section(story: Story, role: Role) -> list[Message]:
    return [message for part in story.sections if part.role is role for message in part.messages]


def all_messages(story: Story) -> Iterator[Message]:
    yield from (story.headline, story.dek)
    for part in story.sections:
        yield from part.messages


def spoken_of(story: Story) -> set[Metric]:
    """Return the metrics a story has a figure or a level of."""
    slots = [slot for message in all_messages(story) for slot in message.slots.values()]
    figures = {slot.measure.metric for slot in slots if isinstance(slot, Figure)}
    return figures | {slot.metric for slot in slots if isinstance(slot, Level)}


# What leads ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("liquidations", {"liquidations_usd_z": 3.1, "price_change": -0.04}),
        ("flow", {"taker_imbalance": -2.0}),
        ("flow", {"taker_buy_sell_ratio": 0.7}),
        ("leverage", {"open_interest_z": 2.6}),
        ("funding", {"funding_rate": 0.0009}),
        ("depth", {"market_depth_index": -2.1}),
        ("impact", {"illiquidity_z": 1.9}),
        ("price", {"price_change": 0.07}),
        ("calm", STILL),
        ("unknown", {"price": 100.0}),
    ],
)
def test_the_kind_of_day_leads(kind: str, values: dict[str, float]) -> None:
    story = planned(**values)
    assert story.headline.name == f"headline_{kind}"
    assert section(story, Role.LEDE)[0].name == f"lede_{kind}"


def test_the_strongest_regime_leads() -> None:
    both = {"taker_imbalance": -1.6, "open_interest_z": -2.4}
    assert planned(**both).headline.name == "headline_leverage"
    assert planned(**{**both, "taker_imbalance": -2.4, "open_interest_z": -1.3}).headline.name == "headline_flow"


@pytest.mark.parametrize(
    ("change", "kind"), [(-0.06, "price"), (-0.0599, "liquidations"), (0.06, "price"), (-0.3, "price")]
)
def test_a_price_shock_leads_whatever_else_holds(change: float, kind: str) -> None:
    story = planned(liquidations_usd_z=4.5, liquidations_long_share=0.8 if change < 0 else 0.2, price_change=change)
    assert story.headline.name == f"headline_{kind}"


def test_a_mixed_day_says_so() -> None:
    story = planned(**{**STILL, "open_interest_z": 1.1})
    assert story.headline.name == "headline_mixed"
    assert story.dek.name in {"dek_mixed", "dek_quiet"}
    assert not story.regimes


def test_a_record_price_move_is_told_in_the_lede_and_once() -> None:
    fall = Measure(M.PRICE_CHANGE, -0.15, record=Record("low", date(2020, 3, 12), 2080))
    story = planned(fall, liquidations_usd_z=4.5, liquidations_long_share=0.8)
    assert section(story, Role.LEDE)[0].name == "lede_price_record"
    assert "record" not in {message.name for message in all_messages(story)}
    assert not {"price", "price_change"} & {message.name for message in section(story, Role.EVIDENCE)}


def test_a_price_move_that_leads_leaves_the_price_to_be_told() -> None:
    names = [message.name for message in section(planned(price_change=-0.08, price=128.4), Role.EVIDENCE)]
    assert "price_level" in names
    assert "price" not in names


@pytest.mark.parametrize(
    ("measure", "ratio", "kind"),
    [
        (Measure(M.TAKER_IMBALANCE, -1.7), None, "flow"),
        (Measure(M.TAKER_IMBALANCE, -1.7), 0.9, "flow"),
        (Measure(M.TAKER_IMBALANCE, -1.7), 1.04, "flow_relative"),
        (Measure(M.TAKER_IMBALANCE, -1.7, venue="binance", market="spot"), 0.9, "flow_relative"),
        (Measure(M.TAKER_IMBALANCE, -1.7, venue="binance", market="perpetual"), 0.9, "flow"),
    ],
)
def test_a_side_leads_derivatives_only_where_the_ratio_and_the_market_say_so(
    measure: Measure, ratio: float | None, kind: str
) -> None:
    story = planned(measure, taker_buy_sell_ratio=ratio)
    assert story.headline.name == f"headline_{kind}"
    assert section(story, Role.LEDE)[0].name == f"lede_{kind}"


# How newsworthy ------------------------------------------------------------------------------------------------------


def newsworthiness(metric: Metric, *measures: Measure, **values: float) -> float:
    found = snapshot(*measures, **values)
    return salience(Facts(found, classify(found, shipped().rules)), metric)


def test_newsworthiness_is_size_rarity_and_a_regime() -> None:
    assert newsworthiness(M.OPEN_INTEREST_Z) == 0
    assert newsworthiness(M.OPEN_INTEREST_Z, open_interest_z=0.4) == pytest.approx(0.04)
    assert newsworthiness(M.OPEN_INTEREST_Z, open_interest_z=1.2) == pytest.approx(2 + 0.12)
    assert newsworthiness(M.OPEN_INTEREST_Z, open_interest_z=-1.5) == pytest.approx(2 + 0.15 + 1)
    record = Record("low", date(2022, 2, 24), 1000)
    rare = newsworthiness(M.OPEN_INTEREST_Z, Measure(M.OPEN_INTEREST_Z, -1.2, record=record))
    assert rare == pytest.approx(2 + 0.12 + 2 * (math.log10(1000) - 1))


def test_the_rarer_signal_goes_ahead_of_an_equal_one() -> None:
    values = {"open_interest_z": 1.1, "taker_imbalance": 1.1, "funding_rate": 0.00005, "liquidations_usd_z": 0.1}
    record = Record("high", date(2024, 2, 24), 640)
    rare_flow = planned(Measure(M.TAKER_IMBALANCE, 1.1, record=record), **{**values, "taker_imbalance": None})
    rare_oi = planned(Measure(M.OPEN_INTEREST_Z, 1.1, record=record), **{**values, "open_interest_z": None})
    assert section(rare_flow, Role.EVIDENCE)[0].name == "flow"
    assert section(rare_oi, Role.EVIDENCE)[0].name == "oi"


@pytest.mark.parametrize(("days", "told"), [(29, False), (30, True), (152, True)])
def test_a_record_of_less_than_a_month_is_no_news(*, days: int, told: bool) -> None:
    low = Measure(M.MARKET_DEPTH_INDEX, -2.2, record=Record("low", date(2025, 6, 22), days))
    names = [message.name for message in section(planned(low), Role.EVIDENCE)]
    assert ("record" in names) is told
    if told:
        assert names[names.index("record") - 1] == "depth"


# How signals bear on each other --------------------------------------------------------------------------------------

CONTRADICTIONS = {
    "crunch_without_cascade",
    "flow_against_oi",
    "flow_meets_deep_book",
    "flow_without_liquidations",
    "funding_unmoved",
    "liquidations_against_oi",
    "liquidations_side_unclear",
    "price_against_flow",
}
CONFIRMATIONS = {
    "flow_meets_impact",
    "flow_meets_thin_book",
    "flow_with_oi",
    "liquidations_and_oi_fall",
    "price_with_flow",
}


@pytest.mark.parametrize(
    "values",
    [
        # Selling on a thin book with the price, against open interest and funding.
        {"taker_imbalance": -2.2, "market_depth_index": -1.0, "open_interest_z": 1.6, "price_change": -0.02},
        {"taker_imbalance": 2.6, "market_depth_index": 0.9, "open_interest_z": 1.9, "price_change": 0.02},
        {"taker_imbalance": -3.4, "market_depth_index": -3.3, "open_interest_z": -0.6, "funding_rate": 0.00004},
    ],
)
def test_contradictions_go_ahead_of_confirmations(values: dict[str, float]) -> None:
    names = [message.name for message in section(planned(**values), Role.CONFIRMATION)]
    joint = [name for name in names if name in CONTRADICTIONS | CONFIRMATIONS]
    kinds = [name in CONTRADICTIONS for name in joint]
    assert True in kinds
    assert False in kinds
    assert kinds == sorted(kinds, reverse=True)


def test_a_contradictory_day_tells_its_contradictions() -> None:
    names = {message.name for message in section(story_of(contradictory()), Role.CONFIRMATION)}
    assert "flow_against_oi" in names
    assert not names & CONFIRMATIONS


def test_agreement_is_not_told_as_contradiction() -> None:
    names = {message.name for message in section(story_of(reference()), Role.CONFIRMATION)}
    assert names & CONFIRMATIONS
    assert "flow_against_oi" not in names
    assert "flow_without_liquidations" not in names


# What would change it ------------------------------------------------------------------------------------------------


def exits() -> dict[Regime, set[tuple[str, float, bool]]]:
    """Return the levels that end each regime, straight from the file: metric, level, and whether it is from above."""
    text = Path(generator.regimes.__file__).with_name("rules.toml").read_text(encoding="utf-8")
    found: dict[Regime, set[tuple[str, float, bool]]] = {}
    for rule in tomllib.loads(text)["rule"]:
        for bands in (rule, *([rule["proxy"]] if "proxy" in rule else [])):
            metric, level = bands["metric"], float(bands["exit"])
            rising = bands["enter"] > bands["exit"]
            kept, inverted = metric == "liquidations_usd_z", metric == "taker_buy_sell_ratio"
            turned = level if kept else 1 / level if inverted else -level
            found.setdefault(Regime(rule["regime"]), set()).add((metric, level, not rising))
            found.setdefault(Regime(rule["mirror"]), set()).add((metric, turned, not rising if kept else rising))
    return found


@pytest.mark.parametrize("name", ACTIVE)
def test_the_outlook_names_the_exits_of_the_rules_file(name: str) -> None:
    levels = [
        slot
        for message in section(story_of(case(name)), Role.OUTLOOK)
        for slot in message.slots.values()
        if isinstance(slot, Level)
    ]
    assert levels
    for level in levels:
        assert (level.metric.value, level.level, level.above) in exits()[level.regime]


def test_every_regime_that_holds_has_its_end_named() -> None:
    story = story_of(reference())
    told = [slot for m in section(story, Role.OUTLOOK) for slot in m.slots.values() if isinstance(slot, Level)]
    assert {level.regime for level in told} == {R.LIQUIDITY_CRUNCH, R.SELL_DOMINANCE, R.DELEVERAGING, R.CASCADE}


def test_a_calm_day_names_what_came_nearest_to_opening() -> None:
    (told,) = section(planned(**{**STILL, "taker_imbalance": 1.4}), Role.OUTLOOK)
    level = told.slots["level"]
    assert told.name == "nearest_threshold"
    assert isinstance(level, Level)
    assert (level.metric, level.level, level.regime) == (M.TAKER_IMBALANCE, 1.5, R.BUY_DOMINANCE)


def test_a_calm_day_names_nothing_that_was_far_away() -> None:
    assert not section(planned(**STILL), Role.OUTLOOK)


# How much ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("found", [calm(), case("2023-09-25")])
def test_a_calm_day_is_short(found: Snapshot) -> None:
    story = story_of(found)
    busy = story_of(reference())
    assert not section(story, Role.MECHANISM)
    assert len(section(story, Role.OUTLOOK)) <= 1
    assert sum(len(part.messages) for part in story.sections) < sum(len(part.messages) for part in busy.sections)
    for seed in range(20):
        words = edit(found, Form.DAILY, shipped(), seed=seed, style="plain").verdict.article.words
        assert words <= 250


def flash_words(name: str) -> list[int]:
    return [
        edit(case(name), Form.FLASH, shipped(), seed=seed, style=style).verdict.article.words
        for seed in range(40)
        for style in ("plain", "vivid")
    ]


@pytest.mark.parametrize("name", ACTIVE)
def test_a_flash_of_an_active_day_has_60_to_120_words(name: str) -> None:
    words = flash_words(name)
    assert (min(words) >= 60, max(words) <= 120) == (True, True), sorted(words)


def test_a_flash_tells_the_lead_its_evidence_one_condition_and_what_is_missing() -> None:
    story = story_of(reference(), Form.FLASH)
    assert [part.role for part in story.sections] == [Role.LEDE, Role.EVIDENCE, Role.OUTLOOK, Role.MISSING]
    assert story.headline == story_of(reference()).headline


# Nothing unknown -----------------------------------------------------------------------------------------------------

FULL = {
    "market_depth_index": -2.2,
    "taker_imbalance": -2.6,
    "taker_buy_sell_ratio": 0.78,
    "open_interest_z": -1.9,
    "funding_rate": -0.0004,
    "liquidations_usd_z": 3.3,
    "liquidations_long_share": 0.83,
    "liquidations_usd": 4.1e8,
    "liquidations_long_usd": 3.4e8,
    "liquidations_short_usd": 0.7e8,
    "open_interest_usd": 1.9e10,
    "volume_usd": 6.2e10,
    "price": 91_204.0,
    "price_change": -0.081,
    "realised_volatility": 0.71,
    "basis": -0.0006,
    "long_short_ratio": 1.9,
    "illiquidity_z": 1.7,
    "spread_bps": 0.9,
}


def missing_named(story: Story) -> set[Metric]:
    slots = [slot for message in section(story, Role.MISSING) for slot in message.slots.values()]
    return {metric for slot in slots if isinstance(slot, Names) for metric in slot.metrics}


@pytest.mark.parametrize("form", [Form.DAILY, Form.FLASH])
@pytest.mark.parametrize("left_out", list(M))
def test_nothing_unknown_is_planned(left_out: Metric, form: Form) -> None:
    story = story_of(snapshot(**{**FULL, left_out.value: None}), form)
    assert left_out not in spoken_of(story)
    assert story.missing == (left_out,)
    assert missing_named(story) <= {left_out}


@pytest.mark.parametrize("known", list(M))
def test_of_a_single_metric_nothing_else_is_planned(known: Metric) -> None:
    story = story_of(snapshot(**{known.value: FULL[known.value]}))
    assert spoken_of(story) <= {known}
    assert known not in missing_named(story)


def test_an_empty_snapshot_says_that_too_little_is_known() -> None:
    story = story_of(snapshot())
    assert story.headline.name == "headline_unknown"
    assert not spoken_of(story)
    assert missing_named(story) >= {M.TAKER_IMBALANCE, M.FUNDING_RATE, M.PRICE}


def test_price_impact_is_no_depth_and_says_what_it_stands_in_for() -> None:
    without = planned(**{**FULL, "market_depth_index": None})
    assert "impact_stands_in" in {message.name for message in section(without, Role.MISSING)}
    assert "impact_stands_in" not in {message.name for message in all_messages(planned(**FULL))}
    assert M.ILLIQUIDITY_Z not in spoken_of(planned(**FULL))


@pytest.mark.parametrize("name", [*CASES, *REAL_DAYS])
@pytest.mark.parametrize("form", [Form.DAILY, Form.FLASH])
def test_every_message_is_in_the_phrase_bank(name: str, form: Form) -> None:
    known = set(shipped().wording.bank.names())
    assert {message.name for message in all_messages(story_of(case(name), form))} <= known
