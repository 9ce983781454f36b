"""Days as phrases show them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from generator.planning.story import Close, Day
from generator.prose.days import CloseFace, DayFace
from generator.prose.lexicon import shipped_lexicon
from generator.prose.marks import placed
from generator.prose.telling import Telling
from generator.prose.variants import Draws

CLOSE = datetime(2022, 11, 7, 23, 59, 59, tzinfo=UTC)


def telling() -> Telling:
    return Telling(shipped_lexicon(), "plain", Draws("seed"))


def test_a_day_is_its_date_or_its_weekday_and_claims_either() -> None:
    told = telling()
    face = DayFace(Day(date(2022, 11, 8), CLOSE), told)
    text, claims = placed(f"{face}, {face.short}, {face.weekday}", told.ledger.claims)
    assert text == "8 November 2022, 8 November, Tuesday"
    assert [(claim.metric, claim.field, claim.value) for claim in claims] == [("snapshot", "as_of", "2022-11-08")] * 3


def test_a_close_is_called_by_its_weekday_only_where_that_says_which() -> None:
    told = telling()
    lately, once = (CloseFace(Close(CLOSE, recent=recent), told) for recent in (True, False))
    text, claims = placed(f"{lately}: {lately.weekday}, {once.weekday}", told.ledger.claims)
    assert text == "7 November 2022: Monday, 7 November 2022"
    assert {(claim.metric, claim.field, claim.value) for claim in claims} == {
        ("snapshot", "before", "2022-11-07T23:59:59+00:00")
    }
