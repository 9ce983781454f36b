"""Typed mutants: one thing in a clean article put differently, false or true, and which of the two.

Each way to spoil an article is a function from the article to everything it can change. It finds its places by reading
the sentences and their claims, so that it need not know the phrases of the day. Everything is drawn from the seed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from generator.audit.clearance import Kind

from . import context, invented, names, numbers, persistence, regimes, relations, stale, tone, values, words
from .changes import Change, Clean, Way
from .truth import true_still


@dataclass(frozen=True, slots=True)
class Mutant:
    """One article with one thing in it put differently."""

    kind: Kind
    way: str
    """Which way of spoiling made it."""
    text: str
    """The whole article."""
    written: str
    """How the text is written: ``txt``, or ``md`` for a whole page."""
    before: str
    """The sentence as it was."""
    after: str
    """The sentence as it is, or the whole text where that was changed."""
    true: str | None = None
    """Why the text is still true, judged without the desk; None where it is false."""


WAYS: tuple[tuple[Kind, str, Way], ...] = (
    *numbers.WAYS,
    *values.WAYS,
    *words.WAYS,
    *persistence.WAYS,
    *names.WAYS,
    *regimes.WAYS,
    *context.WAYS,
    *relations.WAYS,
    *stale.WAYS,
    *invented.WAYS,
    *tone.WAYS,
)
"""Every way of spoiling an article, in order."""


_OFTEN = 5
"""How often the other types have their turn before the form has one."""


def mutants(clean: Clean, each: int) -> Iterator[Mutant]:
    """Yield mutants of an article: up to `each` by every way there is, drawn from the article's seed."""
    for kind, name, way in WAYS:
        changes = list(dict.fromkeys(way(clean)))
        for change in clean.random.sample(changes, min(each, len(changes))):
            if (found := _mutant(clean, kind, name, change)) is not None:
                yield found


def spread(clean: Clean, count: int) -> Iterator[Mutant]:
    """Yield mutants of an article, its types in turns and the ways of a type in turns, until `count` are false."""
    turns = {kind: _in_turns(clean, kind) for kind in dict.fromkeys(kind for kind, _, _ in WAYS)}
    left = set(turns)
    made, seen = 0, {clean.article.text}
    often = [kind for kind in turns if kind is not Kind.FORM] * _OFTEN
    for kind in cycle((*often, Kind.FORM)):
        if made == count or not left:
            return
        found = next((item for item in turns[kind] if item.text not in seen), None)
        if found is None:
            left.discard(kind)
            continue
        seen.add(found.text)
        made += found.true is None
        yield found


def _in_turns(clean: Clean, kind: Kind) -> Iterator[Mutant]:
    """Yield the mutants of a type, one of each way in turn, as long as there are any."""
    waiting = [(name, way) for item, name, way in WAYS if item is kind]
    clean.random.shuffle(waiting)
    lists: list[tuple[str, list[Change]]] = []
    while waiting or lists:
        if waiting:  # a way is walked only when its turn comes: most articles never get to the last of them
            name, way = waiting.pop()
            changes = list(dict.fromkeys(way(clean)))
            clean.random.shuffle(changes)
        else:
            name, changes = lists.pop(0)
        while changes:
            found = _mutant(clean, kind, name, changes.pop())
            if found is not None:
                yield found
                break
        if changes:
            lists.append((name, changes))


def _mutant(clean: Clean, kind: Kind, way: str, change: Change) -> Mutant | None:
    """Return the mutant of a change, or None where it changes nothing."""
    if change.number < 0:
        written = "md" if change.text.startswith("#") else "txt"
        return Mutant(kind, way, change.text, written, "", change.text, true_still(clean, way, change))
    was = clean.sentences[change.number].text
    if change.text == was:
        return None
    text = clean.with_sentence(change.number, change.text)
    return Mutant(kind, way, text, "txt", was, change.text, true_still(clean, way, change))
