"""The phrase bank: one YAML file a message, slots and alternatives only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.bundled import TEMPLATES
from generator.errors import Fault, PhraseInvalid
from generator.prose.lexicon import Loader
from generator.prose.patterns import Malformed, Pattern, Slot, literals, read_pattern

FOLDER = TEMPLATES / "en" / "phrases"
LISTS = TEMPLATES / "en" / "lists.yaml"
_KEYS = {"about", "slots", "example", "say"}
_STATEMENT = re.compile(r"{%|{#")
_SLOT = re.compile(r"{{\s*(.*?)\s*}}")
_PLAIN_SLOT = re.compile(r"[a-z_]+(\.[a-z_]+)?")


@dataclass(frozen=True)
class Phrase:
    """The ways to say one message."""

    name: str
    about: str
    slots: Mapping[str, str]
    """Slot names and what each holds."""
    example: Mapping[str, Any]
    say: tuple[str, ...]
    patterns: tuple[Pattern, ...]
    """Each variant as it is read."""
    alone: bool = False
    """Whether it is read as a whole: a sentence beside it is joined by a semicolon at most."""
    apposed: Pattern = ()
    """How it ends the sentence it refers back to, behind a comma; empty where it cannot."""

    def fill(self, index: int, reading: Iterable[str | Slot], faces: Mapping[str, object]) -> str:
        """Return one reading of a variant with its slots filled. Raises PhraseInvalid where one has nothing to say.

        Phrases are Jinja once their alternatives are drawn, and the bank is checked against Jinja itself
        (`proofs.py`). But they hold slots and nothing else, so filling them takes no template engine.
        """
        try:
            return "".join([part if isinstance(part, str) else _said(part, faces) for part in reading])
        except (KeyError, AttributeError) as error:
            fault = Fault(place(self.name, index), f"{error} is not there to say", "use another slot")
            raise PhraseInvalid([fault]) from error


def _said(slot: Slot, faces: Mapping[str, object]) -> str:
    found = faces[slot.slot]
    return str(getattr(found, slot.face) if slot.face else found)


def place(name: str, index: int | None = None) -> str:
    """Return the file of a message, and which of its variants, as a writer finds it."""
    return f"templates/en/phrases/{name}.yaml" + ("" if index is None else f": say[{index}]")


def read_phrase(path: Path, lists: Mapping[str, Sequence[str]]) -> Phrase:
    """Read one phrase file, reporting every fault in it at once."""
    name = path.stem
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader either way
    except FileNotFoundError:
        raise PhraseInvalid([Fault(place(name), "there is no such message", "add the file")]) from None
    except yaml.YAMLError as error:
        raise PhraseInvalid([Fault(place(name), f"is not YAML: {error}", "mend the file")]) from error
    patterns: list[Pattern] = []
    faults = _faults(name, raw, lists, patterns)
    if faults:
        raise PhraseInvalid(faults)
    alone, apposed = bool(raw.get("alone", False)), read_pattern(raw.get("apposed", ""), lists)
    say = tuple(raw["say"])
    return Phrase(name, raw["about"], raw["slots"], raw["example"], say, tuple(patterns), alone, apposed)


def _faults(name: str, raw: Any, lists: Mapping[str, Sequence[str]], patterns: list[Pattern]) -> list[Fault]:  # noqa: ANN401 - whatever the file holds
    """Return what is wrong with a file, and enter what its variants read as."""
    if not isinstance(raw, dict) or set(raw) - {"alone", "apposed"} != _KEYS:
        return [Fault(place(name), "does not have exactly about, slots, example and say", "add what is missing")]
    found = []
    if set(raw["example"]) != set(raw["slots"]):
        found.append(Fault(place(name), "the example does not fill exactly the slots", "give every slot an example"))
    for index, variant in enumerate(raw["say"]):
        faults = _variant_faults(variant, set(raw["slots"]), lists, patterns)
        found += [Fault(place(name, index), problem, remedy) for problem, remedy in faults]
    return found


def _variant_faults(
    variant: str, known: set[str], lists: Mapping[str, Sequence[str]], patterns: list[Pattern]
) -> list[tuple[str, str]]:
    found = []
    if _STATEMENT.search(variant):
        found.append(("holds a statement or a comment", "plan another message for the case that reads differently"))
    expressions: list[str] = _SLOT.findall(variant)
    odd = [expression for expression in expressions if not _PLAIN_SLOT.fullmatch(expression)]
    found += [(f"{expression!r} is more than a slot", "write {{ slot }} or {{ slot.face }}") for expression in odd]
    try:
        patterns.append(read_pattern(variant, lists))
        texts = list(literals(patterns[-1]))
    except Malformed as error:
        found.append((str(error), "write (this|that), with lists in templates/en/lists.yaml as [name]"))
        texts = [_SLOT.sub("", variant)]
    unknown = sorted({expression.partition(".")[0] for expression in expressions if expression not in odd} - known)
    if unknown:
        found.append((f"unknown slot {', '.join(unknown)}", f"use {', '.join(sorted(known))}"))
    if re.search(r"\d", "".join(texts)):
        found.append(("holds a digit", "take the number from a slot"))
    return found


class PhraseBank:
    """The messages of a folder, read one by one as they are needed so that writing an article starts fast."""

    def __init__(self, folder: Path, lists: Mapping[str, Sequence[str]]) -> None:
        self._folder = folder
        self.lists = lists
        self._read: dict[str, Phrase] = {}

    def get(self, name: str) -> Phrase:
        """Return the phrase of a message. Raises PhraseInvalid where there is none or its file is wrong."""
        if name not in self._read:
            self._read[name] = read_phrase(self._folder / f"{name}.yaml", self.lists)
        return self._read[name]

    def names(self) -> list[str]:
        """Return every message in the folder, in order."""
        return sorted(path.stem for path in self._folder.glob("*.yaml"))


def read_lists(path: Path) -> dict[str, tuple[str, ...]]:
    """Read the lists that phrases share: a name, and the ways to say it."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader either way
    except yaml.YAMLError as error:
        raise PhraseInvalid([Fault("templates/en/lists.yaml", f"is not YAML: {error}", "mend the file")]) from error
    return {str(name): tuple(map(str, entries)) for name, entries in (raw or {}).items()}


@cache
def shipped_bank() -> PhraseBank:
    """Return the bank that ships with the program."""
    return PhraseBank(FOLDER, read_lists(LISTS))
