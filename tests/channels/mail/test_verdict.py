from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.channels.mail.reckoning import GIVEN_UP
from generator.channels.mail.verdict import LIFETIME, Answer, Stage, judged, next_try, turned_away
from generator.store.delivery import State
from tests.channels.mail.lists import START

REFUSING = [Stage.SENDER, Stage.RECIPIENT, Stage.DATA, Stage.BODY]


@pytest.mark.parametrize(
    ("stage", "code", "text", "state", "gone"),
    [
        (Stage.DOT, 250, "2.0.0 Ok: queued as 4F", State.DELIVERED, False),
        (Stage.DOT, 0, "the connection was lost", State.UNCERTAIN, False),
        (Stage.DOT, 354, "go on", State.UNCERTAIN, False),
        (Stage.DOT, 421, "4.3.0 closing", State.WAITING, False),
        (Stage.DOT, 452, "4.3.1 no room", State.WAITING, False),
        (Stage.DOT, 554, "5.7.1 spam", State.FAILED, False),
        (Stage.DOT, 550, "5.1.1 no such user here", State.FAILED, True),
        (Stage.BODY, 0, "the connection was lost", State.WAITING, False),
        (Stage.RECIPIENT, 451, "4.7.1 greylisted", State.WAITING, False),
        (Stage.RECIPIENT, 550, "5.1.1 no such user", State.FAILED, True),
        (Stage.RECIPIENT, 556, "5.1.10 null MX", State.FAILED, True),
        (Stage.RECIPIENT, 550, "5.2.1 disabled", State.FAILED, True),
        (Stage.RECIPIENT, 552, "5.2.2 mailbox full", State.FAILED, False),
        (Stage.RECIPIENT, 550, "5.7.1 by policy", State.FAILED, False),
        (Stage.RECIPIENT, 551, "5.1.6 moved", State.FAILED, True),
        (Stage.RECIPIENT, 550, "5.1.2 no such domain", State.FAILED, False),
        (Stage.RECIPIENT, 553, "5.1.3 no address", State.FAILED, False),
        (Stage.RECIPIENT, 550, "no such user here", State.FAILED, False),
        (Stage.RECIPIENT, 550, "5.1.15 unheard of", State.FAILED, False),
        (Stage.RECIPIENT, 550, "no such user, says 5.1.1", State.FAILED, False),
        (Stage.RECIPIENT, 450, "5.1.1 contradicts itself", State.WAITING, False),
        (Stage.DATA, 554, "no valid recipients", State.FAILED, False),
    ],
)
def test_what_an_answer_means(stage: Stage, code: int, text: str, state: State, gone: bool) -> None:  # noqa: FBT001
    verdict = judged(Answer(stage, code, text))
    assert (verdict.state, verdict.gone) == (state, gone)
    assert verdict.note or state is State.DELIVERED


@pytest.mark.parametrize(
    ("stage", "code", "text", "counts"),
    [
        (Stage.RECIPIENT, 550, "", True),
        (Stage.RECIPIENT, 550, "no such user here", True),
        (Stage.RECIPIENT, 554, "no", True),
        (Stage.RECIPIENT, 550, "5.1.1 no such user", True),
        (Stage.RECIPIENT, 552, "5.2.2 mailbox full", True),
        (Stage.RECIPIENT, 550, "5.7.1 by policy", False),
        (Stage.RECIPIENT, 550, "  5.7.26 unauthenticated", False),
        (Stage.RECIPIENT, 530, "log in first", False),
        (Stage.RECIPIENT, 503, "not now", False),
        (Stage.RECIPIENT, 451, "later", False),
        (Stage.DATA, 554, "no valid recipients", False),
        (Stage.DOT, 550, "spam", False),
    ],
)
def test_which_refusals_count(stage: Stage, code: int, text: str, counts: bool) -> None:  # noqa: FBT001
    note = judged(Answer(stage, code, text)).note
    assert turned_away(note) is counts
    assert not turned_away(f"{GIVEN_UP}; {note}")


@given(st.sampled_from(list(Stage)), st.one_of(st.just(0), st.integers(200, 599)), st.text())
def test_only_the_dot_delivers_or_is_uncertain_and_notes_are_one_line(stage: Stage, code: int, text: str) -> None:
    verdict = judged(Answer(stage, code, text))
    assert verdict.state in {State.WAITING, State.FAILED} or stage is Stage.DOT
    assert verdict.state is not State.DELIVERED or 200 <= code < 300
    assert verdict.state is not State.FAILED or code >= 500
    assert "\n" not in verdict.note
    assert len(verdict.note) < 300


def test_the_pauses_grow_from_five_minutes_to_four_hours() -> None:
    minutes = [5, 10, 20, 40, 80, 160, 240, 240]
    for attempts, pause in enumerate(minutes, 1):
        assert next_try(START, attempts, START) == START + timedelta(minutes=pause)


@given(st.integers(0, 10_000), st.timedeltas(timedelta(0), timedelta(days=10)))
def test_it_is_given_up_after_five_days(attempts: int, age: timedelta) -> None:
    due = next_try(START, attempts, START + age)
    if due is None:
        assert age + timedelta(hours=4) > LIFETIME
    else:
        assert timedelta(minutes=5) <= due - START - age <= timedelta(hours=4)
        assert due - START <= LIFETIME
