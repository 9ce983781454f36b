"""What every channel to a service promises, each against a server that keeps the target's rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from generator.channels.delivery import Outcome
from generator.errors import CommentaryError, DeliveryFailed, DeliveryUncertain, SourceUnavailable
from tests.channels.benches import ALL, BLIND, CHANGED, CHATS, FOUND, LETTERS, Bench, Stand, named
from tests.channels.editions import ADDRESS, NOW, first, hostile, second
from tests.channels.servers.loopback import Asked, Trouble
from tests.pages.corpus import CORPUS


@pytest.fixture(params=ALL, ids=named)
def stand(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stand]:
    with request.param.stand(tmp_path) as made:
        yield made


def test_the_newsroom_knows_what_cannot_be_looked_for(stand: Stand) -> None:
    assert stand.outlet.blind is not stand.bench.finds
    assert not stand.outlet.on_disk


def test_an_edition_is_made_once_and_then_left(stand: Stand) -> None:
    made = stand.channel.deliver(first(), None)
    assert (made.outcome, made.status) == (Outcome.CREATED, "published")
    assert made.version == stand.channel.version(first())
    assert len(stand.texts()) == stand.published() == 1
    again = stand.channel.deliver(first(), made)
    assert again.outcome is Outcome.UNCHANGED
    assert (again.remote, again.version, again.address) == (made.remote, made.version, made.address)
    assert len(stand.texts()) == stand.published() == 1


@pytest.mark.parametrize("bench", FOUND, ids=named)
def test_what_a_run_that_died_had_made_is_found_among_others(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        for number in range(7):  # more than a page of every server
            stand.disturb(f"something else {number}")
        found = stand.channel.deliver(first(), None)
        assert (found.outcome, found.remote) == (Outcome.UNCHANGED, made.remote)
        assert len(stand.texts()) == stand.published() == 1


@pytest.mark.parametrize("bench", CHANGED, ids=named)
def test_a_changed_edition_is_changed_in_place(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        assert "further" not in stand.texts()[0]
        changed = stand.channel.deliver(second(), made)
        assert (changed.outcome, changed.remote) == (Outcome.UPDATED, made.remote)
        assert changed.version == stand.channel.version(second()) != made.version
        (text,) = stand.texts()
        assert "further" in text
        assert stand.channel.deliver(second(), changed).outcome is Outcome.UNCHANGED


@pytest.mark.parametrize("bench", CHANGED, ids=named)
def test_a_post_that_somebody_took_away_is_made_again(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        stand.renew()
        again = stand.channel.deliver(second(), made)
        assert again.outcome is Outcome.CREATED
        assert len(stand.texts()) == 1


@pytest.mark.parametrize("bench", LETTERS, ids=named)
def test_a_draft_is_changed_in_place_and_never_sent_unasked(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path, status="draft") as stand:
        made = stand.channel.deliver(first(), None)
        assert made.status == "draft"
        changed = stand.channel.deliver(second(), made)
        assert (changed.outcome, changed.status, changed.remote) == (Outcome.UPDATED, "draft", made.remote)
        assert "thin out further" in stand.texts()[0]
        assert stand.published() == 0
        out = bench.outlet(tmp_path, stand.target).channel.deliver(second(), changed)
        assert (out.status, out.remote) == ("published", made.remote)
        assert len(stand.texts()) == stand.published() == 1


@pytest.mark.parametrize("bench", LETTERS, ids=named)
def test_what_a_person_made_of_a_draft_is_neither_lost_nor_sent(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path, status="draft") as stand:
        made = stand.channel.deliver(first(), None)
        stand.target.editions()[0]["body"] += "\n\nA word of mine."
        assert stand.channel.deliver(first(), made).outcome is Outcome.UNCHANGED
        assert "A word of mine." in stand.texts()[0]


@pytest.mark.parametrize("bench", CHATS, ids=named)
def test_where_there_are_no_drafts_the_settings_hold_a_post_back(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path, status="draft") as stand:
        with pytest.raises(DeliveryFailed, match=r'set status = "publish" in \[channels.desk\]'):
            stand.channel.deliver(first(), None)
        assert stand.target.asked == []
        assert stand.channel.preview(first()).startswith("held back: ")


@pytest.mark.parametrize("bench", ALL, ids=named)
def test_bad_credentials_are_refused_and_not_repeated(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path) as stand:
        secret = f"{bench.secret[:-3]}wrong".replace("SERVER", stand.target.address)
        channel = bench.outlet(tmp_path, stand.target, secret=secret).channel
        for act in (lambda: channel.deliver(first(), None), channel.check):
            with pytest.raises(DeliveryFailed) as refused:
                act()
            assert parts_of(secret).isdisjoint(re.split(r"[\s:/]", str(refused.value)))
        assert stand.texts() == []


def test_a_target_that_is_busy_is_left_alone_until_then(stand: Stand) -> None:
    stand.target.troubles.append(Trouble.BUSY)
    with pytest.raises(SourceUnavailable) as waiting:
        stand.channel.deliver(first(), None)
    assert waiting.value.until == NOW + timedelta(seconds=7)
    assert len(stand.target.asked) == 1
    assert stand.texts() == []


@pytest.mark.parametrize("bench", BLIND, ids=named)
def test_a_lost_answer_says_where_to_look(bench: Bench, tmp_path: Path) -> None:
    for trouble in (Trouble.DROPPED_AFTER, Trouble.BROKEN_AFTER, Trouble.GARBLED):
        with bench.stand(tmp_path) as stand:
            stand.trouble_last(trouble)
            with pytest.raises(DeliveryUncertain, match=r"look in the ch\w+ .* whether the post stands there"):
                stand.channel.deliver(first(), None)
            assert len(stand.texts()) == (trouble is not Trouble.GARBLED)


@pytest.mark.parametrize("bench", FOUND, ids=named)
@pytest.mark.parametrize("trouble", [Trouble.DROPPED_AFTER, Trouble.BROKEN_AFTER], ids=lambda trouble: trouble.name)
def test_a_lost_answer_of_any_request_is_found_out_at_once(bench: Bench, trouble: Trouble, tmp_path: Path) -> None:
    with bench.stand(tmp_path) as stand:
        stand.channel.deliver(first(), None)
        for place in range(len(stand.target.asked)):
            stand.renew()
            stand.target.troubles.extend([None] * place + [trouble])
            try:
                stand.channel.deliver(first(), None)
            except SourceUnavailable:  # it was no request that may be repeated at once
                stand.channel.deliver(first(), None)
            assert len(stand.texts()) == stand.published() == 1, place


def test_the_preview_shows_what_is_sent_and_no_secret(stand: Stand) -> None:
    preview = stand.channel.preview(first())
    assert stand.target.asked == []
    for part in parts_of(stand.bench.secret):
        assert part not in preview
    stand.channel.deliver(first(), None)
    sent = [fields for fields in map(fields_of, stand.target.asked) if fields]
    shown = list(map(json.loads, re.findall(r"^\{$.*?^\}$", preview, re.MULTILINE | re.DOTALL)))
    for fields in (*sent, *shown):
        fields.pop("media_ids", None)  # the name of the picture, and its number there
    assert sent == shown
    assert shown


def test_an_edition_without_an_address_has_no_link(stand: Stand) -> None:
    stand.channel.deliver(first(address=""), None)
    assert "example.org" not in "".join(stand.texts())
    assert "example.org" not in stand.channel.preview(first(address=""))
    assert f"{ADDRESS}" in stand.channel.preview(first())


def test_check_asks_and_publishes_nothing(stand: Stand) -> None:
    assert re.fullmatch(r"\w+: .+", stand.channel.check())
    assert stand.texts() == []
    assert stand.target.asked


def test_hostile_names_mention_nobody_and_break_nothing(stand: Stand) -> None:
    for text in CORPUS[::9]:
        if re.search(r"\w", text):
            stand.renew()
            assert stand.channel.deliver(hostile(f"{text} {text}"), None).status == "published", text
            assert len(stand.texts()) == 1
            assert not getattr(stand.target, "mentions", []), text


@pytest.mark.parametrize(
    "text", ["x" * 900, "long words " * 700, "\U0001f680" * 1500, "<&>a " * 900, "*_~a " * 900, "a.b@c " * 300]
)
def test_too_long_is_never_sent(stand: Stand, text: str) -> None:
    for address in (ADDRESS, ""):
        stand.renew()
        assert stand.channel.deliver(hostile(text, address), None).outcome is Outcome.CREATED
        assert len(stand.texts()) == 1


@pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.name)
def test_no_secret_is_in_any_error(stand: Stand, trouble: Trouble) -> None:
    stand.channel.deliver(first(), None)
    raised = 0
    for place in range(len(stand.target.asked)):
        stand.renew()
        stand.target.troubles.extend([None] * place + [trouble] * 9)
        with pytest.raises(CommentaryError) as error:
            stand.channel.deliver(first(), None)
        raised += 1
        said = f"{error.value}{error.value!r}{error.value.__cause__}{stand.channel!r}"
        assert all(part not in said for part in parts_of(stand.bench.secret))
        assert "\n" not in str(error.value)
    assert raised


def parts_of(secret: str) -> set[str]:
    """Return what must not be seen of a secret: it, and its last part where it is an address or has a number."""
    bare = secret.removeprefix("SERVER")
    return {bare, bare.rpartition("/")[2], bare.rpartition(":")[2]}


def fields_of(asked: Asked) -> dict[str, Any]:
    """Return what a request makes or changes; empty where it only asks, or brings a picture alone."""
    if asked.method == "GET":
        return {}
    if asked.headers["content-type"].startswith("multipart/"):
        told = asked.form().get("payload_json")
        return {} if told is None else dict(json.loads(told.data))
    return dict(asked.json())
