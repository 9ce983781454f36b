from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from generator import cli
from generator.errors import DeliveryFailed, Fault, SettingsInvalid, SourceUnavailable, invalid
from generator.newsroom import rounds
from generator.newsroom.editions import Filed, Press
from generator.newsroom.histories import Origin
from generator.newsroom.mail_parts import tools
from generator.newsroom.running import keep
from generator.settings.document import Settings, read_settings
from generator.store import locks
from generator.store.deliveries import Deliveries
from generator.store.delivery import Key, State
from generator.store.ledger import open_ledger
from tests.channels.loopback import closed_port
from tests.channels.mail.lists import KEY
from tests.newsroom.conftest import filed
from tests.servers.smtp import smtp_server

START = datetime(2026, 1, 5, 7, 0, tzinfo=UTC)
SETTINGS = """
[channels.paste]
kind = "file"
folder = "paste"
[schedule]
assets = ["BTC"]
channels = ["paste"]
daily = "07:30"
folder = "output"
"""


class Killed(BaseException):
    """The process is gone."""


@dataclass
class World:
    """A clock that moves when it is waited for, editions without a market, and what was logged."""

    root: Path
    now: datetime = START
    until: datetime = START
    made: list[str] = field(default_factory=list)
    log: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    troubles: list[BaseException] = field(default_factory=list)
    settings: Settings = field(init=False)
    store: str = field(init=False)

    def __post_init__(self) -> None:
        self.store = str(self.root / "s.sqlite")
        self.write(SETTINGS)

    def write(self, text: str) -> None:
        file = self.root / "commentary.toml"
        file.write_text(text, encoding="utf-8")
        self.settings = read_settings(file, {"KEY": KEY})

    def brief(self, asset: str, _: Origin, at: str, press: Press) -> Filed:
        if self.troubles:
            raise self.troubles.pop(0)
        self.made.append(f"{press.form} {asset} {at}")
        return Filed(self.now, filed(press.root, seed=len(self.made)))

    def wait(self, seconds: float) -> bool:
        self.now += timedelta(seconds=max(seconds, 1))
        return self.now >= self.until

    def sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def run(self, hours: float = 0) -> None:
        self.until = self.now + timedelta(hours=hours)
        assert self.settings.schedule is not None
        keep(
            self.settings,
            self.settings.schedule,
            self.store,
            self.wait,
            lambda event, known: self.log.append((event, known)),
            replace(tools(), now=lambda: self.now, clock=lambda: datetime.timestamp(self.now), sleep=self.sleep),
            once=not hours,
        )

    def events(self, name: str) -> list[Mapping[str, object]]:
        return [known for event, known in self.log if event == name]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    found = World(tmp_path)
    monkeypatch.setattr(rounds, "brief", found.brief)
    return found


def test_an_edition_is_written_at_its_time_and_delivered_once(world: World) -> None:
    world.run(hours=2)
    assert world.made == ["daily BTC 2026-01-05T07:30:00+00:00"]
    assert [item["state"] for item in world.events("delivery")] == ["created"]
    world.run(hours=2)
    world.run()
    assert len(world.made) == 1


LIST = """
[channels.daily]
kind = "mail"
host = "127.0.0.1"
port = {port}
security = "none"
sender = "desk@example.test"
list_id = "daily.example.test"
unsubscribe_url = "https://example.test/u"
unsubscribe_key = {{env = "KEY"}}
subscribers = "readers.csv"
patience = 1
"""


def test_a_list_of_the_schedule_gets_its_mail_once_and_who_waits_is_tried_again(world: World) -> None:
    readers = "email\nann@example.test\n1.grey@example.test\n"
    (world.root / "readers.csv").write_text(readers, encoding="utf-8")
    with smtp_server(world.root / "log") as server:
        world.write(SETTINGS.replace('["paste"]', '["paste", "daily"]') + LIST.format(port=server.port))
        world.run(hours=2)
        world.run(hours=1)
        world.run()
        assert sorted(server.taken()) == ["1.grey@example.test", "ann@example.test"]
    told = [{name: item[name] for name in item.keys() - {"edition", "channel"}} for item in world.events("mail")]
    assert told == [{"sent": 1, "waiting": 1}, {"sent": 1, "already sent": 1}]
    assert [item["state"] for item in world.events("delivery")] == ["created"]


def test_a_mail_server_that_is_away_is_tried_less_and_less_often(world: World) -> None:
    (world.root / "readers.csv").write_text("email\nann@example.test\n", encoding="utf-8")
    port = int(closed_port().rpartition(":")[2])
    world.write(SETTINGS.replace('["paste"]', '["paste", "daily"]') + LIST.format(port=port))
    world.run(hours=4)
    tries = len(world.events("mail"))
    assert 4 <= tries <= 7  # after 5, 10, 20, 40 and 80 minutes
    with smtp_server(world.root / "log") as server:
        world.write(SETTINGS.replace('["paste"]', '["paste", "daily"]') + LIST.format(port=server.port))
        world.run(hours=8)
        assert server.taken() == ["ann@example.test"]
    assert len(world.events("mail")) == tries + 1


def test_a_file_of_readers_that_is_wrong_keeps_no_other_channel_from_its_post(world: World) -> None:
    world.write(SETTINGS.replace('["paste"]', '["paste", "daily"]') + LIST.format(port=1))
    world.run(hours=1)
    assert [item["state"] for item in world.events("delivery")] == ["created"]
    assert "readers.csv" in str(world.events("mail"))
    assert [item["state"] for item in world.events("edition")] == ["delivered"]


def test_a_first_start_catches_nothing_up(world: World) -> None:
    world.now = START + timedelta(hours=3)
    world.run()
    assert world.made == []


@pytest.mark.parametrize(("rule", "made"), [("late", 1), ("skip", 0)])
def test_after_two_days_of_silence_the_rule_decides(world: World, rule: str, made: int) -> None:
    world.write(SETTINGS + f'catch_up = "{rule}"\n')
    world.run()
    world.now += timedelta(days=2, hours=1)
    world.run()
    assert len(world.made) == made
    assert len(world.events("left out")) == 3 - made


def test_a_run_that_is_killed_while_it_writes_or_delivers_goes_on_with_that_edition(world: World) -> None:
    world.run()
    world.now += timedelta(minutes=31)
    world.troubles.append(Killed())
    with pytest.raises(Killed):
        world.run()
    world.run()
    world.run()
    assert world.made == ["daily BTC 2026-01-05T07:30:00+00:00"]
    assert [item["state"] for item in world.events("delivery")] == ["created"]


def test_what_is_out_of_reach_is_tried_again_and_what_is_wrong_is_not(world: World) -> None:
    world.troubles += [SourceUnavailable([Fault("venue", "is away", "wait")]), invalid("ledger", "no bar", "import")]
    world.run(hours=1)
    told = [(item["state"], item.get("why")) for item in world.events("edition")]
    assert told == [("waiting", "venue: is away; wait"), ("failed", "ledger: no bar; import")]
    assert world.made == []


def test_a_delivery_that_waits_is_made_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.channels.disk import channel, writing  # noqa: PLC0415 - to be spoilt for a while

    put, troubles = writing.put, [SourceUnavailable([Fault("x", "is away", "wait")])]

    def spoilt(*given: object) -> None:
        if troubles:
            raise troubles.pop()
        put(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(channel, "put", spoilt)
    world.run(hours=2)
    assert [item["state"] for item in world.events("delivery")] == ["waiting", "created"]
    assert len(world.made) == 1


def test_a_delivery_that_failed_is_not_repeated(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.channels.disk import channel  # noqa: PLC0415 - as above

    def spoilt(*_: object) -> None:
        raise DeliveryFailed([Fault("x", "is full", "make room")])

    monkeypatch.setattr(channel, "put", spoilt)
    world.run(hours=5)
    assert [item["state"] for item in world.events("delivery")] == ["failed"]


def test_an_edition_whose_channel_another_run_is_at_is_delivered_when_that_is_done(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    world.run()
    world.now += timedelta(minutes=31)
    with open_ledger(world.store) as ledger, ledger.deliveries.alone("paste", "a publish by hand"):
        world.run()
    assert [item["state"] for item in world.events("edition")] == ["waiting"]
    world.run(hours=1)
    assert [item["state"] for item in world.events("delivery")] == ["waiting", "created"]
    assert [item["state"] for item in world.events("edition")] == ["waiting", "delivered"]


def test_a_delivery_whose_outcome_could_not_be_written_down_is_looked_for_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle, troubles = Deliveries.settle, [SourceUnavailable([Fault("store", "cannot be reached", "wait")])]

    def spoilt(ledger: Deliveries, key: Key, *given: object) -> None:
        if key.channel == "paste" and troubles:
            raise troubles.pop()
        settle(ledger, key, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Deliveries, "settle", spoilt)
    world.run(hours=2)
    assert [item["state"] for item in world.events("delivery")] == ["waiting", "unchanged"]
    with open_ledger(world.store) as ledger:
        assert [entry.state for entry in ledger.deliveries.entries(channel="paste")] == [State.DELIVERED]


def test_a_second_run_is_told_who_keeps_the_schedule(world: World) -> None:
    with (
        open_ledger(world.store, create=True) as ledger,
        ledger.scheduled("process 7, since noon"),
        pytest.raises(SourceUnavailable, match="run already by process 7, since noon"),
    ):
        world.run(hours=1)


def test_a_store_that_goes_away_for_a_while_is_waited_for(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.newsroom import running  # noqa: PLC0415 - as above

    attend, left = running.attend, [2]

    def spoilt(*given: object) -> None:
        if world.now > START + timedelta(minutes=10) and left[0]:
            left[0] -= 1
            raise SourceUnavailable([Fault("store", "cannot be reached", "wait")])
        attend(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "attend", spoilt)
    world.run(hours=2)
    assert len(world.events("store")) == 2
    assert len(world.made) == 1


def test_a_flash_is_written_once_a_regime_begins_and_then_not_for_hours(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.write(SETTINGS.replace('daily = "07:30"', "flash = true\nflash_pause = 3"))
    monkeypatch.setattr(rounds.Round, "_began", lambda self, _: self.moment().replace(minute=0))
    world.run(hours=6)
    assert [made.split()[0] for made in world.made] == ["flash", "flash"]


def test_what_the_ledger_keeps_of_the_schedule_is_readable(world: World) -> None:
    world.run(hours=1)
    with open_ledger(world.store) as ledger:
        entry = ledger.deliveries.standing(Key("btc-20260105t073000z-daily", "(schedule)"))
    assert entry is not None
    assert (entry.state, Path(entry.address).name) == (State.DELIVERED, "20251121T1200Z-daily")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_in_peace(tmp_path: Path, number: signal.Signals) -> None:
    (tmp_path / "commentary.toml").write_text(SETTINGS, encoding="utf-8")
    start = [sys.executable, "-m", "generator.cli", "run", "--settings", str(tmp_path / "commentary.toml")]
    with subprocess.Popen(
        [*start, "--store", str(tmp_path / "s.sqlite")], stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        assert '"event": "started"' in running.stderr.readline()
        running.send_signal(number)
        assert running.wait(60) == 0
        assert '"event": "stopped"' in running.stderr.read()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"07:30"', '"7:30"', "schedule.daily: is no time"),
        ('daily = "07:30"', 'weekly = "monday 07:30"', "schedule.weekly: is no day"),
        ('daily = "07:30"', "", "nothing would be written"),
        ('assets = ["BTC"]', "assets = []", "schedule.assets: names no asset"),
        ('channels = ["paste"]', 'channels = ["past"]', "'past' is no channel of these settings; did you mean paste?"),
        ('daily = "07:30"', 'daily = "07:30"\nzone = "Mars/Base"', "schedule.zone: is no time zone"),
        ('daily = "07:30"', 'daily = "07:30"\ncatch_up_hours = -1', "schedule.catch_up_hours: is out of range"),
    ],
)
def test_a_schedule_that_cannot_be_kept_is_refused(world: World, old: str, new: str, told: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        world.write(SETTINGS.replace(old, new))
    assert told in str(caught.value)


def test_settings_without_a_schedule_are_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "commentary.toml").write_text("", encoding="utf-8")
    assert cli.main(["run", "--settings", str(tmp_path / "commentary.toml")]) == 2
    assert "has no schedule" in capsys.readouterr().err
