"""The verb of document planning: a reading to an ordered story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generator.metrics.snapshot import Metric, Snapshot
from generator.planning import messages, outlook, signals
from generator.planning.facts import Facts
from generator.planning.messages import message
from generator.planning.salience import salience
from generator.planning.story import Form, Message, RegimeFigure, Role, Section, Slot, Statement, Story
from generator.regimes.reading import Reading, Regime, RegimeReading, Severity

M, R = Metric, Regime
_SHOCK = 3  # level of a price move that leads whatever else holds

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
    Budget(family=1, joint=1, mechanisms=0, exits=1),
    Budget(family=3, joint=2, mechanisms=1, exits=1),
    Budget(family=3, joint=4, mechanisms=2, exits=2),
    Budget(family=3, joint=4, mechanisms=2, exits=2),
    Budget(family=3, joint=4, mechanisms=3, exits=2),
)
"""By the number of regimes that hold: a calm or mixed day first, four and more last."""


def plan(snapshot: Snapshot, reading: Reading, form: Form) -> Story:
    """Return what to say of a snapshot and in which order: the strongest and rarest leads, a calm day is short."""
    facts = Facts(snapshot, reading)
    active = [item for item in reading.regimes if item.exit is not None]
    budget = _BUDGETS[min(len(active), len(_BUDGETS) - 1)]
    lede = _lede(facts, active)
    told = {_told(m) for m in lede}
    joint = _each_new([*signals.contradictions(facts), *signals.confirmations(facts)])[: budget.joint]
    if form is Form.FLASH:
        return _story(facts, form, active, _flash(facts, lede, told))
    sections = (
        Section(Role.LEDE, tuple(lede)),
        *(Section(Role.EVIDENCE, part) for part in _evidence(facts, budget, told)),
        Section(Role.CONFIRMATION, (*joint, *_together(facts, active))),
        Section(Role.MECHANISM, tuple(signals.mechanisms(facts)[: budget.mechanisms])),
        Section(Role.OUTLOOK, tuple(outlook.outlook(facts)[: budget.exits])),
        Section(Role.MISSING, tuple(outlook.missing(facts))),
    )
    return _story(facts, form, active, sections)


def _story(facts: Facts, form: Form, active: Sequence[RegimeReading], sections: Iterable[Section]) -> Story:
    snapshot = facts.snapshot
    return Story(
        asset=snapshot.asset,
        as_of=snapshot.as_of,
        period=snapshot.period,
        form=form,
        headline=_headline(facts, active),
        dek=_dek(facts, active),
        sections=tuple(section for section in sections if section.messages),
        regimes=facts.regimes.regimes,
        missing=snapshot.missing,
    )


_FLASH_EVIDENCE = 2


def _flash(facts: Facts, lede: Sequence[Message], told: set[tuple[str, Slot | None]]) -> tuple[Section, ...]:
    """Return the sections of a flash: the lede, its strongest evidence, one condition, and what is not known."""
    evidence = [m for part in _evidence(facts, _BUDGETS[1], told) for m in part if m.name not in {"record", "rank"}]
    strongest = sorted(evidence, key=_news)[:_FLASH_EVIDENCE]
    return (
        Section(Role.LEDE, tuple(lede)),
        Section(Role.EVIDENCE, tuple(strongest)),
        Section(Role.OUTLOOK, tuple(outlook.outlook(facts)[:1])),
        Section(Role.MISSING, tuple(outlook.missing(facts)[:1])),
    )


def _news(item: Message) -> tuple[float, str]:
    return -item.salience, item.name


def _each_new(joint: Sequence[Message]) -> list[Message]:
    """Return joint messages, most newsworthy first, leaving out any whose every signal was joined before."""
    found: list[Message] = []
    joined: set[Slot] = set()
    for item in sorted(joint, key=_news):
        if not joined.issuperset(item.slots.values()):
            found.append(item)
            joined.update(item.slots.values())
    return found


def _told(item: Message) -> tuple[str, Slot | None]:
    """Return what makes two messages the same news: a record is told once a metric, a price move once."""
    name = {"lede_price": "price"}.get(item.name, item.name)
    return name, item.slots.get("figure")


_EVIDENCE = 12
"""Messages of evidence a daily brief has room for."""
_REFERRING = frozenset({"record", "rank"})


def _evidence(facts: Facts, budget: Budget, told: set[tuple[str, Slot | None]]) -> list[tuple[Message, ...]]:
    """Return the evidence a paragraph at a time, the paragraph with the strongest signal first."""
    paragraphs: list[tuple[Message, ...]] = []
    for families in _FAMILIES:
        parts = [[m for m in family(facts) if _told(m) not in told][: budget.family] for family in families]
        parts = sorted((part for part in parts if part), key=lambda part: _news(max(part, key=lambda m: m.salience)))
        if parts:
            paragraphs.append(tuple(m for part in parts for m in part))
    paragraphs.sort(key=lambda part: _news(max(part, key=lambda m: m.salience)))
    return _without_orphans(_trimmed(paragraphs))


def _trimmed(paragraphs: Sequence[tuple[Message, ...]]) -> list[tuple[Message, ...]]:
    """Leave out the least newsworthy evidence past `_EVIDENCE`; what a record refers back to stays while it does."""
    kept = [list(part) for part in paragraphs]
    while sum(map(len, kept)) > _EVIDENCE:
        spare = [
            (item.salience, row, column)
            for row, part in enumerate(kept)
            for column, item in enumerate(part)
            if column + 1 == len(part) or part[column + 1].name not in _REFERRING
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


def _shock(facts: Facts) -> bool:
    return facts.level(M.PRICE_CHANGE) >= _SHOCK


def _lead(facts: Facts, active: Sequence[RegimeReading]) -> str:
    """Return the kind of lead: what a reader would be told first."""
    if _shock(facts):
        return "price"
    if not active:
        if facts.holds(R.CALM):
            return "calm"
        return "mixed" if facts.reading.enough else "unknown"
    match active[0].regime:
        case R.CASCADE | R.SHORT_SQUEEZE:
            return "liquidations"
        case R.SELL_DOMINANCE | R.BUY_DOMINANCE:
            return "flow"
        case R.DELEVERAGING | R.LEVERAGE_BUILD_UP:
            return "leverage"
        case R.CROWDED_LONGS | R.CROWDED_SHORTS:
            return "funding"
        case _:
            return "impact" if active[0].proxy else "depth"


_LEAD_METRIC = {
    "price": M.PRICE_CHANGE,
    "liquidations": M.LIQUIDATIONS_USD_Z,
    "leverage": M.OPEN_INTEREST_Z,
    "funding": M.FUNDING_RATE,
    "depth": M.MARKET_DEPTH_INDEX,
    "impact": M.ILLIQUIDITY_Z,
}


_SAID_OF_THE_READING = {"mixed": "mixed", "unknown": "too_little"}


def _lead_slots(facts: Facts, lead: str) -> dict[str, Slot]:
    if lead == "calm":
        return {"calm": RegimeFigure(R.CALM, Severity.MODERATE)}
    if lead == "unknown":
        return {"quiet": Statement(_SAID_OF_THE_READING[lead])}
    if lead == "flow":
        return {"lead": facts.figure(facts.flow_metric or M.TAKER_IMBALANCE)}
    return {"lead": facts.figure(_LEAD_METRIC[lead])} if lead in _LEAD_METRIC else {}


def _lede(facts: Facts, active: Sequence[RegimeReading]) -> list[Message]:
    lead = _lead(facts, active)
    found = [message(facts, f"lede_{lead}", asset=facts.asset, day=facts.day, **_lead_slots(facts, lead))]
    if lead == "calm":
        flat = [metric for metric in _SUPPORT if facts.side(metric) == "flat"]
        return found + (_shown(facts, flat) if len(flat) > 1 else [])
    if lead == "mixed":
        off = [metric for metric in _SUPPORT if facts.level(metric) > 0]
        return found + _shown(facts, sorted(off, key=lambda m: (-salience(facts, m), m)))
    if lead == "price":
        found += [m for m in messages.price(facts) if m.name == "record"][:1]
    return found + (_support(facts, lead) if active or lead == "price" else [])


_SUPPORT = (
    M.LIQUIDATIONS_USD_Z,
    M.OPEN_INTEREST_Z,
    M.TAKER_IMBALANCE,
    M.MARKET_DEPTH_INDEX,
    M.ILLIQUIDITY_Z,
    M.PRICE_CHANGE,
    M.FUNDING_RATE,
)
_NAMES = {1: "support_one", 2: "support_two", 3: "support_three"}


_SHOWN = {1: "shows_one", 2: "shows_two", 3: "shows_three"}


def _shown(facts: Facts, metrics: Sequence[Metric]) -> list[Message]:
    """Return what a day without a regime consists of, up to three signals."""
    chosen = metrics[: max(_SHOWN)]
    if not chosen:
        return []
    slots = {slot: facts.figure(metric) for slot, metric in zip("abc", chosen, strict=False)}
    return [message(facts, _SHOWN[len(chosen)], **slots)]


def _support(facts: Facts, lead: str) -> list[Message]:
    """Return the signals that came with the lead, the most newsworthy three that are off their norm."""
    led = {_LEAD_METRIC.get(lead, facts.flow_metric)}
    if facts.measure(M.MARKET_DEPTH_INDEX) is not None:
        led.add(M.ILLIQUIDITY_Z)  # a stand-in is not news beside what it stands in for
    off = [m for m in _SUPPORT if m not in led and facts.level(m) > 0]
    chosen = sorted(off, key=lambda m: (-salience(facts, m), m))[: max(_NAMES)]
    if not chosen:
        return []
    slots = {slot: facts.figure(metric) for slot, metric in zip("abc", chosen, strict=False)}
    return [message(facts, _NAMES[len(chosen)], **slots)]


def _together(facts: Facts, active: Sequence[RegimeReading]) -> list[Message]:
    """Return what the signals amount to, and which part of that is the least certain."""
    if len(active) < 2:  # noqa: PLR2004 - a pair is the least there is to add up
        return [message(facts, "regime_alone", regimes=facts.regimes)] if active else []
    found = [message(facts, "regimes_together", regimes=facts.regimes)]
    weakest, second = sorted(active, key=lambda item: item.confidence)[:2]
    if weakest.confidence < second.confidence:
        figure = RegimeFigure(weakest.regime, weakest.severity)
        found.append(message(facts, "least_certain", regime=figure))
    return found


def _headline(facts: Facts, active: Sequence[RegimeReading]) -> Message:
    lead = _lead(facts, active)
    slots = {"quiet": Statement(_SAID_OF_THE_READING[lead])} if lead in _SAID_OF_THE_READING else {}
    if lead == "mixed" and facts.level(M.PRICE_CHANGE) > 0:
        return message(facts, "headline_mixed_price", asset=facts.asset, change=facts.figure(M.PRICE_CHANGE), **slots)
    return message(facts, f"headline_{lead}", asset=facts.asset, **(slots or _lead_slots(facts, lead)))


def _dek(facts: Facts, active: Sequence[RegimeReading]) -> Message:
    if active:
        return message(facts, "dek_regimes", regimes=facts.regimes, day=facts.day)
    if facts.holds(R.CALM):
        return message(facts, "dek_calm", day=facts.day, asset=facts.asset, quiet=Statement("calm_range"))
    if not facts.reading.enough:
        return message(facts, "dek_unknown", day=facts.day, asset=facts.asset, quiet=Statement("too_little"))
    strongest = max(_SINGLED_OUT, key=lambda metric: (salience(facts, metric), metric))
    quiet = Statement("mixed")
    if facts.measure(strongest) is None or facts.level(strongest) == 0:
        return message(facts, "dek_quiet", day=facts.day, asset=facts.asset, quiet=quiet)
    return message(facts, "dek_mixed", day=facts.day, lead=facts.figure(strongest), quiet=quiet)


_SINGLED_OUT = (M.MARKET_DEPTH_INDEX, M.TAKER_IMBALANCE, M.FUNDING_RATE, M.TAKER_BUY_SELL_RATIO)
"""Metrics whose name and value make a clause by themselves."""
