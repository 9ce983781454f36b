from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from generator.channels.mail.reckoning import LOST, read, written
from generator.channels.mail.verdict import Verdict
from generator.errors import SourceUnavailable
from generator.store.delivery import State
from generator.store.journal import Journal, forgotten, kept


def filled(path: Path, boot: str = "b") -> None:
    with Journal(path, "edition", "holder", boot) as journal:
        journal.dot("a@example.test")
        journal.outcome("a@example.test", written(Verdict(State.DELIVERED)))
        journal.outcome("b@example.test", written(Verdict(State.FAILED, "RCPT: 550 5.1.1 \u00e9", gone=True)))
        journal.dot("c@example.test")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    assert kept(path, "b") is None
    filled(path)
    found = kept(path, "b")
    assert found is not None
    assert (found.edition, found.holder, found.whole) == ("edition", "holder", True)
    assert found.begun == {"a@example.test", "c@example.test"}
    assert read(found.outcomes["b@example.test"]) == Verdict(State.FAILED, "RCPT: 550 5.1.1 \u00e9", gone=True)
    assert path.stat().st_mode & 0o077 == 0
    forgotten(path)
    forgotten(path)
    assert kept(path, "b") is None


def test_after_another_start_of_the_system_lines_may_be_missing(tmp_path: Path) -> None:
    filled(tmp_path / "journal")
    for boot in ("another", ""):
        found = kept(tmp_path / "journal", boot)
        assert found is not None
        assert not found.whole


def test_where_starts_have_no_names_each_line_is_on_disk(tmp_path: Path) -> None:
    filled(tmp_path / "journal", boot="")
    found = kept(tmp_path / "journal", "")
    assert found is not None
    assert found.whole


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 400))
def test_cut_anywhere_nobody_is_called_reached_who_may_not_be(tmp_path: Path, size: int) -> None:
    path = tmp_path / "journal"
    filled(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:size])
    found = kept(path, "b")
    if found is None:
        assert size <= whole.index(b"\n")
    else:
        assert found.begun <= {"a@example.test", "c@example.test"}
        assert "a@example.test" in found.begun or not found.outcomes
        assert set(found.outcomes) <= {"a@example.test", "b@example.test"}


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 300), st.integers(0, 255))
def test_a_damaged_line_makes_all_doubtful(tmp_path: Path, at: int, octet: int) -> None:
    path = tmp_path / "journal"
    filled(path)
    whole = bytearray(path.read_bytes())
    at %= len(whole) - 1
    whole[at] = octet
    path.write_bytes(bytes(whole))
    found = kept(path, "b")
    if found is not None and found.whole and found.holder == "holder" and found.edition == "edition":
        # What still reads as whole names as many recipients as before: none of them went missing.
        assert len(found.begun) == 2
        assert len(found.outcomes) == 2


def test_an_outcome_nobody_can_read_is_uncertain() -> None:
    assert read({}) == Verdict(State.UNCERTAIN, LOST)
    assert read({"state": "jolly", "note": "", "gone": False}).state is State.UNCERTAIN


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SourceUnavailable, match="cannot be written"):
        Journal(tmp_path / "file" / "journal", "edition", "holder", "b")
