"""The schedule over a PostgreSQL server that ends in the middle of things and comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from generator.channels.disk import channel, writing
from generator.channels.mail.sending import Sending
from generator.newsroom import rounds
from generator.newsroom.editions import Filed, Press
from generator.newsroom.histories import Origin
from generator.store import database
from generator.store.delivery import State
from generator.store.ledger import open_ledger
from tests.newsroom.conftest import filed
from tests.newsroom.test_running import LIST, SETTINGS, START, World
from tests.servers.smtp import smtp_server
from tests.store.conftest import new_database
from tests.store.postgresql import Server

DAYS = ("2021-05-19", "2022-06-13", "2022-11-09", "2023-09-25", "reference")
STEPS = ("waiting", "writing", "filing", "posting", "mailing")
"""What is going on when the server ends: on each day another."""
AWAY = 3  # looks at the store until the server is back, where it is gone for long


@dataclass
class Troubled(World):
    """A world in which a step of a day, when it has been done, is the end of the server."""

    server: Server | None = None
    end: Callable[[], None] = lambda: None
    left: int = 0
    """Looks until the server is back; 0 while it runs."""
    ended: list[str] = field(default_factory=list)

    @property
    def day(self) -> int:
        return (self.now - START).days

    def over(self, step: str) -> None:
        if step not in self.ended and STEPS.index(step) == self.day:
            self.ended.append(step)
            self.end()

    def brief(self, asset: str, _: Origin, at: str, press: Press) -> Filed:
        self.over("writing")
        folder = filed(press.root, DAYS[self.day])
        self.made.append(f"{press.form} {asset} {at}")
        self.over("filing")
        return Filed(self.now, folder)

    def wait(self, seconds: float) -> bool:
        if self.left:
            self.left -= 1
            if not self.left:
                assert self.server is not None
                self.server.start_again()
        else:
            self.over("waiting")
        return super().wait(max(seconds, 1200))


@pytest.mark.parametrize("how", ["fast", "kill"])
@pytest.mark.parametrize("long", [False, True], ids=["back at once", "away for a while"])
def test_no_edition_is_lost_or_made_twice(
    mortal: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    how: str,
    long: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    if long:  # transactions are tried again for no longer than the server is away
        monkeypatch.setattr(database, "PAUSES", (0.01,))
    world = Troubled(tmp_path, server=mortal)
    (tmp_path / "readers.csv").write_text("email\nann@example.test\nbob@example.test\n", encoding="utf-8")
    monkeypatch.setattr(rounds, "brief", world.brief)

    def end() -> None:
        mortal.kill() if how == "kill" else mortal.stop(how)
        if long:
            world.left = AWAY
        else:
            mortal.start_again()

    def then(call: Callable[..., Any], step: str, *given: Any) -> Any:  # noqa: ANN401 - what is called decides
        done = call(*given)
        world.over(step)
        return done

    world.end, world.store = end, new_database(mortal)
    monkeypatch.setattr(channel, "put", partial(then, writing.put, "posting"))
    sends = Sending.send
    monkeypatch.setattr(Sending, "send", lambda *given: then(sends, "mailing", *given))
    with smtp_server(tmp_path / "log") as mail:
        world.write(SETTINGS.replace('["paste"]', '["paste", "daily"]') + LIST.format(port=mail.port))
        world.run(hours=24 * len(DAYS) - 6)
    assert world.ended == list(STEPS)
    told = [name for name, known in world.log if name in {"store", "resumed"}]
    # Each end is one line, or as many as there were looks meanwhile, and then one that it goes on.
    assert [name for name, before in zip(told, ["", *told], strict=False) if name != before] == ["store", "resumed"] * 5
    assert all("postgresql" in str(item["problem"]) for item in world.events("store"))
    with open_ledger(world.store) as ledger:
        entries = [entry for entry in ledger.deliveries.entries() if entry.key.channel in {"paste", "daily"}]
    assert {entry.state for entry in entries} == {State.DELIVERED}
    editions = {entry.key.edition for entry in entries if entry.key.channel == "paste"}
    assert len(editions) == len(DAYS)
    assert len(entries) == 3 * len(DAYS)  # a post and two mails
    ids = Counter(message.partition(b"Message-ID: ")[2].split(b"\r\n")[0] for _, message in mail.mails)
    assert (len(ids), ids.total()) == (2 * len(DAYS), 2 * len(DAYS))
