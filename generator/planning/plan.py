"""The verb of document planning: a reading to an ordered story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from generator.market import Regime
from generator.metrics.snapshot import Snapshot
from generator.planning import angles, leads, news, outlook, senses, signals, weekly
from generator.planning.evidence import REFERRING, Taste, Told, evidence, telling
from generator.planning.facts import Facts
from generator.planning.memory import Memory
from generator.planning.messages import message
from generator.planning.story import Form, Message, RegimeFigure, Role, Section, Slot, Story
from generator.regimes.reading import Reading, RegimeReading


@dataclass(frozen=True, slots=True)
class Budget:
    """How many messages a kind of day deserves."""

    family: int
    """Messages of one family."""
    room: int
    """Messages of evidence."""
    joint: int
    """Confirmations and contradictions."""
    mechanisms: int
    exits: int


_BUDGETS = (
    Budget(family=3, room=9, joint=1, mechanisms=0, exits=1),
    Budget(family=3, room=8, joint=2, mechanisms=1, exits=1),
    Budget(family=3, room=7, joint=2, mechanisms=1, exits=1),
    Budget(family=3, room=7, joint=2, mechanisms=1, exits=2),
)
"""By the number of regimes that hold: none first, three and more last."""
_CALM = Budget(family=2, room=3, joint=1, mechanisms=0, exits=1)
_REMARKS = 2
"""Remarks on how signals read together where a regime holds; one on any other day."""
_CROWDED = 3
"""Regimes from which there is no room for trends and second remarks."""
_MOST = 22
"""Messages of a daily, about 450 words: beyond that, what stands around the evidence takes its place."""
_LEAST = 4
"""Pieces of evidence that stay whatever stands around them."""


def plan(snapshot: Snapshot, reading: Reading, form: Form, memory: Memory, *, seed: int) -> Story:
    """Return what to say of a snapshot and in which order: the strongest and rarest leads, a calm day is short.

    The memory of earlier editions and the seed decide between things that are about as newsworthy.
    """
    facts = Facts(snapshot, reading)
    taste = Taste(facts, memory, str(seed))
    active = [item for item in reading.regimes if item.exit is not None]
    budget = _CALM if facts.holds(Regime.CALM) else _BUDGETS[min(len(active), len(_BUDGETS) - 1)]
    if form is Form.WEEKLY:
        return _story(facts, form, active, weekly.sections(taste))
    lede = leads.lede(facts, active)
    told = {telling(m) for m in lede} | _told_by_lede(lede[0])
    joint = _each_new(signals.contradictions(facts), signals.confirmations(facts))[: budget.joint]
    if form is Form.FLASH:
        return _story(facts, form, active, _flash(taste, lede, told))
    trends = [*news.runs(facts), *(item for item in angles.tallies(facts) if _untold_lately(taste, item.name, _RESTED))]
    crowded = len(active) >= _CROWDED
    trends = [] if crowded else sorted(trends, key=lambda item: -taste.worth(item))[:1]
    opening, past = _opening(lede, news.turns(facts), trends)
    precedents = news.precedents(facts) if _untold_lately(taste, "precedent", _RESTED) else []
    made = senses.remarks(taste, _REMARKS if active and not crowded else 1, joint)
    behind = (
        Section(Role.MECHANISM, tuple(_mechanisms(taste)[: budget.mechanisms])),
        Section(Role.PRECEDENT, tuple(precedents)),
        Section(Role.OUTLOOK, tuple(_outlook(taste)[: budget.exits])),
        Section(Role.MISSING, (*outlook.scope(facts), *outlook.missing(facts))),
    )
    together = _together(facts, active)
    besides = len([*opening, *past, *joint, *made, *together]) + sum(len(section.messages) for section in behind)
    room = min(budget.room, max(_LEAST, _MOST - besides))
    shown, unplaced = senses.behind(evidence(taste, budget.family, told, room), made)
    sections = (
        Section(Role.LEDE, opening),
        Section(Role.NEWS, past),
        *(Section(Role.EVIDENCE, part) for part in shown),
        Section(Role.CONFIRMATION, (*joint, *unplaced, *together)),
        *behind,
    )
    return _story(facts, form, active, sections)


def _story(facts: Facts, form: Form, active: Sequence[RegimeReading], sections: Sequence[Section]) -> Story:
    snapshot = facts.snapshot
    headline, dek = leads.headline(facts, active), leads.dek(facts, active)
    if form is Form.WEEKLY:
        headline, dek = weekly.headline(facts), weekly.dek(facts)
    return Story(
        asset=snapshot.asset,
        as_of=snapshot.as_of,
        period=snapshot.period,
        form=form,
        headline=headline,
        dek=dek,
        summary=sections[0].messages[0] if not sections[0].messages[0].name.startswith("turn") else dek,
        subject=weekly.subject(facts) if form is Form.WEEKLY else leads.subject(facts, active),
        preheader=leads.preheader(facts) or dek,
        sections=tuple(section for section in sections if section.messages),
        regimes=facts.regimes.regimes,
        missing=snapshot.missing,
    )


def _opening(
    lede: Sequence[Message], turns: Sequence[Message], trends: Sequence[Message]
) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Return the lede and the paragraph of news after it: change leads where it is the news.

    What ended leads a day on which nothing holds, what began stands right behind the first sentence; a single piece
    of other news ends the lede.
    """
    lede, turns = list(lede), list(turns)
    over = lede[0].name in _NOTHING and turns and turns[0].name in _OVER
    if turns and (over or turns[0].name in _BEGUN):
        lede.insert(0 if over else 1, turns.pop(0))
    past = (*turns, *trends)
    return (tuple(lede), past) if len(past) > 1 else ((*lede, *past), ())


_NOTHING = frozenset({"lede_calm", "lede_mixed"})
_OVER = frozenset({"turn_ended", "turn_over"})
_BEGUN = frozenset({"turn_began", "turn_again"})


_FLASH_OPENING = 3
"""Messages of lede and evidence together in a flash."""


def _flash(taste: Taste, lede: Sequence[Message], told: Told) -> tuple[Section, ...]:
    """Return the sections of a flash: the lede, its strongest evidence, one condition, and what is not known."""
    facts, budget = taste.facts, _BUDGETS[1]
    found = [m for part in evidence(taste, budget.family, told, budget.room) for m in part]
    found = [m for m in found if not m.name.startswith(REFERRING)]
    strongest = sorted(found, key=_news)[: max(1, _FLASH_OPENING - len(lede))]
    return (
        Section(Role.LEDE, (*(item for item in lede if item.name != "bar"), *news.turns(facts)[:1])),
        Section(Role.EVIDENCE, tuple(strongest)),
        Section(Role.OUTLOOK, tuple(outlook.first_exit(facts))),
        Section(Role.MISSING, tuple(outlook.missing(facts)[:1])),
    )


def _untold_lately(taste: Taste, name: str, days: int) -> bool:
    """Whether a message was not told within so many days."""
    since = taste.memory.days_since(name, taste.facts.snapshot.as_of)
    return since is None or since > days


def _outlook(taste: Taste) -> list[Message]:
    """Return the conditions that would end what holds; what is merely near is not told again within days."""
    found = outlook.outlook(taste.facts)
    return [item for item in found if item.name != "nearest_threshold" or _untold_lately(taste, item.name, _RESTED)]


def _mechanisms(taste: Taste) -> list[Message]:
    """Return how the regimes work, those first that were not explained within the week; one of a kind."""
    found = {item.name: item for item in signals.mechanisms(taste.facts)}
    return [item for item in found.values() if _untold_lately(taste, item.name, _RESTED)]


_RESTED = 4
"""Days for which what was explained, counted over a fortnight or nearly held is not told again."""


def _news(item: Message) -> tuple[float, str]:
    return -item.salience, item.name


def _each_new(contradictions: Sequence[Message], confirmations: Sequence[Message]) -> list[Message]:
    """Return joint messages, contradictions first, leaving out any whose every signal was joined before.

    A contradiction is the interesting part; among either kind the most newsworthy goes first.
    """
    found: list[Message] = []
    joined: set[Slot] = set()
    for item in (*sorted(contradictions, key=_news), *sorted(confirmations, key=_news)):
        if not joined.issuperset(item.slots.values()):
            found.append(item)
            joined.update(item.slots.values())
    return found


def _told_by_lede(lede: Message) -> Told:
    """Return what a lede on the price has told already: the move and its record, but not where the price stands."""
    if not lede.name.startswith("lede_price"):
        return set()
    move = dict.fromkeys(("price", "price_change", "price_turns", "price_extends"))
    return {*move.items(), ("record", lede.slots["lead"])}


def _together(facts: Facts, active: Sequence[RegimeReading]) -> list[Message]:
    """Return what the signals amount to, and which part of that is the least certain."""
    if len(active) < 2:  # noqa: PLR2004 - a pair is the least there is to add up
        return [message(facts, "regime_alone", regimes=facts.regimes, day=facts.day)] if active else []
    found = [message(facts, "regimes_together", regimes=facts.regimes, day=facts.day)]
    weakest, second = sorted(active, key=lambda item: item.confidence)[:2]
    if weakest.confidence < second.confidence:
        figure = RegimeFigure(weakest.regime, weakest.severity)
        stands_in = weakest.proxy and weakest.regime is Regime.LIQUIDITY_CRUNCH
        name = "least_certain_stand_in" if stands_in else "least_certain"
        found.append(message(facts, name, regime=figure))
    return found
