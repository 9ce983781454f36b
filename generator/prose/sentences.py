"""Messages to a sentence with its claims: one message, or two that a connective joins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generator.metrics.snapshot import Metric
from generator.planning.story import (
    Called,
    CalledEach,
    Derived,
    Figure,
    History,
    Level,
    Message,
    Names,
    Signals,
    Tally,
)
from generator.planning.story import Slot as Said
from generator.prose.article import Sentence
from generator.prose.faces import faces
from generator.prose.marks import Unplaced, marked, placed, shown
from generator.prose.patterns import Slot, read
from generator.prose.phrases import PhraseBank
from generator.prose.telling import Telling
from generator.prose.variants import Draws

_DAY = re.compile(r"\bdays?\b")
_INNER = re.compile(r"[;:]| (?:while|and) ")


@dataclass(frozen=True, slots=True)
class Draft:
    """One way to say one or two messages. Most drafts are dropped, so its claims find their places only when asked."""

    rendered: str
    """Its text with its claims marked."""
    claims: tuple[Unplaced, ...]
    named: frozenset[str]
    """Metrics it names, which the next sentence may name in short."""
    messages: tuple[str, ...]
    """The messages it says."""

    @property
    def text(self) -> str:
        """Its words as they will stand: so it is compared with what was said before."""
        return shown(self.rendered, self.claims)

    @property
    def sentence(self) -> Sentence:
        """The sentence with its claims where they stand."""
        text, claims = placed(self.rendered, self.claims)
        return Sentence(text, "+".join(self.messages), claims)


class Ready:
    """A message with all that its drafts share: its phrase, the faces of its slots, and what it rests on."""

    __slots__ = ("_bare", "_whole", "about", "faces", "message", "phrase")

    def __init__(self, message: Message, bank: PhraseBank, telling: Telling) -> None:
        self.message, self.phrase = message, bank.get(message.name)
        self.about = _about(message)
        self.faces = faces(message.slots, telling)
        found = [(slot, rests) for slot in message.slots.values() if (rests := _rests(slot))]
        own = [("snapshot", "statement", message.name)] if message.name.startswith(_BY_THEMSELVES) else []
        self._whole = next(iter([*(rests for slot, rests in found if not isinstance(slot, Figure)), *own]), None)
        self._bare = next(iter([*(rests for _, rests in found), *own]), None)

    def worded(self, telling: Telling, turn: int, *, daily: bool) -> str | None:
        """Return a reading with its claims marked; None where it speaks of a day and the bar is no day.

        The turn goes round the variants, so that the drafts of a message differ in more than their words.
        """
        say = len(self.phrase.say)
        index = (telling.draws(say) + turn) % say
        reading = read(self.phrase.patterns[index], telling.draws)
        if not daily and any(map(_of_a_day, reading)):
            return None
        return self.resting(self.phrase.fill(index, reading, self.faces), telling)

    def apposed(self, telling: Telling) -> str:
        """Return how it ends the sentence that it refers back to."""
        return self.phrase.fill(0, read(self.phrase.apposed, telling.draws), self.faces)

    def resting(self, text: str, telling: Telling) -> str:
        """Return a text as one claim where it rests on something as a whole, besides the claims that it holds.

        So does a remark, which shows no figures, on what it reads together; an explanation on the measure that it
        explains; a statement on days before or on a threshold on what was counted.
        """
        name = self.message.name
        whole = self._bare if name.startswith(_EXPLAINS) and not marked(text) else self._whole
        if whole is None:
            return text
        said = text.removesuffix(".")
        return telling.ledger.mark(said[:1].lower() + said[1:], *whole, name) + text[len(said) :]


_EXPLAINS = "how_"
_BY_THEMSELVES = ("fortnight_", "week_quiet_")
"""Messages whose words are all they say: they have no slot that a claim could rest on."""


def _rests(slot: Said) -> tuple[str, str, float | int | str] | None:
    """Return metric, field and value of what a statement with this slot rests on."""
    match slot:
        case Signals():
            return "snapshot", "signals", ", ".join(f"{metric} {value!r}" for metric, value in slot.values)
        case Derived():
            return slot.metric, slot.stat, int(slot.value) if float(slot.value).is_integer() else slot.value
        case Figure():
            return slot.measure.metric, "value", slot.measure.value
        case Tally():
            return "regime", "days", slot.bars
        case Level():
            return slot.metric, "threshold", slot.level
        case Called():
            return "regime", "name", slot.regime
        case CalledEach():
            return "regime", "names", ", ".join(slot.regimes)
        case Names() if slot.regimes:
            return "regime", "names", ", ".join(item.regime for item in slot.regimes)
        case History():
            return "regime", "precedent", slot.precedent.regime
    return None


def _of_a_day(part: str | Slot) -> bool:
    return part.face == "weekday" if isinstance(part, Slot) else bool(_DAY.search(part))


def drafted(ready: Ready, telling: Telling, turn: int, seed: str, *, daily: bool) -> Draft | None:
    """Return one draft of a message; None where this turn gives none."""
    telling.begin(Draws(f"{seed}/{turn}"), telling.last)
    rendered = ready.worded(telling, turn, daily=daily)
    return None if rendered is None else _draft(rendered, telling, ready)


def lengthened(  # noqa: PLR0913 - a draft depends on these, and nothing else
    draft: Draft, told: Sequence[Ready], telling: Telling, turn: int, *, joints: Sequence[str], daily: bool
) -> Draft | None:
    """Return the draft that was told last with the next message in the same sentence; None where they do not go.

    What the desk reads as a whole stands behind a semicolon, and a semicolon joins what is about one thing.
    """
    first, second = told
    plain = not first.phrase.alone and not _INNER.search(draft.rendered)
    beside = _related(first, second) and ";" not in draft.rendered
    if second.phrase.apposed and plain:
        said: str | None = second.apposed(telling)
    elif second.phrase.apposed or beside or (plain and not second.phrase.alone):
        said = second.worded(telling, turn, daily=daily)
    else:
        return None  # whatever the second says
    if said is None:
        return None
    before = draft.rendered.removesuffix(".")
    if second.phrase.apposed and not said.endswith("."):
        return _draft(f"{before}, {said}.", telling, first, second)
    said = said if not said[:1].isalpha() else said[:1].lower() + said[1:]
    if not plain or second.phrase.alone or _INNER.search(said):
        return _draft(f"{before}; {said}", telling, first, second) if beside and ";" not in said else None
    return _draft(f"{before}{telling.any(joints)}{said}", telling, first, second)


def _draft(rendered: str, telling: Telling, *told: Ready) -> Draft:
    names = tuple(ready.message.name for ready in told)
    return Draft(rendered, tuple(telling.ledger.claims), frozenset(telling.named), names)


_ABOUT: Mapping[Metric, str] = {
    **dict.fromkeys((Metric.TAKER_IMBALANCE, Metric.TAKER_BUY_SELL_RATIO), "flow"),
    **dict.fromkeys((Metric.OPEN_INTEREST_Z, Metric.OPEN_INTEREST_USD), "leverage"),
    **dict.fromkeys((metric for metric in Metric if "liquidations" in metric), "liquidations"),
    **dict.fromkeys((Metric.PRICE, Metric.PRICE_CHANGE), "price"),
    **dict.fromkeys((Metric.FUNDING_RATE, Metric.BASIS, Metric.LONG_SHORT_RATIO), "funding"),
    **dict.fromkeys((Metric.MARKET_DEPTH_INDEX, Metric.ILLIQUIDITY_Z, Metric.SPREAD_BPS), "liquidity"),
}


_FIGURES = frozenset({*_ABOUT.values(), "activity"})


def _related(first: Ready, second: Ready) -> bool:
    """Whether a semicolon may join two messages: figures beside figures, notes beside notes."""
    return first.about == second.about or (first.about in _FIGURES and second.about in _FIGURES)


def _about(message: Message) -> str:
    """Return what a message is about: the family of its first figure, or the kind of message."""
    for slot in message.slots.values():
        if isinstance(slot, Figure):
            return _ABOUT.get(slot.measure.metric, "activity")
        if isinstance(slot, Derived):
            return _ABOUT.get(slot.metric, "activity")
    return (
        message.name.partition("_")[0] if message.name.startswith(("turn", "sense", "place", "fortnight")) else "note"
    )
