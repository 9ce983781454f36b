"""What leads: the kind of day, the lede that says so, and the headline and dek above it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.market import Regime
from generator.metrics.snapshot import Metric
from generator.planning import messages
from generator.planning.facts import Facts
from generator.planning.messages import message
from generator.planning.salience import salience
from generator.planning.story import Bar, Called, Message, RegimeFigure, Slot, Span, Statement
from generator.regimes.reading import RegimeReading, Severity

M, R = Metric, Regime
_SHOCK = 3  # level of a price move that leads whatever else holds

_LEAD_METRIC: Mapping[str, Metric] = {
    "price": M.PRICE_CHANGE,
    "liquidations": M.LIQUIDATIONS_USD_Z,
    "leverage": M.OPEN_INTEREST_Z,
    "funding": M.FUNDING_RATE,
    "depth": M.MARKET_DEPTH_INDEX,
    "impact": M.ILLIQUIDITY_Z,
}
_QUIET: Mapping[str, str] = {"mixed": "mixed", "unknown": "too_little"}
_QUIET_DAYS = frozenset({"calm", "mixed"})
_SUPPORT = (
    M.LIQUIDATIONS_USD_Z,
    M.OPEN_INTEREST_Z,
    M.TAKER_IMBALANCE,
    M.MARKET_DEPTH_INDEX,
    M.ILLIQUIDITY_Z,
    M.PRICE_CHANGE,
    M.FUNDING_RATE,
)
"""Metrics that can be named by what they are: "heavy selling", "a thin book"."""
_SINGLED_OUT = (M.MARKET_DEPTH_INDEX, M.TAKER_IMBALANCE, M.FUNDING_RATE, M.TAKER_BUY_SELL_RATIO)
"""Metrics whose name and value make a clause by themselves."""
_NUMBERS = {1: "one", 2: "two", 3: "three"}


def _kind(facts: Facts, active: Sequence[RegimeReading]) -> str:
    """Return the kind of lead: what a reader would be told first."""
    if facts.level(M.PRICE_CHANGE) >= _SHOCK:
        return "price"
    if not active:
        if facts.holds(R.CALM):
            return "calm"
        return "mixed" if facts.reading.enough else "unknown"
    match active[0].regime:
        case R.CASCADE | R.SHORT_SQUEEZE:
            return "liquidations"
        case R.SELL_DOMINANCE | R.BUY_DOMINANCE:
            return "flow" if _borne_out(facts) else "flow_relative"
        case R.DELEVERAGING | R.LEVERAGE_BUILD_UP:
            return "leverage"
        case R.CROWDED_LONGS | R.CROWDED_SHORTS:
            return "funding"
        case _:
            return "impact" if active[0].proxy else "depth"


def _borne_out(facts: Facts) -> bool:
    """Whether one side can be said to have led derivatives: an unusual imbalance alone does not say so.

    The ratio has to lean the same way where it is known, and the flow must not be that of a spot market.
    """
    metric = facts.flow_metric
    if metric is None or facts.snapshot.measures[metric].market == "spot":
        return False
    ratio = facts.side(M.TAKER_BUY_SELL_RATIO)
    return ratio is None or ratio == facts.flow_side


def _slots(facts: Facts, kind: str) -> dict[str, Slot]:
    if kind == "calm":
        return {"calm": RegimeFigure(R.CALM, Severity.MODERATE)}
    if kind == "unknown":
        return {"quiet": Statement(_QUIET[kind])}
    metric = _metric(facts, kind)
    return {} if metric is None else {"lead": facts.figure(metric)}


def _metric(facts: Facts, kind: str) -> Metric | None:
    return facts.flow_metric if kind.startswith("flow") else _LEAD_METRIC.get(kind)


def lede(facts: Facts, active: Sequence[RegimeReading]) -> list[Message]:
    """Return the opening: what kind of day it was, and the signals that made it one."""
    kind = _kind(facts, active)
    record = kind == "price" and messages.is_record(facts.measure(M.PRICE_CHANGE))
    name = "lede_price_record" if record else f"lede_{kind}"
    found = [message(facts, name, asset=facts.asset, day=facts.day, **_slots(facts, kind))]
    if kind == "calm":
        flat = [metric for metric in _SUPPORT if facts.side(metric) == "flat"]
        found += _listed(facts, "shows", flat) if len(flat) > 1 else []
    elif kind != "unknown":
        found += _listed(facts, "shows" if kind == "mixed" else "support", _support(facts, _metric(facts, kind)))
    return found + _bar(facts)


def _bar(facts: Facts) -> list[Message]:
    """Return the bar the figures are those of, where it is not the day a reader thinks of."""
    snapshot = facts.snapshot
    if snapshot.period == "1d" and f"{snapshot.ended:%H:%M}" in {"23:59", "00:00"}:
        return []
    return [message(facts, "bar", bar=Bar(snapshot.period, snapshot.ended))]


def _support(facts: Facts, lead: Metric | None) -> list[Metric]:
    """Return the metrics that are off their norm besides the lead, the most newsworthy first."""
    led = {lead}
    if facts.measure(M.MARKET_DEPTH_INDEX) is not None:
        led.add(M.ILLIQUIDITY_Z)  # a stand-in is not news beside what it stands in for
    off = [metric for metric in _SUPPORT if metric not in led and facts.level(metric) > 0]
    if facts.side(M.ILLIQUIDITY_Z) == "low":  # a close that hardly moved makes price impact small: no news
        off = [metric for metric in off if metric is not M.ILLIQUIDITY_Z]
    if lead in {M.TAKER_IMBALANCE, M.TAKER_BUY_SELL_RATIO} and facts.side(M.PRICE_CHANGE) != facts.flow_side:
        off = [
            metric for metric in off if metric is not M.PRICE_CHANGE
        ]  # against the lead: said as such, not as company
    return sorted(off, key=lambda metric: (-salience(facts, metric), metric))


def _listed(facts: Facts, name: str, metrics: Sequence[Metric]) -> list[Message]:
    """Return the message that lists up to three signals, or nothing where there is none."""
    slots = {slot: facts.figure(metric) for slot, metric in zip("abc", metrics, strict=False)}
    return [message(facts, f"{name}_{_NUMBERS[len(slots)]}", day=facts.day, **slots)] if slots else []


def headline(facts: Facts, active: Sequence[RegimeReading]) -> Message:
    """Return what stands above the article."""
    kind = _kind(facts, active)
    quiet: dict[str, Slot] = {"quiet": Statement(_QUIET[kind])} if kind in _QUIET else {}
    if kind == "mixed" and facts.level(M.PRICE_CHANGE) > 0:
        change = facts.figure(M.PRICE_CHANGE)
        return message(facts, "headline_mixed_price", asset=facts.asset, day=facts.day, change=change, **quiet)
    if kind in _QUIET_DAYS and len(facts.reading.ended) == 1 and facts.reading.ended[0].regime is not R.CALM:
        over = facts.reading.ended[0]
        lasted = Span(over.bars, facts.snapshot.period)
        return message(facts, "headline_ended", asset=facts.asset, regime=Called(over.regime), lasted=lasted)
    moved = facts.measure(M.PRICE_CHANGE)
    hourly = kind == "price" and moved is not None and moved.change_over == "1h"
    name = "headline_price_hour" if hourly else f"headline_{kind}"
    return message(facts, name, asset=facts.asset, day=facts.day, **(quiet or _slots(facts, kind)))


def subject(facts: Facts, active: Sequence[RegimeReading]) -> Message:
    """Return the subject of the mail: the asset, the day and what it was."""
    if active:
        return message(facts, "subject_regimes", asset=facts.asset, day=facts.day, regimes=facts.regimes)
    if facts.holds(R.CALM):
        calm = RegimeFigure(R.CALM, Severity.MODERATE)
        return message(facts, "subject_calm", asset=facts.asset, day=facts.day, calm=calm)
    quiet = Statement("mixed" if facts.reading.enough else "too_little")
    return message(facts, "subject_quiet", asset=facts.asset, day=facts.day, quiet=quiet)


def preheader(facts: Facts) -> Message | None:
    """Return what stands beside the subject: the price, or None where it is not known."""
    return next((item for item in messages.price(facts) if item.name.startswith("price")), None)


def dek(facts: Facts, active: Sequence[RegimeReading]) -> Message:
    """Return the line below the headline: what the day adds up to."""
    if active:
        return message(facts, "dek_regimes", regimes=facts.regimes, day=facts.day)
    if facts.holds(R.CALM):
        return message(facts, "dek_calm", day=facts.day, asset=facts.asset, quiet=Statement("calm_range"))
    if not facts.reading.enough:
        return message(facts, "dek_unknown", day=facts.day, asset=facts.asset, quiet=Statement("too_little"))
    strongest = max(_SINGLED_OUT, key=lambda metric: (salience(facts, metric), metric))
    if facts.level(strongest) == 0:
        return message(facts, "dek_quiet", day=facts.day, asset=facts.asset, quiet=Statement("mixed"))
    return message(facts, "dek_mixed", day=facts.day, lead=facts.figure(strongest))
