"""Jinja as the pages use it: all it prints is inert, nothing is undefined, and a template can reach nothing outside."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.pages.inert import inert

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def house(folders: tuple[Path, ...]) -> Environment:
    """Return the environment of the templates in `folders`, the first that has one giving it."""
    from jinja2 import FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only when pages are made
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    return ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folders),
        autoescape=True,  # by name it would be off for .html.j2
        # Whatever a template prints is made inert, whether or not its author thought of it.
        finalize=lambda value: inert(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
