"""How the channel of each kind is made. Its room is loaded here and not before, for most are never used."""

# ruff: noqa: PLC0415

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from generator.channels.delivery import Channel, Post
from generator.settings.channels import GhostSettings, WordPressSettings
from generator.settings.chats import DiscordSettings, MastodonSettings, SlackSettings, TelegramSettings
from generator.settings.document import Settings
from generator.settings.folders import (
    EleventySettings,
    FileSettings,
    HugoSettings,
    JekyllSettings,
    PelicanSettings,
    SiteSettings,
    StaticSettings,
)
from generator.settings.newsletters import ButtondownSettings, ListmonkSettings

if TYPE_CHECKING:
    from generator.channels.disk.layout import Layout

Moment = Callable[[], datetime]
"""Gives the present moment, UTC."""


def file(record: FileSettings, _: Settings, __: Moment) -> Channel:
    """Return files to paste from."""
    from generator.channels.disk.channel import Disk
    from generator.channels.disk.paste import layout

    return Disk(record.name, record.folder, layout, makes=True)


def site(record: SiteSettings, settings: Settings, _: Moment) -> Channel:
    """Return the house's own site."""
    from generator.errors import Fault, SettingsInvalid
    from generator.site.build import Options
    from generator.site.channel import SiteChannel

    house = settings.site
    folder = record.folder or house.folder
    if folder is None:
        remedy = "give it with -o DIR, or as folder in [site]"
        raise SettingsInvalid([Fault(f"channel {record.name}", "has no folder of editions", remedy)])
    theme = None if house.theme is None else str(house.theme)
    return SiteChannel(record.name, folder, Options(house.title, house.base_url or None, theme))


def hugo(record: HugoSettings, _: Settings, __: Moment) -> Channel:
    """Return a Hugo site."""
    from generator.channels.disk.hugo import layout

    return _static(record, partial(layout, record))


def jekyll(record: JekyllSettings, _: Settings, __: Moment) -> Channel:
    """Return a Jekyll site."""
    from generator.channels.disk.jekyll import layout

    return _static(record, partial(layout, record))


def pelican(record: PelicanSettings, _: Settings, __: Moment) -> Channel:
    """Return a Pelican site."""
    from generator.channels.disk.pelican import layout

    return _static(record, partial(layout, record))


def eleventy(record: EleventySettings, _: Settings, __: Moment) -> Channel:
    """Return an Eleventy site."""
    from generator.channels.disk.eleventy import layout

    return _static(record, partial(layout, record))


def _static(record: StaticSettings, layout: Callable[[Post], Layout]) -> Channel:
    from generator.channels.disk.channel import Disk

    return Disk(record.name, record.folder, layout, "published" if record.status == "publish" else "draft")


def ghost(record: GhostSettings, _: Settings, moment: Moment) -> Channel:
    """Return a Ghost blog."""
    from generator.channels.ghost import Ghost

    return Ghost(record, moment)


def wordpress(record: WordPressSettings, _: Settings, moment: Moment) -> Channel:
    """Return a WordPress blog."""
    from generator.channels.wordpress import WordPress

    return WordPress(record, moment)


def buttondown(record: ButtondownSettings, _: Settings, moment: Moment) -> Channel:
    """Return a newsletter at Buttondown."""
    from generator.channels.buttondown import Buttondown

    return Buttondown(record, moment)


def listmonk(record: ListmonkSettings, _: Settings, moment: Moment) -> Channel:
    """Return lists of a listmonk."""
    from generator.channels.listmonk import Listmonk

    return Listmonk(record, moment)


def slack(record: SlackSettings, _: Settings, moment: Moment) -> Channel:
    """Return a channel of Slack, by webhook or app."""
    from generator.channels.slack import SlackWebhook
    from generator.channels.slack_app import SlackApp

    return SlackApp(record, moment) if record.webhook is None else SlackWebhook(record, moment)


def discord(record: DiscordSettings, _: Settings, moment: Moment) -> Channel:
    """Return a channel of Discord."""
    from generator.channels.discord import Discord

    return Discord(record, moment)


def telegram(record: TelegramSettings, _: Settings, moment: Moment) -> Channel:
    """Return a chat of Telegram."""
    from generator.channels.telegram import Telegram

    return Telegram(record, moment)


def mastodon(record: MastodonSettings, _: Settings, moment: Moment) -> Channel:
    """Return an account on Mastodon."""
    from generator.channels.mastodon import Mastodon

    return Mastodon(record, moment)
