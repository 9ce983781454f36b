"""What every feed says: the same items under the same ids, whichever format carries them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from generator.pages.inert import inert
from generator.pages.listed import FiledEdition
from generator.pages.visible import visible
from generator.pages.web.address import Base, edition_path
from generator.pages.web.entries import Placed


@dataclass(frozen=True, slots=True)
class Item:
    """An edition in a feed. Texts are plain but for `html`."""

    id: str
    """A ``tag:`` URI, the same for ever: a corrected edition keeps it."""
    path: str
    title: str
    summary: str
    html: str
    updated: datetime
    tags: tuple[str, ...]
    """The asset and the regimes that hold."""


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest editions of a site, the newest first, at least one."""

    title: str
    base: Base
    items: tuple[Item, ...]

    @property
    def id(self) -> str:
        """The feed's own ``tag:`` URI: what the site is called and where it stands may change."""
        return f"tag:{self.base.authority},2025:commentary"

    @property
    def updated(self) -> datetime:
        """The moment of the newest edition, UTC."""
        return max(item.updated for item in self.items)

    @property
    def about(self) -> str:
        """One line on what the feed carries."""
        return "Commentary on crypto derivatives markets, written from data and audited against it."


def feed_of(title: str, base: Base, editions: Sequence[Placed]) -> Feed:
    """Return the feed of editions, the newest first. They carry their paragraphs."""
    return Feed(visible(title), base, tuple(_item(base, item) for item in editions))


def _item(base: Base, placed: Placed) -> Item:
    filed = placed.edition
    return Item(
        id=base.tag(placed.key, filed.as_of),
        path=edition_path(placed.key),
        title=placed.entry.headline,
        summary=filed.summary,
        html=_body(filed),
        updated=filed.as_of,
        tags=(filed.label, *(each.regime.value.replace("_", " ") for each in filed.regimes)),
    )


def _body(filed: FiledEdition) -> str:
    paragraphs = "".join(f"<p>{inert(text)}</p>\n" for text in filed.paragraphs if text)
    dek = f"<p><em>{inert(filed.dek)}</em></p>\n" if filed.dek else ""
    return f"{dek}{paragraphs}<p><small>{inert(filed.disclaimer)}</small></p>\n"
