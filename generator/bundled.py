"""Folders that ship with the program: beside the package in a checkout, inside it once installed."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    installed = _PACKAGE / f"_{name}"
    return installed if installed.is_dir() else _PACKAGE.parent / name


TEMPLATES = _folder("templates")
"""The writer's files: phrases, lexicon, page templates."""
EXAMPLES = _folder("examples")
"""Example snapshots and column maps."""
