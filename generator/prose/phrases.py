"""The phrase bank: one YAML file a message, slots only."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from generator.bundled import TEMPLATES
from generator.errors import Fault, PhraseInvalid
from generator.prose.lexicon import Loader

FOLDER = TEMPLATES / "en" / "phrases"
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

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Each variant cut at its slots: literal text at even places, ``slot`` or ``slot.face`` at odd ones."""
        return tuple(tuple(_SLOT.split(variant)) for variant in self.say)

    def fill(self, index: int, faces: Mapping[str, object]) -> str:
        """Return a variant with its slots filled. Raises PhraseInvalid where a slot or a face is not there.

        Phrases are Jinja, and the bank is checked against Jinja itself (`proofs.py`). But they hold slots and nothing
        else, so filling them takes one split; a template compiled for each sentence took a third of the start-up.
        """
        parts = list(self.parts[index])
        for position in range(1, len(parts), 2):
            slot, _, face = parts[position].partition(".")
            try:
                found = faces[slot]
                parts[position] = str(getattr(found, face) if face else found)
            except (KeyError, AttributeError) as error:
                fault = Fault(place(self.name, index), f"{parts[position]!r} is not there to say", "use another slot")
                raise PhraseInvalid([fault]) from error
        return "".join(parts)


def place(name: str, index: int | None = None) -> str:
    """Return the file of a message, and which of its variants, as a writer finds it."""
    return f"templates/en/phrases/{name}.yaml" + ("" if index is None else f": say[{index}]")


def read_phrase(path: Path) -> Phrase:
    """Read one phrase file, reporting every fault in it at once."""
    name = path.stem
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=Loader)  # noqa: S506 - a safe loader either way
    except FileNotFoundError:
        raise PhraseInvalid([Fault(place(name), "there is no such message", "add the file")]) from None
    except yaml.YAMLError as error:
        raise PhraseInvalid([Fault(place(name), f"is not YAML: {error}", "mend the file")]) from error
    faults = _faults(name, raw)
    if faults:
        raise PhraseInvalid(faults)
    return Phrase(name, raw["about"], raw["slots"], raw["example"], tuple(raw["say"]))


def _faults(name: str, raw: Any) -> list[Fault]:  # noqa: ANN401 - whatever the file holds
    if not isinstance(raw, dict) or set(raw) != _KEYS:
        return [Fault(place(name), "does not have exactly about, slots, example and say", "add what is missing")]
    found = []
    if set(raw["example"]) != set(raw["slots"]):
        found.append(Fault(place(name), "the example does not fill exactly the slots", "give every slot an example"))
    for index, variant in enumerate(raw["say"]):
        found += [Fault(place(name, index), p, r) for p, r in _variant_faults(variant, set(raw["slots"]))]
    return found


def _variant_faults(variant: str, slots: set[str]) -> list[tuple[str, str]]:
    found = []
    if _STATEMENT.search(variant):
        found.append(("holds a statement or a comment", "plan another message for the case that reads differently"))
    expressions: list[str] = _SLOT.findall(variant)
    odd = [expression for expression in expressions if not _PLAIN_SLOT.fullmatch(expression)]
    found += [(f"{expression!r} is more than a slot", "write {{ slot }} or {{ slot.face }}") for expression in odd]
    used = {expression.split(".")[0] for expression in expressions}
    if used - slots:
        found.append((f"unknown slot {', '.join(sorted(used - slots))}", f"use {', '.join(sorted(slots))}"))
    if re.search(r"\d", _SLOT.sub("", variant)):
        found.append(("holds a digit", "take the number from a slot"))
    return found


class PhraseBank:
    """The messages of a folder, read one by one as they are needed so that writing an article starts fast."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, Phrase] = {}

    def get(self, name: str) -> Phrase:
        """Return the phrase of a message. Raises PhraseInvalid where there is none or its file is wrong."""
        if name not in self._read:
            self._read[name] = read_phrase(self._folder / f"{name}.yaml")
        return self._read[name]

    def names(self) -> list[str]:
        """Return every message in the folder, in order."""
        return sorted(path.stem for path in self._folder.glob("*.yaml"))


@cache
def shipped_bank() -> PhraseBank:
    """Return the bank that ships with the program."""
    return PhraseBank(FOLDER)
