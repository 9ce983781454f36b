"""What a reader meets on an HTML page: the text, and what a browser shows of its attributes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser

from generator.audit.exhibit_rows import Exhibits, Row
from generator.audit.plain_text import DESCRIBED, as_browsers_read

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol table tr td th blockquote figcaption header footer main article hr br title "
    "section body head aside nav figure form details summary option button label pre dl dt dd caption desc".split()
)
_UNSEEN = frozenset({"script", "style", "template"})
_SHOWN = frozenset(
    {
        "alt",
        "title",
        "aria-label",
        "aria-description",
        "aria-roledescription",
        "placeholder",
        "label",
        "value",
        "srcdoc",
    }
)
"""Attributes that a browser, a screen reader or a hovering mouse gives to a reader."""
_LINKED = "application/ld+json"
_ABOUT = frozenset({"headline", "alternativeHeadline", "description", "abstract", "articleBody", "text", "caption"})
_DESCRIPTIONS = frozenset({"title", "desc"})


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.asides: list[str] = []
        self.unseen = 0
        self.linked = False
        """Whether this is the data that search engines show of a page."""
        self.exhibits = Exhibits()
        self._described = False
        """Whether this is the name or the description of a drawing, which are prose."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and DESCRIBED.search(given.get("name", "") + given.get("property", "")):
            self.asides.append(given.get("content", ""))
        self.asides += [given[name] for name in given if name in _SHOWN and (tag, name) != ("data", "value")]
        self.exhibits.open(tag, given)
        self._described = tag in _DESCRIPTIONS
        self.unseen += tag in _UNSEEN
        self.linked = tag == "script" and given.get("type", "").strip().lower() == _LINKED
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.exhibits.close(tag)
        self.unseen -= tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in _UNSEEN))
        self.exhibits.close(tag)
        self._described = self._described and tag not in _DESCRIPTIONS
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if self.linked:
            self.asides += linked(data)
        if self.unseen:
            return
        if self.exhibits.within and not self._described:
            self.exhibits.say(data)
        else:
            self.blocks[-1] += data


def linked(text: str) -> list[str]:
    """Return the texts about a page in its JSON-LD; the whole of it where it cannot be read."""
    try:
        found: object = json.loads(text)
    except ValueError:
        return [text]
    return [*_described(found)]


def _described(item: object) -> Iterator[str]:
    if isinstance(item, dict):
        for name, value in item.items():
            if isinstance(value, str) and name in _ABOUT:
                yield value
            else:
                yield from _described(value)
    elif isinstance(item, list):
        for value in item:
            yield from _described(value)


def _read(text: str) -> _Seen:
    parser = _Seen()
    parser.feed(text)
    parser.close()
    return parser


def seen(text: str) -> list[str]:
    """Return the prose of a page in blocks as its elements divide it, and what its attributes show."""
    parser = _read(text)
    return [*parser.blocks, *parser.asides]


def exhibits(text: str) -> list[Row]:
    """Return what a page shows besides prose: the rows of its tables and lists, and the marks of its drawings."""
    return _read(as_browsers_read(text)).exhibits.rows
