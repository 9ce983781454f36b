"""Outside names a text may hold: each is read as one character, so that nothing inside a name is taken for prose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generator.audit.passage import ASSET, REMARK, SOURCES, VENUES
from generator.audit.phrase_tree import WORD
from generator.audit.stylebook import Stylebook
from generator.metrics.snapshot import Measure, Snapshot

_PRIVATE = re.compile("[\ue000-\uf8ff]")
_SPELT = re.compile(r"\d+[dh]")


@dataclass(frozen=True, slots=True)
class Names:
    """The asset, the venues and the quotes of a snapshot, with the characters they are read as."""

    venues: tuple[str, ...]
    """Every venue a text may try to name, the snapshot's and all the stylebook knows, in the order of their marks."""
    literals: Mapping[str, str]
    """By their characters, the names that are also words of the language: an asset such as A, a venue such as all."""
    marks: Mapping[str, str]
    """Every name with its character, longest first."""
    patterns: Mapping[str, re.Pattern[str]]

    @classmethod
    def of(cls, snapshot: Snapshot, book: Stylebook) -> Names:
        """Return the names of a snapshot."""
        labels = {book.venue(m.venue) for m in snapshot.measures.values() if m.venue is not None}
        venues = tuple(sorted(_folded({*labels, *book.venues.values()}), key=lambda label: (-len(label), label)))
        asset = " ".join(book.asset(snapshot.asset).split())
        windows = {m.window for m in snapshot.measures.values() if m.window is not None}
        remarks = (*(note.quote for note in snapshot.notes.set_aside), *(w for w in windows if not _SPELT.fullmatch(w)))
        marks = {label: chr(ord(VENUES) + i) for i, label in enumerate(venues) if not _plain(label, book)}
        marks |= {label: chr(ord(SOURCES) + i) for i, label in enumerate(sources(snapshot, book))}
        marks |= {asset: ASSET} | dict.fromkeys(_folded(remarks), REMARK)
        marks = dict(sorted(marks.items(), key=lambda item: (-len(item[0]), item[0])))
        literals = {mark: name.lower() for name, mark in marks.items() if WORD.fullmatch(name.lower())}
        return cls(venues, literals, marks, {name: re.compile(_bounded(name)) for name in marks})

    def masked(self, text: str) -> str:
        """Return a text with its names as single characters; such characters of its own become unreadable."""
        if not text.isascii():
            text = _PRIVATE.sub("\ufffd", text)
        for name, mark in self.marks.items():
            if name in text:
                text = self.patterns[name].sub(mark, text)
        return text

    @property
    def asset(self) -> str:
        """What the asset is called."""
        return next(name for name, mark in self.marks.items() if mark == ASSET)

    def unmasked(self, text: str) -> str:
        """Return a masked text as a reader sees it. A quote is shown as an ellipsis."""
        if text.isascii():
            return text
        names = {mark: name for name, mark in self.marks.items()} | {REMARK: "\u2026"}
        return _PRIVATE.sub(lambda match: names.get(match[0], match[0]), text)


def sources(snapshot: Snapshot, book: Stylebook) -> tuple[str, ...]:
    """Return the markets that figures come from, as a text names them, in the order of their marks."""
    found = {source(measure, book) for measure in snapshot.measures.values()}
    return tuple(sorted(label for label in found if label is not None))


def source(measure: Measure | None, book: Stylebook) -> str | None:
    """Return what the market of a measure is called, such as ``Binance spot``."""
    if measure is None or measure.venue is None or measure.market is None:
        return None
    return f"{book.venue(measure.venue)} {_MARKETS[measure.market]}"


def market_names(measure: Measure, book: Stylebook) -> frozenset[str]:
    """Return everything the market of a measure may be called in an approved sentence, in lower case."""
    if measure.venue is None or measure.market is None:
        return frozenset()
    venue = book.venue(measure.venue)
    return frozenset(text.replace("{venue}", venue).lower() for text in book.markets[measure.market])


_MARKETS = {"spot": "spot", "perpetual": "perpetuals"}


def _folded(names: Iterable[str]) -> set[str]:
    return {" ".join(name.split()) for name in names}


def _plain(label: str, book: Stylebook) -> bool:
    """Whether a venue is called by a word that says nothing, such as "other"."""
    branch = book.phrases.after.get(label)
    return branch is not None and branch.entry is not None and branch.entry.kind in {"function", "neutral"}


def _bounded(name: str) -> str:
    """Return a pattern for a name that is not part of a longer word or number."""
    before = r"(?<!\w)" if re.match(r"\w", name) else ""
    after = r"(?!\w)" if re.search(r"\w\Z", name) else ""
    return f"{before}{re.escape(name)}{after}"
