"""What could be said of each family of metrics: candidates, most important first. Nothing here is wording.

Each function is silent about what is unknown. A message that describes a side or a size is offered only where the
metric has one; a flat metric gets the message for flat.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.metrics.snapshot import Measure, Metric
from generator.planning.facts import Facts
from generator.planning.salience import salience
from generator.planning.story import Message, Name, Slot

M = Metric
RECORD_DAYS = 30  # a record that reaches back less than this is no news


def message(facts: Facts, name: str, about: Metric | None = None, /, **slots: Slot) -> Message:
    """Return a message whose newsworthiness is that of the metric it is about."""
    return Message(name, slots, 0.0 if about is None else salience(facts, about))


def _single(facts: Facts, metric: Metric, slot: str, name: str, flat: str) -> Iterator[Message]:
    side = facts.side(metric)
    if side is not None:
        yield message(facts, flat if side == "flat" else name, metric, **{slot: facts.figure(metric)})


def _record(facts: Facts, metric: Metric) -> Iterator[Message]:
    if is_record(facts.measure(metric)):
        yield message(facts, "record", metric, figure=facts.figure(metric))


def is_record(measure: Measure | None) -> bool:
    """Whether a measure has a record worth telling. The lowest of many rises is no fall, and no record of one."""
    if measure is None or measure.record is None or measure.record.days < RECORD_DAYS:
        return False
    moved = measure.value if measure.metric is M.PRICE_CHANGE else measure.change
    if measure.metric not in {M.PRICE_CHANGE, M.OPEN_INTEREST_Z}:
        return True
    moved = measure.value if moved is None else moved
    return moved < 0 if measure.record.extreme == "low" else moved > 0


def _rank(facts: Facts, metric: Metric) -> Iterator[Message]:
    measure = facts.measure(metric)
    if measure is None or measure.percentile is None or measure.window is None or measure.record is not None:
        return
    if measure.coverage is not None and measure.coverage < 1:  # a share of the look-back needs all of it
        return
    if measure.percentile >= 90 or measure.percentile <= 10:  # noqa: PLR2004 - the outer tenths
        yield message(facts, "rank", metric, figure=facts.figure(metric))


def _side_record(facts: Facts, metric: Metric) -> Iterator[Message]:
    for item in _record(facts, metric):
        yield Message("liquidations_side_record", {"side": item.slots["figure"]}, item.salience)


def liquidity(facts: Facts) -> list[Message]:
    """Depth, or price impact as its named stand-in where no book was recorded; the spread where it is known."""
    found: list[Message] = []
    if facts.measure(M.MARKET_DEPTH_INDEX) is not None:
        found += _single(facts, M.MARKET_DEPTH_INDEX, "depth", "depth", "depth_flat")
        found += _record(facts, M.MARKET_DEPTH_INDEX)
    elif facts.measure(M.ILLIQUIDITY_Z) is not None:
        found += _single(facts, M.ILLIQUIDITY_Z, "impact", "impact", "impact_flat")
        found += _record(facts, M.ILLIQUIDITY_Z)
    if facts.measure(M.SPREAD_BPS) is not None:
        found.append(message(facts, "spread", M.SPREAD_BPS, spread=facts.figure(M.SPREAD_BPS)))
    return found


def flow(facts: Facts) -> list[Message]:
    """Who crossed the spread, in the imbalance and in the ratio, and how rare that is."""
    found = list(_single(facts, M.TAKER_IMBALANCE, "flow", "flow", "flow_flat"))
    found += _record(facts, M.TAKER_IMBALANCE)
    ratio = facts.measure(M.TAKER_BUY_SELL_RATIO)
    if ratio is not None and facts.side(M.TAKER_BUY_SELL_RATIO) is not None:
        flat = facts.side(M.TAKER_BUY_SELL_RATIO) == "flat"
        slots: dict[str, Slot] = {"ratio": facts.figure(M.TAKER_BUY_SELL_RATIO)}
        if ratio.venue is not None:
            slots["venue"] = Name(ratio.venue)
        name = ("ratio_flat" if flat else "ratio") + ("_on_venue" if ratio.venue else "")
        found.append(message(facts, name, M.TAKER_BUY_SELL_RATIO, **slots))
    return found


def leverage(facts: Facts) -> list[Message]:
    """What open interest did, in standard deviations, in coins and in dollars."""
    found = list(_single(facts, M.OPEN_INTEREST_Z, "oi", "oi", "oi_flat"))
    oi = facts.measure(M.OPEN_INTEREST_Z)
    if oi is not None and oi.change is not None and oi.change_over == facts.snapshot.period:
        found.append(message(facts, "oi_coins", M.OPEN_INTEREST_Z, oi=facts.figure(M.OPEN_INTEREST_Z)))
    found += _record(facts, M.OPEN_INTEREST_Z)
    if facts.measure(M.OPEN_INTEREST_USD) is not None:
        found.append(message(facts, "oi_usd", M.OPEN_INTEREST_USD, value=facts.figure(M.OPEN_INTEREST_USD)))
        found += _record(facts, M.OPEN_INTEREST_USD)
    return found


def liquidations(facts: Facts) -> list[Message]:
    """How heavy forced closures were, on which side, and what they add up to."""
    found: list[Message] = []
    if (side := facts.side(M.LIQUIDATIONS_USD_Z)) is not None:
        name = {"high": "liquidations", "low": "liquidations_light", "flat": "liquidations_flat"}[side]
        found.append(message(facts, name, M.LIQUIDATIONS_USD_Z, liq=facts.figure(M.LIQUIDATIONS_USD_Z)))
    total, share = facts.measure(M.LIQUIDATIONS_USD), facts.measure(M.LIQUIDATIONS_LONG_SHARE)
    if total is not None and share is not None:
        found.append(
            message(
                facts,
                "liquidations_by_side",
                M.LIQUIDATIONS_USD,
                total=facts.figure(M.LIQUIDATIONS_USD),
                share=facts.figure(M.LIQUIDATIONS_LONG_SHARE),
            )
        )
    elif total is not None:
        found.append(message(facts, "liquidations_usd", M.LIQUIDATIONS_USD, total=facts.figure(M.LIQUIDATIONS_USD)))
    elif share is not None:
        found.append(
            message(
                facts, "liquidations_share", M.LIQUIDATIONS_LONG_SHARE, share=facts.figure(M.LIQUIDATIONS_LONG_SHARE)
            )
        )
    larger = M.LIQUIDATIONS_SHORT_USD if facts.side(M.LIQUIDATIONS_LONG_SHARE) == "low" else M.LIQUIDATIONS_LONG_USD
    found += (
        [*_side_record(facts, larger)] or [*_record(facts, M.LIQUIDATIONS_USD)] or [*_rank(facts, M.LIQUIDATIONS_USD)]
    )
    return found


def funding(facts: Facts) -> list[Message]:
    """The price of leverage: funding, basis and the accounts on either side."""
    found = list(_single(facts, M.FUNDING_RATE, "funding", "funding", "funding_flat"))
    found += _record(facts, M.FUNDING_RATE)
    if facts.measure(M.BASIS) is not None:
        flat = facts.side(M.BASIS) == "flat"
        found.append(message(facts, "basis_flat" if flat else "basis", M.BASIS, basis=facts.figure(M.BASIS)))
    if facts.side(M.LONG_SHORT_RATIO) not in {None, "flat"}:
        found.append(message(facts, "accounts", M.LONG_SHORT_RATIO, accounts=facts.figure(M.LONG_SHORT_RATIO)))
    return found


def price(facts: Facts) -> list[Message]:
    """Price and its record. Price alone (no change) is stated as a level."""
    found: list[Message] = []
    change, last = facts.measure(M.PRICE_CHANGE), facts.measure(M.PRICE)
    if change is not None and last is not None:
        name = "price_flat" if facts.side(M.PRICE_CHANGE) == "flat" else "price"
        slots: dict[str, Slot] = {"change": facts.figure(M.PRICE_CHANGE), "last": facts.figure(M.PRICE)}
        found.append(message(facts, name, M.PRICE_CHANGE, asset=facts.asset, **slots))
    elif change is not None:
        name = "price_change_flat" if facts.side(M.PRICE_CHANGE) == "flat" else "price_change"
        found.append(message(facts, name, M.PRICE_CHANGE, asset=facts.asset, change=facts.figure(M.PRICE_CHANGE)))
    elif last is not None:
        found.append(message(facts, "price_level", M.PRICE, asset=facts.asset, last=facts.figure(M.PRICE)))
    found += _record(facts, M.PRICE) if last is not None else ()
    found += _record(facts, M.PRICE_CHANGE)
    return found


def activity(facts: Facts) -> list[Message]:
    """Turnover and realised volatility, judged where they can be."""
    found: list[Message] = []
    volatility = facts.measure(M.REALISED_VOLATILITY)
    if volatility is not None:
        judged = facts.side(M.REALISED_VOLATILITY) not in {None, "flat"}
        name = "volatility" if judged else "volatility_level"
        found.append(message(facts, name, M.REALISED_VOLATILITY, vol=facts.figure(M.REALISED_VOLATILITY)))
        found += _record(facts, M.REALISED_VOLATILITY)
    if facts.measure(M.VOLUME_USD) is not None:
        judged = facts.side(M.VOLUME_USD) not in {None, "flat"}
        name = "volume" if judged else "volume_level"
        found.append(message(facts, name, M.VOLUME_USD, volume=facts.figure(M.VOLUME_USD)))
        found += _record(facts, M.VOLUME_USD)
    return found
