"""What is particular to each chat: its limits, its pictures, its ways of finding and changing what was sent."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from generator.channels.delivery import Outcome
from generator.errors import DeliveryFailed, DeliveryUncertain, SettingsInvalid, SourceUnavailable
from tests.channels.benches import ALL
from tests.channels.editions import ADDRESS, PNG, edition, first, post_of, second
from tests.channels.servers.loopback import Trouble
from tests.channels.servers.slack import CHANNEL
from tests.channels.test_services import fields_of

TELEGRAM, HOOK, APP, DISCORD, MASTODON = ALL[:5]


def test_telegram_shows_the_page_and_nothing_else_as_a_preview(tmp_path: Path) -> None:
    with TELEGRAM.stand(tmp_path, more="silent = true") as stand:
        made = stand.channel.deliver(first(), None)
        sent = fields_of(stand.target.asked[-1])
        assert sent["link_preview_options"] == {"url": f"{ADDRESS}article.html"}
        assert sent["disable_notification"] is True
        assert made.address == "https://t.me/markets/41"
        assert made.remote == "-1001234567890/41"
    with TELEGRAM.stand(tmp_path) as stand:
        stand.channel.deliver(first(address=""), None)
        assert fields_of(stand.target.asked[-1])["link_preview_options"] == {"is_disabled": True}


def test_a_message_is_edited_where_it_stands_whatever_the_settings_say_now(tmp_path: Path) -> None:
    with TELEGRAM.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        moved = replace(TELEGRAM, settings=TELEGRAM.settings.replace("@markets", "@elsewhere"))
        changed = moved.outlet(tmp_path, stand.target).channel.deliver(second(), made)
        assert (changed.outcome, changed.remote) == (Outcome.UPDATED, made.remote)


def test_a_bot_that_may_not_post_is_told_of(tmp_path: Path) -> None:
    with TELEGRAM.stand(tmp_path) as stand:
        assert stand.channel.check() == "Telegram: @brief_bot may post in Markets"
        stand.target.may_post = False
        assert stand.channel.check() == "Telegram: @brief_bot may NOT post in Markets"
        with pytest.raises(DeliveryFailed, match="bot is not a member of the channel chat"):
            stand.channel.deliver(first(), None)
        wrong = replace(TELEGRAM, settings=TELEGRAM.settings.replace("@markets", "@nowhere"))
        with pytest.raises(DeliveryFailed, match=r"chat not found\); check chat in the settings"):
            wrong.outlet(tmp_path, stand.target).channel.check()


def test_slack_gets_blocks_with_the_picture_and_the_link(tmp_path: Path) -> None:
    with APP.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        (message,) = stand.target.editions()
        section, image, link = message["blocks"]
        assert section["text"]["text"].startswith("*BTC order books thin out on Binance*")
        assert section["text"]["verbatim"] is True
        assert image["image_url"] == f"{ADDRESS}charts/card.png"
        assert link["text"]["text"] == f"<{ADDRESS}article.html>"
        assert message["text"].startswith("BTC order books thin out on Binance. ")
        assert (message["unfurl_links"], message["unfurl_media"]) == (False, False)
        assert made.address == f"https://example.slack.com/archives/{CHANNEL}/p{made.remote.replace('.', '')}"


def test_an_app_that_may_not_look_does_not_post(tmp_path: Path) -> None:
    with APP.stand(tmp_path) as stand:
        stand.target.scopes = {"chat:write"}
        for act in (lambda: stand.channel.deliver(first(), None), stand.channel.check):
            with pytest.raises(DeliveryFailed, match="give the app the scopes chat:write and channels:history"):
                act()
        assert stand.texts() == []


def test_a_failure_of_slack_s_own_is_looked_into(tmp_path: Path) -> None:
    with APP.stand(tmp_path) as stand:
        stand.target.failing = "fatal_error"
        assert stand.channel.deliver(first(), None).outcome is Outcome.CREATED
        assert len(stand.texts()) == 1


def test_a_message_whose_metadata_are_not_shown_is_still_known_by_its_number(tmp_path: Path) -> None:
    with APP.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        stand.target.editions()[0].pop("metadata")
        changed = stand.channel.deliver(second(), made)
        assert (changed.outcome, changed.remote) == (Outcome.UPDATED, made.remote)
        assert len(stand.texts()) == 1


def test_what_stands_elsewhere_in_the_channel_is_nobody_else_s_edition(tmp_path: Path) -> None:
    with APP.stand(tmp_path) as stand:
        stand.channel.deliver(post_of(edition(), slug="eth-20251121t1200z-daily"), None)
        assert stand.channel.deliver(first(), None).outcome is Outcome.CREATED
        assert len(stand.texts()) == 2


def test_a_webhook_s_message_is_not_changed_and_not_posted_again(tmp_path: Path) -> None:
    with HOOK.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        with pytest.raises(DeliveryFailed, match=r"or give \[channels.desk\] a token and a channel"):
            stand.channel.deliver(second(), made)
        assert len(stand.texts()) == 1
        stand.target.archived = True
        with pytest.raises(DeliveryFailed, match="channel_is_archived"):
            stand.channel.check()


def test_a_webhook_that_is_no_safe_address_gets_nothing(tmp_path: Path) -> None:
    unsafe = "http://hooks.example/services/S3CR3T"
    for bench in (HOOK, DISCORD):
        with bench.stand(tmp_path, secret=unsafe) as stand:
            with pytest.raises(SettingsInvalid, match="would send the secret unencrypted") as refused:
                stand.channel.deliver(first(), None)
            assert "S3CR3T" not in str(refused.value)


def test_discord_gets_the_picture_with_its_description(tmp_path: Path) -> None:
    with DISCORD.stand(tmp_path) as stand:
        made = stand.channel.deliver(first(), None)
        ((number, message),) = stand.target.messages.items()
        assert message["content"].endswith(f"\n\n<{ADDRESS}article.html>")
        assert message["attachments"][0]["description"].startswith("BTC order books thin out on Binance.")
        assert stand.target.pictures[number] == PNG
        assert made.address == f"https://discord.com/channels/66/77/{number}"
    with DISCORD.stand(tmp_path, more="card = false") as stand:
        stand.channel.deliver(first(), None)
        assert stand.target.pictures == {}


def test_mastodon_gets_the_picture_the_language_and_who_may_see_it(tmp_path: Path) -> None:
    with MASTODON.stand(tmp_path, more='visibility = "unlisted"') as stand:
        made = stand.channel.deliver(first(), None)
        (status,) = stand.target.editions()
        assert (status["language"], status["visibility"]) == ("en", "unlisted")
        assert status["status"].endswith(f"\n\n{ADDRESS}article.html")
        assert stand.target.media[status["media_ids"][0]]["description"].startswith("BTC order books thin out")
        assert made.address == f"https://social.example/@brief/{made.remote}"
        keys = {asked.headers.get("idempotency-key") for asked in stand.target.asked} - {None}
        assert len(keys) == 1


def test_a_limit_beyond_the_instance_s_is_told_of_before_anything_is_sent(tmp_path: Path) -> None:
    with MASTODON.stand(tmp_path) as stand:
        stand.target.most = 400
        for act in (lambda: stand.channel.deliver(first(), None), stand.channel.check):
            with pytest.raises(DeliveryFailed, match=r"set limit = 400 in \[channels.desk\]"):
                act()
        assert stand.texts() == []
        shorter = MASTODON.outlet(tmp_path, stand.target, more="limit = 400").channel
        assert shorter.deliver(first(), None).outcome is Outcome.CREATED


def test_a_picture_that_is_still_worked_on_is_waited_for(tmp_path: Path) -> None:
    with MASTODON.stand(tmp_path) as stand:
        stand.target.slow = True
        with pytest.raises(SourceUnavailable, match="the picture is still worked on"):
            stand.channel.deliver(first(), None)
        stand.target.slow = False
        assert stand.channel.deliver(first(), None).outcome is Outcome.CREATED
        assert len(stand.texts()) == 1


def test_an_uncertain_post_says_so_in_one_line(tmp_path: Path) -> None:
    with TELEGRAM.stand(tmp_path) as stand:
        stand.trouble_last(Trouble.DROPPED_AFTER)
        with pytest.raises(DeliveryUncertain, match="if it does not, publish with --again"):
            stand.channel.deliver(first(), None)
