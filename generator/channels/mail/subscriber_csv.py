"""The list of readers as a CSV file: read with every fault at once, written so that no spreadsheet runs a cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.errors import Fault, InputInvalid
from generator.pages.mail.headers import address
from generator.pages.visible import visible
from generator.store.subscriber import Subscriber

COLUMNS: Final = ("email", "name", "language", "assets")
"""The header of the file. The first is needed; assets are tickers with spaces between, none for all of them."""
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{1,8})*")
_ASSET: Final = re.compile(r"[A-Z0-9][A-Z0-9._/-]{0,39}")
_FORMULA: Final = tuple("=+-@\t\r\0'")
_LONGEST_NAME: Final = 200
_HEADER: Final = f"begin the file with {','.join(COLUMNS)}"


@dataclass(frozen=True, slots=True)
class Listed:
    """The readers of a file, and what is to be said of it."""

    subscribers: tuple[Subscriber, ...]
    notes: tuple[str, ...] = ()
    """Such as lines that are of one reader and were taken as one."""


def read_csv(content: bytes, place: str) -> Listed:
    """Return the readers of a file; `place` is its name in messages. Raises InputInvalid with every fault and its line.

    Lines of one address, however it is written, are one reader: the later name and language, all of the assets.
    """
    faults: list[Fault] = []
    found: dict[str, tuple[int, Subscriber]] = {}
    notes: list[str] = []
    for line, cells in _rows(_text(content, place), place, faults):
        given = _subscriber(cells, f"{place}, line {line}", faults)
        if given is None:
            continue
        before = found.get(given.key)
        if before is not None:
            notes.append(f"{place}, line {line}: is of the reader of line {before[0]}; the two are one reader")
        found[given.key] = (line, given) if before is None else (before[0], _one(before[1], given, cells))
    if faults:
        raise InputInvalid(faults)
    return Listed(tuple(item for _, item in found.values()), tuple(notes))


def write_csv(subscribers: Iterable[Subscriber]) -> str:
    """Return readers as a file that `read_csv` reads back. A cell that a spreadsheet would run begins with a ``'``."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for item in subscribers:
        cells = (item.address, item.name, item.language, " ".join(item.assets))
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return out.getvalue()


def _text(content: bytes, place: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise InputInvalid([Fault(f"{place}, line {line}", "is not UTF-8 text", "save the file as UTF-8")]) from None


def _rows(text: str, place: str, faults: list[Fault]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the lines that are not empty, by the names of the columns."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    names: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            at, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if names is None:
                names = [cell.strip().lower() for cell in cells]
                if wrong := _wrong_header(names):
                    faults.append(Fault(f"{place}, line {at}", wrong, _HEADER))
                    return
            elif len(cells) > len(names):
                faults.append(Fault(f"{place}, line {at}", "has more cells than the header", "quote cells with commas"))
            else:
                yield at, dict(zip(names, (_plain(cell) for cell in cells), strict=False))
    except csv.Error as error:
        faults.append(Fault(f"{place}, line {line}", f"is no CSV ({error})", "mend its quotes"))
        return
    if names is None:
        faults.append(Fault(place, "is empty", _HEADER))


def _wrong_header(names: list[str]) -> str:
    if unknown := [name for name in names if name not in COLUMNS]:
        return f"names columns that are not known: {', '.join(ascii(name[:40]) for name in unknown)}"
    if "email" not in names:
        return "has no column email"
    return "names a column twice" if len(set(names)) < len(names) else ""


def _plain(cell: str) -> str:
    """Return a cell as it was before it was made safe for spreadsheets."""
    cell = cell.strip(" ")
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA) else cell


def _subscriber(cells: dict[str, str], place: str, faults: list[Fault]) -> Subscriber | None:
    before = len(faults)
    try:
        email = address(cells.get("email", "").strip())
    except InputInvalid as error:
        email = ""
        faults += (Fault(place, f"{fault.place} {fault.problem}", fault.remedy) for fault in error.faults)
    name = visible(cells.get("name", ""))
    if len(name) > _LONGEST_NAME:
        faults.append(Fault(place, f"has a name of more than {_LONGEST_NAME} characters", "shorten it"))
    language = cells.get("language", "").strip().lower().replace("_", "-") or "en"
    if not _LANGUAGE.fullmatch(language):
        faults.append(Fault(place, f"{language[:40]!a} is no language", "give a tag such as en, or nothing"))
    assets = tuple(sorted(set(re.split(r"[\s;,|]+", cells.get("assets", "").upper())) - {""}))
    for asset in assets:
        if not _ASSET.fullmatch(asset):
            faults.append(Fault(place, f"{asset[:40]!a} is no asset", "give tickers such as BTC ETH, or none for all"))
    return Subscriber(email, name, language, assets) if len(faults) == before else None


def _one(first: Subscriber, second: Subscriber, cells: dict[str, str]) -> Subscriber:
    assets = tuple(sorted({*first.assets, *second.assets})) if first.assets and second.assets else ()
    language = second.language if cells.get("language", "").strip() else first.language
    return Subscriber(first.address, second.name or first.name, language, assets)
