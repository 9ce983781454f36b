"""What a reader meets on an HTML page: the text, and what a browser shows of its attributes."""

from __future__ import annotations

from html.parser import HTMLParser

from generator.audit.plain_text import DESCRIBED

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol table tr td th blockquote figcaption header footer main article hr br title "
    "section body head aside nav figure form details summary option button label pre dl dt dd caption".split()
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


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.asides: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and DESCRIBED.search(given.get("name", "") + given.get("property", "")):
            self.asides.append(given.get("content", ""))
        self.asides += [given[name] for name in given if name in _SHOWN]
        self.unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.unseen -= tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.blocks[-1] += data


def seen(text: str) -> list[str]:
    """Return the text of a page in blocks as its elements divide it, and what its attributes show."""
    parser = _Seen()
    parser.feed(text)
    parser.close()
    return [*parser.blocks, *parser.asides]
