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
from generator.prose.marks import Unplaced, marked, placed, unmarked
from generator.prose.patterns import Slot, drawn
from generator.prose.phrases import Phrase, PhraseBank
from generator.prose.telling import Telling
from generator.prose.variants import Draws

_DAY = re.compile(r"\bdays?\b")
_INNER = re.compile(r"[;:]| (?:while|and) ")


@dataclass(frozen=True, slots=True)
class Draft:
    """One way to say one or two messages. Most drafts are dropped, so its claims find their places only when asked."""

    text: str
    """As it is compared with what was said before: from a capital on, as it will stand."""
    rendered: str
    """The text with its claims marked."""
    claims: tuple[Unplaced, ...]
    named: frozenset[str]
    """Metrics it names, which the next sentence may name in short."""
    messages: tuple[str, ...]
    """The messages it says."""

    @property
    def sentence(self) -> Sentence:
        """The sentence with its claims where they stand."""
        text, claims = placed(self.rendered, self.claims)
        return Sentence(text, "+".join(self.messages), claims)


def worded(message: Message, phrase: Phrase, index: int, telling: Telling, *, daily: bool = True) -> str | None:
    """Return a reading of a variant with its claims marked; None where it speaks of a day and the bar is no day."""
    reading = list(drawn(phrase.patterns[index], telling.draws))
    if not daily and any(map(_of_a_day, reading)):
        return None
    return resting(phrase.fill(index, iter(reading), faces(message.slots, telling)), message, telling)


def resting(text: str, message: Message, telling: Telling) -> str:
    """Return a text as one claim where it rests on something as a whole, besides the claims that it holds.

    So does a remark, which shows no figures, on what it reads together; an explanation on the measure that it explains;
    a statement on days before or on a threshold on what was counted.
    """
    found = [(slot, _rests(slot)) for slot in message.slots.values()]
    bare = message.name.startswith(_EXPLAINS) and not marked(text)
    whole = [rests for slot, rests in found if rests and (bare or not isinstance(slot, Figure))]
    if message.name.startswith(_BY_THEMSELVES):
        whole.append(("snapshot", "statement", message.name))
    if not whole:
        return text
    said = text.removesuffix(".")
    return telling.ledger.mark(said[:1].lower() + said[1:], *whole[0], message.name) + text[len(said) :]


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


def drafted(  # noqa: PLR0913 - a draft depends on these, and nothing else
    messages: Sequence[Message], bank: PhraseBank, telling: Telling, turn: int, seed: str, *, daily: bool
) -> Draft | None:
    """Return one draft of the first message, or of the first two; None where this turn gives none.

    The turn goes round the variants, so that the drafts of a message differ in more than their words.
    """
    telling.begin(Draws(f"{seed}/{turn}"), telling.last)
    said: list[str] = []
    for message in messages:
        phrase = bank.get(message.name)
        plain = bool(said) and not bank.get(messages[0].name).alone and not _INNER.search(said[0])
        if phrase.apposed and plain:
            said.append(phrase.fill(0, drawn(phrase.apposed, telling.draws), faces(message.slots, telling)))
            break
        index = (telling.draws(len(phrase.say)) + turn) % len(phrase.say)
        found = worded(message, phrase, index, telling, daily=daily)
        if found is None:
            return None
        said.append(found)
    rendered = said[0] if len(said) == 1 else _joined(messages, said, bank, telling)
    if rendered is None:
        return None
    names = tuple(message.name for message in messages)
    text = unmarked(rendered)
    return Draft(text[:1].upper() + text[1:], rendered, tuple(telling.ledger.claims), frozenset(telling.named), names)


def _joined(messages: Sequence[Message], said: Sequence[str], bank: PhraseBank, telling: Telling) -> str | None:
    """Return two sentences as one, or None where they have nothing to do with each other.

    What the desk reads as a whole stands behind a semicolon, and a semicolon joins what is about one thing.
    """
    first, second = said[0].removesuffix("."), said[1]
    phrases = [bank.get(message.name) for message in messages]
    if phrases[1].apposed and not second.endswith("."):
        return f"{first}, {second}."
    second = second if not second[:1].isalpha() else second[:1].lower() + second[1:]
    if any(phrase.alone for phrase in phrases) or _INNER.search(first) or _INNER.search(second):
        return f"{first}; {second}" if _related(messages) and ";" not in first + second else None
    return f"{first}{telling.any(bank.lists['joints'])}{second}"


def _related(messages: Sequence[Message]) -> bool:
    """Whether a semicolon may join two messages: figures beside figures, notes beside notes."""
    first, second = map(_about, messages)
    return first == second or (first in _FIGURES and second in _FIGURES)


_ABOUT: Mapping[Metric, str] = {
    **dict.fromkeys((Metric.TAKER_IMBALANCE, Metric.TAKER_BUY_SELL_RATIO), "flow"),
    **dict.fromkeys((Metric.OPEN_INTEREST_Z, Metric.OPEN_INTEREST_USD), "leverage"),
    **dict.fromkeys((metric for metric in Metric if "liquidations" in metric), "liquidations"),
    **dict.fromkeys((Metric.PRICE, Metric.PRICE_CHANGE), "price"),
    **dict.fromkeys((Metric.FUNDING_RATE, Metric.BASIS, Metric.LONG_SHORT_RATIO), "funding"),
    **dict.fromkeys((Metric.MARKET_DEPTH_INDEX, Metric.ILLIQUIDITY_Z, Metric.SPREAD_BPS), "liquidity"),
}


_FIGURES = frozenset({*_ABOUT.values(), "activity"})


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
