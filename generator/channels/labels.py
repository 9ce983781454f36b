"""What is known of a post beside its text, the same for every target: title, description, moment, tags."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from generator.channels.delivery import Post
from generator.pages.visible import visible
from generator.pages.words import in_short

_LONGEST_TAG: Final = 60
_NOT_IN_TAGS: Final = str.maketrans({",": " ", "#": " ", "<": " ", ">": " ", '"': " ", "{": " ", "}": " ", ";": " "})


@dataclass(frozen=True, slots=True)
class Labels:
    """Plain texts on one line each, nothing escaped."""

    title: str
    description: str
    moment: datetime
    """When the data end, UTC: the moment an edition is of."""
    tags: tuple[str, ...]
    canonical: str
    """The page of the edition on the house's own site; empty where it has none."""


def labels(post: Post, extra: Iterable[str] = ()) -> Labels:
    """Return what is known of a post; `extra` are tags of the settings."""
    article = post.cleared.article
    told = [article.asset, article.form.value, *(item.regime.value.replace("_", " ") for item in article.regimes)]
    tags = [" ".join(visible(tag).translate(_NOT_IN_TAGS).split())[:_LONGEST_TAG].strip() for tag in (*told, *extra)]
    unique = {tag.lower(): tag for tag in reversed(tags) if tag}
    return Labels(
        visible(article.headline.text) or post.slug,  # some programs pass over a post without a title
        visible(in_short(article).text),
        post.cleared.snapshot.ended.astimezone(UTC).replace(microsecond=0),
        tuple(unique[name] for name in dict.fromkeys(tag.lower() for tag in tags if tag)),
        f"{post.address}article.html" if post.address else "",
    )


def plain(text: str) -> str:
    """Return a text for where some themes escape and others do not: the same signs to see, none that HTML knows."""
    return text.translate(_LOOKALIKES)


_LOOKALIKES: Final = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d", "&": "\uff06", "`": "\u2019"})
