"""Markdown, HTML and wrapped text to the plain paragraphs a reader sees. Nothing is skipped that a reader would see."""

from __future__ import annotations

import html
import re

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_RULE = re.compile(r"^\s*(?:[-*_=]\s*){3,}$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}\s+", re.MULTILINE)
_EMPHASIS = re.compile(
    r"(?<!\\)(\*{1,3})(?=\S)(.+?)(?<=\S)(?<!\\)\1|(?<![\\\w])(_{1,3})(?=\S)(.+?)(?<=\S)(?<!\\)\3(?!\w)", re.DOTALL
)
_LINK = re.compile(r"!?(?<!\\)\[([^\]]*)(?<!\\)\]\([^)]*\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SPACE = re.compile(r"\s+")


def paragraphs(text: str, kind: str) -> list[str]:
    """Return the paragraphs of a text. `kind` is ``md``, ``html`` or ``txt``; white space is folded."""
    text = text.replace("\r\n", "\n").replace("\ufeff", "")
    if kind == "html":
        from generator.audit.html_text import seen  # noqa: PLC0415 - a parser that most texts do not need

        blocks = seen(text)
    else:
        text = _COMMENT.sub("", _FRONT_MATTER.sub("", text)) if kind == "md" else text
        text = _RULE.sub("\n", text)
        text = _HEADING.sub("\n", text) if kind == "md" else text
        blocks = re.split(r"\n\s*\n", text)
        blocks = [_unmarked(block) for block in blocks] if kind == "md" else blocks
    folded = (_SPACE.sub(" ", block).strip() for block in blocks)
    return [block for block in folded if block]


def _unmarked(block: str) -> str:
    block = _LINK.sub(r"\1", block)
    for _ in range(3):
        block = _EMPHASIS.sub(lambda m: m[2] or m[4], block)
    block = re.sub(r"^\s*(?:>|[-*+]\s)\s*", "", block)
    return html.unescape(_ESCAPE.sub(r"\1", block))
