"""The article as the body of a letter that a newsletter service renders: Markdown without a template in it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from generator.audit.clearance import Cleared
from generator.pages.mail.words import outside
from generator.pages.markdown import PICTURE, markdown_page
from generator.pages.text import text_page

_GAP: Final = "\u200b"
"""Takes no room. Services decode entities before or after they look for templates; a pair that is parted is neither."""
_BRACES: Final = re.compile(r"(?:&#123;|\{)(?=&#123;|[{%#])")
_TRACKED: Final = re.compile(r"(?:&#64;|@)(?=TrackLink)")  # how listmonk marks a link, braces or not
_PICTURES: Final = re.compile(rf"^{PICTURE.pattern}\n\n", re.MULTILINE)


def untemplated(text: str) -> str:
    """Return a text that no template engine takes for its own, in any order of rendering, and that reads the same."""
    return _TRACKED.sub(_parted, _BRACES.sub(_parted, text))


def _parted(match: re.Match[str]) -> str:
    return match[0] + _GAP


def letter(cleared: Cleared, files: Mapping[str, bytes], address: str) -> str:
    """Return the article as Markdown for a letter. `address` is that of its folder, a slash at its end, or empty.

    Charts are shown where readers can fetch them: as the PNG files below `address`. Where they stand is read from
    ``article.md`` in `files`, and only where its words are those of the article.
    """
    bare = markdown_page(cleared)
    filed = files.get("article.md", b"").decode("utf-8", "replace")
    if not address or _PICTURES.sub("", filed) != bare:
        return untemplated(bare)
    return untemplated(_PICTURES.sub(lambda match: _shown(match, files, address), filed))


def _shown(picture: re.Match[str], files: Mapping[str, bytes], address: str) -> str:
    name = f"{picture['chart']}.png"
    return f"![{picture['alt']}]({address}{name})\n\n" if name in files else ""


def letter_text(cleared: Cleared) -> str:
    """Return the article as plain text, for programs that show no other."""
    return untemplated(text_page(cleared))


def letter_subject(cleared: Cleared) -> str:
    """Return the subject of the letter."""
    return untemplated(outside(cleared.article).subject)


def letter_line(cleared: Cleared) -> str:
    """Return the line that stands beside the subject."""
    return untemplated(outside(cleared.article).preheader)
