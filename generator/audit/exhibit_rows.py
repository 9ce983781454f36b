"""What a page shows besides prose, as rows of cells: tables, lists, marks of charts, what claims say of themselves.

An element with the attribute ``data-exhibit`` holds nothing else, and a drawing needs no attribute. To call something
an exhibit hides nothing: of an exhibit the desk knows every word there may be.
"""

from __future__ import annotations

from dataclasses import dataclass, field

_ROWS = frozenset({"tr", "li", "dt", "dd", "h2", "h3", "summary", "figcaption", "caption", "text", "p"})
_CELLS = frozenset({"td", "th", "q", "code", "span"})


@dataclass(slots=True)
class Row:
    """One row of an exhibit, as a reader meets it."""

    kind: str
    """The element it stands in, such as ``tr`` or ``dd``; ``data`` for what a claim says of itself, ``loose`` for text
    outside of any."""
    cells: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Put text into the last cell."""
        if not self.cells:
            self.cells.append("")
        self.cells[-1] += text


class Exhibits:
    """Collects rows while a page is read, tag by tag."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.within = ""
        """The element that is the exhibit; empty outside of one."""
        self._depth = 0

    def open(self, tag: str, given: dict[str, str]) -> None:
        """Read a start tag."""
        if tag == "data":
            told = (given.get(name, "") for name in ("data-metric", "data-field", "value", "data-rule"))
            self.rows.append(Row("data", list(told)))
        if not self.within:
            if "data-exhibit" in given or tag == "svg":
                self.within, self._depth = tag, 1
                self._row(tag if tag in _ROWS else "loose")
            return
        self._depth += tag == self.within
        if tag in _ROWS:
            self._row(tag)
        elif tag in _CELLS and self._last().kind in {"tr", "li"}:
            self._last().cells.append("")

    def close(self, tag: str) -> None:
        """Read an end tag."""
        if not self.within:
            return
        if tag == self.within:
            self._depth -= 1
            if not self._depth:
                self.within = ""
        elif tag in _ROWS:
            self._row("loose")

    def say(self, text: str) -> None:
        """Read text within an exhibit."""
        self._last().say(text)

    def _row(self, kind: str) -> None:
        named = [self._name()] if kind == "dd" else []
        self.rows.append(Row(kind, [*named, ""] if kind == "dd" else []))

    def _name(self) -> str:
        """Return the name that a description belongs to."""
        return next((row.cells[0] for row in reversed(self.rows) if row.kind == "dt" and row.cells), "")

    def _last(self) -> Row:
        """Return the row that is being filled: claims within it are rows of their own, and take no text."""
        return next(row for row in reversed(self.rows) if row.kind != "data")
