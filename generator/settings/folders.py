"""What channels on disk are told: the house's own site, the folders of other sites' programs, files to paste from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.settings.channel import ChannelSettings, Status


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
    """A Jekyll site: ``_posts``, pictures in ``assets/commentary``."""

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
