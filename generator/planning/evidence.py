"""Which evidence is told, in which light and in which order: by its news, and away from what was told lately."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from generator.metrics.snapshot import Metric
from generator.planning import angles, messages
from generator.planning.angles import GROUPS
from generator.planning.facts import Facts
from generator.planning.memory import Memory
from generator.planning.messages import message
from generator.planning.story import Figure, Message, Slot

Told = set[tuple[str, Slot | None]]
Family = tuple[Callable[[Facts], list[Message]], ...]
FAMILIES: Final[tuple[tuple[Family, ...], ...]] = (
    ((messages.liquidity,), (messages.flow, angles.flow)),
    ((messages.liquidations, angles.liquidations), (messages.leverage, angles.leverage)),
    ((messages.price, angles.price), (messages.activity, angles.activity), (messages.funding, angles.funding)),
)
"""Families that share a paragraph, because their signals explain each other."""
_GROUP: Final[Mapping[str, int]] = {name: i for i, group in enumerate(GROUPS) for name in group}
KEPT: Final = frozenset(
    {
        *("depth", "impact", "flow", "flow_turns", "flow_keeps", "oi", "oi_turns", "oi_keeps", "liquidations"),
        *("liquidations_by_side", "liquidations_versus", "liquidations_typical", "funding"),
    }
)
"""Messages that regimes rest on, and what was liquidated in dollars: never left out."""
REFERRING: Final = ("record", "rank", "place_", "fortnight_", "exceptions_")
_STALE: Final = 1.6  # newsworthiness that a message loses which was told the day before; half of it after two days
_JITTER: Final = 0.5


@dataclass(frozen=True, slots=True)
class Taste:
    """What nudges the planner between things that are about equally newsworthy: what was told lately, and the seed."""

    facts: Facts
    memory: Memory
    seed: str

    def worth(self, item: Message) -> float:
        """Return the newsworthiness of a message less what it loses by having been told lately."""
        days = self.memory.days_since(item.name, self.facts.snapshot.as_of)
        stale = 0.0 if days is None else _STALE / max(1.0, days)
        return item.salience - stale + _JITTER * self.chance(item.name)

    def chance(self, name: str) -> float:
        """Return a number from 0 up to 1 that depends on the seed, the day and the name alone."""
        key = f"{self.seed}/{self.facts.snapshot.as_of.isoformat()}/{name}"
        return int.from_bytes(blake2b(key.encode(), digest_size=4).digest(), "big") / 2**32


def evidence(
    taste: Taste, family: int, told: Told, room: int, *, without: str | None = None
) -> list[tuple[Message, ...]]:
    """Return up to `room` pieces of evidence a paragraph at a time, at most `family` of each family.

    The paragraph with the strongest signal comes first. Messages whose names begin with `without` are told elsewhere.
    """
    paragraphs: list[tuple[Message, ...]] = []
    for families in FAMILIES:
        parts = [_family(functions, taste, told, family, without) for functions in families]
        parts = sorted((part for part in parts if part), key=_news)
        if parts:
            paragraphs.append(tuple(item for part in parts for item in part))
    paragraphs.sort(key=_news)
    return _without_orphans(_trimmed(paragraphs, room, taste))


def _news(part: Sequence[Message]) -> tuple[float, str]:
    strongest = max(part, key=lambda item: item.salience)
    return -strongest.salience, strongest.name


def _family(functions: Family, taste: Taste, told: Told, most: int, without: str | None) -> list[Message]:
    """Return what is told of a family: its statement first, then how rare it is, then the lights it is seen in."""
    made = [item for function in functions for item in function(taste.facts)]
    left = [item for item in made if without is None or not item.name.startswith(without)]
    found = _untold(left, taste.facts, told)
    best: dict[int, Message] = {}
    for item in found:
        group = _GROUP.get(item.name)
        if group is not None and (group not in best or taste.worth(item) > taste.worth(best[group])):
            best[group] = item
    single = [item for item in found if best.get(_GROUP.get(item.name, -1), item) is item]
    kept = [item for item in single if item.name in KEPT]
    rest = sorted((item for item in single if item not in kept), key=lambda item: -taste.worth(item))
    chosen = [*kept, *rest][:most]
    ordered = sorted(chosen, key=lambda item: (_first(_about(item, found), found), item.name.startswith(REFERRING)))
    return [item for i, item in enumerate(ordered) if not _attached(item) or _carries(ordered[:i], item)]


def _carries(before: Sequence[Message], item: Message) -> bool:
    """Whether what stands right before a record is about what the record is of."""
    figure = item.slots.get("figure")
    if not before or not isinstance(figure, Figure):
        return False
    slots = before[-1].slots.values()
    return any(isinstance(slot, Figure) and slot.measure.metric is figure.measure.metric for slot in slots)


_ATTACHED: Final = ("record", "rank")


def _attached(item: Message) -> bool:
    """Whether a message says nothing without the one it refers back to."""
    return item.name in _ATTACHED


def _about(item: Message, found: Sequence[Message]) -> Message:
    """Return what a message refers back to: the last one before it that stands by itself; else the message."""
    if not _attached(item):
        return item
    return next((other for other in reversed(found[: found.index(item)]) if not _attached(other)), item)


def _first(item: Message, found: Sequence[Message]) -> int:
    """Return where the first message of the same group stands."""
    group = _GROUP.get(item.name)
    same = (other for other in found if group is not None and _GROUP.get(other.name) == group)
    return found.index(next(same, item))


def _untold(found: Sequence[Message], facts: Facts, told: Told) -> list[Message]:
    """Return the messages the lede has not told; where it told the price move, the price itself stands instead."""
    kept = []
    for item in found:
        if telling(item) not in told:
            kept.append(item)
        elif item.name == "price":
            kept.append(message(facts, "price_level", Metric.PRICE, asset=facts.asset, last=facts.figure(Metric.PRICE)))
    return kept


def telling(item: Message) -> tuple[str, Slot | None]:
    """Return what makes two messages the same news: a record is told once a metric, a price move once."""
    return item.name, item.slots.get("figure")


def _trimmed(paragraphs: Sequence[tuple[Message, ...]], room: int, taste: Taste) -> list[tuple[Message, ...]]:
    """Leave out the least newsworthy evidence past `room`; what a record refers back to stays while it does."""
    kept = [[(taste.worth(item), item) for item in part] for part in paragraphs]
    while sum(map(len, kept)) > room:
        spare = [
            (worth, row, column)
            for row, part in enumerate(kept)
            for column, (worth, item) in enumerate(part)
            if item.name not in KEPT and (column + 1 == len(part) or not part[column + 1][1].name.startswith(REFERRING))
        ]
        if not spare:
            break
        _, row, column = min(spare)
        del kept[row][column]
    return [tuple(item for _, item in part) for part in kept if part]


def _without_orphans(paragraphs: Sequence[tuple[Message, ...]]) -> list[tuple[Message, ...]]:
    """Join a paragraph of one sentence to the one before it."""
    found: list[tuple[Message, ...]] = []
    for part in paragraphs:
        if found and (len(part) == 1 or len(found[-1]) == 1):
            found[-1] = (*found[-1], *part)
        else:
            found.append(part)
    return found
