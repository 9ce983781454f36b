"""What each kind of channel is told. A record a kind; `KINDS` is the one place that names them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from generator.settings.addresses import guarded
from generator.settings.channel import ChannelSettings, Status
from generator.settings.chats import DiscordSettings, MastodonSettings, SlackSettings, TelegramSettings
from generator.settings.fields import Wrong
from generator.settings.folders import (
    EleventySettings,
    FileSettings,
    HugoSettings,
    JekyllSettings,
    PelicanSettings,
    SiteSettings,
)
from generator.settings.mail import MailSettings
from generator.settings.newsletters import ButtondownSettings, ListmonkSettings
from generator.settings.secret import Secret

__all__ = ["KINDS", "ChannelSettings", "Status"]


@dataclass(frozen=True, slots=True, kw_only=True)
class GhostSettings(ChannelSettings):
    """A Ghost blog, by its Admin API."""

    url: str
    """Of the site, such as ``https://blog.example.org``."""
    key: Secret
    """The Admin API key of a custom integration: ``id:secret``."""
    status: Status = "draft"
    tags: tuple[str, ...] = ()

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with the address."""
        yield from guarded("url", self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPressSettings(ChannelSettings):
    """A WordPress blog, by its REST API."""

    url: str
    """Of the site, such as ``https://blog.example.org``."""
    user: str
    """Who the posts are by. A low role will do: author, or contributor for drafts without pictures."""
    password: Secret
    """An application password of that user, not the one for logging in."""
    status: Status = "draft"
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with the address."""
        yield from guarded("url", self.url)
        if not self.user.strip() or ":" in self.user or not self.user.isprintable():
            yield Wrong("user", "is no user name", "give the name as the list of users shows it")


KINDS: Final[Mapping[str, type[ChannelSettings]]] = {
    "file": FileSettings,
    "site": SiteSettings,
    "hugo": HugoSettings,
    "jekyll": JekyllSettings,
    "pelican": PelicanSettings,
    "eleventy": EleventySettings,
    "ghost": GhostSettings,
    "wordpress": WordPressSettings,
    "mail": MailSettings,
    "buttondown": ButtondownSettings,
    "listmonk": ListmonkSettings,
    "slack": SlackSettings,
    "discord": DiscordSettings,
    "telegram": TelegramSettings,
    "mastodon": MastodonSettings,
}
"""The record of each kind, by the name ``kind`` gives it."""
