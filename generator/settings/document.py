"""The file of settings as a whole: its sections, its channels, and everything wrong with it at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Final, cast, get_type_hints

from generator.errors import Fault, SettingsInvalid
from generator.settings.addresses import public
from generator.settings.channels import KINDS, ChannelSettings
from generator.settings.fields import Reader, Wrong, nearest, secrets_of
from generator.settings.schedule import Schedule
from generator.settings.secret import Secret

FILE: Final = "commentary.toml"
"""The name of the file where none is given."""
_MOST: Final = 1024 * 1024  # bytes
_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?")


@dataclass(frozen=True, slots=True)
class Site:
    """The site this program builds: what it is called, where it is published, and how it looks."""

    base_url: str = ""
    """Where it will be found. Posts elsewhere name their edition there as the original."""
    title: str = "Market commentary"
    theme: Path | None = None
    """Your own templates; the shipped ones fill their gaps."""
    folder: Path | None = None
    """Holds the editions; None for that of the edition published."""

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with the address."""
        if self.base_url:
            yield from public("base_url", self.base_url)


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole file of settings. A section is a field; `channels` are read by their kinds."""

    file: Path
    channels: Mapping[str, ChannelSettings] = field(default_factory=dict)
    """By the names users gave them."""
    site: Site = Site()
    schedule: Schedule | None = None

    @property
    def secrets(self) -> Iterator[Secret]:
        """Every secret that is named."""
        yield from (found for item in self.channels.values() for found in secrets_of(item))
        for section in fields(self):
            if section.name not in _OWN:
                yield from secrets_of(getattr(self, section.name))


_OWN: Final = {"file", "channels"}
"""Fields of the settings that are no sections."""


def read_settings(file: Path, environment: Mapping[str, str]) -> Settings:
    """Return the settings of a file. Secrets are looked up in `environment` when they are used, not now.

    Raises SettingsInvalid with every fault of the file; no message repeats a value.
    """
    raw = _parsed(file)
    reader = Reader(file, environment, [])
    sections = [item.name for item in fields(Settings) if item.name not in _OWN]
    reader.unknown(raw, [*sections, "channels"], "")
    types = get_type_hints(Settings)
    held: dict[str, Any] = {name: reader.value(types[name], raw[name], name) for name in sections if name in raw}
    channels = _channels(raw.get("channels", {}), reader)
    plan = held.get("schedule")
    for name in plan.channels if isinstance(plan, Schedule) else ():
        if name not in channels:
            place = f"{file.name}: schedule.channels"
            reader.faults.append(Fault(place, f"{name!r} is no channel of these settings", nearest(name, channels)))
    if reader.faults:
        raise SettingsInvalid(reader.faults)
    return Settings(file, channels, **held)


def _channels(tables: object, reader: Reader) -> dict[str, ChannelSettings]:
    found: dict[str, ChannelSettings] = {}
    if not isinstance(tables, dict):
        reader.faults.append(Fault(f"{reader.file.name}: channels", "is not a table", "write [channels.NAME]"))
        return found
    for name, table in tables.items():
        place = f"channels.{name}"
        if not _NAME.fullmatch(name):
            remedy = "use lower-case letters, digits, - and _"
            reader.faults.append(Fault(f"{reader.file.name}: {place}", "is no name of a channel", remedy))
            continue
        kind = table.get("kind") if isinstance(table, dict) else None
        if not isinstance(kind, str) or kind not in KINDS:
            problem = "is missing" if kind is None else "is no kind of channel"
            remedy = nearest(kind if isinstance(kind, str) else "", KINDS)
            reader.faults.append(Fault(f"{reader.file.name}: {place}.kind", problem, remedy))
            continue
        rest = {key: value for key, value in cast("dict[str, object]", table).items() if key != "kind"}
        record = reader.record(KINDS[kind], rest, place, {"name": name})
        if record is not None:
            found[name] = record
    return found


def _parsed(file: Path) -> dict[str, object]:
    def invalid(problem: str, remedy: str) -> SettingsInvalid:
        return SettingsInvalid([Fault(str(file), problem, remedy)])

    try:
        with file.open("rb") as opened:
            return tomllib.loads(opened.read(_MOST).decode("utf-8"))
    except OSError as error:
        raise invalid(f"cannot be read ({error.strerror})", "check the name, or give one with --settings") from None
    except UnicodeDecodeError:
        raise invalid("is not UTF-8 text", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise invalid(f"is not TOML: {error}", "mend the line") from None
    except RecursionError:
        raise invalid("is nested too deeply", "write plain tables") from None
