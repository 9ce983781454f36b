"""The channels that are services elsewhere, by the settings they are made from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from generator.channels.buttondown import Buttondown
from generator.channels.delivery import Channel
from generator.channels.discord import Discord
from generator.channels.listmonk import Listmonk
from generator.channels.mastodon import Mastodon
from generator.channels.slack import SlackWebhook
from generator.channels.slack_app import SlackApp
from generator.channels.telegram import Telegram
from generator.settings.channel import ChannelSettings
from generator.settings.chats import DiscordSettings, MastodonSettings, SlackSettings, TelegramSettings
from generator.settings.newsletters import ButtondownSettings, ListmonkSettings


def service(settings: ChannelSettings, moment: Callable[[], datetime]) -> Channel | None:
    """Return the channel of settings; None where they are those of none of these services.

    `moment` gives the present moment, UTC.
    """
    match settings:
        case ButtondownSettings():
            return Buttondown(settings, moment)
        case ListmonkSettings():
            return Listmonk(settings, moment)
        case SlackSettings(token=None):
            return SlackWebhook(settings, moment)
        case SlackSettings():
            return SlackApp(settings, moment)
        case DiscordSettings():
            return Discord(settings, moment)
        case TelegramSettings():
            return Telegram(settings, moment)
        case MastodonSettings():
            return Mastodon(settings, moment)
    return None


def looks(settings: ChannelSettings) -> bool:
    """Return whether a channel finds what it sent before, or its target does.

    Where not, what may have been sent is looked for by a person: sending it again could show it twice.
    """
    match settings:
        case DiscordSettings() | TelegramSettings() | SlackSettings(token=None):
            return False
    return True
