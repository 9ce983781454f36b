"""The verb of document planning: a reading to an ordered story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generator.market import Regime
from generator.metrics.snapshot import Metric, Snapshot
from generator.planning import leads, messages, news, outlook, signals
from generator.planning.facts import Facts
from generator.planning.messages import message
from generator.planning.story import Form, Message, RegimeFigure, Role, Section, Slot, Story
from generator.regimes.reading import Reading, RegimeReading

_FAMILIES: tuple[tuple[Callable[[Facts], list[Message]], ...], ...] = (
    (messages.liquidity, messages.flow),
    (messages.liquidations, messages.leverage),
    (messages.price, messages.funding),
)
"""Families that share a paragraph, because their signals explain each other."""


@dataclass(frozen=True, slots=True)
class Budget:
    """How many messages a kind of day deserves."""

    family: int
    """Messages of one family."""
    joint: int
    """Confirmations and contradictions."""
    mechanisms: int
    exits: int


_BUDGETS = (
    Budget(family=2, joint=1, mechanisms=0, exits=1),
    Budget(family=3, joint=2, mechanisms=1, exits=1),
    Budget(family=3, joint=3, mechanisms=1, exits=1),
    Budget(family=3, joint=3, mechanisms=2, exits=2),
    Budget(family=3, joint=3, mechanisms=3, exits=2),
)
"""By the number of regimes that hold: none first, four and more last."""
_CALM = Budget(family=1, joint=1, mechanisms=0, exits=1)


def plan(snapshot: Snapshot, reading: Reading, form: Form) -> Story:
    """Return what to say of a snapshot and in which order: the strongest and rarest leads, a calm day is short."""
    facts = Facts(snapshot, reading)
    active = [item for item in reading.regimes if item.exit is not None]
    budget = _CALM if facts.holds(Regime.CALM) else _BUDGETS[min(len(active), len(_BUDGETS) - 1)]
    lede = leads.lede(facts, active)
    told = {_told(m) for m in lede} | _told_by_lede(lede[0])
    joint = _each_new(signals.contradictions(facts), signals.confirmations(facts))[: budget.joint]
    if form is Form.FLASH:
        return _story(facts, form, active, _flash(facts, lede, told))
    opening, past = _opening(lede, news.turns(facts), [*news.runs(facts), *news.weeks(facts)])
    precedents = news.precedents(facts)
    room = _EVIDENCE - max(0, len(past) + len(precedents) - _FREE)
    sections = (
        Section(Role.LEDE, opening),
        Section(Role.NEWS, past),
        *(Section(Role.EVIDENCE, part) for part in _evidence(facts, budget, told, room)),
        Section(Role.CONFIRMATION, (*joint, *_together(facts, active))),
        Section(Role.MECHANISM, tuple(signals.mechanisms(facts)[: budget.mechanisms])),
        Section(Role.PRECEDENT, tuple(precedents)),
        Section(Role.OUTLOOK, tuple(outlook.outlook(facts)[: budget.exits])),
        Section(Role.MISSING, (*outlook.scope(facts), *outlook.missing(facts))),
    )
    return _story(facts, form, active, sections)


def _story(facts: Facts, form: Form, active: Sequence[RegimeReading], sections: Iterable[Section]) -> Story:
    snapshot = facts.snapshot
    headline, dek = leads.headline(facts, active), leads.dek(facts, active)
    return Story(
        asset=snapshot.asset,
        as_of=snapshot.as_of,
        period=snapshot.period,
        form=form,
        headline=headline,
        dek=dek,
        summary=dek,
        subject=headline,
        preheader=dek,
        sections=tuple(section for section in sections if section.messages),
        regimes=facts.regimes.regimes,
        missing=snapshot.missing,
    )


def _opening(
    lede: Sequence[Message], turns: Sequence[Message], trends: Sequence[Message]
) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """Return the lede and the paragraph of news after it; a single piece of news ends the lede instead."""
    past = (*turns, *trends)
    return (tuple(lede), past) if len(past) > 1 else ((*lede, *past), ())


_FLASH_OPENING = 4
"""Messages of lede and evidence together in a flash."""


def _flash(facts: Facts, lede: Sequence[Message], told: set[tuple[str, Slot | None]]) -> tuple[Section, ...]:
    """Return the sections of a flash: the lede, its strongest evidence, one condition, and what is not known."""
    evidence = [
        m for part in _evidence(facts, _BUDGETS[1], told, _EVIDENCE) for m in part if m.name not in {"record", "rank"}
    ]
    strongest = sorted(evidence, key=_news)[: max(1, _FLASH_OPENING - len(lede))]
    return (
        Section(Role.LEDE, (*lede, *news.turns(facts)[:1])),
        Section(Role.EVIDENCE, tuple(strongest)),
        Section(Role.OUTLOOK, tuple(outlook.outlook(facts)[:1])),
        Section(Role.MISSING, tuple(outlook.missing(facts)[:1])),
    )


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


def _told(item: Message) -> tuple[str, Slot | None]:
    """Return what makes two messages the same news: a record is told once a metric, a price move once."""
    return item.name, item.slots.get("figure")


def _told_by_lede(lede: Message) -> set[tuple[str, Slot | None]]:
    """Return what a lede on the price has told already: the move and its record, but not where the price stands."""
    if not lede.name.startswith("lede_price"):
        return set()
    return {("price", None), ("price_change", None), ("record", lede.slots["lead"])}


_EVIDENCE = 11
"""Messages of evidence a daily brief has room for."""
_FREE = 3
"""Messages about the past it has room for besides; each one more takes the place of a piece of evidence."""
_KEPT = frozenset({"depth", "impact", "flow", "oi", "liquidations", "liquidations_by_side", "funding"})
"""Messages that regimes rest on, and what was liquidated in dollars: never left out."""
_REFERRING = frozenset({"record", "rank"})


def _evidence(facts: Facts, budget: Budget, told: set[tuple[str, Slot | None]], room: int) -> list[tuple[Message, ...]]:
    """Return up to `room` pieces of evidence a paragraph at a time, that with the strongest signal first."""
    paragraphs: list[tuple[Message, ...]] = []
    for families in _FAMILIES:
        parts = [_untold(family(facts), facts, told)[: budget.family] for family in families]
        parts = sorted((part for part in parts if part), key=lambda part: _news(max(part, key=lambda m: m.salience)))
        if parts:
            paragraphs.append(tuple(m for part in parts for m in part))
    paragraphs.sort(key=lambda part: _news(max(part, key=lambda m: m.salience)))
    return _without_orphans(_trimmed(paragraphs, room))


def _untold(found: Sequence[Message], facts: Facts, told: set[tuple[str, Slot | None]]) -> list[Message]:
    """Return the messages the lede has not told; where it told the price move, the price itself stands instead."""
    kept = []
    for item in found:
        if _told(item) not in told:
            kept.append(item)
        elif item.name == "price":
            kept.append(message(facts, "price_level", Metric.PRICE, asset=facts.asset, last=facts.figure(Metric.PRICE)))
    return kept


def _trimmed(paragraphs: Sequence[tuple[Message, ...]], room: int) -> list[tuple[Message, ...]]:
    """Leave out the least newsworthy evidence past `room`; what a record refers back to stays while it does."""
    kept = [list(part) for part in paragraphs]
    while sum(map(len, kept)) > room:
        spare = [
            (item.salience, row, column)
            for row, part in enumerate(kept)
            for column, item in enumerate(part)
            if item.name not in _KEPT and (column + 1 == len(part) or part[column + 1].name not in _REFERRING)
        ]
        _, row, column = min(spare)
        del kept[row][column]
    return [tuple(part) for part in kept if part]


def _without_orphans(paragraphs: Sequence[tuple[Message, ...]]) -> list[tuple[Message, ...]]:
    """Join a paragraph of one sentence to the one before it."""
    found: list[tuple[Message, ...]] = []
    for part in paragraphs:
        if found and (len(part) == 1 or len(found[-1]) == 1):
            found[-1] = (*found[-1], *part)
        else:
            found.append(part)
    return found


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
