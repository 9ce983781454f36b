"""Secrets: named in the settings, kept in the environment or a file of their own, read where they are used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from generator.errors import Fault, SettingsInvalid

_MOST: Final = 16 * 1024  # characters; nothing of that length is a secret
_OTHERS: Final = 0o077  # the rights of anybody but the owner


@dataclass(frozen=True, slots=True)
class Secret:
    """Where a secret is kept. It holds no value, so that nothing that prints it can print one."""

    place: str
    """The setting it stands in, such as ``commentary.toml: channels.blog.key``."""
    env: str = ""
    """Name of the variable that holds it; empty where a file does."""
    file: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        return "Secret()"

    def reveal(self) -> str:
        """Return the value, without white space around it. Raises SettingsInvalid where there is none of one line."""
        if self.file is None:
            where, value = f"${self.env}", self.environment.get(self.env, "").strip()
        else:
            where, value = str(self.file), self._read(self.file)
        if not value:
            raise self._wrong(f"{where} is not set or empty", "put the secret there")
        if len(value) > _MOST or not value.isprintable():
            raise self._wrong(f"{where} holds more than one line of text", "put the secret alone there")
        return value

    @property
    def exposed(self) -> bool:
        """Whether others than its owner may read the file it is kept in, on systems that have such rights."""
        try:
            return self.file is not None and bool(self.file.stat().st_mode & _OTHERS)
        except OSError:
            return False

    def _read(self, file: Path) -> str:
        try:
            with file.open(encoding="utf-8") as opened:
                return opened.read(_MOST + 2).strip()
        except OSError as error:
            raise self._wrong(f"{file} cannot be read ({error.strerror})", "check the file and its rights") from None
        except UnicodeDecodeError:
            raise self._wrong(f"{file} is not UTF-8 text", "put the secret alone there") from None

    def _wrong(self, problem: str, remedy: str) -> SettingsInvalid:
        return SettingsInvalid([Fault(self.place, problem, remedy)])
