"""Where words of each shape may stand: the stylebook's lists of them as patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Places:
    """Shapes of judging words, and what may stand before and behind each. All are matched in lower case."""

    doing: Pattern
    """What somebody does: "closing positions"."""
    clause: Pattern
    """What has a subject and a verb: "longs paid shorts"."""
    thing: Pattern
    """A noun with what is said of it: "a thin book"."""
    doer: Pattern
    """What may stand before a doing."""
    people: Pattern
    """People of whom something is about to be said."""
    joint: Pattern
    """What may stand before a clause."""
    predicate: Pattern
    """What never stands behind one."""
    is_: Pattern
    has: Pattern
    article: Pattern
    no_noun: Pattern
    """Beginnings of words that no article stands before."""
    there: Pattern
    no_object: Pattern
    """Words that no thing stands right behind."""
    listing: Pattern
    """What an item of a list stands behind."""
    item_ends: Pattern
    further: Pattern
    """Statements on what is beside what was named."""
    nounlike: Pattern
    """Words that may be an item though they are no thing."""
    subject: Pattern
    """Words that say by themselves what changed."""
    changed: Pattern
    indefinite: Pattern
    book: Pattern
    """What only a book stands behind."""


def read_places(raw: Mapping[str, Any]) -> Places:
    """Return the places of a stylebook's TOML."""
    words = {name: _any(listed.split() if isinstance(listed, str) else listed) for name, listed in raw.items()}
    objects, copulas, joints = words["objects"], words["copulas"], words["joints"]
    doers, listing, changes = words["doers"], words["listing"], words["changes"]
    setting = rf"{words['settings']} (?:(?!{copulas}\b)[a-z/-]+ ?){{1,6}}"
    no_thing = (
        rf"{words['never_things']} |more \w+ to |"
        r"\w+(?:ed|ew|ose|ell|id|nt) (?:the|prices|no|neither|more|less)\b"
    )
    shades = words["shades"]
    patterns = {
        "doing": rf"[a-z]+ing (?:.* )?{objects}\b.*",
        "clause": rf"(?!.*\b{words['never_clauses']}\b){words['subjects']}\b(?: .*)? {words['verbs']}\b.*",
        "thing": rf"(?:an? (?!{shades} )(?:.* )?|(?!{no_thing})(?:.* )?){words['nouns']}\b.*",
        "doer": rf"^$|\btraders$|\b{doers}\b[^,;:]*\b(?:were|are)$|\bspen[dt]\b[^,;:]*$",
        "people": rf"\b{doers}\b[^,;:]*\b(?:were|are)$",
        "joint": rf"(?:(?:^|, |\b{joints} )(?:{setting})?|[,;:(\ue100-\ue2ff\u2013\u2014-]|\b{joints})$",
        "predicate": rf" (?:{copulas}|of)\b",
        "is_": rf"\b{words['is']}$",
        "has": rf" {words['has']}",
        "article": r"\b(?:the|an?)$",
        "no_noun": rf"{words['never_nouns']} ",
        "there": r"\bthere (?:is|was|were)$",
        "no_object": rf"\b{words['no_object']}$",
        "listing": rf"(?::|\b{listing})$",
        "item_ends": rf"\s*(?:$|[,;.]|{words['ends']}\b)",
        "further": rf"{words['further']}\b|.*\b{words['beside']}\b",
        "nounlike": rf"{words['unnamed']} .*|.*\b{changes}\b.*",
        "subject": rf"{words['subjects_of_changes']} ",
        "changed": r"\b(?:moved|changed)$",
        "indefinite": r"an? ",
        "book": rf"\b{words['book']}$",
    }
    return Places(**{name: re.compile(pattern) for name, pattern in patterns.items()})


def _any(phrases: Iterable[str]) -> str:
    return "(?:" + "|".join(sorted(phrases, key=len, reverse=True)) + ")"
