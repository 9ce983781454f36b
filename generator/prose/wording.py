"""What an article is worded from: the phrase bank, the lexicon and the disclaimer."""

from __future__ import annotations

from dataclasses import dataclass

from generator.bundled import TEMPLATES
from generator.prose.lexicon import Lexicon, shipped_lexicon
from generator.prose.phrases import PhraseBank, shipped_bank


@dataclass(frozen=True, slots=True)
class Wording:
    """The writer's files."""

    bank: PhraseBank
    lexicon: Lexicon
    disclaimer: str


def shipped_wording() -> Wording:
    """Return the writer's files that ship with the program."""
    disclaimer = (TEMPLATES / "en" / "disclaimer.txt").read_text(encoding="utf-8")
    return Wording(shipped_bank(), shipped_lexicon(), " ".join(disclaimer.split()))
