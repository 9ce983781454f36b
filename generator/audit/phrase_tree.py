"""Phrases as a tree of words, in which the longest that begins at a word is found without trying the others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

WORD = re.compile(r"[a-z]+(?:[-'/][a-z]+)*")


class Entry(NamedTuple):
    """What a phrase of the stylebook is: its kind, and what that kind needs to know."""

    kind: str
    data: tuple[str, ...] = ()


VERB = Entry("neutral", ("verb",))
"""What a verb is that ties a name to what is said of it."""


@dataclass(slots=True)
class Branch:
    """A place in the tree of phrases: what the words so far are, and which words may follow."""

    entry: Entry | None = None
    after: dict[str, Branch] = field(default_factory=dict)


def tree(entries: Iterable[tuple[str, Entry]]) -> Branch:
    """Return the tree of phrases. One that is given twice is what it was given as last."""
    root = Branch()
    for phrase, entry in entries:
        branch = root
        for word in phrase.split():
            branch = branch.after.setdefault(word, Branch())
        branch.entry = entry
    return root


def grown(root: Branch, entries: Iterable[tuple[str, Entry]]) -> Branch:
    """Return a tree with further phrases, which shares with the first whatever they leave as it is."""
    grown = Branch(root.entry, dict(root.after))
    for phrase, entry in entries:
        branch = grown
        for word in phrase.split():
            old = branch.after.get(word, Branch())
            branch.after[word] = Branch(old.entry, dict(old.after))
            branch = branch.after[word]
        branch.entry = entry
    return grown
