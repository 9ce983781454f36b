"""Publishing under faults: what becomes of each request is drawn, and what stands at the end is counted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Protocol
from unittest.mock import patch

from generator.channels import http, transport
from generator.channels.delivery import Channel, Post
from generator.channels.ghost import Ghost
from generator.channels.wordpress import WordPress
from generator.newsroom.outlets import Outlet
from generator.newsroom.publishing import Report, publish
from generator.settings.channels import ChannelSettings, GhostSettings, WordPressSettings
from generator.settings.secret import Secret
from generator.store.deliveries import Deliveries
from generator.store.delivery import State
from tests.channels import fake_ghost, fake_wordpress
from tests.channels.loopback import Action, Asked, Drop, Said, answer

FAULTS = (
    *("drop before", "drop after", "500 before", "500 after", "502 after", "429", "no json after"),
    *("late", "last", "touched", "kill before", "kill after"),
)
SECRETS = (fake_ghost.KEY, fake_ghost.KEY.partition(":")[2], fake_wordpress.PASSWORD)


class Killed(BaseException):
    """The process is gone: nothing catches this."""


class Target(Protocol):
    """A blog in memory."""

    posts: Any
    released: int

    def creates(self, asked: Asked) -> bool: ...
    def touch(self) -> None: ...
    def respond(self, asked: Asked) -> Said: ...


@dataclass
class Chaos:
    """A target whose requests meet the faults of a list, one each, until it is empty."""

    target: Target
    faults: list[str] = field(default_factory=list)
    creation: list[str] = field(default_factory=list)
    """Faults of the next requests that make a post."""
    late: list[Asked] = field(default_factory=list)
    """Creations of which nothing was heard, and that come through only when the next one does, or the next run."""
    last: list[Asked] = field(default_factory=list)
    """The same, but they come through when the next one has."""

    def respond(self, asked: Asked) -> Action:
        if self.target.creates(asked):
            self.land()
        fault = self.faults.pop(0) if self.faults else ""
        if self.creation and self.target.creates(asked):
            fault = self.creation.pop(0)
        if fault in {"late", "last"} and self.target.creates(asked):
            (self.late if fault == "late" else self.last).append(asked)
            return Drop()
        if fault == "touched":
            self.target.touch()
        if fault == "drop before":
            return Drop()
        if fault == "500 before":
            return answer({"message": "trouble"}, 500)
        if fault == "429":
            return answer({"message": "slower"}, 429, Retry_After="0")
        done = self.target.respond(asked)
        if self.target.creates(asked):
            self.land(self.last)
        after: dict[str, Action] = {
            "drop after": Drop(),
            "500 after": answer({"message": "trouble"}, 500),
            "502 after": answer({"message": "trouble"}, 502),
            "no json after": Said(body=b"<html>Log in</html>"),
        }
        return after.get(fault, done)

    def land(self, creations: list[Asked] | None = None) -> None:
        for asked in self.late if creations is None else creations:
            self.target.respond(asked)
        (self.late if creations is None else creations).clear()

    @contextmanager
    def killing(self) -> Iterator[None]:
        """Kill the run where the list of faults says so, before or after a request."""
        carry = transport.carry

        def carried(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - as it is called
            fault = self.faults[0] if self.faults else ""
            if fault.startswith("kill"):
                self.faults.pop(0)
            if fault == "kill before":
                raise Killed
            reply = carry(*given, **named)
            if fault == "kill after":
                raise Killed
            return reply

        with patch.object(http, "carry", carried):
            yield


def ghost(url: str) -> Channel:
    secret = Secret("key", env="K", environment={"K": fake_ghost.KEY})
    return Ghost(GhostSettings(name="blog", url=url, key=secret), lambda: fake_ghost.NOW)


def wordpress(url: str) -> Channel:
    secret = Secret("password", env="P", environment={"P": fake_wordpress.PASSWORD})
    settings = WordPressSettings(name="blog", url=url, user=fake_wordpress.USER, password=secret, categories=("Daily",))
    return WordPress(settings, lambda: fake_ghost.NOW)


def drawn(random: Random) -> list[str]:
    """Return what the next requests meet: faults, with quiet between them, so that they reach every step."""
    return [random.choice(FAULTS) if random.random() < 0.4 else "" for _ in range(random.randint(1, 30))]


def published(chaos: Chaos, channel: Channel, post: Post, ledger: Deliveries, runs: int = 60) -> list[Report]:
    """Publish until it is delivered, as a person would who tries again, and return what the runs reported.

    Every text of a report is looked through for secrets.
    """
    told: list[Report] = []
    outlet = Outlet(channel, ChannelSettings(name=channel.name))
    for _ in range(runs):
        chaos.land()
        with chaos.killing():
            try:
                told += publish([post], [outlet], ledger, lambda: fake_ghost.NOW, "me", again=False)
            except Killed:
                continue
        said = " ".join(map(str, told[-1].faults))
        assert not [secret for secret in SECRETS if secret in said]
        if told[-1].state is State.DELIVERED:
            chaos.land()
            if not chaos.last:
                return told
            chaos.land(chaos.last)  # after all; whoever publishes again finds it
    raise AssertionError([(report.state, *map(str, report.faults)) for report in told])


def changed(post: Post) -> Post:
    """Return the post with another word in it."""
    return replace(post, files={**post.files, "article.md": post.files["article.md"] + b"\n\nA word more.\n"})
