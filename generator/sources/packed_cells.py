"""Keeps the text cells of a long column in a fraction of the memory of a list of strings."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final, overload

CHUNK: Final = 8192
"""Cells that share one text."""


class PackedCells(Sequence[str]):
    """Text cells in row order: appended one by one, read as any sequence. Not to be changed while it is read."""

    __slots__ = ("_ends", "_open", "_texts")

    def __init__(self, cells: Sequence[str] = ()) -> None:
        self._texts: list[str] = []
        self._ends: list[array[int]] = []
        self._open: list[str] = []
        for cell in cells:
            self.append(cell)

    def append(self, cell: str) -> None:
        """Add one cell at the end."""
        self._open.append(cell)
        if len(self._open) == CHUNK:
            self._texts.append("".join(self._open))
            self._ends.append(array("I", accumulate(map(len, self._open), initial=0)))
            self._open = []

    def pad(self, length: int) -> None:
        """Add empty cells until there are `length` of them."""
        for _ in range(length - len(self)):
            self.append("")

    def chunks(self) -> Iterator[list[str]]:
        """Give the cells in lists of at most `CHUNK`."""
        for text, ends in zip(self._texts, self._ends, strict=True):
            yield [text[start:end] for start, end in pairwise(ends)]
        if self._open:
            yield self._open

    def __len__(self) -> int:
        return len(self._texts) * CHUNK + len(self._open)

    def __iter__(self) -> Iterator[str]:
        for chunk in self.chunks():
            yield from chunk

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        if not -len(self) <= index < len(self):
            raise IndexError(index)
        chunk, place = divmod(index % len(self), CHUNK)
        if chunk == len(self._texts):
            return self._open[place]
        return self._texts[chunk][self._ends[chunk][place] : self._ends[chunk][place + 1]]


def chunks_of(cells: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give the cells in lists that are quick to read, whatever holds them."""
    if isinstance(cells, PackedCells):
        yield from cells.chunks()
    elif cells:
        yield cells
