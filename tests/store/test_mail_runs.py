"""A run of mail on both databases: the ledger of one is as good as that of the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.channels.mail.summary import Summary
from generator.newsroom.mail_parts import journal_of
from generator.newsroom.mailing import mail_edition
from generator.store.delivery import State
from generator.store.ledger import open_ledger
from tests.channels.mail.lists import Clock, post, settings, subscribe
from tests.servers.smtp import smtp_server


def test_a_run_and_what_a_killed_one_left(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    clock = Clock()
    with smtp_server(tmp_path / "log") as server, open_ledger(url, create=True) as ledger:
        subscribe(ledger, *(f"{n:03}" for n in range(120)), "200.grey", "201.nobody", "202.after")
        given = settings(server.port)
        assert mail_edition(post(), given, ledger, clock.tools()) == Summary(
            total=123, sent=120, waiting=1, failed=1, uncertain=1, due=min(
                entry.due for entry in ledger.deliveries.entries(state=State.WAITING) if entry.due
            ),
        )  # fmt: skip
        assert not journal_of(ledger, "daily").exists()
        # A run that dies: its intents stand in the ledger, its journal beside it.
        path = journal_of(ledger, "daily")
        clock.moment = clock.moment.replace(hour=1)
        waiting = ledger.deliveries.entries(state=State.WAITING)
        ledger.deliveries.record([], [(entry.key, "v") for entry in waiting], clock.now(), "killed")
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f'{{"journal":1,"edition":"{waiting[0].key.edition}","holder":"killed","boot":"this boot"}}\n'
        path.write_text(f'{head}["=","200.grey@example.test",{{"state":"delivered","note":"","gone":false}}]\n')
        after = mail_edition(post(), given, ledger, clock.tools())
        assert after == Summary(total=123, already=121, failed=1, uncertain=1)
        assert not path.exists()
        assert len(server.taken()) == 121
