"""What chats and social networks are told. None of them knows drafts: `publish` is what lets a post out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from generator.settings.addresses import guarded
from generator.settings.channel import ChannelSettings, Status
from generator.settings.fields import Wrong
from generator.settings.secret import Secret

_SLACK_CHANNEL: Final = re.compile(r"[CDG][A-Z0-9]{2,30}")
_TELEGRAM_CHAT: Final = re.compile(r"@[A-Za-z][A-Za-z0-9_]{3,31}|-?[1-9][0-9]{0,18}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackSettings(ChannelSettings):
    """A channel of Slack: by an incoming webhook, or by the token of an app, which can also update its posts."""

    webhook: Secret | None = None
    """The whole address of an incoming webhook. What it posts can be neither found nor changed."""
    token: Secret | None = None
    """A bot token with the scopes ``chat:write`` and ``channels:history``."""
    channel: str = ""
    """With a token: the id of the channel, such as ``C0123ABCD``, as its details show it at the end."""
    status: Status = "draft"
    url: str = "https://slack.com"

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with the way in and the channel."""
        yield from guarded("url", self.url)
        if (self.webhook is None) == (self.token is None):
            yield Wrong("webhook", "and token are two ways of posting", "give exactly one of them")
        if self.token is not None and not _SLACK_CHANNEL.fullmatch(self.channel):
            yield Wrong("channel", "is no id of a channel", "give the id, such as C0123ABCD, not the name")
        if self.webhook is not None and self.channel:
            yield Wrong("channel", "is not asked for", "leave it out: a webhook has its own")


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings(ChannelSettings):
    """A channel of Discord, by a webhook."""

    webhook: Secret
    """The whole address of the webhook."""
    status: Status = "draft"
    card: bool = True
    """Whether the picture of the edition goes along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TelegramSettings(ChannelSettings):
    """A channel or group of Telegram, by a bot that may post there."""

    token: Secret
    """The token of the bot, ``number:letters``."""
    chat: str
    """``@name`` of a public channel, or the number of a chat."""
    status: Status = "draft"
    silent: bool = False
    """Whether readers get it without a sound."""
    url: str = "https://api.telegram.org"

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with the address and the chat."""
        yield from guarded("url", self.url)
        if not _TELEGRAM_CHAT.fullmatch(self.chat):
            yield Wrong("chat", "is no chat", 'give "@name" or the number of the chat, in quotes')


@dataclass(frozen=True, slots=True, kw_only=True)
class MastodonSettings(ChannelSettings):
    """An account on a Mastodon instance."""

    url: str
    """Of the instance, such as ``https://mastodon.example``."""
    token: Secret
    """An access token with the scopes ``read:accounts read:statuses write:statuses write:media``."""
    status: Status = "draft"
    visibility: Literal["public", "unlisted", "private"] = "public"
    limit: int = 500
    """Characters of a post. The instance is asked whether it takes as many."""
    card: bool = True
    """Whether the picture of the edition goes along."""
    language: str = "en"

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with the address, the limit and the language."""
        yield from guarded("url", self.url)
        if not 320 <= self.limit <= 100_000:  # noqa: PLR2004 - the one line and a link always fit in the least
            yield Wrong("limit", "is out of range", "give 320 to 100000, or leave it out for 500")
        if not _LANGUAGE.fullmatch(self.language):
            yield Wrong("language", "is no language", 'give two or three small letters, such as "en"')
