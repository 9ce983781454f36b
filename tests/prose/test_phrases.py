"""The phrase bank: a writer is told every fault of a file at once, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import PhraseInvalid
from generator.prose.phrases import PhraseBank, read_phrase, shipped_bank
from tests.cases import shipped

GOOD = """
about: "Takers leaned to one side."
slots: {flow: taker_imbalance, asset: asset}
example: {flow: -2.28, asset: BTC}
say:
  - "{{ flow.name }} of {{ asset }} stands at {{ flow.value }}."
  - "In {{ asset }} there was {{ flow.pressure }}."
"""


def written(folder: Path, text: str, name: str = "flow") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(PhraseInvalid) as raised:
        read_phrase(written(folder, text), {})
    return [str(fault) for fault in raised.value.faults]


def test_a_good_file_is_read(tmp_path: Path) -> None:
    phrase = read_phrase(written(tmp_path, GOOD), {})
    assert phrase.name == "flow"
    assert phrase.slots == {"flow": "taker_imbalance", "asset": "asset"}
    assert len(phrase.say) == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(PhraseInvalid, match=r"templates/en/phrases/absent\.yaml: there is no such message"):
        PhraseBank(tmp_path, {}).get("absent")


def test_a_file_that_is_not_yaml_is_named(tmp_path: Path) -> None:
    assert len(faults(tmp_path, 'about: "open')) == 1
    assert "is not YAML" in faults(tmp_path, 'about: "open')[0]


@pytest.mark.parametrize("text", ["", "- a list", "about: only", GOOD + "more: keys\n"])
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str) -> None:
    assert "does not have exactly about, slots, example and say" in faults(tmp_path, text)[0]


@pytest.mark.parametrize(
    ("variant", "fault"),
    [
        ("{% if flow %}Selling.{% endif %}", "holds a statement or a comment"),
        ("Selling. {# for now #}", "holds a statement or a comment"),
        ("{{ flow.value * 2 }} of it.", "is more than a slot"),
        ("{{ flow | upper }} of it.", "is more than a slot"),
        ("{{ flow.measure.value }} of it.", "is more than a slot"),
        ("{{ other.value }} of it.", "unknown slot other"),
        ("Some 12 of it.", "holds a digit"),
        ("Some (one|12) of it.", "holds a digit"),
        ("Some (one|two of it.", "a bracket is not closed"),
        ("Some [list] of it.", "there is no list [list]"),
    ],
)
def test_a_phrase_holds_slots_and_nothing_else(tmp_path: Path, variant: str, fault: str) -> None:
    found = faults(tmp_path, f'{GOOD}  - "{variant}"\n')
    assert any(fault in item for item in found)
    assert all(item.startswith("templates/en/phrases/flow.yaml: say[2]: ") for item in found)


def test_every_fault_is_reported_at_once(tmp_path: Path) -> None:
    text = """
about: "Everything is wrong."
slots: {flow: taker_imbalance}
example: {}
say:
  - "{% if flow %}x{% endif %}"
  - "{{ nobody }} knows."
  - "Up 3 of them by {{ flow.value + 1 }}."
"""
    found = faults(tmp_path, text)
    assert [item.split(":", 2)[1].strip() for item in found].count("say[2]") >= 2
    for fault in (
        "the example does not fill exactly the slots",
        "holds a statement or a comment",
        "unknown slot nobody",
        "holds a digit",
        "is more than a slot",
    ):
        assert any(fault in item for item in found), fault
    assert all(item.startswith("templates/en/phrases/flow.yaml") for item in found)


def test_a_file_is_read_when_its_message_is_first_wanted(tmp_path: Path) -> None:
    written(tmp_path, GOOD)
    written(tmp_path, "- broken", "other")
    bank = PhraseBank(tmp_path, {})
    assert bank.names() == ["flow", "other"]
    assert bank.get("flow") is bank.get("flow")


@pytest.mark.parametrize("name", shipped_bank().names())
def test_every_shipped_phrase_is_sound(name: str) -> None:
    phrase = shipped().wording.bank.get(name)
    assert len(phrase.say) >= 2
    assert len(set(phrase.say)) == len(phrase.say)
    assert phrase.about.endswith(".")
