"""A text statement by statement: how the desk reads each, and what it finds in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from generator.audit.binding import Bound, Desk, bind
from generator.audit.chronology import check_dates
from generator.audit.clearance import Finding
from generator.audit.coverage import check_coverage, check_listing, check_names
from generator.audit.figures import check_approved, topic_of
from generator.audit.grammar import check_places, named
from generator.audit.grounding import check_numbers
from generator.audit.interpretation import check_regimes, check_states
from generator.audit.measured import fittest, subject_of
from generator.audit.measured_texts import Approved
from generator.audit.names import Names
from generator.audit.passage import passage, sentences
from generator.audit.shapes import Filled
from generator.audit.shares import check_shares
from generator.audit.stylebook import Stylebook
from generator.audit.succession import check_past
from generator.audit.tone import check_tone
from generator.audit.wording import check_causes, check_relations, check_words

Read = Filled | list[tuple[Approved, tuple[str | None, ...]]] | None
"""What a statement was recognised as: a shape of the past, approved texts on the days before, or neither."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One statement of a text: how it was read, and what is wrong with it."""

    shown: str
    """The sentence it is part of, as a reader sees it."""
    block: int
    """Which paragraph it stands in."""
    fits: Read
    bound: Bound | None
    """What its words and numbers are said of; None for a statement that was approved as a whole."""
    findings: tuple[Finding, ...]


def judged(blocks: Sequence[str], desk: Desk) -> Iterator[Judged]:
    """Yield the statements of paragraphs in order, each with what the desk finds in it."""
    book, names = desk.book, Names.of(desk.snapshot, desk.book)
    carried: str | None = None
    earlier: Filled | None = None
    told = frozenset[str]()
    paragraph = -1
    for block, text, shown, fitting in _statements(blocks, names, book):
        same = block == paragraph
        told = told if same else frozenset()
        bound, fits = None, fitting
        if isinstance(fits, list):
            fits, found = fittest(fits, shown, desk)
            carried, earlier = subject_of(fits, desk), None
        elif fits is not None and fits.kind in book.shapes.kinds:
            found = list(check_past(fits, shown, desk, earlier if same else None))
            carried, earlier = None, fits
        elif fits is not None:
            carried = carried if same else None
            found = list(check_approved(fits, shown, desk, carried))
            carried, earlier = topic_of(fits, desk) or carried, fits
        else:
            read = passage(text, shown, book, block, names.literals)
            bound = bind(read, carried if same else None, desk)
            listed = check_listing(bound, desk) if read.listing else _findings(bound, desk, told)
            found = [*listed, *check_names(bound, desk, names.venues), *check_tone(read, book)]
            carried, earlier, told = bound.last or (carried if same else None), None, told | named(bound, desk)
        paragraph = block
        yield Judged(shown, block, fits, bound, tuple(found))


def _findings(bound: Bound, desk: Desk, told: frozenset[str]) -> Iterator[Finding]:
    yield from check_numbers(bound, desk)
    yield from check_shares(bound, desk)
    yield from check_dates(bound, desk)
    yield from check_words(bound, desk)
    yield from check_places(bound, desk, told)
    yield from check_regimes(bound, desk)
    yield from check_states(bound, desk)
    yield from check_relations(bound, desk)
    yield from check_causes(bound, desk)
    yield from check_coverage(bound, desk)


def _statements(blocks: Sequence[str], names: Names, book: Stylebook) -> Iterator[tuple[int, str, str, Read]]:
    """Yield what is stated, in order: its paragraph, its text, its sentence as it is shown, and its shape, if any.

    A semicolon ends a statement as a full stop does, unless the two together have an approved shape.
    """
    for number, block in enumerate(blocks):
        for sentence in sentences(names.masked(block)):
            shown = names.unmasked(sentence)
            pieces = sentence.split("; ")
            while pieces:
                count, filled = _longest(pieces, names, book)
                text = "; ".join(pieces[:count])
                pieces = pieces[count:]
                yield number, text, shown, filled


def _longest(pieces: Sequence[str], names: Names, book: Stylebook) -> tuple[int, Read]:
    """Return how many pieces of a sentence the next statement has, and its shape: as many as have one, or one."""
    for count in range(len(pieces), 0, -1):
        text = names.unmasked("; ".join(pieces[:count])).removesuffix(".") + "."
        filled = book.shapes.fit(text, names.asset)
        if filled is not None:
            return count, filled
        if measured := list(book.measured.fit(text)):
            return count, measured
    return 1 + sum(1 for _ in takewhile(lambda piece: piece.startswith("it stands at"), pieces[1:])), None
