"""Markdown, HTML and wrapped text to the plain paragraphs a reader meets.

Nothing is skipped that is shown somewhere: titles, descriptions and the texts behind pictures are read too.
"""

from __future__ import annotations

import html
import re

DESCRIBED = re.compile(r"description|title|keywords|author|subject|abstract|summary|image:alt", re.IGNORECASE)
"""Names of meta elements and of front matter that search engines and feeds show."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*\n", re.DOTALL)
_ENTRY = re.compile(r"^\s*([\w-]+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_EMPHASIS = re.compile(
    r"(?<!\\)(\*{1,3})(?=\S)(.+?)(?<=\S)(?<!\\)\1|(?<![\\\w])(_{1,3})(?=\S)(.+?)(?<=\S)(?<!\\)\3(?!\w)", re.DOTALL
)
_LINK = re.compile(r"!?(?<!\\)\[([^\]]*)(?<!\\)\]\(\s*[^\s)]*\s*([^)]*)\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPACE = re.compile(r"\s+")


def paragraphs(text: str, kind: str) -> list[str]:
    """Return the paragraphs of a text. `kind` is ``md``, ``html`` or ``txt``; white space is folded."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if kind == "html":
        from generator.audit.html_text import seen  # noqa: PLC0415 - a parser that most texts do not need

        blocks = seen(as_browsers_read(text))
    elif kind == "md":
        blocks = _written(as_browsers_read(text))
    else:
        blocks = re.split(r"\n\s*\n", _RULE.sub("\n", text))
    folded = (_SPACE.sub(" ", block).strip() for block in blocks)
    return [block for block in folded if block]


def as_browsers_read(text: str) -> str:
    """Return a text whose comments end where browsers end them, and whose marked sections are no way to hide."""
    text = text.replace("<![", "&lt;![").replace("--!>", "-->")
    return re.sub(r"<!--(?=-?>)", "<!-- --", text)


def _written(text: str) -> list[str]:
    """Return the blocks of a Markdown text, and what its front matter says of it."""
    front = _FRONT_MATTER.match(text)
    described = [value for key, value in _ENTRY.findall(front[1]) if DESCRIBED.search(key)] if front else []
    body = _COMMENT.sub("", text[front.end() :] if front else text)
    body = _HEADING.sub("\n", _RULE.sub("\n", body))
    return [*(_unmarked(block) for block in re.split(r"\n\s*\n", body)), *described]


def _unmarked(block: str) -> str:
    block = _LINK.sub(lambda link: f"{link[1]} {link[2]}" if link[2] else link[1], block)
    for _ in range(3):
        block = _EMPHASIS.sub(lambda m: m[2] or m[4], block)
    block = re.sub(r"^\s*(?:>|[-*+]\s)\s*", "", block)
    return html.unescape(_ESCAPE.sub(r"\1", block))
