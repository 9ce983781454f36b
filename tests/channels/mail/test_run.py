"""Whole runs against a failing server: every reader in exactly one end, nobody twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from generator.channels.mail.summary import Summary
from generator.errors import InputInvalid, SettingsInvalid, SourceUnavailable
from generator.newsroom.mail_uncertain import Which, decide, uncertain
from generator.newsroom.mailing import mail_check, mail_edition, mail_preview
from generator.pages.mail.headers import mailbox
from generator.store.delivery import Key, Settlement, State
from generator.store.ledger import Ledger, open_ledger
from generator.store.subscriber import Subscriber, Suppression
from tests.channels.mail.lists import SLUG, START, Clock, journal, post, settings, subscribe
from tests.pages.mail.reading import parsed
from tests.servers.smtp import FAULTS, SmtpServer, smtp_server

DELIVERED, WAITING, FAILED, UNCERTAIN = State.DELIVERED, State.WAITING, State.FAILED, State.UNCERTAIN
ENDS = {
    "reader": DELIVERED, "later": WAITING, "grey": WAITING, "nobody": FAILED, "policy": FAILED, "bare": FAILED,
    "closing": WAITING, "busy": WAITING, "after": UNCERTAIN, "hang": UNCERTAIN, "spam": FAILED, "full": WAITING,
    "garbled": UNCERTAIN,
}  # fmt: skip
"""What one run makes of each; ``before`` is a race on a connection this quick, see `test_transaction`."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpServer]:
    with smtp_server(tmp_path / "log") as running:
        yield running


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(str(tmp_path / "store.db"), create=True) as opened:
        yield opened


def states(ledger: Ledger) -> dict[str, State]:
    return {entry.key.recipient.partition("@")[0]: entry.state for entry in ledger.deliveries.entries()}


def test_every_fault_has_its_end(server: SmtpServer, ledger: Ledger, tmp_path: Path) -> None:
    clock = Clock()
    names = [f"{n:02}{'' if name == 'reader' else '.' + name}" for n, name in enumerate(ENDS)]
    subscribe(ledger, *names, *(f"{n:02}x" for n in range(len(ENDS))))  # readers between them
    summary = mail_edition(post(), settings(server.port), ledger, clock.tools())
    wanted = dict(zip(names, ENDS.values(), strict=True)) | {f"{n:02}x": DELIVERED for n in range(len(ENDS))}
    assert states(ledger) == wanted
    assert summary == Summary(
        total=26, sent=14, waiting=5, failed=4, uncertain=3, due=clock.moment + timedelta(minutes=5)
    )  # fmt: skip
    took = Counter(server.taken())
    assert set(took.values()) == {1}
    assert {name.partition("@")[0] for name in took} == {
        name for name, state in wanted.items() if state in {DELIVERED, UNCERTAIN}
    }
    assert not journal(tmp_path).exists()
    assert set(ledger.subscribers.suppressed("any.example")) == {"03.nobody@example.test"}
    assert set(FAULTS) == {*ENDS, "before"} - {"reader"}


def test_over_days_everybody_comes_to_one_end_and_the_uncertain_get_nothing_more(
    server: SmtpServer, ledger: Ledger
) -> None:
    clock = Clock()
    subscribe(ledger, "01", "02.grey", "03.later", "04.after", "05.nobody")
    runs = []
    for _ in range(80):
        runs.append(mail_edition(post(), settings(server.port), ledger, clock.tools()))
        clock.moment += timedelta(hours=2)
    assert states(ledger) == {
        "01": DELIVERED, "02.grey": DELIVERED, "03.later": FAILED, "04.after": UNCERTAIN, "05.nobody": FAILED,
    }  # fmt: skip
    assert Counter(server.taken()) == dict.fromkeys(
        ("01@example.test", "02.grey@example.test", "04.after@example.test"), 1
    )
    assert runs[0].counts[:5] == (("sent", 1), ("already sent", 0), ("waiting", 2), ("failed", 1), ("uncertain", 1))
    assert (runs[1].sent, runs[1].already) == (1, 1)
    assert runs[-1] == Summary(total=5, already=2, failed=2, uncertain=1)
    assert server.seen["03.later@example.test"] > 20
    note = ledger.deliveries.standing(Key(SLUG, "daily", "03.later@example.test"))
    assert note is not None
    assert note.note.startswith("given up after five days; RCPT: 451")
    assert note.last - START < timedelta(days=5)


def test_a_mailbox_that_refuses_three_editions_in_a_row_is_not_written_to_again(
    server: SmtpServer, ledger: Ledger
) -> None:
    clock = Clock()
    cases = {
        "bare": "550 no", "full": "552 5.2.2 full", "domain": "550 5.1.2 no such domain",
        "policy": "550 5.7.1 not wanted", "login": "530 log in", "back": "550 no",
    }  # fmt: skip
    answers = {f"{name}@example.test": answer for name, answer in cases.items()}
    subscribe(ledger, *cases, *(f"{n:02}" for n in range(8)), "moved")
    asked = Counter[str]()
    for day in range(6):
        server.refusing = {"moved@example.test": "551 5.1.6 moved", **answers}
        if day == 2:  # for once it takes a mail, and its count begins anew
            del server.refusing["back@example.test"]
        edition = replace(post(), slug=f"btc-2026010{day + 1}t1200z-daily")
        for _ in range(2):  # a second run asks nobody again and counts nothing twice
            mail_edition(edition, settings(server.port), ledger, clock.tools())
        asked.update(f"{day} {name.partition('@')[0]}" for name in server.seen)
        server.seen.clear()
        clock.moment += timedelta(days=1)
    days = {name: [key[0] for key in asked if key[2:] == name] for name in (*cases, "moved")}
    assert {name: "".join(found) for name, found in days.items()} == {
        "bare": "012", "full": "012", "domain": "012", "policy": "012345", "login": "012345", "back": "012345",
        "moved": "0",
    }  # fmt: skip
    assert {item.address.partition("@")[0]: item.reason for item in ledger.subscribers.suppressions()} == {
        "back": "refused on 3 days in a row: RCPT: 550 no",
        "bare": "refused on 3 days in a row: RCPT: 550 no",
        "domain": "refused on 3 days in a row: RCPT: 550 5.1.2 no such domain",
        "full": "refused on 3 days in a row: RCPT: 552 5.2.2 full",
        "moved": "bounced: RCPT: 551 5.1.6 moved",
    }


@pytest.mark.parametrize(("changed", "extra"), [({"refusals": 0}, 5), ({}, 0)])
def test_refusals_count_neither_where_the_settings_say_so_nor_where_the_sender_is_to_blame(
    server: SmtpServer, ledger: Ledger, changed: dict[str, int], extra: int
) -> None:
    clock = Clock()
    subscribe(ledger, "01.bare", "02.bare", "03", *(f"1{n}" for n in range(extra)))
    for day in range(1, 6):
        edition = replace(post(), slug=f"btc-2026010{day}t1200z-daily")
        mail_edition(edition, settings(server.port, **changed), ledger, clock.tools())
        clock.moment += timedelta(days=1)
    assert ledger.subscribers.suppressions() == ()
    assert server.seen["01.bare@example.test"] == 5


def test_preferences_and_suppressions_choose(server: SmtpServer, ledger: Ledger) -> None:
    ledger.subscribers.put(
        [
            Subscriber("all@example.test"), Subscriber("btc@example.test", assets=("BTC", "ETH")),
            Subscriber("eth@example.test", assets=("ETH",)), Subscriber("german@example.test", language="de"),
            Subscriber("english@example.test", language="en-gb"), Subscriber("gone@example.test"),
            Subscriber("other@example.test"),
        ],
        START,
    )  # fmt: skip
    ledger.subscribers.suppress(
        [
            Suppression("GONE@example.test", "daily.example.test", "unsubscribed", START),
            Suppression("other@example.test", "flash.example.test", "unsubscribed", START),
        ]
    )
    preview = mail_preview(post(), settings(server.port), str(ledger.path))
    assert server.connections == 0
    assert ledger.deliveries.entries() == ()
    summary = mail_edition(post(), settings(server.port), ledger, Clock().tools())
    assert summary == Summary(total=7, sent=4, suppressed=1, skipped=2)
    wanted = {f"{name}@example.test" for name in ("all", "btc", "english", "other")}
    assert set(server.taken()) == wanted
    assert "by mail to 4 of 7 readers" in preview
    assert "not to gone@example.test: unsubscribed" in preview
    assert "not to eth@example.test: wants ETH, not BTC" in preview
    assert "not to german@example.test: reads de; editions are written in en" in preview
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click\n" in preview
    assert all(f"  {name}\n" in preview for name in wanted)


def test_who_leaves_while_waiting_or_during_the_run_gets_nothing(server: SmtpServer, ledger: Ledger) -> None:
    clock = Clock()
    subscribe(ledger, "01.grey", "02.grey")
    mail_edition(post(), settings(server.port), ledger, clock.tools())
    ledger.subscribers.suppress([Suppression("01.grey@example.test", "", "unsubscribed", START)])
    ledger.subscribers.remove(["02.grey@example.test"], START)
    clock.moment += timedelta(days=1)
    assert mail_edition(post(), settings(server.port), ledger, clock.tools()) == Summary(total=2, suppressed=2)

    subscribe(ledger, *(f"{n:03}" for n in range(150)))
    left: list[str] = []

    def leaving(readers: list[Subscriber]) -> Iterator[Subscriber]:
        for number, reader in enumerate(readers):
            if number == 50:  # within the first batch of a hundred
                left.append(readers[-1].key)
                ledger.subscribers.suppress([Suppression(readers[-1].key, "", "unsubscribed", START)])
            yield reader

    summary = mail_edition(post(), settings(server.port), ledger, clock.tools(), leaving)  # type: ignore[arg-type]
    assert (summary.sent, summary.suppressed) == (149, 3)
    assert left[0] not in server.taken()


def test_an_edition_corrected_or_published_again_is_not_sent_twice(server: SmtpServer, ledger: Ledger) -> None:
    subscribe(ledger, "01", "02.grey")
    clock = Clock()
    mail_edition(post(), settings(server.port), ledger, clock.tools())
    clock.moment += timedelta(hours=1)
    changed = post()
    summary = mail_edition(changed, settings(server.port), ledger, clock.tools())
    assert (summary.sent, summary.already) == (1, 1)
    assert mail_edition(changed, settings(server.port), ledger, clock.tools()) == Summary(total=2, already=2)
    ids = {parsed(message)["Message-ID"] for _, message in server.mails}
    assert len(server.mails) == len(ids) == 2


def test_uncertain_ones_are_resent_or_left_as_a_person_says(server: SmtpServer, ledger: Ledger) -> None:
    clock = Clock()
    subscribe(ledger, "01.after", "02.after", "03.after")
    mail_edition(post(), settings(server.port), ledger, clock.tools())
    assert [entry.key.recipient[:8] for entry in uncertain(ledger, Which())] == ["01.after", "02.after", "03.after"]
    assert decide(ledger, Which(recipients={"01.after@example.test"}), clock.tools(), resend=True) == 1
    assert decide(ledger, Which(recipients={"02.after@example.test"}), clock.tools(), resend=False) == 1
    assert decide(ledger, Which(edition="another"), clock.tools(), resend=True) == 0
    mail_edition(post(), settings(server.port), ledger, clock.tools())
    took = Counter(name[:8] for name in server.taken())
    assert took == {"01.after": 2, "02.after": 1, "03.after": 1}
    first, second = (parsed(message)["Message-ID"] for name, message in server.mails if name.startswith("01"))
    assert first == second  # a program that knows the mail shows it once
    assert states(ledger) == {"01.after": UNCERTAIN, "02.after": State.SUPPRESSED, "03.after": UNCERTAIN}


def test_one_connection_serves_all_and_a_lost_one_is_made_anew(server: SmtpServer, ledger: Ledger) -> None:
    subscribe(ledger, *(f"{n:03}" for n in range(250)))
    assert mail_edition(post(), settings(server.port), ledger, Clock().tools()).sent == 250
    assert server.connections == 1
    subscribe(ledger, "500", "501.after", "502", "503.closing", "504")
    assert mail_edition(post("ETH"), settings(server.port, name="other"), ledger, Clock().tools()).sent == 253
    assert server.connections == 1 + 1 + 1 + 2  # after the cut, and twice for who is closed on: an old one may be why


def test_a_server_that_loses_every_connection_is_left_alone(server: SmtpServer, ledger: Ledger) -> None:
    subscribe(ledger, *(f"{n:02}.after" for n in range(20)))
    summary = mail_edition(post(), settings(server.port), ledger, Clock().tools())
    assert (summary.uncertain, summary.waiting) == (5, 15)
    assert "lost 5 connections one after another" in summary.trouble


def test_a_server_that_is_not_there_leaves_all_waiting(ledger: Ledger, server: SmtpServer) -> None:
    port = server.port
    server.close()
    subscribe(ledger, "01", "02")
    clock = Clock()
    summary = mail_edition(post(), settings(port), ledger, clock.tools())
    assert summary.waiting == summary.total == 2
    assert f"mail server 127.0.0.1:{port}: cannot be reached" in summary.trouble
    assert clock.slept == [1.0, 5.0, 15.0]


def test_a_sender_that_is_refused_fails_nobody(server: SmtpServer, ledger: Ledger) -> None:
    server.refuse_sender = "553 5.7.1 not your address"
    subscribe(ledger, "01", "02")
    summary = mail_edition(post(), settings(server.port), ledger, Clock().tools())
    assert summary.waiting == 2
    assert "refuses the sender (MAIL: 553 5.7.1 not your address)" in summary.trouble
    server.refuse_sender = ""
    assert mail_edition(post(), settings(server.port), ledger, Clock().tools()).sent == 2


def test_the_rate_is_kept(server: SmtpServer, ledger: Ledger) -> None:
    subscribe(ledger, *(f"{n:02}" for n in range(13)))
    clock = Clock()
    assert mail_edition(post(), settings(server.port, per_minute=30), ledger, clock.tools()).sent == 13
    assert clock.slept == [2.0] * 12
    assert clock.moment - START == timedelta(seconds=24)


def test_a_stop_finishes_the_mail_at_hand(server: SmtpServer, ledger: Ledger) -> None:
    subscribe(ledger, *(f"{n:02}" for n in range(10)))
    tools = Clock().tools()

    def stopping(readers: list[Subscriber]) -> Iterator[Subscriber]:
        for number, reader in enumerate(readers):
            if number == 4:
                tools.stop.set()
            yield reader

    summary = mail_edition(post(), settings(server.port), ledger, tools, stopping)  # type: ignore[arg-type]
    assert (summary.sent, summary.waiting, summary.uncertain) == (4, 6, 0)
    assert summary.trouble.startswith("stopped")
    assert mail_edition(post(), settings(server.port), ledger, Clock().tools()).sent == 6
    assert set(Counter(server.taken()).values()) == {1}


@pytest.mark.usefixtures("impatient")
def test_two_runs_at_once_are_one(server: SmtpServer, ledger: Ledger) -> None:
    subscribe(ledger, "01", "02")
    with (
        ledger.deliveries.alone("daily", "another run"),
        pytest.raises(SourceUnavailable, match="is being delivered to by another run"),
    ):
        mail_edition(post(), settings(server.port), ledger, Clock().tools())
    assert server.taken() == []


def test_an_unknown_end_of_a_run_without_its_journal_is_uncertain_for_all(server: SmtpServer, ledger: Ledger) -> None:
    subscribe(ledger, "01", "02")
    keys = [Key(SLUG, "daily", f"0{n}@example.test") for n in (1, 2)]
    ledger.deliveries.record([], [(key, "v") for key in keys], START, "a run that is gone")
    assert mail_edition(post(), settings(server.port), ledger, Clock().tools()) == Summary(total=2, uncertain=2)
    assert server.taken() == []


def test_settings_and_lists_that_are_wrong_send_nothing(server: SmtpServer, ledger: Ledger, tmp_path: Path) -> None:
    subscribe(ledger, "01")
    changed = {"sender": "no address", "list_id": "-", "unsubscribe_url": "https://h/<", "unsubscribe_address": "x"}
    with pytest.raises(SettingsInvalid) as caught:
        mail_edition(post(), settings(server.port, **changed), ledger, Clock().tools())
    assert [str(fault).partition(":")[0] for fault in caught.value.faults] == [
        f"channels.daily.{name}" for name in changed
    ]
    (tmp_path / "bad.csv").write_text("email\nx\n")
    with pytest.raises(InputInvalid, match=r"bad\.csv, line 2"):
        mail_edition(post(), settings(server.port, subscribers=tmp_path / "bad.csv"), ledger, Clock().tools())
    assert server.taken() == []


def test_a_file_of_readers_needs_no_list_in_the_store(server: SmtpServer, ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "readers.csv").write_text("email\nann@example.test\nbob@example.test\n")
    given = settings(server.port, subscribers=tmp_path / "readers.csv")
    assert "to 2 of 2 readers" in mail_preview(post(), given, str(tmp_path / "no.db"))
    assert mail_edition(post(), given, ledger, Clock().tools()).sent == 2
    (tmp_path / "readers.csv").write_text("email\nbob@example.test\n")
    assert mail_edition(post(), given, ledger, Clock().tools()) == Summary(total=2, already=2)


def test_the_server_is_asked_without_a_mail(server: SmtpServer) -> None:
    assert mail_check(settings(server.port)) == f"mail server 127.0.0.1:{server.port} takes mail from desk@example.test"
    assert not any(command.startswith("MAIL") for command in server.commands)


def test_a_summary_that_does_not_add_up_is_none() -> None:
    with pytest.raises(ValueError, match="add up"):
        Summary(total=3, sent=1)


def test_whose_mail_would_be_another_is_refused_alone(
    server: SmtpServer, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = mailbox
    injected = "x <a@example.test>\r\nBcc: mallory@evil.example"
    monkeypatch.setattr(
        "generator.pages.mail.addressed.mailbox",
        lambda given: injected if given.address[:2] == "02" else honest(given),
    )
    subscribe(ledger, "01", "02", "03")
    summary = mail_edition(post(), settings(server.port), ledger, Clock().tools())
    assert (summary.sent, summary.failed) == (2, 1)
    assert states(ledger)["02"] is FAILED
    assert server.taken() == ["01@example.test", "03@example.test"]
    found = ledger.deliveries.standing(Key(SLUG, "daily", "02@example.test"))
    assert found is not None
    assert "would not be the mail that is meant" in found.note
    assert Settlement(FAILED).state is found.state
