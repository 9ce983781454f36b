"""Opens the CSV members of a zip archive that was built by anyone: with limits, and nothing is written to a disk."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from stat import S_ISLNK
from typing import IO, Final, cast

from generator.errors import Fault, InputInvalid, invalid
from generator.sources.table import limited, shown
from generator.sources.text_lines import readable

MOST_BYTES: Final = 2**30
"""Unpacked, of all members together."""
MOST_RATIO: Final = 200
"""Unpacked to packed. Rows of an exchange pack five to forty times."""
MOST_MEMBERS: Final = 1_000
_SLACK: Final = 2**20
_DIRECTORY: Final = 2**20
_END: Final = struct.Struct("<4s4H2LH")
_ENCRYPTED: Final = 1
_PACKED: Final = (".zip", ".gz", ".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz")
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, ValueError, OverflowError)


class CountedStream:
    """A member as it is unpacked: `readline` raises `InputInvalid` when it unpacks to more than it may."""

    def __init__(self, stream: IO[bytes], packed: int, name: str, left: int) -> None:
        self._stream, self._packed, self._name = stream, packed, name
        self._left = left
        self.read = 0

    def readline(self, size: int) -> bytes:
        """Return the next line, at most `size` bytes of it."""
        try:
            line = self._stream.readline(size)
        except _DAMAGED as error:
            raise _damaged(self._name, error) from None
        self.read += len(line)
        if self.read > self._left:
            problem = f"unpacks to more than {MOST_BYTES // 2**20} MB"
            raise invalid(self._name, problem, "give the archive as it was published, or split it")
        if self.read > _SLACK and self.read > MOST_RATIO * self._packed:
            problem = f"unpacks to more than {MOST_RATIO} times its size"
            raise invalid(self._name, problem, "give the archive as it was published")
        return line


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Give the name and the stream of every CSV member, in the order of their names; each to be read before the next.

    Raises `InputInvalid` for a file that is no zip archive or is damaged; too many members, or other ones than CSV
    files and checksums; names with a path trick; encryption; and for what unpacks to more than the limits.
    """
    with readable(path.name):
        _small_directory(path)
        with _sound(path.name), zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
        if faults := _faults(infos, path.name):
            raise limited(faults, path.name)
        left = MOST_BYTES
        for info in sorted((info for info in infos if _is_csv(info)), key=lambda info: info.filename):
            name = f"{path.name}: {shown(info.filename, 60)}"
            with _sound(path.name), zipfile.ZipFile(path) as archive, archive.open(info) as stream:
                counted = CountedStream(stream, info.compress_size, name, left)
                yield info.filename, cast("IO[bytes]", counted)
                left -= counted.read


@contextmanager
def _sound(name: str) -> Iterator[None]:
    try:
        yield
    except _DAMAGED as error:
        raise _damaged(name, error) from None


def _damaged(name: str, error: Exception) -> InputInvalid:
    return invalid(name, f"is a damaged zip archive ({shown(str(error) or 'it ends early', 60)})", "fetch it again")


def _small_directory(path: Path) -> None:
    """Raise where the list of members is longer than it may be, before anything reads it."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - _END.size - 2**16))
        tail = file.read()
    end = len(tail) - _END.size
    if tail[max(end, 0) :][:4] != b"PK\x05\x06" or tail[-2:] != b"\0\0":
        end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + _END.size:
        raise invalid(path.name, "is no zip archive, or a damaged one", "fetch it again")
    count, length = _END.unpack_from(tail, end)[4:6]
    if count > MOST_MEMBERS or length > _DIRECTORY or tail[max(end - 20, 0) : end].startswith(b"PK\x06\x07"):
        raise invalid(path.name, f"has more than {MOST_MEMBERS:,} members", "give the archive as it was published")


def _is_csv(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower().endswith(".csv")


def _faults(infos: list[zipfile.ZipInfo], name: str) -> list[Fault]:
    given = [(f"{name}: member {shown(info.orig_filename or '', 60)}", info) for info in infos]
    faults = [Fault(place, *problem) for place, info in given if (problem := _problem(info))]
    if len({info.filename for info in infos}) < len(infos):
        faults.append(Fault(name, "has two members of one name", "give the archive as it was published"))
    if not any(_is_csv(info) for info in infos):
        faults.append(Fault(name, "has no CSV member", "give an archive of one CSV file"))
    return faults


def _problem(info: zipfile.ZipInfo) -> tuple[str, str] | None:
    name = info.orig_filename
    remedy = "give the archive as it was published"
    if any(sign in name for sign in ("\0", "\\", ":")) or PurePosixPath(name).is_absolute() or ".." in name.split("/"):
        return "has a name that leads out of the archive", remedy
    if S_ISLNK(info.external_attr >> 16):
        return "is a link", remedy
    if info.is_dir() or name.upper().endswith(".CHECKSUM"):
        return None
    if name.lower().endswith(_PACKED):
        return "is an archive inside an archive", "unpack it, and import what is in it"
    if not _is_csv(info):
        return "is no CSV file", "give an archive of CSV files"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted", "unpack it, and import what is in it"
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "is packed in a way that is not read here", "unpack it, and import what is in it"
    return None
