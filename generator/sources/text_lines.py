"""Reads the lines of a UTF-8 file or of a packed one, never more than a stated number of bytes."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

from generator.errors import invalid

MOST_BYTES: Final = 2**30
"""Unpacked. Five years of minutes take a third of it."""
MOST_LINES: Final = 8_000_000
LONGEST_LINE: Final = 2**24


def text_lines(stream: IO[bytes], name: str, most: int = MOST_BYTES) -> Iterator[str]:
    """Give the lines of a binary stream, their ends kept and a byte order mark left out.

    Raises `InputInvalid`: not UTF-8 (with the byte), more than `most` bytes, too many lines, a line of 16 MB.
    """
    read = 0
    for number in range(MOST_LINES + 1):
        line = stream.readline(LONGEST_LINE + 1)
        if not line:
            return
        if read + len(line) > most:
            raise invalid(name, f"is larger than {most // 2**20} MB", "split it, or give it as Parquet")
        if number == MOST_LINES or len(line) > LONGEST_LINE:
            what = f"more than {MOST_LINES:,} lines" if number == MOST_LINES else "a line without an end"
            raise invalid(name, f"has {what}", "give one row a line, and no empty lines")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            place = f"{name}: byte {read + error.start + 1}"
            raise invalid(place, "is not UTF-8", "save the file as UTF-8") from None
        if not read:
            text = text.removeprefix("\ufeff")
        read += len(line)
        if "\r" in text[:-2]:  # a file with line ends of an old Mac
            yield from io.StringIO(text, newline="")
        else:
            yield text


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open a file, unpacking it where its name ends in .gz. Raises `InputInvalid` where it cannot be read."""
    open_it: Callable[[], IO[bytes]]
    if path.name.lower().endswith(".gz"):
        open_it = lambda: io.BufferedReader(gzip.open(path))  # noqa: E731, SIM115
    else:
        open_it = lambda: path.open("rb")  # noqa: E731
    with readable(path.name), open_it() as stream:
        yield stream


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn what the system says of a file that cannot be read into `InputInvalid`."""
    try:
        yield
    except FileNotFoundError:
        raise invalid(name, "does not exist", "check the path") from None
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise invalid(name, "is damaged: it does not unpack", "fetch it again") from None
    except OSError as error:
        raise invalid(name, f"cannot be read ({error.strerror or 'damaged'})", "check the file") from None
