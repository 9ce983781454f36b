"""Whether the channels of the settings would take a post now, and whether secrets are kept as secrets are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from generator.errors import CommentaryError, SourceUnavailable
from generator.newsroom.level import Level
from generator.newsroom.outlets import Outlet, open_settings, outlet, with_folder
from generator.settings.document import Settings
from generator.settings.mail import MailSettings
from generator.settings.schedule import Schedule

_WRITERS: Final = 0o022  # the rights of anybody but the owner to write
Finding = tuple[Level, str]
"""How much it matters, and a line."""


def settings_findings(name: str | None, moment: Callable[[], datetime]) -> Iterator[Finding]:
    """Yield what is to be said of a file of settings; nothing where none is named and there is none."""
    try:
        settings = open_settings(name)
    except CommentaryError as error:
        yield from ((Level.BROKEN, str(fault)) for fault in error.faults)
        return
    if not settings.file.exists():
        return
    yield Level.FINE, f"settings: {settings.file}, {len(settings.channels)} channels"
    if os.name == "posix" and settings.file.stat().st_mode & _WRITERS:
        remedy = f"chmod go-w {settings.file}"
        yield Level.NOTE, f"{settings.file} can be changed by others, who would decide where secrets go: {remedy}"
    yield from _secrets(settings)
    plan = settings.schedule
    folder = (plan.folder if isinstance(plan, Schedule) else settings.file.parent / "output") / "asset" / "edition"
    for record in settings.channels.values():
        if isinstance(record, MailSettings):
            yield _list(record)
        else:
            yield _channel(outlet(record, with_folder(settings, folder), moment))


def _secrets(settings: Settings) -> Iterator[Finding]:
    for secret in settings.secrets:
        if secret.exposed:
            yield Level.NOTE, f"{secret.place}: {secret.file} can be read by others: chmod 600 {secret.file}"


def _channel(found: Outlet) -> Finding:
    """Ask the target of a channel, without publishing anything, whether it would take a post."""
    name = found.channel.name
    if faults := found.reveal():
        return Level.BROKEN, "; ".join(map(str, faults))
    return _asked(name, found.channel.check)


def _list(record: MailSettings) -> Finding:
    """Ask a mail server, without sending anything, whether it would take mail from the sender."""
    from generator.newsroom.mailing import mail_check, mail_faults  # noqa: PLC0415 - only where there is a list

    if faults := [*mail_faults([record])]:
        return Level.BROKEN, "; ".join(map(str, faults))
    return _asked(record.name, lambda: mail_check(record))


def _asked(name: str, check: Callable[[], str]) -> Finding:
    try:
        return Level.FINE, f"channel {name}: {check()}"
    except SourceUnavailable as error:
        return Level.NOTE, "; ".join(map(str, error.faults))
    except CommentaryError as error:
        return Level.BROKEN, "; ".join(map(str, error.faults))
