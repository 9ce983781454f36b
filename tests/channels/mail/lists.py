"""A list, its readers and its settings, for tests."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from generator.channels.delivery import Post
from generator.newsroom.mail_parts import Tools
from generator.settings.mail import MailSettings
from generator.settings.secret import Secret
from generator.store.ledger import Ledger
from generator.store.subscriber import Subscriber
from tests.pages.conftest import cleared_of

START = datetime(2026, 1, 1, tzinfo=UTC)
KEY = "0123456789abcdef" * 2
ENVIRONMENT: Mapping[str, str] = {"KEY": KEY, "PASSWORD": "only-for-tests"}
SLUG = "btc-20251121t1200z-daily"


def secret(name: str) -> Secret:
    return Secret(f"commentary.toml: {name.lower()}", env=name, environment=ENVIRONMENT)


def settings(port: int, **changed: object) -> MailSettings:
    given: dict[str, Any] = {
        "name": "daily",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "sender": "desk@example.test",
        "sender_name": "Market desk",
        "list_id": "daily.example.test",
        "list_name": "Daily commentary",
        "unsubscribe_url": "https://example.test/u",
        "unsubscribe_key": secret("KEY"),
        "timeout": 10,
        "patience": 1,
        **changed,
    }
    return MailSettings(**given)


def post(asset: str = "BTC") -> Post:
    return Post(cleared_of(asset), SLUG, {})


class Clock:
    """A clock that tests set, and that sleeping moves."""

    def __init__(self) -> None:
        self.moment = START
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    def seconds(self) -> float:
        return (self.moment - START).total_seconds()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)

    def tools(self, holder: str = "a test", boot: str = "this boot") -> Tools:
        return Tools(self.now, self.seconds, self.sleep, holder, boot, Event())


def subscribe(ledger: Ledger, *names: str) -> None:
    ledger.subscribers.put([Subscriber(f"{name}@example.test") for name in names], START)


def journal(tmp_path: Path) -> Path:
    return tmp_path / "store.db.mail-daily.journal"
