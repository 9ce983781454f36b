"""What the days before add to a family of metrics: yesterday, the week, two weeks, a year. Nothing here is wording."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Final

from generator.market import Regime
from generator.metrics.snapshot import Metric
from generator.planning.facts import Facts
from generator.planning.messages import is_record, message
from generator.planning.past import FORTNIGHT, days_of, derived
from generator.planning.salience import salience
from generator.planning.story import Derived, Message, Slot, Tally

M = Metric
_MANY: Final = 4  # days of seven from which they are counted
_RARE: Final = 9  # days of the look-back that may have had more
_STALE: Final = 0.0005  # difference of two funding rates in percent points below which nothing moved

WEEKS: Final[Mapping[tuple[bool, bool], str]] = {
    (False, False): "week_down_again",
    (True, True): "week_up_again",
    (False, True): "week_turns_down",
    (True, False): "week_turns_up",
}
"""Messages on the week by whether it and the one before ended higher."""

GROUPS: Final[tuple[frozenset[str], ...]] = (
    frozenset({"flow", "flow_flat", "flow_turns", "flow_keeps"}),
    frozenset({"oi", "oi_flat", "oi_turns", "oi_keeps"}),
    frozenset({"liquidations_by_side", "liquidations_usd", "liquidations_versus", "liquidations_typical"}),
    frozenset({"price", "price_flat", "price_turns", "price_extends"}),
    frozenset({"funding_flat", "funding_higher", "funding_lower"}),
    frozenset({"volume", "volume_level", "volume_versus", "volume_typical"}),
    frozenset({"week", *WEEKS.values()}),
    frozenset({"week_rises", "week_falls", "week_range"}),
)
"""Messages that tell the same thing in different lights: one of each group is told."""

_TURNS: Final[Mapping[Metric, tuple[str, str, str]]] = {
    M.TAKER_IMBALANCE: ("flow", "flow_turns", "flow_keeps"),
    M.OPEN_INTEREST_Z: ("oi", "oi_turns", "oi_keeps"),
    M.PRICE_CHANGE: ("change", "price_turns", "price_extends"),
}


def flow(facts: Facts) -> list[Message]:
    """Takers beside the day before, over the week, and how rare that is."""
    found = [*_turned(facts, M.TAKER_IMBALANCE)]
    found += _counted(facts, M.TAKER_BUY_SELL_RATIO, "week.below", "week_selling")
    found += _counted(facts, M.TAKER_BUY_SELL_RATIO, "week.above", "week_buying")
    return found + _rarity(facts, M.TAKER_IMBALANCE)


def leverage(facts: Facts) -> list[Message]:
    """Open interest beside the day before and over the week."""
    found = [*_turned(facts, M.OPEN_INTEREST_Z)]
    week, earlier = (derived(facts.snapshot, M.OPEN_INTEREST_Z, f"{span}.change") for span in ("week", "earlier"))
    if week is not None and earlier is not None:
        worth = min(1.5, abs(week.value) * 10) - 1.0
        found.append(Message("week_interest", {"week": week, "earlier": earlier}, worth))
    return found + _rarity(facts, M.OPEN_INTEREST_Z)


def liquidations(facts: Facts) -> list[Message]:
    """Liquidations in dollars beside the day before, the week before and what is usual."""
    found = [*_versus(facts, M.LIQUIDATIONS_USD, "liquidations", "total")]
    found += _weekly_total(facts, M.LIQUIDATIONS_USD, "week_liquidations")
    found += _exceptions(facts, M.LIQUIDATIONS_USD, "exceptions_liquidations", "total")
    return found + _rarity(facts, M.LIQUIDATIONS_USD)


def funding(facts: Facts) -> list[Message]:
    """Funding beside the day before and over the week."""
    found = []
    before, now = derived(facts.snapshot, M.FUNDING_RATE, "before"), facts.measure(M.FUNDING_RATE)
    if daily(facts) and before is not None and now is not None and abs(now.value - before.value) * 100 >= _STALE:
        slots: dict[str, Slot] = {"funding": facts.figure(M.FUNDING_RATE), "was": before}
        name = "funding_higher" if now.value > before.value else "funding_lower"
        found.append(Message(name, slots, salience(facts, M.FUNDING_RATE) + 0.2))
    week, earlier = (derived(facts.snapshot, M.FUNDING_RATE, f"{span}.mean") for span in ("week", "earlier"))
    if daily(facts) and week is not None and earlier is not None:
        found.append(Message("week_funding", {"week": week, "earlier": earlier}, -1.0))
    return found + _rarity(facts, M.FUNDING_RATE)


def price(facts: Facts) -> list[Message]:
    """Price and turnover beside the day before, over the week and over two weeks."""
    found = [*_turned(facts, M.PRICE_CHANGE)]
    week, earlier = (derived(facts.snapshot, M.PRICE_CHANGE, f"{span}.change") for span in ("week", "earlier"))
    if daily(facts) and week is not None and earlier is not None:
        worth = 0.4 + min(1.5, abs(week.value) * 10)
        name = WEEKS[week.value >= 0, earlier.value >= 0]
        found.append(Message(name, {"week": week, "earlier": earlier}, worth))
    found += _counted(facts, M.PRICE_CHANGE, "week.falls", "week_falls")
    found += _counted(facts, M.PRICE_CHANGE, "week.rises", "week_rises")
    top, bottom = (derived(facts.snapshot, M.PRICE, f"fortnight.{end}") for end in ("top", "bottom"))
    if daily(facts) and top is not None and bottom is not None:
        found.append(Message("week_range", {"top": top, "bottom": bottom}, 0.5))
    found += _rarity(facts, M.PRICE_CHANGE)
    return found + [item for item in _rarity(facts, M.PRICE) if item.name.startswith("fortnight")]


def activity(facts: Facts) -> list[Message]:
    """Turnover and volatility beside the day before, the week before and what is usual."""
    found = [*_versus(facts, M.VOLUME_USD, "volume", "volume")]
    found += _weekly_total(facts, M.VOLUME_USD, "week_volume")
    found += _exceptions(facts, M.VOLUME_USD, "exceptions_volume", "volume")
    return found + _rarity(facts, M.VOLUME_USD) + _rarity(facts, M.REALISED_VOLATILITY)


def tallies(facts: Facts) -> list[Message]:
    """On how many of the last fourteen days the day's regimes held, calm included."""
    found = []
    for item in facts.reading.regimes if daily(facts) else ():
        days = days_of(facts.snapshot, item.regime, holds=True)
        if days is not None and days > 1:
            name = "calm_days" if item.regime is Regime.CALM else "regime_days"
            found.append(Message(name, {"tally": Tally(item.regime, days, FORTNIGHT)}, days / 14))
    return sorted(found, key=lambda item: -item.salience)[:1]


def daily(facts: Facts) -> bool:
    """Whether the bars are days, which is what these messages speak of."""
    return facts.snapshot.period == "1d"


def _turned(facts: Facts, metric: Metric) -> Iterator[Message]:
    slot, turns, keeps = _TURNS[metric]
    before, side = derived(facts.snapshot, metric, "before"), facts.side(metric)
    if not daily(facts) or before is None or before.size is None or side in {None, "flat"}:
        return
    if before.size.side == "flat" or _contradicted(facts, metric):
        return
    name = keeps if before.size.side == side else turns
    slots: dict[str, Slot] = {slot: facts.figure(metric), "was": before}
    if metric is M.PRICE_CHANGE:
        slots["asset"] = facts.asset
    yield Message(name, slots, salience(facts, metric) + (0.3 if name == turns else 0.0))


def _contradicted(facts: Facts, metric: Metric) -> bool:
    """Whether yesterday's z-score of open interest points one way and its change the other: then no verb is true."""
    bar = facts.snapshot.before_by(1)
    if metric is not M.OPEN_INTEREST_Z or bar is None:
        return False
    return bar.interest_change is not None and bar.interest_change * bar.values[metric] < 0


def _versus(facts: Facts, metric: Metric, name: str, slot: str) -> Iterator[Message]:
    measure = facts.measure(metric)
    if measure is None or not daily(facts):
        return
    before = derived(facts.snapshot, metric, "before")
    times = derived(facts.snapshot, metric, "over.before")
    if before is not None and times is not None and measure.value > 0:
        worth = salience(facts, metric) + min(2.0, abs(math.log(times.value)))
        yield Message(f"{name}_versus", {slot: facts.figure(metric), "was": before, "times": times}, worth)
    usual = derived(facts.snapshot, metric, "over.typical")
    if usual is not None and measure.window is not None and usual.value > 0:
        worth = salience(facts, metric) + min(2.0, abs(math.log(usual.value))) * 0.9
        yield Message(f"{name}_typical", {slot: facts.figure(metric), "times": usual}, worth)


def _weekly_total(facts: Facts, metric: Metric, name: str) -> Iterator[Message]:
    slots: dict[str, Derived | None] = {
        "total": derived(facts.snapshot, metric, "week.total"),
        "earlier": derived(facts.snapshot, metric, "earlier.total"),
        "times": derived(facts.snapshot, metric, "week.over.earlier"),
    }
    known: dict[str, Slot] = {slot: value for slot, value in slots.items() if value is not None}
    if daily(facts) and len(known) == len(slots):
        times = slots["times"].value if slots["times"] else 1.0
        yield Message(name, known, 0.3 + min(1.5, abs(math.log(times))) if times > 0 else 0.3)


def _counted(facts: Facts, metric: Metric, stat: str, name: str) -> Iterator[Message]:
    days = derived(facts.snapshot, metric, stat)
    if daily(facts) and days is not None and days.value >= _MANY:
        yield Message(name, {"days": days}, (days.value - 3) * 0.3)


def _exceptions(facts: Facts, metric: Metric, name: str, slot: str) -> Iterator[Message]:
    days, measure = derived(facts.snapshot, metric, "exceptions"), facts.measure(metric)
    if not daily(facts) or days is None or measure is None or measure.window is None or is_record(measure):
        return
    if 1 <= days.value <= _RARE and measure.n is not None and measure.window == f"{measure.n}d":
        slots: dict[str, Slot] = {slot: facts.figure(metric), "days": days}
        yield message(facts, name, metric, **slots)


def _rarity(facts: Facts, metric: Metric) -> list[Message]:
    """Return how rare a value is, by the longest reach there is: a place in the year, else the most of two weeks."""
    measure = facts.measure(metric)
    if not daily(facts) or is_record(measure):
        return []
    place = derived(facts.snapshot, metric, "place")
    if place is not None and measure is not None and measure.rank is not None and measure.rank.days >= 365:  # noqa: PLR2004
        if place.value > 1 and place.size is not None and _named(metric, place.size.side) and _moved(facts, metric):
            return [Message(f"place_{metric.value}", {"place": place}, 3.0 - place.value * 0.2)]
        return []
    for side in ("high", "low"):
        if derived(facts.snapshot, metric, f"fortnight.{side}") is not None and facts.side(metric) in {side, None}:
            name = f"fortnight_{metric.value.replace('_z', '')}_{side}"
            return [Message(name, {}, 1.2)] if metric in _FORTNIGHT and _moved(facts, metric) else []
    return []


_FORTNIGHT: Final = frozenset(
    {
        *(M.PRICE, M.LIQUIDATIONS_USD, M.VOLUME_USD, M.FUNDING_RATE),
        *(M.TAKER_IMBALANCE, M.OPEN_INTEREST_Z, M.REALISED_VOLATILITY),
    }
)
_BOTH: Final = frozenset(
    {
        *(M.PRICE_CHANGE, M.TAKER_IMBALANCE, M.OPEN_INTEREST_Z, M.VOLUME_USD, M.FUNDING_RATE),
        *(M.REALISED_VOLATILITY, M.MARKET_DEPTH_INDEX, M.ILLIQUIDITY_Z),
    }
)


def _named(metric: Metric, side: str) -> bool:
    """Whether a place on this side has a name: few liquidations are no news."""
    return metric in _BOTH or (side == "high" and metric in {M.LIQUIDATIONS_USD, M.LIQUIDATIONS_LONG_USD})


def _moved(facts: Facts, metric: Metric) -> bool:
    """Whether the value lies on a side at all, where its name says so: the smallest of many rises is no fall."""
    if metric not in {M.PRICE_CHANGE, M.TAKER_IMBALANCE, M.OPEN_INTEREST_Z}:
        return True
    return facts.side(metric) in {"low", "high"}
