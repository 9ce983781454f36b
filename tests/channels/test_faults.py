"""Whatever goes wrong in whatever order: one post where the target can be asked, and nowhere a second one."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pytest

from generator.channels.delivery import Delivery, Post
from generator.errors import DeliveryUncertain, SourceUnavailable
from tests.channels.benches import ALL, BLIND, CHANGED, FOUND, LETTERS, Bench, Stand, named
from tests.channels.editions import first, second
from tests.channels.servers.loopback import Trouble

SEQUENCES = 12
"""A channel and a rule, in the tests; `benchmarks/services.py` runs 500 of each."""


@dataclass
class Desk:
    """Delivers as the newsroom does: again later, and not again what may stand where nobody can be asked."""

    stand: Stand
    known: Delivery | None = None
    uncertain: bool = False
    outcomes: list[str] = field(default_factory=list)

    def run(self, post: Post) -> None:
        """Publish once."""
        if self.uncertain:
            return
        try:
            self.known = self.stand.channel.deliver(post, self.known)
            self.outcomes.append(self.known.outcome)
        except SourceUnavailable:
            self.outcomes.append("waiting")
        except DeliveryUncertain:
            self.outcomes.append("uncertain")
            self.uncertain = not self.stand.bench.finds


def sequence(desk: Desk, seed: int, posts: tuple[Post, ...]) -> None:
    """Publish again and again, every request in danger, what is published changing now and then."""
    random = Random(seed)  # noqa: S311 - a sequence to be had again
    for _ in range(random.randint(1, 6)):
        desk.stand.target.troubles.clear()
        desk.stand.target.troubles.extend(random.choice([None, None, *Trouble]) for _ in range(30))
        desk.run(random.choice(posts))
        assert len(desk.stand.texts()) <= 1
    desk.stand.target.troubles.clear()


@pytest.mark.parametrize("bench", FOUND, ids=named)
def test_one_post_stands_and_is_the_last_edition(bench: Bench, tmp_path: Path) -> None:
    status, versions = ("draft", (first(), second())) if bench.drafts else ("publish", (first(), second()))
    with bench.stand(tmp_path, status=status) as stand:
        troubled = 0
        for seed in range(SEQUENCES):
            stand.renew()
            desk = Desk(stand)
            sequence(desk, seed, versions)
            troubled += sum(outcome in {"waiting", "uncertain"} for outcome in desk.outcomes)
            desk.run(second())
            (text,) = stand.texts()
            assert "further" in text
            assert stand.published() == (0 if bench.drafts else 1)
            assert desk.known is not None
            assert desk.known.version == stand.channel.version(second())
        assert troubled > SEQUENCES // 2


@pytest.mark.parametrize("bench", LETTERS, ids=named)
def test_subscribers_get_one_mail(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path) as stand:
        for seed in range(SEQUENCES):
            stand.renew()
            desk = Desk(stand)
            sequence(desk, seed, (first(),))
            assert stand.published() <= 1
            desk.run(first())
            assert len(stand.texts()) == stand.published() == 1
            assert desk.known is not None
            assert desk.known.status == "published"


@pytest.mark.parametrize("bench", [bench for bench in FOUND if not bench.drafts], ids=named)
def test_one_post_stands_without_an_address_to_know_it_by(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path) as stand:
        for seed in range(SEQUENCES):
            stand.renew()
            desk = Desk(stand)
            sequence(desk, seed, (first(address=""),))
            desk.run(first(address=""))
            assert len(stand.texts()) == 1


@pytest.mark.parametrize("bench", BLIND, ids=named)
def test_where_nobody_can_be_asked_no_second_post_is_made(bench: Bench, tmp_path: Path) -> None:
    versions = (first(), second()) if bench in CHANGED else (first(),)
    with bench.stand(tmp_path) as stand:
        uncertain = 0
        for seed in range(SEQUENCES):
            stand.renew()
            desk = Desk(stand)
            sequence(desk, seed, versions)
            desk.run(versions[-1])
            uncertain += desk.uncertain
            if not desk.uncertain:
                (text,) = stand.texts()
                assert bench not in CHANGED or "further" in text
        assert 0 < uncertain < SEQUENCES


def test_every_channel_is_tested() -> None:
    assert {bench.name for bench in ALL} == {bench.name for bench in (*FOUND, *BLIND)}
