from __future__ import annotations

from collections.abc import Callable, Iterator
from random import Random
from typing import Any

import pytest

from generator.channels.delivery import Channel, Outcome
from generator.channels.ghost import Ghost
from generator.channels.wordpress import WordPress
from generator.errors import DeliveryFailed, DeliveryUncertain, SourceUnavailable
from generator.newsroom.outlets import Outlet
from generator.newsroom.publishing import Report, publish
from generator.settings.channels import ChannelSettings
from generator.store.deliveries import Deliveries
from generator.store.delivery import State
from generator.store.ledger import open_ledger
from tests.channels.chaos import Chaos, changed, drawn, ghost, published, wordpress
from tests.channels.fake_ghost import NOW, FakeGhost
from tests.channels.fake_wordpress import FakeWordPress
from tests.channels.loopback import Said, closed_port, serving
from tests.channels.posts import post_of

KINDS: dict[str, tuple[Callable[[], FakeGhost | FakeWordPress], Callable[[str], Channel]]] = {
    "ghost": (FakeGhost, ghost),
    "wordpress": (FakeWordPress, wordpress),
}
POST = post_of()


@pytest.fixture(params=KINDS)
def blog(request: pytest.FixtureRequest) -> Iterator[tuple[Chaos, Channel]]:
    target, channel = KINDS[request.param]
    chaos = Chaos(target())
    with serving(chaos.respond) as url:
        yield chaos, channel(url)


@pytest.fixture
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deliveries]:
    with open_ledger(str(tmp_path_factory.mktemp("ledger") / "s.sqlite"), create=True) as opened:
        yield opened.deliveries


def test_one_draft_is_made_and_found_again(blog: tuple[Chaos, Channel]) -> None:
    chaos, channel = blog
    first = channel.deliver(POST, None)
    assert (first.outcome, first.status) == (Outcome.CREATED, "draft")
    assert channel.deliver(POST, None).outcome is Outcome.UNCHANGED
    assert channel.deliver(POST, first).outcome is Outcome.UNCHANGED
    second = channel.deliver(changed(POST), first)
    assert (second.outcome, second.remote) == (Outcome.UPDATED, first.remote)
    assert (len(chaos.target.posts), chaos.target.released) == (1, 0)


@pytest.mark.parametrize("fault", ["drop after", "500 after", "502 after", "no json after"])
def test_a_creation_whose_answer_is_lost_is_found(blog: tuple[Chaos, Channel], fault: str) -> None:
    chaos, channel = blog
    chaos.creation.append(fault)
    assert channel.deliver(POST, None).outcome is Outcome.CREATED
    assert not chaos.creation
    assert len(chaos.target.posts) == 1


def test_what_cannot_be_known_is_said_to_be_uncertain(blog: tuple[Chaos, Channel]) -> None:
    chaos, channel = blog
    chaos.creation.append("late")
    with pytest.raises(DeliveryUncertain, match="is not in the drafts of the blog yet; publish again later"):
        channel.deliver(POST, None)
    chaos.land()
    assert channel.deliver(POST, None).outcome is Outcome.UNCHANGED
    assert len(chaos.target.posts) == 1


def test_a_creation_that_comes_through_late_does_not_leave_two(blog: tuple[Chaos, Channel]) -> None:
    chaos, channel = blog
    chaos.creation.append("late")
    with pytest.raises(DeliveryUncertain):
        channel.deliver(POST, None)
    channel.deliver(POST, None)  # the first creation lands just before the second
    assert not chaos.late
    assert len(chaos.target.posts) == 1


def test_a_creation_that_comes_through_last_is_taken_away_by_the_run_that_sees_it(blog: tuple[Chaos, Channel]) -> None:
    chaos, channel = blog
    chaos.creation.append("last")
    with pytest.raises(DeliveryUncertain):
        channel.deliver(POST, None)
    made = channel.deliver(POST, None)  # the first creation lands just after the second
    assert not chaos.last
    assert (made.outcome, made.note) == (Outcome.CREATED, "a second draft of it was taken away")
    (standing,) = chaos.target.posts.values()
    assert (standing["slug"], str(standing["id"])) == (POST.slug, made.remote)


def test_one_that_comes_through_after_that_is_taken_away_when_it_is_published_again(
    blog: tuple[Chaos, Channel], ledger: Deliveries
) -> None:
    chaos, channel = blog
    chaos.creation += ["last", "drop after"]
    kept = chaos.last

    def run() -> Report:
        outlet = Outlet(channel, ChannelSettings(name=channel.name))
        (report,) = publish([POST], [outlet], ledger, lambda: NOW, "me", again=False)
        return report

    assert run().state is State.UNCERTAIN
    chaos.last = []
    assert run().word == "created"
    chaos.land(kept)
    assert len(chaos.target.posts) == 2
    report = run()
    assert (report.word, len(chaos.target.posts)) == ("unchanged", 1)
    assert str(report).endswith("a second draft of it was taken away")
    assert "taken away" not in str(run())


@pytest.mark.parametrize("change", [{"status": "publish"}, {"title": "A person's"}, {"slug": f"{POST.slug}-again"}])
def test_what_is_no_second_draft_of_it_stays_and_is_named(blog: tuple[Chaos, Channel], change: dict[str, str]) -> None:
    chaos, channel = blog
    made = channel.deliver(POST, None)
    (first,) = chaos.target.posts.values()
    number: Any = 99 if isinstance(first["id"], int) else "f" * 24
    words: dict[str, Any] = dict(change)
    if "title" in change and isinstance(first["title"], dict):
        words["title"] = {"raw": change["title"]}
    chaos.target.posts[number] = {**first, "id": number, "slug": f"{POST.slug}-2", **words}
    again = channel.deliver(POST, made)
    assert len(chaos.target.posts) == 2
    assert (str(number) in again.note) is ("slug" not in change)


def test_nothing_is_published_that_was_not_asked_for(blog: tuple[Chaos, Channel]) -> None:
    chaos, channel = blog
    channel.deliver(POST, None)
    (standing,) = chaos.target.posts.values()
    assert (standing["status"], chaos.target.released) == ("draft", 0)


def test_a_target_that_is_away_is_tried_again_later(blog: tuple[Chaos, Channel]) -> None:
    _, channel = blog
    away = ghost(closed_port()) if isinstance(channel, Ghost) else wordpress(closed_port())
    with pytest.raises(SourceUnavailable):
        away.deliver(POST, None)


def test_a_target_that_makes_something_else_of_it_is_told_of(blog: tuple[Chaos, Channel]) -> None:
    chaos, channel = blog
    respond = chaos.target.respond

    def altering(asked: object) -> Said:
        done = respond(asked)  # type: ignore[arg-type]
        return Said(done.status, done.body.replace(b"Binance leads", b"Owned"), done.headers)

    chaos.target.respond = altering  # type: ignore[method-assign]
    with pytest.raises(DeliveryFailed, match="is not what was sent"):
        channel.deliver(POST, None)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_there_is_one_draft_at_the_end(
    blog: tuple[Chaos, Channel], ledger: Deliveries, seed: int
) -> None:
    chaos, channel = blog
    random = Random(seed)  # noqa: S311 - a game, not a secret
    chaos.faults[:] = drawn(random)
    published(chaos, channel, POST, ledger)
    chaos.faults[:] = drawn(random)
    published(chaos, channel, changed(POST), ledger)
    (standing,) = chaos.target.posts.values()
    assert standing["status"] == "draft"
    assert chaos.target.released == 0
    assert "A word more." in str(standing)


def test_a_preview_holds_no_secret(blog: tuple[Chaos, Channel]) -> None:
    _, channel = blog
    told = channel.preview(POST)
    assert "BTC order books thin out" in told
    assert "5ec2e7" not in told
    assert "EFGH" not in told
    assert isinstance(channel, Ghost | WordPress)
    assert "5ec2e7" not in repr(channel)
