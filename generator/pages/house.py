"""Jinja as the pages use it: all it prints is inert, nothing is undefined, and a template can reach nothing outside."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from generator.pages.inert import inert

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def house(folders: tuple[Path, ...], records: tuple[type, ...] = ()) -> Environment:
    """Return the environment of the templates in `folders`, the first that has one giving it.

    `records` are frozen records of plain values that templates are given: their public fields are safe to read.
    """
    from jinja2 import FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only when pages are made
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415
    from markupsafe import Markup  # noqa: PLC0415

    plain = frozenset(records)

    class House(ImmutableSandboxedEnvironment):
        def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
            if type(obj) in plain:  # what is read most; the sandbox's own look takes longer than all the rest
                return not attr.startswith("_")
            return super().is_safe_attribute(obj, attr, value)

    def shown(value: object) -> object:
        """Make inert whatever a template prints, whether or not its author thought of it."""
        return inert(value) if isinstance(value, str) and type(value) is not Markup else value

    return House(
        loader=FileSystemLoader(folders),
        autoescape=True,  # by name it would be off for .html.j2
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
