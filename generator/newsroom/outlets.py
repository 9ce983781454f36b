"""The wiring of channels: settings to what delivers. `MAKERS` is the one place that names them all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from generator.channels.delivery import Channel
from generator.errors import Fault, InputInvalid, SettingsInvalid
from generator.newsroom import makers
from generator.settings.channels import KINDS, ChannelSettings
from generator.settings.chats import DiscordSettings, SlackSettings, TelegramSettings
from generator.settings.document import FILE, Settings, read_settings
from generator.settings.fields import nearest, secrets_of
from generator.settings.folders import FileSettings, SiteSettings, StaticSettings


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel that can be delivered to, and how it is treated."""

    channel: Channel
    settings: ChannelSettings

    @property
    def on_disk(self) -> bool:
        """Whether it costs nothing to look what stands there, so that it is done every time."""
        return isinstance(self.settings, FileSettings | SiteSettings | StaticSettings)

    @property
    def blind(self) -> bool:
        """Whether what may have been sent cannot be looked for, so that a person has to."""
        by_webhook = isinstance(self.settings, SlackSettings) and self.settings.webhook is not None
        return by_webhook or isinstance(self.settings, DiscordSettings | TelegramSettings)

    def reveal(self) -> list[Fault]:
        """Return what is wrong with the channel's secrets, before anything is begun."""
        found: list[Fault] = []
        for secret in secrets_of(self.settings):
            try:
                secret.reveal()
            except SettingsInvalid as error:
                found += error.faults
        return found


MAKERS: Final[Mapping[str, Callable[[Any, Settings, Callable[[], datetime]], Channel]]] = {
    "file": makers.file,
    "site": makers.site,
    "hugo": makers.hugo,
    "jekyll": makers.jekyll,
    "pelican": makers.pelican,
    "eleventy": makers.eleventy,
    "ghost": makers.ghost,
    "wordpress": makers.wordpress,
    "buttondown": makers.buttondown,
    "listmonk": makers.listmonk,
    "slack": makers.slack,
    "discord": makers.discord,
    "telegram": makers.telegram,
    "mastodon": makers.mastodon,
}
"""How the channel of each kind is made from its settings, those of the house and the clock."""


def open_settings(name: str | None) -> Settings:
    """Return the settings of a file; of ``commentary.toml`` here where none is named, and none where there is none."""
    file = Path(name or FILE)
    if name is None and not file.exists():
        return Settings(file)
    return read_settings(file, os.environ)


def with_folder(settings: Settings, edition: Path) -> Settings:
    """Return settings whose site has a folder of editions: where none is set, that in which `edition` was filed."""
    if settings.site.folder is not None:
        return settings
    return replace(settings, site=replace(settings.site, folder=edition.absolute().parent.parent))


def reveal(channels: Iterable[Outlet], further: Iterable[Fault] = ()) -> None:
    """Read every secret of the channels, before anything is begun.

    Raises SettingsInvalid with all that is wrong; `further` is what was found wrong elsewhere.
    """
    if faults := [*(fault for one in channels for fault in one.reveal()), *further]:
        raise SettingsInvalid(faults)


def outlets(
    names: Iterable[str], settings: Settings, folder: Path | None, moment: Callable[[], datetime]
) -> tuple[Outlet, ...]:
    """Return the channels of these names, each once. A kind that needs nothing but a folder can be named itself.

    Raises InputInvalid with every name that is none.
    """
    found: dict[str, Outlet] = {}
    faults: list[Fault] = []
    for name in dict.fromkeys(names):
        record = settings.channels.get(name) or _by_kind(name, folder, faults)
        if record is not None:
            found[name] = outlet(record, settings, moment)
    if folder is not None and not faults and all(name in settings.channels for name in found):
        faults.append(Fault("-o", "has no meaning for channels of the settings", "leave it out"))
    if not faults:
        return tuple(found.values())
    if not settings.file.exists():
        absent = f"there is no {settings.file} here: write one, or name one with --settings"
        raise InputInvalid([item if item.remedy else replace(item, remedy=absent) for item in faults])
    known = [*settings.channels, *filter(_bare, KINDS)]
    raise InputInvalid([item if item.remedy else _named(item, known) for item in faults])


def outlet(record: ChannelSettings, settings: Settings, moment: Callable[[], datetime]) -> Outlet:
    """Return the channel of a record of settings."""
    kind = next(name for name, known in KINDS.items() if known is type(record))
    return Outlet(MAKERS[kind](record, settings, moment), record)


def _by_kind(name: str, folder: Path | None, faults: list[Fault]) -> ChannelSettings | None:
    if not _bare(name):
        faults.append(Fault(f"--to {name}", "is no channel of the settings", ""))
        return None
    if "folder" in _needs(name) and folder is None:
        faults.append(Fault(f"--to {name}", "needs a folder", "give one with -o DIR, or a channel of the settings"))
        return None
    given: dict[str, Any] = {"name": name} if folder is None else {"name": name, "folder": folder}
    return KINDS[name](**given)


def _bare(kind: str) -> bool:
    """Return whether a kind of channel can be named without settings: it is a folder on this disk, and no more."""
    return issubclass(KINDS.get(kind, ChannelSettings), FileSettings | SiteSettings | StaticSettings)


def _needs(kind: str) -> set[str]:
    items = fields(cast("Any", KINDS[kind]))
    return {item.name for item in items if item.default is MISSING and item.default_factory is MISSING}


def _named(fault: Fault, known: Iterable[str]) -> Fault:
    return Fault(fault.place, fault.problem, nearest(fault.place.removeprefix("--to "), known))
