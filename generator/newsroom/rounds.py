"""One edition of the schedule: written, filed and delivered, once, by the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from generator.archive import asset_slug
from generator.audit.clearance import Spiked
from generator.channels.delivery import Post
from generator.channels.mail.summary import Summary
from generator.errors import CommentaryError, SourceUnavailable
from generator.market import Regime
from generator.newsroom.appointments import PROMPT, Appointment
from generator.newsroom.editions import Press, brief
from generator.newsroom.histories import Origin, last_close, past_of, snapshot_at
from generator.newsroom.outlets import Outlet
from generator.newsroom.posts import read_post
from generator.newsroom.publishing import publish
from generator.newsroom.writing import form, materials
from generator.planning.story import Form
from generator.settings.document import Settings
from generator.settings.mail import MailSettings
from generator.settings.schedule import Schedule
from generator.store.delivery import Entry, Key, Settlement, State

if TYPE_CHECKING:
    from generator.store.deliveries import Deliveries

LEDGER: Final = "(schedule)"
"""What the ledger keeps of the schedule itself stands under this name, which no channel can have."""
_FIRST_PAUSE: Final = timedelta(minutes=5)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_FRESH: Final = timedelta(hours=2)
"""How old the newest bar may be for its regimes to be news."""
_UNFINISHED: Final = (State.INTENDED, State.WAITING)

Log = Callable[[str, Mapping[str, object]], None]
"""Takes what happened and what is known of it."""


@dataclass(frozen=True, slots=True)
class Round:
    """What every edition of the schedule is made with."""

    schedule: Schedule
    settings: Settings
    outlets: tuple[Outlet, ...]
    origin: Origin
    ledger: Deliveries
    moment: Callable[[], datetime]
    log: Log
    lists: Mapping[str, MailSettings]
    """Those of the channels that are mail to the readers of a list, by their names."""
    mail: Callable[[Post, MailSettings], Summary]
    """Sends an edition to those readers of a list who have not got it."""

    def make(self, appointment: Appointment, asset: str) -> None:
        """Write, file and deliver an edition, unless the ledger says that it is done or cannot be done."""
        key = Key(f"{asset_slug(asset)}-{appointment.at:%Y%m%dt%H%M%Sz}-{appointment.form}", LEDGER)
        told = f"{appointment.form} {appointment.at.isoformat()} {asset}"
        entry = self.ledger.standing(key)
        if entry is not None and (entry.state in {State.DELIVERED, State.FAILED} or retry_at(entry) > self.moment()):
            return
        self.ledger.intend(key, told, self.moment(), _holder())
        try:
            settlement = self._made(appointment, asset)
        except SourceUnavailable as error:
            settlement = Settlement(State.WAITING, due=error.until, note=_note(error))
        except CommentaryError as error:
            settlement = Settlement(State.FAILED, note=_note(error))
        self.ledger.settle(key, settlement, self.moment())
        known = {"edition": key.edition, "state": settlement.state.value, "folder": settlement.address}
        self.log("edition", {name: value for name, value in {**known, "why": settlement.note}.items() if value})

    def _made(self, appointment: Appointment, asset: str) -> Settlement:
        press = Press(
            materials(),
            form(appointment.form.value),
            0,
            self.schedule.style,
            self.schedule.folder,
            base=self.settings.site.base_url.rstrip("/"),
        )
        filed = brief(asset, self._origin(appointment.form), appointment.at.isoformat(), press)
        if filed.folder is None:
            found = filed.spiked.findings if filed.spiked is not None else ()
            return Settlement(State.FAILED, note=f"spiked: {'; '.join(map(str, found))}"[:400])
        if missed := self.deliver(filed.folder, self.outlets, self.lists.values()):
            return Settlement(State.WAITING, note=f"not yet on {', '.join(missed)}: another run was at it")
        return Settlement(State.DELIVERED, str(filed.folder))

    def deliver(self, folder: Path, outlets: tuple[Outlet, ...], lists: Iterable[MailSettings]) -> list[str]:
        """Deliver a filed edition to channels and to readers, and tell what became of it.

        Returns the channels of which the ledger knows nothing yet, because another run was at them.
        """
        missed: list[str] = []
        post = read_post(folder, self.settings.site.base_url)
        if isinstance(post, Spiked):
            self.log("spiked", {"folder": str(folder), "findings": [str(item) for item in post.findings]})
            return missed
        for report in publish([post], outlets, self.ledger, self.moment, _holder(), again=False):
            known = {"edition": report.slug, "channel": report.channel, "state": report.word}
            why = [str(fault) for fault in report.faults]
            note = report.delivery.note if report.delivery is not None else ""
            self.log("delivery", known | ({"why": why} if why else {}) | ({"note": note} if note else {}))
            if report.state is State.WAITING and self.ledger.standing(Key(report.slug, report.channel)) is None:
                missed.append(report.channel)
        for item in lists:
            self._mail(post, item)
        return missed

    def _mail(self, post: Post, item: MailSettings) -> None:
        """Send an edition to a list. Raises SourceUnavailable where another run is at that list."""
        known: dict[str, object] = {"edition": post.slug, "channel": item.name}
        key = _attempt(post.slug, item.name)
        self.ledger.intend(key, "", self.moment(), _holder())
        try:
            summary = self.mail(post, item)
        except SourceUnavailable:
            raise
        except CommentaryError as error:  # such as a file of readers that is wrong: the other channels go on
            self.ledger.settle(key, Settlement(State.FAILED, note=_note(error)), self.moment())
            self.log("mail", {**known, "why": [str(fault) for fault in error.faults]})
            return
        state = State.WAITING if summary.trouble else State.DELIVERED
        self.ledger.settle(key, Settlement(state, note=summary.trouble[:400]), self.moment())
        counts = {name: number for name, number in summary.counts if number}
        self.log("mail", {**known, **counts, **({"why": [summary.trouble]} if summary.trouble else {})})

    def retry(self) -> None:
        """Make and deliver again what waits, or was left undone, once its time has come and unless it is too late."""
        by_name = {outlet.channel.name: outlet for outlet in self.outlets}
        oldest = self.moment() - max(timedelta(hours=self.schedule.catch_up_hours), PROMPT)
        found = [entry for state in _UNFINISHED for entry in self.ledger.entries(channel=LEDGER, state=state)]
        unfinished = [entry for entry in found if entry.version.count(" ") > 1]
        for entry in unfinished:
            kind, _, rest = entry.version.partition(" ")
            at, _, asset = rest.partition(" ")
            if asset in self.schedule.assets and datetime.fromisoformat(at) >= oldest:
                self.make(Appointment(Form(kind), datetime.fromisoformat(at)), asset)
        left = [entry for state in _UNFINISHED for entry in self.ledger.entries(state=state)]
        waiting = [entry for entry in left if entry.first >= oldest and entry.key.channel != LEDGER]
        again = dict.fromkeys((entry.key.edition, entry.key.channel) for entry in waiting if self._turn(entry))
        for edition, channel in again:  # a list has an entry a reader, and is gone through once
            outlets = tuple(filter(None, [by_name.get(channel)]))
            before = self.ledger.standing(_attempt(edition, channel))
            rests = before is not None and retry_at(before) > self.moment()  # the mail server is away
            lists = [] if rests else [*filter(None, [self.lists.get(channel)])]
            folder = self._folder(edition) if outlets or lists else None
            if folder is None:
                continue
            try:
                self.deliver(folder, outlets, lists)
            except SourceUnavailable as error:  # another run is at that list
                self.log("mail", {"edition": edition, "channel": channel, "why": [str(item) for item in error.faults]})

    def _turn(self, entry: Entry) -> bool:
        return retry_at(entry) <= self.moment()

    def flashes(self) -> Iterator[tuple[Appointment, str]]:
        """Yield a flash for every asset in which a regime has begun with the newest bar, if its pause is over."""
        for asset in self.schedule.assets:
            try:
                began = self._began(asset)
            except CommentaryError as error:
                self.log("no flash", {"asset": asset, "why": _note(error)})
                continue
            before = self.ledger.standing(Key(f"{asset_slug(asset)}-flash", LEDGER))
            pause = timedelta(hours=self.schedule.flash_pause)
            if began is not None and (before is None or self.moment() - before.last >= pause):
                self.ledger.intend(Key(f"{asset_slug(asset)}-flash", LEDGER), "", self.moment(), _holder())
                yield Appointment(Form.FLASH, began), asset

    def _began(self, asset: str) -> datetime | None:
        """Return the end of the newest bar where a regime that did not stand a bar before stands with it."""
        from generator.edition import read_regimes  # noqa: PLC0415 - numpy, by way of the history

        origin = self._origin(Form.FLASH)
        past = past_of(asset, origin, self.moment())
        close = last_close(past)
        snapshot = snapshot_at(past, origin, close)
        spells = () if snapshot.before is None else snapshot.before.spells
        before = {spell.regime for spell in spells if spell.confirmed} | {Regime.CALM}
        fresh = self.moment() - close <= _FRESH
        return close if fresh and read_regimes(snapshot, materials()).names - before else None

    def _origin(self, kind: Form) -> Origin:
        return replace(self.origin, period="1h") if kind is Form.FLASH else self.origin

    def _folder(self, slug: str) -> Path | None:
        """Return the folder of an edition by its slug; None where it is not there any more."""
        asset, stamp, kind = slug.rsplit("-", 2)
        folder = self.schedule.folder / asset / f"{stamp.upper()}-{kind}"
        return folder if folder.is_dir() else None


def _attempt(edition: str, channel: str) -> Key:
    """Return under what the ledger keeps how a list was last gone through: its readers have entries of their own."""
    return Key(f"{edition} to {channel}", LEDGER)


def retry_at(entry: Entry) -> datetime:
    """Return from when on a delivery is tried again: what the target asked for, or longer with every try."""
    if entry.state is not State.WAITING:
        return datetime.min.replace(tzinfo=UTC)
    pause = min(_FIRST_PAUSE * 2 ** min(max(entry.attempts - 1, 0), 10), _LONGEST_PAUSE)
    return entry.last + pause if entry.due is None else entry.due


def _note(error: CommentaryError) -> str:
    return "; ".join(map(str, error.faults))[:400]


def _holder() -> str:
    return f"process {os.getpid()}"
