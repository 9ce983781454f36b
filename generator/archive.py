"""Editions on disk: one folder each, filed whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from generator.audit.clearance import Cleared
from generator.charts.chart import Chart
from generator.charts.chart_json import read_charts, write_charts
from generator.errors import InputInvalid, invalid
from generator.metrics.snapshot import Snapshot
from generator.metrics.snapshot_json import read_snapshot, write_snapshot
from generator.pages.figure import chart_files
from generator.pages.filed import read_article
from generator.pages.html import html_page
from generator.pages.markdown import markdown_page
from generator.pages.places import chart_file
from generator.pages.provenance import json_page
from generator.pages.text import text_page
from generator.pages.visible import visible
from generator.planning.story import Form
from generator.prose.article import Article

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has none; there two runs must not share a folder
    fcntl = None  # type: ignore[assignment]

FILES = ("article.md", "article.html", "article.txt", "article.json", "snapshot.json", "email.eml")
"""What stands in every edition folder, beside the folder of its charts and the sums of all of them."""
Pages = Mapping[str, bytes]
"""The files of an edition folder by their names, folders within it included."""


def pages_of(cleared: Cleared, charts: Sequence[Chart] = (), base: str = "") -> Pages:
    """Return what stands in an edition folder. `base` is the address of the output folder, where it has one."""
    from generator.pages.mail.message import email_message  # noqa: PLC0415 - loads the library of mail
    from generator.pages.mail.parts import Image  # noqa: PLC0415

    texts = {
        "article.md": markdown_page(cleared, charts),
        "article.html": html_page(cleared, charts, edition_address(base, cleared), card=bool(charts)),
        "article.txt": text_page(cleared, charts),
        "article.json": json_page(cleared, charts),
        "snapshot.json": write_snapshot(cleared.snapshot),
    }
    # Half a surrogate pair, which only the two JSON files keep, becomes the escape JSON has for it.
    pages = {name: text.encode("utf-8", "backslashreplace") for name, text in texts.items()}
    pages |= chart_files(cleared, charts)
    if charts:
        pages[CHARTS] = write_charts(charts).encode("utf-8", "backslashreplace")
    images = [Image(chart.kind.value, pages[chart_file(chart, "png")], visible(chart.alt)) for chart in charts]
    pages["email.eml"] = email_message(cleared, images)
    sums = "".join(f"{sha256(page).hexdigest()}  {name}\n" for name, page in pages.items()).encode()
    return {**pages, SUMS: sums}


_LONGEST = 40
_PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TAKEN = re.compile(r"con|prn|aux|nul|(?:com|lpt)\d|site|.*-[0-9a-f]{12}")  # Windows devices; ours
EDITION = re.compile(r"\d{8}T\d{4}Z-[a-z]+")
"""The name of an edition's folder."""
CHARTS = "charts.json"
"""The data of an edition's charts, from which they are drawn again when a person has edited the text."""
SUMS = "SHA256SUMS"
"""What the files of an edition hash to, as ``sha256sum -c`` reads it: an altered file is not taken for a filed one."""
_UNFINISHED = re.compile(r"\.(?P<edition>\d{8}T\d{4}Z-[a-z]+)\.(?P<state>part|old)")


def asset_slug(asset: str) -> str:
    """Return the folder name of an asset: the ticker in lower case, or a likeness with a hash that is its alone."""
    lower = asset.lower()
    if asset.isascii() and len(lower) <= _LONGEST and _PLAIN.fullmatch(lower) and not _TAKEN.fullmatch(lower):
        return lower
    likeness = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", asset).lower())[:_LONGEST].strip("-")
    digest = sha256(asset.encode("utf-8", "backslashreplace")).hexdigest()[:12]
    return f"{likeness or 'asset'}-{digest}"


def edition_folder(root: Path, cleared: Cleared) -> Path:
    """Return where an edition belongs: ``<root>/btc/20251121T1200Z-daily``, never outside `root`."""
    article = cleared.article
    utc = article.as_of.astimezone(UTC)
    stamp = f"{utc.year:04}{utc:%m%dT%H%MZ}"
    folder = root / asset_slug(article.asset) / f"{stamp}-{article.form.value}"
    if not folder.resolve().is_relative_to(root.resolve()):
        raise invalid(str(folder), "leads out of the output folder", "remove the link or choose another folder")
    return folder


def edition_address(base: str, cleared: Cleared) -> str:
    """Return the address of an edition's folder, a slash at its end, below that of the output folder; empty for none.

    No name of the folder needs escaping.
    """
    if not base:
        return ""
    asset, name = edition_folder(Path(), cleared).parts[-2:]
    return f"{base.rstrip('/')}/{asset}/{name}/"


def edition_before(root: Path, asset: str, form: Form, as_of: datetime) -> datetime | None:
    """Return the moment of the last edition of an asset and form before `as_of`, UTC; None where there is none.

    The name of a folder gives its minute; the snapshot in it the second. One that cannot be read is passed over.
    """
    place = root / asset_slug(asset)
    if not place.is_dir():
        return None
    newest = f"{as_of.astimezone(UTC):%Y%m%dT%H%MZ}-{form.value}"
    names = os.listdir(place)  # noqa: PTH208 - a year of editions makes a year of paths, for their names alone
    named = [name for name in names if name <= newest and EDITION.fullmatch(name)]
    for name in sorted((name for name in named if name.endswith(f"-{form.value}")), reverse=True):
        try:
            found = read_snapshot((place / name / "snapshot.json").read_bytes(), f"{name}/snapshot.json").as_of
        except (OSError, InputInvalid):
            continue
        if found < as_of:
            return found
    return None


def file_edition(root: Path, cleared: Cleared, charts: Sequence[Chart] = (), base: str = "") -> Path:
    """Write the edition's folder and return it. The same edition again leaves it untouched, another replaces it."""
    folder = edition_folder(root, cleared)
    pages = pages_of(cleared, charts, base)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder.parent):
            settle(folder.parent)
            if not _stands(folder, pages):
                _replace(folder, pages)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise invalid(str(folder), f"cannot be written ({reason})", "make room or choose another folder") from error
    return folder


def read_edition(folder: Path) -> tuple[Snapshot, Article]:
    """Return the snapshot and the article of an edition's folder.

    Raises:
        InputInvalid: a file of it is missing or is not what this program files.
    """
    texts = {}
    for name in ("snapshot.json", "article.json"):
        try:
            texts[name] = (folder / name).read_bytes()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise invalid(str(folder / name), f"cannot be read ({reason})", "name the folder of an edition") from error
    snapshot = read_snapshot(texts["snapshot.json"], str(folder / "snapshot.json"))
    return snapshot, read_article(texts["article.json"].decode("utf-8", "replace"), str(folder / "article.json"))


def read_drawn(folder: Path) -> tuple[Chart, ...]:
    """Return the charts of an edition's folder; none where it was filed without.

    Raises:
        InputInvalid: their file is not what this program files.
    """
    try:
        text = (folder / CHARTS).read_bytes()
    except FileNotFoundError:
        return ()
    return read_charts(text, str(folder / CHARTS))


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Hold the folder `place` against other runs. Where locks do not work the work is done without."""
    if fcntl is None:  # pragma: no cover
        yield  # type: ignore[unreachable]
        return
    handle = os.open(place, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)  # which lets go of the lock, as a kill would


def settle(place: Path) -> None:
    """Clear away what a killed run left; an edition it had only just moved aside goes back to its place."""
    for name in sorted(name for name in os.listdir(place) if name.startswith(".")):  # noqa: PTH208 - as above
        path, left = place / name, _UNFINISHED.fullmatch(name)
        if left is None:
            continue
        edition = place / left["edition"]
        if left["state"] == "old" and not edition.exists():
            path.rename(edition)
        else:
            shutil.rmtree(path)


def _stands(folder: Path, pages: Mapping[str, bytes]) -> bool:
    try:
        return all((folder / name).read_bytes() == page for name, page in pages.items())
    except FileNotFoundError:
        return False


def _replace(folder: Path, pages: Mapping[str, bytes]) -> None:
    part = folder.with_name(f".{folder.name}.part")
    try:
        part.mkdir()
        for name, page in pages.items():
            (part / name).parent.mkdir(exist_ok=True)
            (part / name).write_bytes(page)
    except OSError:
        shutil.rmtree(part, ignore_errors=True)  # the disk may be full: leave nothing behind
        raise
    old = folder.with_name(f".{folder.name}.old")
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    if old.exists():
        shutil.rmtree(old)
