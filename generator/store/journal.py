"""What a run that sends mail knows between two commits of the ledger: a file that outlives its process.

A commit is on disk when it returns, which takes milliseconds; a line of this file takes microseconds, and the system
keeps it when the process is killed. The intents of many recipients are one commit. Then, of each of them, the file says
when its mail may have gone out, and what became of it; the next commit takes the outcomes over. After a kill the file
tells who was not reached and who was, and one at most is uncertain. After a failure of the power, which the file may
not survive, all that was intended and not settled is.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from generator.errors import Fault, SourceUnavailable

_VERSION: Final = 1
_DOT: Final = "."
_OUTCOME: Final = "="


@dataclass(frozen=True, slots=True)
class Kept:
    """What a journal says of a run that ended."""

    edition: str
    holder: str
    """Who wrote it. What others intended meanwhile it knows nothing of."""
    whole: bool
    """Whether no line of it can be missing: the system has run since, or each line was on disk before it counted."""
    begun: frozenset[str]
    """Recipients whose mail may have gone out."""
    outcomes: Mapping[str, Mapping[str, object]]
    """What became of it, by recipient, as it was given."""


class Journal:
    """An open journal of one run. Raises SourceUnavailable where it cannot be written."""

    def __init__(self, path: Path, edition: str, holder: str, boot: str) -> None:
        self._path = path
        self._synced = not boot  # where nobody can tell whether the system ran on, each line has to reach the disk
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            # Begun under another name: what is found under its own always has its first line.
            part = path.with_name(f"{path.name}.part")
            self._file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
            self._line({"journal": _VERSION, "edition": edition, "holder": holder, "boot": boot})
            part.replace(path)
        except OSError as error:
            raise self._unwritable(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def dot(self, recipient: str) -> None:
        """Write down that a mail may be out from now on."""
        self._line([_DOT, recipient])

    def outcome(self, recipient: str, outcome: Mapping[str, object]) -> None:
        """Write down what became of it."""
        self._line([_OUTCOME, recipient, outcome])

    def close(self) -> None:
        """Close the file, which stays."""
        with suppress(OSError):
            os.close(self._file)

    def _line(self, value: object) -> None:
        line = json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"
        try:
            count = os.write(self._file, line)
            if self._synced:
                os.fsync(self._file)
        except OSError as error:
            raise self._unwritable(error) from None
        if count != len(line):
            raise self._unwritable(OSError(errno.ENOSPC, "half a line was written"))

    def _unwritable(self, error: OSError) -> SourceUnavailable:
        reason = error.strerror or type(error).__name__
        return SourceUnavailable([Fault(str(self._path), f"cannot be written ({reason})", "make room, then run again")])


def kept(path: Path, boot: str) -> Kept | None:
    """Return what a journal says; None where there is none. `boot` names this run of the system, or is empty.

    Half a line at its end counts as none: of a dot it was not yet sent, of an outcome it stays unknown.
    """
    try:
        lines = path.read_bytes().split(b"\n")[:-1]
    except OSError:
        return None
    begun: set[str] = set()
    outcomes: dict[str, Mapping[str, object]] = {}
    head: tuple[str, str, str] | None = None
    whole = True
    for line in lines:
        match _read(line):
            case {"journal": 1, "edition": str(edition), "holder": str(holder), "boot": str(booted)} if head is None:
                head = (edition, holder, booted)
            case [".", str(recipient)]:
                begun.add(recipient)
            case ["=", str(recipient), dict(outcome)]:
                outcomes[recipient] = outcome
            case _:
                whole = False  # damaged: a dot may have stood there
    if head is None:
        return None
    return Kept(head[0], head[1], whole and head[2] in {"", boot}, frozenset(begun), outcomes)


def _read(line: bytes) -> object:
    try:
        return json.loads(line)
    except ValueError:
        return None


def forgotten(path: Path) -> None:
    """Remove a journal, all of which the ledger has."""
    with suppress(FileNotFoundError):
        path.unlink()
