"""What each kind of channel is told. A record a kind; `KINDS` is the one place that names them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from generator.settings.addresses import guarded
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


KINDS: Final[Mapping[str, type[ChannelSettings]]] = {
    "file": FileSettings,
    "site": SiteSettings,
    "hugo": HugoSettings,
    "jekyll": JekyllSettings,
    "pelican": PelicanSettings,
    "eleventy": EleventySettings,
    "ghost": GhostSettings,
    "wordpress": WordPressSettings,
}
"""The record of each kind, by the name ``kind`` gives it."""
