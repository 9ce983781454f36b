"""The plan of a weekly: the week's arc, what changed, what was quiet, and how it compares with the week before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from generator.market import Regime
from generator.metrics.snapshot import Metric, Snapshot
from generator.planning import angles, news, outlook, signals
from generator.planning.evidence import Taste, evidence
from generator.planning.facts import Facts
from generator.planning.messages import message
from generator.planning.past import WEEK, arc, days_before, days_of, derived
from generator.planning.story import Derived, Message, Role, Section, Slot, Tally

M = Metric
_QUIET: Final = (M.TAKER_IMBALANCE, M.LIQUIDATIONS_USD_Z, M.OPEN_INTEREST_Z, M.ILLIQUIDITY_Z)
_ORDINARY: Final = 0.999
"""Distance from the norm, in standard deviations, that a quiet metric kept within on each day."""
_REGIMES: Final = 3  # regimes whose days are counted
_WHOLE: Final = 30
"""Messages of a weekly, to which evidence of the last day fills it up where the week itself gives fewer."""
_LAST_DAY: Final = 7
"""Pieces of that evidence at the least."""


def weekly_possible(snapshot: Snapshot) -> bool:
    """Whether two weeks of daily bars are known: without them there is no weekly."""
    spans = (derived(snapshot, M.PRICE_CHANGE, f"{span}.change") for span in ("week", "earlier"))
    return snapshot.period == "1d" and all(span is not None for span in spans)


def headline(facts: Facts) -> Message:
    """Return what stands above a weekly."""
    return message(facts, "headline_week", asset=facts.asset, week=_known(facts, M.PRICE_CHANGE, "week.change"))


def subject(facts: Facts) -> Message:
    """Return the subject of the mail."""
    week = _known(facts, M.PRICE_CHANGE, "week.change")
    return message(facts, "subject_week", asset=facts.asset, day=facts.day, week=week)


def dek(facts: Facts) -> Message:
    """Return the line below it."""
    total, peak = (derived(facts.snapshot, M.LIQUIDATIONS_USD, f"week.{stat}") for stat in ("total", "peak"))
    if total is not None and peak is not None:
        return message(facts, "dek_week", total=total, peak=peak)
    return message(facts, "dek_week_plain", earlier=_known(facts, M.PRICE_CHANGE, "earlier.change"))


def sections(taste: Taste) -> tuple[Section, ...]:
    """Return the paragraphs of a weekly."""
    facts = taste.facts
    counted = [item for item in angles.price(facts) if item.name in {"week_falls", "week_rises", "week_range"}]
    week = (
        Section(Role.LEDE, (*_lede(facts), *_regimes(facts)[:1])),
        Section(Role.ARC, (*_arc(facts), *_largest(facts), *counted)),
        Section(Role.NEWS, (*_regimes(facts)[1:], *news.turns(facts)[:2])),
        Section(Role.EVIDENCE, tuple(_named(angles.liquidations(facts), "week_"))),
        Section(Role.EVIDENCE, tuple(_positions(facts))),
        Section(Role.EVIDENCE, tuple(_quiet(facts))),
    )
    behind = (
        Section(Role.MECHANISM, tuple(signals.mechanisms(facts)[:2])),
        Section(Role.PRECEDENT, tuple(news.precedents(facts))),
        Section(Role.OUTLOOK, tuple(outlook.outlook(facts)[:2])),
        Section(Role.MISSING, (*outlook.scope(facts), *outlook.missing(facts))),
    )
    told = sum(len(section.messages) for section in (*week, *behind))
    return (*week, *(Section(Role.EVIDENCE, part) for part in _last_day(taste, _WHOLE - told)), *behind)


def _known(facts: Facts, metric: Metric, stat: str) -> Derived:
    found = derived(facts.snapshot, metric, stat)
    if found is None:
        raise ValueError("a weekly needs two weeks of daily bars; ask `weekly_possible` first")
    return found


def _lede(facts: Facts) -> list[Message]:
    week, earlier = (_known(facts, M.PRICE_CHANGE, f"{span}.change") for span in ("week", "earlier"))
    return [message(facts, "lede_week", asset=facts.asset, week=week, earlier=earlier)]


def _arc(facts: Facts) -> list[Message]:
    found = arc(facts.snapshot)
    return [] if found is None else [message(facts, "week_arc", arc=found)]


def _largest(facts: Facts) -> list[Message]:
    move = derived(facts.snapshot, M.PRICE_CHANGE, "week.largest")
    return [message(facts, "week_largest", move=move)] if move and move.size and move.size.level else []


def _regimes(facts: Facts) -> list[Message]:
    """Return the regimes of the week by the days they held, most first, beside the week before."""
    found: list[Tally] = []
    for regime in Regime:
        days = days_of(facts.snapshot, regime, holds=regime in facts.reading.names, last=WEEK)
        if days:
            found.append(Tally(regime, days, WEEK, days_before(facts.snapshot, regime)))
    found.sort(key=lambda tally: -tally.bars)
    return [Message("week_regime", {"tally": tally}) for tally in found[:_REGIMES] if tally.earlier is not None]


def _named(found: Sequence[Message], *starts: str) -> list[Message]:
    return [item for item in found if item.name.startswith(starts)]


def _positions(facts: Facts) -> list[Message]:
    found = [*angles.leverage(facts), *angles.flow(facts), *angles.funding(facts), *angles.activity(facts)]
    week = _named(found, "week_")
    peak = derived(facts.snapshot, M.LIQUIDATIONS_USD, "week.peak")
    slots: dict[str, Slot] = {} if peak is None else {"peak": peak}
    return [*week, *([Message("week_peak_liquidations", slots)] if slots else [])]


def _quiet(facts: Facts) -> list[Message]:
    """Return the metrics that stayed within their ordinary range on every day of the week."""
    found = []
    for metric in _QUIET:
        top, bottom = (derived(facts.snapshot, metric, f"week.{end}") for end in ("top", "bottom"))
        if top is not None and bottom is not None and bottom.value >= -_ORDINARY and top.value <= _ORDINARY:
            found.append(Message(f"week_quiet_{metric.value.replace('_z', '').replace('_usd', '')}", {}))
    return found[:2]


def _last_day(taste: Taste, wanted: int) -> list[tuple[Message, ...]]:
    """Return how the week ended: the evidence of its last day, without what the week has told."""
    joint = [*signals.contradictions(taste.facts), *signals.confirmations(taste.facts)][:2]
    room = max(_LAST_DAY, wanted - len(joint))
    parts = evidence(taste, 2 + room // 10, set(), room, without="week")
    return [part for part in (*parts, tuple(joint)) if part]
