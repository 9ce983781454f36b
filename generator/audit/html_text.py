"""What a reader sees of an HTML page."""

from __future__ import annotations

from html.parser import HTMLParser

_BLOCKS = frozenset(
    "p div h1 h2 h3 h4 h5 h6 li ul ol table tr td th blockquote figcaption header footer main article hr br title "
    "section".split()
)
_UNSEEN = frozenset({"script", "style", "head", "template"})


class _Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = [""]
        self.unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_endtag(self, tag: str) -> None:
        self.unseen = max(0, self.unseen - (tag in _UNSEEN))
        if tag in _BLOCKS:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.blocks[-1] += data


def seen(text: str) -> list[str]:
    """Return the text of a page in blocks, as its elements divide it."""
    parser = _Seen()
    parser.feed(text)
    parser.close()
    return parser.blocks
