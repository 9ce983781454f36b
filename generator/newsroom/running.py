"""The wiring of `commentary run`: one instance, its clock, and a clean stop."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from threading import Event
from typing import TYPE_CHECKING, Final

from generator.channels.delivery import Post
from generator.channels.mail.summary import Summary
from generator.errors import Fault, SettingsInvalid, SourceUnavailable
from generator.newsroom.appointments import due, upcoming
from generator.newsroom.histories import Origin
from generator.newsroom.mail_parts import Tools, tools
from generator.newsroom.mailing import mail_edition, mail_faults, mail_lists
from generator.newsroom.outlets import open_settings, outlets, reveal, with_folder
from generator.newsroom.rounds import LEDGER, Log, Round
from generator.newsroom.stores import now, open_store
from generator.settings.document import Settings
from generator.settings.mail import MailSettings
from generator.settings.schedule import Schedule
from generator.store.delivery import Key

if TYPE_CHECKING:  # SQLAlchemy is loaded where a ledger is opened
    from generator.store.ledger import Ledger
    from generator.store.locks import Held

_BEAT: Final = Key("clock", LEDGER)
"""Its version is the moment up to which everything that was due has been dealt with."""
_LONGEST: Final = 60.0
"""Seconds between two looks at what waits."""
_PAUSE: Final = 5.0


def run(settings_file: str | None, store: str | None, *, once: bool) -> None:
    """Keep to the schedule until a signal, or do what is due now and return.

    Raises SettingsInvalid where there is no schedule, SourceUnavailable where another run keeps to it.
    """
    settings = open_settings(settings_file)
    if settings.schedule is None:
        remedy = "write a section [schedule] in it, or name another file with --settings"
        raise SettingsInvalid([Fault(str(settings.file), "has no schedule", remedy)])
    with _stopping() as stop:
        keep(settings, settings.schedule, store, stop.wait, _logged, tools(stop), once=once)


def keep(  # noqa: PLR0913, PLR0917 - all that a run is made of
    settings: Settings,
    schedule: Schedule,
    store: str | None,
    wait: Callable[[float], bool],
    log: Log,
    given: Tools,
    *,
    once: bool,
) -> None:
    """Do what is due, wait, and do it again; `wait` waits so many seconds and returns whether to stop."""
    house, moment = with_folder(settings, schedule.folder / "asset" / "edition"), given.now
    lists = mail_lists(schedule.channels, house)
    channels = outlets([name for name in schedule.channels if name not in lists], house, None, moment)
    reveal(channels, mail_faults(lists.values()))
    begun = False
    with open_store(store, create=True) as ledger:
        mail = partial(_mailed, ledger, given)
        work = Round(schedule, house, channels, Origin(store=store), ledger.deliveries, moment, log, lists, mail)
        while True:
            try:
                with ledger.scheduled(f"process {os.getpid()}, since {moment():%Y-%m-%d %H:%M:%S} UTC") as held:
                    coming = f"{upcoming(schedule, moment()):%Y-%m-%dT%H:%M:%SZ}"
                    log("resumed" if begun else "started", {"next": coming})
                    begun = True
                    _held(work, wait, held, once=once)
                    log("stopped", {})
                    return
            except SourceUnavailable as error:  # the store went away: it is asked for, lock and all, until it is back
                if not begun or once:
                    raise
                log("store", {"problem": str(error)})
            if wait(_PAUSE):
                return


def _mailed(ledger: Ledger, given: Tools, post: Post, item: MailSettings) -> Summary:
    return mail_edition(post, item, ledger, given, iter)


def _held(work: Round, wait: Callable[[float], bool], held: Held, *, once: bool) -> None:
    looked: datetime | None = None
    while True:
        held()
        moment = work.moment()
        attend(work, moment)
        hour = moment.replace(minute=0, second=0, microsecond=0)
        if work.schedule.flash and looked != hour:
            looked = hour
            for appointment, asset in work.flashes():
                work.make(appointment, asset)
        until = (upcoming(work.schedule, work.moment()) - work.moment()) / timedelta(seconds=1)
        if once or wait(min(max(until, 0.0), _LONGEST)):
            return


def attend(work: Round, moment: datetime) -> None:
    """Make what is due by now, say what is too late, and try again what waits."""
    beat = work.ledger.standing(_BEAT)
    found = due(work.schedule, moment if beat is None else datetime.fromisoformat(beat.version), moment)
    for appointment in found.missed:
        work.log("left out", {"form": appointment.form.value, "due": f"{appointment.at:%Y-%m-%dT%H:%M:%SZ}"})
    for appointment in found.now:
        for asset in work.schedule.assets:
            work.make(appointment, asset)
    if beat is None or found.now or found.missed:
        work.ledger.intend(_BEAT, moment.isoformat(), moment, f"process {os.getpid()}")
    work.retry()


@contextmanager
def _stopping() -> Iterator[Event]:
    """Give an event that is set by SIGTERM and SIGINT: what is begun is finished first."""
    stop = Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _logged(event: str, known: Mapping[str, object]) -> None:
    told = {"time": f"{now():%Y-%m-%dT%H:%M:%SZ}", "event": event, **known}
    sys.stderr.write(json.dumps(told, ensure_ascii=True) + "\n")
    sys.stderr.flush()
