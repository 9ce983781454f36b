"""How signals bear on each other: what confirms, what contradicts, and the mechanism behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.market import Regime
from generator.metrics.snapshot import Metric
from generator.planning.facts import Facts
from generator.planning.messages import message
from generator.planning.salience import salience
from generator.planning.story import Message

M, R = Metric, Regime
_LOUD = 2.0  # liquidations z at which their absence of effect, or effect, is worth a sentence
_QUIET = 1.0


def confirmations(facts: Facts) -> list[Message]:
    """Pairs of signals that point the same way."""
    found: list[Message] = []
    flow, oi = facts.side(M.TAKER_IMBALANCE), facts.side(M.OPEN_INTEREST_Z)
    one_sided = flow in {"low", "high"}
    if one_sided and facts.side(M.MARKET_DEPTH_INDEX) == "low":
        found.append(_pair(facts, "flow_meets_thin_book", flow=M.TAKER_IMBALANCE, depth=M.MARKET_DEPTH_INDEX))
    if one_sided and facts.side(M.MARKET_DEPTH_INDEX) is None and facts.side(M.ILLIQUIDITY_Z) == "high":
        found.append(_pair(facts, "flow_meets_impact", flow=M.TAKER_IMBALANCE, impact=M.ILLIQUIDITY_Z))
    if one_sided and flow == oi:
        found.append(_pair(facts, "flow_with_oi", flow=M.TAKER_IMBALANCE, oi=M.OPEN_INTEREST_Z))
    liq = facts.snapshot.value(M.LIQUIDATIONS_USD_Z)
    if oi == "low" and liq is not None and liq >= _LOUD:
        found.append(_pair(facts, "liquidations_and_oi_fall", liq=M.LIQUIDATIONS_USD_Z, oi=M.OPEN_INTEREST_Z))
    change = facts.side(M.PRICE_CHANGE)
    if one_sided and change == flow:
        found.append(_pair(facts, "price_with_flow", change=M.PRICE_CHANGE, flow=M.TAKER_IMBALANCE))
    return found


def contradictions(facts: Facts) -> list[Message]:
    """Pairs of signals that a reader would expect to move together and that do not."""
    found = list(_flow_contradictions(facts))
    liq, oi = facts.snapshot.value(M.LIQUIDATIONS_USD_Z), facts.side(M.OPEN_INTEREST_Z)
    if oi == "high" and liq is not None and liq >= _LOUD:
        found.append(_pair(facts, "liquidations_against_oi", liq=M.LIQUIDATIONS_USD_Z, oi=M.OPEN_INTEREST_Z))
    if facts.holds(R.LIQUIDITY_CRUNCH) and liq is not None and liq < _QUIET and facts.measure(M.MARKET_DEPTH_INDEX):
        found.append(_pair(facts, "crunch_without_cascade", depth=M.MARKET_DEPTH_INDEX, liq=M.LIQUIDATIONS_USD_Z))
    if liq is not None and liq >= _LOUD and not facts.holds(R.CASCADE, R.SHORT_SQUEEZE):
        found.append(_pair(facts, "liquidations_side_unclear", liq=M.LIQUIDATIONS_USD_Z))
    return found


def _flow_contradictions(facts: Facts) -> Iterator[Message]:
    flow, oi = facts.side(M.TAKER_IMBALANCE), facts.side(M.OPEN_INTEREST_Z)
    if flow not in {"low", "high"}:
        return
    if {flow, oi} == {"low", "high"}:
        yield _pair(facts, "flow_against_oi", flow=M.TAKER_IMBALANCE, oi=M.OPEN_INTEREST_Z)
    change = facts.side(M.PRICE_CHANGE)
    if change in {"low", "high"} and change != flow:
        yield _pair(facts, "price_against_flow", change=M.PRICE_CHANGE, flow=M.TAKER_IMBALANCE)
    if facts.side(M.FUNDING_RATE) == "flat" and facts.level(M.TAKER_IMBALANCE) > 1:
        yield _pair(facts, "funding_unmoved", flow=M.TAKER_IMBALANCE, funding=M.FUNDING_RATE)
    liq = facts.snapshot.value(M.LIQUIDATIONS_USD_Z)
    if facts.level(M.TAKER_IMBALANCE) > 1 and liq is not None and liq < _QUIET:
        yield _pair(facts, "flow_without_liquidations", flow=M.TAKER_IMBALANCE, liq=M.LIQUIDATIONS_USD_Z)
    if facts.side(M.MARKET_DEPTH_INDEX) == "high":
        yield _pair(facts, "flow_meets_deep_book", flow=M.TAKER_IMBALANCE, depth=M.MARKET_DEPTH_INDEX)


def _pair(facts: Facts, name: str, **metrics: Metric) -> Message:
    together = sum(salience(facts, metric) for metric in metrics.values())
    return Message(name, {slot: facts.figure(metric) for slot, metric in metrics.items()}, round(together, 6))


_MECHANISMS: Mapping[Regime, tuple[str, str, Metric]] = {
    R.CASCADE: ("how_forced_closures", "liq", M.LIQUIDATIONS_USD_Z),
    R.SHORT_SQUEEZE: ("how_forced_closures", "liq", M.LIQUIDATIONS_USD_Z),
    R.SELL_DOMINANCE: ("how_taker_flow", "flow", M.TAKER_IMBALANCE),
    R.BUY_DOMINANCE: ("how_taker_flow", "flow", M.TAKER_IMBALANCE),
    R.LIQUIDITY_CRUNCH: ("how_thin_book", "depth", M.MARKET_DEPTH_INDEX),
    R.LIQUIDITY_ABUNDANCE: ("how_deep_book", "depth", M.MARKET_DEPTH_INDEX),
    R.DELEVERAGING: ("how_deleveraging", "oi", M.OPEN_INTEREST_Z),
    R.LEVERAGE_BUILD_UP: ("how_build_up", "oi", M.OPEN_INTEREST_Z),
    R.CROWDED_LONGS: ("how_crowding", "funding", M.FUNDING_RATE),
    R.CROWDED_SHORTS: ("how_crowding", "funding", M.FUNDING_RATE),
}
"""How each regime works: the message, its slot and the metric in it."""


def mechanisms(facts: Facts) -> list[Message]:
    """How the regimes that hold work, strongest first; nothing for one that rests on a stand-in."""
    found = []
    for item in facts.reading.regimes:
        if item.regime in _MECHANISMS:
            name, slot, metric = _MECHANISMS[item.regime]
            if facts.measure(metric) is not None:
                found.append(message(facts, name, metric, **{slot: facts.figure(metric)}))
    return found
