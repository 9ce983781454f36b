"""What is particular to services that send newsletters: the status is said, and a mail goes out once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.channels.buttondown_mails import slug
from generator.channels.delivery import Outcome
from generator.errors import DeliveryFailed, SourceUnavailable
from tests.channels.benches import LETTERS, Bench, named
from tests.channels.editions import ADDRESS, edition, first, post_of, second
from tests.channels.test_services import fields_of

BUTTONDOWN, LISTMONK = LETTERS


def test_buttondown_is_told_a_status_in_every_request_that_makes_a_mail(tmp_path: Path) -> None:
    for status in ("draft", "publish"):
        with BUTTONDOWN.stand(tmp_path, status=status) as stand:
            stand.channel.deliver(first(), None)
            made = [fields_of(asked) for asked in stand.target.asked if asked.method == "POST"]
            assert [fields["status"] for fields in made] == ["draft"]


def test_buttondown_gets_markdown_that_says_so_with_what_belongs_beside_it(tmp_path: Path) -> None:
    with BUTTONDOWN.stand(tmp_path, status="draft") as stand:
        stand.channel.deliver(first(), None)
        (mail,) = stand.target.editions()
        assert mail["body"].startswith("<!-- buttondown-editor-mode: plaintext -->\n# BTC order books thin out")
        assert f"]({ADDRESS}charts/gauges.png)" in mail["body"]
        assert mail["slug"] == "btc-20251121t1200z-daily"
        assert mail["subject"] == "BTC: Binance"
        assert mail["description"] == "Binance traded BTC."
        assert mail["canonical_url"] == f"{ADDRESS}article.html"
        assert mail["image"] == f"{ADDRESS}charts/card.png"


def test_a_slug_too_long_for_buttondown_is_told_from_others_by_its_hash() -> None:
    one, other = (slug(post_of(edition(), slug="a" * 100 + end)) for end in ("x", "y"))
    assert len(one) == len(other) == 100
    assert one != other


def test_buttondown_is_confirmed_only_where_the_settings_say_so(tmp_path: Path) -> None:
    with BUTTONDOWN.stand(tmp_path) as stand:
        careful = replace(BUTTONDOWN, settings=BUTTONDOWN.settings.replace("confirm_sending = true", ""))
        channel = careful.outlet(tmp_path, stand.target).channel
        with pytest.raises(DeliveryFailed, match="set confirm_sending = true once you mean this key to send mail"):
            channel.deliver(first(), None)
        assert stand.published() == 0
        assert len(stand.texts()) == 1  # as the draft it was made as
        assert stand.channel.deliver(first(), None).status == "published"
        assert len(stand.texts()) == stand.published() == 1


def test_a_mail_that_was_sent_changes_in_the_archive_and_is_not_sent_again(tmp_path: Path) -> None:
    with BUTTONDOWN.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        stand.target.editions()[0]["status"] = "about_to_send"
        with pytest.raises(SourceUnavailable, match="is being sent just now"):
            stand.channel.deliver(second(), made)
        changed = stand.channel.deliver(second(), made)
        assert (changed.outcome, changed.status) == (Outcome.UPDATED, "published")
        assert "further" in stand.texts()[0]
        assert stand.published() == 1


def test_a_mail_of_the_same_words_under_another_name_is_told_of(tmp_path: Path) -> None:
    with BUTTONDOWN.stand(tmp_path) as stand:
        stand.channel.deliver(first(), None)
        with pytest.raises(DeliveryFailed, match="a mail of the same words stands there already"):
            stand.channel.deliver(post_of(edition(), slug="another-name"), None)
        assert stand.published() == 1


@pytest.mark.parametrize("bench", LETTERS, ids=named)
def test_a_draft_that_a_person_edited_is_not_sent_by_a_program(bench: Bench, tmp_path: Path) -> None:
    with bench.stand(tmp_path, status="draft") as stand:
        made = stand.channel.deliver(first(), None)
        stand.target.editions()[0]["body"] += "\n\nNever audited."
        sending = bench.outlet(tmp_path, stand.target).channel
        with pytest.raises(DeliveryFailed, match="is not what was sent"):
            sending.deliver(first(), made)
        assert stand.published() == 0
        assert "Never audited." in stand.texts()[0]


def test_listmonk_gets_markdown_text_and_the_lists(tmp_path: Path) -> None:
    with LISTMONK.stand(tmp_path, status="draft", more='sender = "Desk <desk@example.org>"\ntemplate = 4') as stand:
        stand.channel.deliver(first(), None)
        (campaign,) = stand.target.editions()
        assert campaign["name"] == "btc-20251121t1200z-daily"
        assert [each["id"] for each in campaign["lists"]] == [1, 3]
        assert campaign["content_type"] == "markdown"
        assert campaign["altbody"].startswith("BTC order books thin out")
        assert (campaign["from_email"], campaign["template_id"]) == ("Desk <desk@example.org>", 4)
        assert (campaign["type"], campaign["messenger"]) == ("regular", "email")


def test_a_campaign_that_was_started_is_not_changed_and_not_sent_again(tmp_path: Path) -> None:
    with LISTMONK.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        with pytest.raises(DeliveryFailed, match="its campaign is running already; send the correction"):
            stand.channel.deliver(second(), made)
        assert "further" not in stand.texts()[0]
        assert stand.published() == 1


def test_lists_that_are_not_there_are_named_with_those_that_are(tmp_path: Path) -> None:
    with LISTMONK.stand(tmp_path) as stand:
        assert stand.channel.check() == "listmonk: campaigns go to Daily, Weekly"
        bench = replace(LISTMONK, settings=LISTMONK.settings.replace("[3, 1]", "[1, 9]"))
        with pytest.raises(DeliveryFailed, match=r"names 9, which .*; known are 1 \(Daily\), 3 \(Weekly\)"):
            bench.outlet(tmp_path, stand.target).channel.check()
