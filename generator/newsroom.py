"""The wiring: the one place where parts are chosen and files are opened."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from generator.audit.stylebook import shipped_stylebook
from generator.audit.vocabulary import unread_words
from generator.bundled import EXAMPLES
from generator.edition import Materials, snapshot_of
from generator.errors import PhraseInvalid, invalid
from generator.metrics.snapshot import Snapshot
from generator.metrics.snapshot_json import read_snapshot
from generator.planning.story import Form
from generator.prose.wording import shipped_wording
from generator.regimes.rules import shipped_rules

DEMO = ("btc-2025-11-21.json", "btc-2022-11-09.json", "btc-2023-09-25.json")
"""Example snapshots the demo writes about: a selling wave, a crash and a calm day."""
_MOST = 64 * 1024 * 1024  # bytes of text read from one file


def materials() -> Materials:
    """Return the rules, words and stylebook that ship with the program."""
    return Materials(shipped_rules(), shipped_wording(), shipped_stylebook())


def form(name: str) -> Form:
    """Return the form of an article. Raises InputInvalid for the weekly, which needs the editions of its week."""
    if name == Form.WEEKLY:
        raise invalid("--form weekly", "is not written yet: it needs a week of editions", "choose daily or flash")
    return Form(name)


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file, or of standard input for ``-``. Raises InputInvalid where it cannot be read."""
    if name == "-":
        return sys.stdin.buffer.read(_MOST)
    try:
        with Path(name).open("rb") as file:
            return file.read(_MOST)
    except OSError as error:
        raise invalid(name, f"cannot be read ({error.strerror})", "check the name and the permissions") from error


def read_text(name: str) -> str:
    """Return the text of a UTF-8 file. Raises InputInvalid where it cannot be read or decoded."""
    try:
        return read_bytes(name).decode("utf-8")
    except UnicodeDecodeError:
        raise invalid(name, "is not UTF-8 text", "save it as UTF-8") from None


def open_snapshot(name: str) -> Snapshot:
    """Return the snapshot of a file, or of standard input for ``-``."""
    return read_snapshot(read_bytes(name), "standard input" if name == "-" else Path(name).name)


def demo_snapshots() -> list[Snapshot]:
    """Return the example snapshots that ship with the program."""
    return [open_snapshot(str(EXAMPLES / "snapshots" / name)) for name in DEMO]


def moment(text: str) -> datetime:
    """Read a TIME argument: ISO 8601, UTC when no offset is given; a date alone is the last second of that day."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise invalid(
            "--at", f"{text!r} is not a time", "give ISO 8601, such as 2021-05-19 or 2025-11-21T12:00Z"
        ) from None
    if len(text) == len("2021-05-19"):
        found += timedelta(days=1, seconds=-1)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def snapshot_from_history(asset: str, history: str, columns: str | None, at: str | None) -> Snapshot:
    """Return the snapshot of an asset from a file of market history, at a time or at its last bar."""
    # pandas and numpy are wanted only here: writing from a snapshot must not pay for them.
    from generator.sources.column_map import read_column_map  # noqa: PLC0415
    from generator.sources.files import read_history  # noqa: PLC0415

    column_map = None
    if columns is not None:
        column_map = read_column_map(read_bytes(columns), Path(columns).name)
    found = read_history(Path(history), asset, column_map)
    if not found.known:
        raise invalid(Path(history).name, "holds no bar", "give a file with market history")
    as_of = datetime.fromtimestamp(found.known[-1], UTC) if at is None else moment(at)
    snapshot = snapshot_of(found, as_of)
    if not snapshot.measures:
        reasons = sorted(set(snapshot.notes.missing.values())) or ["nothing is known at that time"]
        first, last = (datetime.fromtimestamp(found.known[i], UTC) for i in (0, -1))
        problem = f"gives no metric at {as_of:%Y-%m-%dT%H:%M:%SZ} ({'; '.join(reasons)})"
        raise invalid(
            Path(history).name, problem, f"choose a time the file covers, {first:%Y-%m-%d} to {last:%Y-%m-%d}"
        )
    return snapshot


def write_file(name: str, text: str) -> None:
    """Write a file whole: into a neighbour first, then in its place."""
    path = Path(name)
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8", newline="\n")
        part.replace(path)
    except OSError as error:
        raise invalid(name, f"cannot be written ({error.strerror})", "check the folder and the permissions") from error


def preview(name: str) -> tuple[list[str], list[str]]:
    """Return every way to say a message, on its example and in both styles, and what is wrong with it."""
    from generator.prose.proofs import faults, proofs, unlike_jinja  # noqa: PLC0415 - the writer's tool, not the reader's

    wording = shipped_wording()
    plain, vivid = (proofs(name, wording, style) for style in ("plain", "vivid"))
    phrase = wording.bank.get(name)
    lines = [f"{name}: {phrase.about}"]
    for first, second in zip(plain, vivid, strict=True):
        lines += [f"  - {text}" for text in dict.fromkeys((first.text, second.text))]
    found = [f"{name}: {fault}" for fault in dict.fromkeys((*unlike_jinja(phrase), *faults(plain), *faults(vivid)))]
    book = shipped_stylebook()
    for sentence in (*plain, *vivid):
        quoted = tuple(claim.text for claim in sentence.claims if claim.rule in {"quoted", "venue and market"})
        unread = ", ".join(unread_words(sentence.text, book, quoted))
        if unread:
            found.append(f"{name}: the standards desk cannot read {unread}: {sentence.text}")
    return lines, found


def check_phrases() -> tuple[list[str], list[str]]:
    """Return a summary of the phrase bank and every fault in it, all files at once."""
    bank, found = shipped_wording().bank, list[str]()
    variants = 0
    for name in bank.names():
        try:
            found += preview(name)[1]
            variants += len(bank.get(name).say)
        except (PhraseInvalid, ValueError, KeyError) as error:
            found += (
                [str(fault) for fault in error.faults] if isinstance(error, PhraseInvalid) else [f"{name}: {error}"]
            )
    return [f"{len(bank.names())} messages, {variants} variants, {len(found)} faults"], found
