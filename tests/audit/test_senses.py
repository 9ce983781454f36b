"""Remarks at the desk: approved word for word, and refused wherever one of the things they rest on does not hold."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

import pytest

import generator.audit
from generator.audit.claims import claims_of
from generator.audit.clearance import Finding, Kind
from generator.audit.derived import statistic
from generator.audit.judging import judged
from generator.audit.measured_texts import Guard
from generator.edition import edit
from generator.market import PERIODS
from generator.metrics.snapshot import Measure, Metric, Snapshot
from generator.planning.facts import Facts
from generator.planning.memory import Memory
from generator.planning.senses import SENSES, senses
from generator.planning.story import Form
from generator.prose.patterns import readings
from generator.prose.phrases import Phrase
from generator.prose.proofs import MOST
from generator.regimes.classify import classify
from tests.audit.desks import BOOK, desk_of, found
from tests.cases import shipped, snapshot
from tests.planning.test_senses import SELLING_DAY, measured, within, without

M = Metric


@cache
def standards() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return the conditions and the texts of each remark, straight from the file."""
    text = Path(generator.audit.__file__).with_name("standards").joinpath("senses.toml").read_text(encoding="utf-8")
    return {item["message"]: (tuple(item["when"]), tuple(item["say"])) for item in tomllib.loads(text)["measured"]}


def guards(name: str) -> tuple[Guard, ...]:
    """Return the conditions of a remark as the desk reads them."""
    entries = {text.message: text.guards for text in BOOK.measured.texts if text.message == name}
    return entries[name]


def phrase(name: str) -> Phrase:
    return shipped().wording.bank.get(name)


def text_of(name: str, variant: int = 0) -> str:
    """Return one reading of a remark."""
    return "".join(map(str, next(readings(phrase(name).patterns[variant], 1))))


def findings(name: str, given: Snapshot, variant: int = 0) -> list[Finding]:
    """Return what the desk finds in a remark that is made of a snapshot."""
    return found(text_of(name, variant), given)


EVERY = list(SENSES)
GUARDED = [(name, i) for name in EVERY for i in range(len(guards(name)))]


def test_planner_phrases_and_desk_know_the_same_remarks() -> None:
    written = {name for name in shipped().wording.bank.names() if name.startswith("sense_")}
    assert set(SENSES) == written == set(standards())


@pytest.mark.parametrize("name", EVERY)
def test_phrases_and_approved_texts_are_the_same(name: str) -> None:
    assert [text.lower() for text in phrase(name).say] == list(standards()[name][1])


@pytest.mark.parametrize("name", EVERY)
def test_every_reading_is_approved_as_this_remark(name: str) -> None:
    for pattern in phrase(name).patterns:
        for reading in readings(pattern, MOST):
            fits = list(BOOK.measured.fit("".join(map(str, reading))))
            assert {approved.message for approved, _ in fits} == {name}, reading


@pytest.mark.parametrize("name", EVERY)
def test_a_remark_is_read_as_a_whole_and_serves_bars_of_any_length(name: str) -> None:
    assert phrase(name).alone
    assert not [text for text in phrase(name).say if "day" in text.lower().split()]


@pytest.mark.parametrize("name", EVERY)
def test_what_the_planner_remarks_on_is_borne_out(name: str) -> None:
    given = snapshot(*within(SENSES[name]))
    for variant in range(len(phrase(name).say)):
        assert not findings(name, given, variant)


def missing_by_a_little(guard: Guard) -> list[Measure]:
    """Return measures that miss what the desk asks for."""
    step = 2e-3 * max(abs(guard.level), 0.01)
    value = guard.level - step if guard.above else guard.level + step
    return [measured(guard.metric, side * value) for side in ((1, -1) if guard.stat == "size" else (1,))]


@pytest.mark.parametrize(("name", "index"), GUARDED)
def test_every_condition_of_the_desk_is_needed(name: str, index: int) -> None:
    guard = guards(name)[index]
    kept = [measure for measure in within(SENSES[name]) if measure.metric is not guard.metric]
    for missed in missing_by_a_little(guard):
        refused = findings(name, snapshot(*kept, missed))
        assert [item.kind for item in refused] == [Kind.WORD]
        assert f"does not hold: {guard.metric}" in refused[0].reason
    assert "unknown" in findings(name, snapshot(*kept))[0].reason


@pytest.mark.parametrize(("name", "index"), [(name, i) for name in EVERY for i in range(len(SENSES[name]))])
def test_the_desk_asks_for_all_that_the_planner_asks_for(name: str, index: int) -> None:
    when = SENSES[name][index]
    kept = [measure for measure in within(SENSES[name]) if measure.metric is not when.metric]
    for missed in without(when, by=0.02):
        assert findings(name, snapshot(*kept, missed))


@pytest.mark.parametrize("name", [name for name in EVERY if any(g.metric is M.OPEN_INTEREST_Z for g in guards(name))])
def test_the_desk_refuses_remarks_on_open_interest_that_contradicts_itself(name: str) -> None:
    whens = list(within(SENSES[name]))
    for measure in whens:
        if measure.metric is M.OPEN_INTEREST_Z:
            against = replace(measure, change=-0.01 if measure.value > 0 else 0.01)
            assert findings(name, snapshot(*(m for m in whens if m is not measure), against))


@pytest.mark.parametrize(("period", "size"), [("1d", 0.012), ("4h", 0.012 * 6**0.5), ("1h", 0.012 * 24**0.5)])
def test_the_desk_judges_a_move_by_the_time_it_had(period: str, size: float) -> None:
    given = replace(snapshot(price_change=-0.012), period=period)
    assert statistic(given, M.PRICE_CHANGE, "judged") == pytest.approx(-size)
    assert statistic(given, M.PRICE_CHANGE, "size") == pytest.approx(size)


def near_the_levels(random: Random) -> Snapshot:
    """Return a snapshot of a bar of any length, its values near the levels that remarks ask for."""
    whens = [when for item in SENSES.values() for when in item]
    measures = []
    for metric in dict.fromkeys(when.metric for when in whens):
        level = random.choice([when.level for when in whens if when.metric is metric])
        value = level * random.choice([1, 1, 1.001, 0.999, 0.5, 2, -1])
        if metric in {M.LIQUIDATIONS_LONG_SHARE, M.TAKER_BUY_SELL_RATIO}:
            value = min(abs(value), 1.0 if metric is M.LIQUIDATIONS_LONG_SHARE else 2.0)
        measure = measured(metric, value)
        if metric is M.OPEN_INTEREST_Z and random.random() < 0.3:
            measure = replace(measure, change=random.choice([-0.02, 0.02]))
        if random.random() < 0.9:
            measures.append(measure)
    return replace(snapshot(*measures), period=random.choice(sorted(PERIODS)))


def test_the_desk_bears_out_every_remark_the_planner_can_make() -> None:
    random, tried = Random(7), 0  # noqa: S311 - the same snapshots every time
    for _ in range(400):
        given = near_the_levels(random)
        for item in senses(Facts(given, classify(given, shipped().rules))):
            tried += 1
            for guard in guards(item.name):
                value = statistic(given, guard.metric, guard.stat)
                assert value is not None, item.name
                assert value >= guard.level if guard.above else value <= guard.level, (item.name, guard)
    assert tried > len(EVERY)


def test_a_remark_in_an_article_is_one_claim_on_what_it_reads() -> None:
    verdict = edit(snapshot(**SELLING_DAY), Form.DAILY, shipped(), Memory(), seed=0, style="plain").verdict
    said = [s for part in verdict.article.paragraphs for s in part.sentences if s.message in SENSES]
    assert len(said) == 2
    for sentence in said:
        (claim,) = sentence.claims
        assert (claim.metric, claim.field, claim.rule) == ("snapshot", "signals", sentence.message)
        assert f"{claim.text}." == sentence.text
        assert claim.text[0].isupper()


def test_an_edited_remark_is_one_claim_on_what_has_to_hold() -> None:
    given = snapshot(price_change=-0.04, open_interest_z=-1.25)
    text = text_of("sense_fall_closing")
    (item,) = judged([text], desk_of(given))
    (claim,) = claims_of(text, item.bound, item.fits, desk_of(given))
    assert claim.text == text.removesuffix(".")
    assert (claim.metric, claim.field, claim.value) == (
        "snapshot",
        "signals",
        "price_change -0.04, open_interest_z -1.25",
    )
