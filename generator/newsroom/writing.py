"""The wiring of an article: which rules, words and snapshots it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from generator.audit.passage import mentions
from generator.audit.stylebook import Stylebook, shipped_stylebook
from generator.audit.vocabulary import unread_words
from generator.bundled import EXAMPLES
from generator.edition import Materials
from generator.errors import PhraseInvalid
from generator.metrics.snapshot import Snapshot
from generator.metrics.snapshot_json import read_snapshot
from generator.newsroom.inputs import read_bytes
from generator.planning.story import Form
from generator.prose.article import Sentence
from generator.prose.wording import shipped_wording
from generator.regimes.rules import shipped_rules

DEMO = ("btc-2025-11-21.json", "btc-2022-11-09.json", "btc-2023-09-25.json")
"""Example snapshots the demo writes about: a selling wave, a crash and a calm day."""


def materials() -> Materials:
    """Return the rules, words and stylebook that ship with the program."""
    return Materials(shipped_rules(), shipped_wording(), shipped_stylebook())


def form(name: str) -> Form:
    """Return the form of an article."""
    return Form(name)


def open_snapshot(name: str) -> Snapshot:
    """Return the snapshot of a file, or of standard input for ``-``."""
    return read_snapshot(read_bytes(name), "standard input" if name == "-" else Path(name).name)


def demo_snapshots() -> list[Snapshot]:
    """Return the example snapshots that ship with the program."""
    return [open_snapshot(str(EXAMPLES / "snapshots" / name)) for name in DEMO]


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
    for sentence in {sentence.text: sentence for sentence in (*plain, *vivid)}.values():
        quoted = tuple(claim.text for claim in sentence.claims if claim.rule in {"quoted", "venue and market"})
        unread = ", ".join(unread_words(sentence.text, book, quoted))
        if unread:
            found.append(f"{name}: the standards desk cannot read {unread}: {sentence.text}")
        if bare := ", ".join(_unclaimed(sentence, book)):
            found.append(f"{name}: judges with {bare}, which no slot claims: {sentence.text}")
    return lines, found


def _unclaimed(sentence: Sentence, book: Stylebook) -> Iterator[str]:
    """Yield the judging words of a sentence that touch none of its claims."""
    spans = [(claim.start, claim.start + len(claim.text)) for claim in sentence.claims]
    if (0, len(sentence.text.removesuffix("."))) in spans:
        return
    for mention in mentions(sentence.text, book):
        judges = mention.kind in {"word", "record", "regime"}
        if judges and not any(start < mention.end and mention.start < end for start, end in spans):
            yield mention.text


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
