"""A statement is compared with few approved texts, and those that it is a reading of are always among them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from random import Random

import pytest

from generator.audit import stylebook
from generator.audit.by_word import ByWord

LISTS = {"exits": ("exits", "closures"), "liqs": ("liquidations", "forced [exits]")}
_LIST, _SLOT, _CHOICE = re.compile(r"\[([a-z_]+)\]"), re.compile(r"\{[^}]*\}"), re.compile(r"\(([^()]*)\)")


def reading(text: str, lists: Mapping[str, Sequence[str]], random: Random) -> str:
    """Return one reading of a text, its slots filled with what is no word of any."""
    while found := _LIST.search(text):
        text = text[: found.start()] + random.choice(lists[found[1]]) + text[found.end() :]
    text = _SLOT.sub("qqq", text)
    while found := _CHOICE.search(text):
        text = text[: found.start()] + random.choice(found[1].split("|")) + text[found.end() :]
    return text


def shipped() -> Iterator[tuple[list[str], Mapping[str, Sequence[str]]]]:
    folder = Path(stylebook.__file__).with_name("standards")
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.toml"))]
    (lists,) = (raw["lists"] for raw in files if "lists" in raw)
    for raw in files:
        yield [text for entry in raw.get("measured", ()) for text in entry["say"]], {}
        for table in ("approved", "shapes"):
            yield [text for texts in raw.get(table, {}).values() for text in texts], lists


def test_every_text_of_the_stylebook_is_found_by_its_readings() -> None:
    random, compared = Random(1), 0  # noqa: S311 - the same readings every time
    for texts, lists in shipped():
        known = ByWord(((text, text) for text in texts), lists)
        for text in texts:
            for statement in {reading(text, lists, random) for _ in range(6)}:
                found = known.candidates(statement)
                assert text in found, statement
                compared += len(found)
    assert compared < 6 * 6 * sum(len(texts) for texts, _ in shipped())  # hardly any other is looked at


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("the price (fell|rose).", "the price rose."),
        ("(the price|it) (fell|rose).", "it fell."),
        ("(sell|buy)ing (led|prevailed).", "buying led."),
        ("led by (sell|buy)ing.", "led by buying."),
        ("{asset} (fell|rose) {percent}.", "the price of bitcoin fell 3%."),
        ("{asset} was (over|under)priced.", "bitcoin was overpriced."),
        ("[liqs] were (few|many).", "forced closures were many."),
        ("{usd} went in [liqs].", "$3 million went in forced exits."),
        ("(over |)seven days (of it |)passed.", "seven days passed."),
        ("(a|(b|c) d) e f g h i j k l m n o p (q|r).", "c d e f g h i j k l m n o p r."),
    ],
)
def test_a_reading_is_found(text: str, statement: str) -> None:
    assert ByWord([("nothing like it.", 0), (text, 1)], LISTS).candidates(statement) == [1]


@pytest.mark.parametrize(
    "statement",
    ["a high price rose.", "a low price qqq.", "the low price, qqq.", "low price qqq."],
)
def test_what_begins_ends_or_reads_otherwise_is_not_compared(statement: str) -> None:
    texts = ByWord([("(the|that) (low|high) price {word} (won|held).", 1), ("{asset} (won|held) {word} ground.", 2)])
    assert texts.candidates(statement) == []
    assert texts.candidates("that low price qqq held.") == [1]
    assert texts.candidates("bitcoin held qqq ground.") == [2]
    assert texts.candidates("bitcoin lost qqq ground.") == []
