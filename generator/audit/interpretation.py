"""Regimes and statements about the reading as a whole: each has to be what the rules read, and all of it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audit.binding import Bound, Desk, finding
from generator.audit.clearance import Finding, Kind
from generator.audit.grounding import thresholds
from generator.audit.names import source, sources
from generator.audit.passage import Mention
from generator.market import Regime
from generator.metrics.snapshot import Metric


def check_regimes(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check that regimes hold as severely as said, and that a sentence that says what holds leaves none out."""
    passage = bound.passage
    named = passage.of("regime")
    if passage.conditional:
        yield from _conditional(bound, desk)
        return
    for mention in named:
        regime, severity = mention.data
        held = desk.reading.get(Regime(regime))
        if held is None:
            yield finding(Kind.NAME, mention, passage, "does not hold")
        elif regime != "calm" and held.severity.value != severity:
            yield finding(Kind.WORD, mention, passage, f"is {held.severity.value} in the data")
    least = passage.of("least_certain")
    if least and [m.data[0] for m in named] != least_certain(desk):
        yield finding(Kind.WORD, least[0], passage, "is not said of the least certain regime")
    if named and not least and sorted(m.data[0] for m in named) != sorted(item.value for item in desk.reading.names):
        left = ", ".join(sorted(desk.reading.names - {m.data[0] for m in named})) or "none"
        yield finding(Kind.NAME, named[-1], passage, f"does not end a full list of what holds: it leaves out {left}")


def _conditional(bound: Bound, desk: Desk) -> Iterator[Finding]:
    passage, levels = bound.passage, {regime for regime, _ in thresholds(desk.reading)}
    named = passage.of("regime")
    if not named or len({m.data[0] for m in named}) != len(named):
        yield finding(Kind.CONTEXT, passage.of("mood")[0], passage, "names no regime, or one twice")
    for mention in named:
        if mention.data[0] not in levels:
            yield finding(Kind.NAME, mention, passage, "is not a regime whose end or beginning is near")
        elif mention.data[1] != "moderate":
            yield finding(Kind.WORD, mention, passage, "is no level of severity that a threshold has")


def least_certain(desk: Desk) -> list[str] | None:
    """Return the regime that is less certain than every other, where there is one."""
    ranked = sorted(desk.reading.regimes, key=lambda item: item.confidence)
    if len(ranked) < 2 or ranked[0].confidence == ranked[1].confidence:  # noqa: PLR2004 - one is least among two
        return None
    return [ranked[0].regime.value]


def check_states(bound: Bound, desk: Desk) -> Iterator[Finding]:
    """Check statements about the reading as a whole and about how it was made."""
    mentions: list[Mention] = bound.passage.of("state")
    if not mentions:
        return
    holds = standing(desk)
    for mention in mentions:
        if mention.data[0] in _SCOPES:
            if not _from(mention, bound, desk):
                yield finding(Kind.NAME, mention, bound.passage, "is not where these figures come from")
        elif not holds[mention.data[0]] or (mention.data == ("stand_in",) and not _by_proxy(bound, desk)):
            yield finding(Kind.CONTEXT, mention, bound.passage, "is not what the rules read")
        elif mention.data == ("unforced",) and any(m.end + 1 == mention.start for m in _of("liquidations", bound)):
            yield finding(Kind.CONTEXT, mention, bound.passage, "is said to come without itself")


def standing(desk: Desk) -> dict[str, bool]:
    """Return which statements about the reading as a whole hold, by their names in the stylebook."""
    active = [item for item in desk.reading.regimes if item.exit is not None]
    depth = desk.snapshot.get(Metric.MARKET_DEPTH_INDEX)
    return {
        "calm": Regime.CALM in desk.reading.names,
        "no_regime": not active and desk.reading.enough,
        "alone": len(active) == 1,
        "none": not desk.reading.regimes and desk.reading.enough,
        "unknown": not desk.reading.regimes and not desk.reading.enough,
        "several": len(active) > 1,
        "approach": not active and bool(desk.reading.approaches),
        "no_depth": depth is None,
        "stand_in": depth is None and desk.snapshot.get(Metric.ILLIQUIDITY_Z) is not None,
        "no_side": not {Regime.CASCADE, Regime.SHORT_SQUEEZE} & desk.reading.names,
        "unforced": _unforced(desk),
        "set_aside": bool(desk.snapshot.notes.set_aside),
        "inferred": _inferred(desk),
    }


def _of(topic: str, bound: Bound) -> list[Mention]:
    return [m for m in bound.passage.mentions if topic in m.data or bound.topic(m) == topic]


_SCOPES = {
    "scope_flow": (Metric.TAKER_IMBALANCE, Metric.PRICE),
    "scope_leverage": (Metric.OPEN_INTEREST_Z, Metric.LIQUIDATIONS_USD_Z),
}


def _from(mention: Mention, bound: Bound, desk: Desk) -> bool:
    """Whether the market named behind a statement is that of every figure the statement is about."""
    named = [m for m in bound.passage.of("source") if m.start == mention.end + 1]
    found = {source(desk.snapshot.get(metric), desk.book) for metric in _SCOPES[mention.data[0]]}
    labels = sources(desk.snapshot, desk.book)
    return len(named) == 1 and found == {labels[int(named[0].data[0])]}


def _by_proxy(bound: Bound, desk: Desk) -> bool:
    """Whether every regime named beside a stand-in for the order book is one of liquidity that rests on it."""
    return all(by_proxy(Regime(m.data[0]), desk) for m in bound.passage.of("regime"))


def by_proxy(regime: Regime, desk: Desk) -> bool:
    """Whether a regime is one of liquidity that holds by what stands in for the order book."""
    held = desk.reading.get(regime)
    return held is not None and held.proxy and regime in {Regime.LIQUIDITY_CRUNCH, Regime.LIQUIDITY_ABUNDANCE}


_UNUSUAL = 1.0  # liquidations z from which forced closures are out of the ordinary


def _unforced(desk: Desk) -> bool:
    """Whether forced closures are known and not out of the ordinary."""
    found = desk.snapshot.value(Metric.LIQUIDATIONS_USD_Z)
    return found is not None and found < _UNUSUAL


def _inferred(desk: Desk) -> bool:
    """Whether forced closures were given a side although neither the sides nor the price are known."""
    sided = {Regime.CASCADE, Regime.SHORT_SQUEEZE} & desk.reading.names
    known = {Metric.LIQUIDATIONS_LONG_SHARE, Metric.PRICE_CHANGE} & set(desk.snapshot.measures)
    return bool(sided) and not known
