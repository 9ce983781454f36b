"""What each kind of channel is told. A record a kind; `KINDS` is the one place that names them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from generator.settings.addresses import guarded, is_here
from generator.settings.fields import Wrong
from generator.settings.secret import Secret

Status = Literal["draft", "publish"]
"""Whether readers see a post at once. A draft waits for a person wherever the target knows drafts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelSettings:
    """What every channel has."""

    name: str
    """The user's name of it: ``blog`` in ``[channels.blog]``. Not a key of the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings(ChannelSettings):
    """The site this program builds itself. What is not said here is as ``[site]`` has it."""

    folder: Path | None = None
    """Holds the editions; the site goes to ``site`` in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSettings(ChannelSettings):
    """Files to paste from: HTML and Markdown, one pair an edition."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticSettings(ChannelSettings):
    """The folder of a static site, which its own program builds."""

    folder: Path
    """The root of the site: where its configuration is."""
    status: Status = "draft"
    tags: tuple[str, ...] = ()
    """Beside the name of the asset and the form, which every post has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HugoSettings(StaticSettings):
    """A Hugo site: page bundles below ``content/<section>``."""

    section: str = "posts"


@dataclass(frozen=True, slots=True, kw_only=True)
class JekyllSettings(StaticSettings):
    """A Jekyll site: ``_posts``, or ``_drafts`` for drafts."""

    layout: str = "post"
    """The layout of the site's theme that posts have."""
    baseurl: str = ""
    """As in ``_config.yml``: what the addresses of pictures begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PelicanSettings(StaticSettings):
    """A Pelican site: Markdown in its content folder."""

    content: str = "content"
    category: str = "Markets"


@dataclass(frozen=True, slots=True, kw_only=True)
class EleventySettings(StaticSettings):
    """An Eleventy site: Markdown in its input folder, pictures in a folder it passes through."""

    input: str = "."
    """As ``dir.input`` of its configuration."""
    section: str = "posts"
    pictures: str = "img"
    """A folder that ``addPassthroughCopy`` names."""
    layout: str = ""
    """The layout of posts; empty where a directory data file gives one."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings(ChannelSettings):
    """Mail to the readers of a list, a message each, handed to a mail server."""

    host: str
    """The mail server that takes mail from this sender."""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    """``tls`` is for port 465; ``none`` for a server on this machine alone."""
    user: str = ""
    password: Secret | None = None
    authorities: Path | None = None
    """Certificates that vouch for the server, where the system's own do not."""
    sender: str
    """The address the mail is from, and that failures are returned to."""
    sender_name: str = ""
    list_id: str
    """A domain of the sender's, such as ``daily.example.org``: by it readers' programs know the list, for ever."""
    list_name: str = ""
    unsubscribe_url: str
    """https, where ``commentary unsubscribe-server`` can be reached; a reader's own token is added."""
    unsubscribe_key: Secret
    """Signs the links. After a space earlier keys may follow, so that links in mail sent before still work."""
    unsubscribe_address: str = ""
    """Where readers whose program knows no better may write to; somebody has to read it."""
    subscribers: Path | None = None
    """A CSV file of the readers; without it they are the store's."""
    per_minute: int = 0
    """At most so many mails; 0 for as fast as the server takes them."""
    timeout: int = 60
    """Seconds an answer of the server may take."""
    patience: int = 600
    """Seconds its answer to a whole mail may take; sooner given up, more mails are uncertain (RFC 5321, 4.5.3.2.6)."""

    def wrong(self) -> Iterator[Wrong]:
        """Yield what keeps mail from being sent safely."""
        if self.security == "none" and not is_here(self.host):
            yield Wrong("security", "would send mail unencrypted", "`none` is for a server on this machine alone")
        if bool(self.user) != (self.password is not None):
            yield Wrong("password", "and `user` belong together", "give both, or neither")
        if not 0 < self.port < 65536:  # noqa: PLR2004 - ports
            yield Wrong("port", "is no port", "465 and 587 are usual")
        if self.per_minute < 0:
            yield Wrong("per_minute", "is negative", "give 0 for no limit")
        for name, seconds in (("timeout", self.timeout), ("patience", self.patience)):
            if seconds < 1:
                yield Wrong(name, "is no time to answer in", "give seconds, such as 60")
        if not self.unsubscribe_url.startswith("https://"):
            yield Wrong("unsubscribe_url", "is no https address", "mail programs post to no other")


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
}
"""The record of each kind, by the name ``kind`` gives it."""
