from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import SourceUnavailable
from generator.store.delivery import Key, Settlement, State
from generator.store.ledger import open_ledger

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
LATER = NOW + timedelta(minutes=3)
KEY = Key("btc-20251121t1200z-daily", "blog")
SETTLED = [state for state in State if state is not State.INTENDED]


def test_an_intent_stands_until_it_is_settled_and_what_was_delivered_stays_known(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        deliveries = ledger.deliveries
        assert deliveries.standing(KEY) is None
        deliveries.intend(KEY, "v1", NOW, "process 1")
        entry = deliveries.standing(KEY)
        assert entry is not None
        assert (entry.state, entry.version, entry.delivered, entry.holder) == (State.INTENDED, "v1", "", "process 1")
        deliveries.settle(KEY, Settlement(State.DELIVERED, "https://x.org/a", "17", "draft"), LATER)
        deliveries.intend(KEY, "v2", LATER, "process 2")
        deliveries.settle(KEY, Settlement(State.WAITING, due=LATER + timedelta(hours=1), note="429"), LATER)
        entry = deliveries.standing(KEY)
        assert entry is not None
        assert (entry.state, entry.version, entry.attempts, entry.note) == (State.WAITING, "v2", 2, "429")
        assert (entry.delivered, entry.address, entry.remote, entry.status) == ("v1", "https://x.org/a", "17", "draft")
        assert (entry.first, entry.last, entry.due) == (NOW, LATER, LATER + timedelta(hours=1))


def test_entries_are_found_by_edition_channel_and_state(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        deliveries = ledger.deliveries
        keys = [Key("e1", "mail", f"reader{n}@example.org") for n in range(5)] + [Key("e2", "mail", "a@b.org"), KEY]
        deliveries.record([], [(key, "v") for key in keys], NOW, "me")
        deliveries.record([(key, Settlement(State.DELIVERED)) for key in keys[:3]], [], NOW)
        deliveries.settle(Key("e1", "mail", "never@example.org"), Settlement(State.SUPPRESSED, note="asked"), NOW)
        assert [entry.key for entry in deliveries.entries(edition="e1", state=State.INTENDED)] == keys[3:5]
        assert [entry.key for entry in deliveries.entries(channel="blog")] == [KEY]
        assert len(deliveries.entries()) == 8
        counted = {State.INTENDED: 2, State.DELIVERED: 3, State.SUPPRESSED: 1}
        assert deliveries.counts(edition="e1", channel="mail") == counted
        assert deliveries.counts() == {State.DELIVERED: 3, State.SUPPRESSED: 1, State.INTENDED: 4}


@pytest.mark.usefixtures("impatient")
def test_two_runs_are_not_at_one_channel_at_once(url: str) -> None:
    with open_ledger(url, create=True) as one, open_ledger(url) as two:
        with one.deliveries.alone("blog", "process 7"):
            with (
                pytest.raises(SourceUnavailable, match="channel blog is being delivered to by process 7"),
                two.deliveries.alone("blog", "process 8"),
            ):
                pass
            with two.deliveries.alone("chat", "process 8"):
                two.deliveries.intend(KEY, "v", NOW, "process 8")
        with two.deliveries.alone("blog", "process 8"):
            pass


_KILLED = """
import sys
from datetime import UTC, datetime
from generator.store.delivery import Key
from generator.store.ledger import open_ledger
deliveries = open_ledger(sys.argv[1]).deliveries
with deliveries.alone("blog", "the killed"):
    deliveries.intend(Key("e", "blog"), "v1", datetime(2026, 1, 5, tzinfo=UTC), "the killed")
    print("sent", flush=True)
    sys.stdin.read()
"""


def test_what_a_killed_run_intended_is_there_and_its_channel_is_free(url: str) -> None:
    with open_ledger(url, create=True) as ledger:
        with subprocess.Popen(
            [sys.executable, "-c", _KILLED, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as run:
            assert run.stdout is not None
            assert run.stdout.readline() == b"sent\n"
            os.kill(run.pid, signal.SIGKILL)
        with ledger.deliveries.alone("blog", "next"):
            entry = ledger.deliveries.standing(Key("e", "blog"))
            assert entry is not None
            assert (entry.state, entry.holder) == (State.INTENDED, "the killed")


_STEPS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from(["v1", "v2"]), st.sampled_from(SETTLED) | st.none()), max_size=12
)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=_STEPS)
def test_the_ledger_holds_what_a_dictionary_would(
    new_url: Callable[[], str], steps: list[tuple[str, str, State | None]]
) -> None:
    told: dict[str, tuple[State, str, str]] = {}
    with open_ledger(new_url(), create=True) as ledger:
        for name, version, state in steps:
            key = Key("e", "mail", name)
            if state is None:
                ledger.deliveries.intend(key, version, NOW, "me")
                told[name] = (State.INTENDED, version, told.get(name, (state, "", ""))[2])
            else:
                ledger.deliveries.settle(key, Settlement(state), NOW)
                _, sent, certain = told.get(name, (state, "", ""))
                told[name] = (state, sent, sent if state is State.DELIVERED else certain)
        found = {item.key.recipient: (item.state, item.version, item.delivered) for item in ledger.deliveries.entries()}
    assert found == told
