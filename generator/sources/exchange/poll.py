"""The shared path of all venues: asks what is wanted, reads it, judges it, and says what is missing and why."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from generator.market import INTERVALS, Batch, Field, Observations, SetAside
from generator.sources.exchange.figures import Odd
from generator.sources.exchange.judge import Judged, Terms, judge
from generator.sources.exchange.transport import Request, Transport
from generator.sources.exchange.troubles import CallFailed, Kind, Misshapen, Trouble
from generator.sources.exchange.venue import BELIEVED_FACTS, Call, Venue, Window

_MILLISECOND: Final = timedelta(milliseconds=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MOST_UNREACHED: Final = 2
_STALE_BARS: Final = 3
WARN_SKEW: Final = timedelta(seconds=2)
"""A clock this far from the venue's is said; the Date header tells to about a second."""


class Outcome(StrEnum):
    """How a poll ended."""

    DONE = "done"
    DEGRADED = "degraded"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Missing:
    """A wanted field no value came for, and why. Missing is never calm."""

    field: Field
    reason: str
    offered: bool = True
    """Whether the venue gives the field by REST at all."""
    due: bool = True
    """Whether a value should have come; False where no bar ended and nothing was settled in the time asked for."""


@dataclass(frozen=True, slots=True)
class Poll:
    """What one round of calls to a venue gave."""

    venue: str
    asset: str
    observations: tuple[Observations, ...]
    set_aside: tuple[SetAside, ...]
    missing: tuple[Missing, ...]
    troubles: tuple[Trouble, ...]
    notes: tuple[str, ...]
    """What else a reader of the values must know: a history cut short, a stale feed, a clock that is off."""
    skew: timedelta | None
    """The venue's clock minus ours, to about a second; None where no answer told."""
    digest: str
    """SHA-256 of the believed answers."""

    @property
    def outcome(self) -> Outcome:
        """Whether all was well, some was missing and said, or nothing came."""
        if not self.observations:
            return Outcome.REFUSED
        lacking = any(missing.offered and missing.due for missing in self.missing)
        return Outcome.DEGRADED if lacking or self.set_aside or self.troubles or self.notes else Outcome.DONE

    @property
    def batch(self) -> Batch:
        """The observations as the ledger takes them."""
        return Batch(f"{self.venue} {self.asset}", self.digest, self.observations, self.set_aside)


@dataclass(slots=True)
class _Round:
    """The work of one poll."""

    venue: Venue
    asset: str
    wanted: frozenset[Field]
    since: datetime | None
    interval: str
    most_pages: int
    link: Transport
    facts: dict[str, float] = field(default_factory=dict)
    lost_facts: dict[str, str] = field(default_factory=dict)
    found: list[Observations] = field(default_factory=list)
    set_aside: list[SetAside] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    reasons: dict[Field, str] = field(default_factory=dict)
    not_due: set[Field] = field(default_factory=set)
    notes: dict[str, None] = field(default_factory=dict)
    given_up: Trouble | None = None

    def present(self) -> int:
        """Return the earlier one of our clock and the venue's, in Unix milliseconds."""
        moment = self.link.tools.clock()
        return (min(moment, moment + (self.link.skew or timedelta())) - _EPOCH) // _MILLISECOND

    def note_missing(self, call: Call, reason: str) -> None:
        for name in call.gives:
            self.reasons.setdefault(name, f"{call.name}: {reason}")

    def failed(self, trouble: Trouble) -> None:
        """Note a trouble; after a block, a demand to wait or two silences the rest of the poll is not sent."""
        self.troubles.append(trouble)
        silent = sum(known.kind is Kind.UNREACHABLE for known in self.troubles)
        if trouble.kind in {Kind.BLOCKED, Kind.THROTTLED} or silent >= _MOST_UNREACHED:
            self.given_up = trouble

    async def ask(self, call: Call) -> None:
        """Make one call, page by page, and keep what is believed of it."""
        if call.intervals is not None and self.interval not in call.intervals:
            self.note_missing(call, f"no values every {self.interval}")
            return
        if not await self.learn(call):
            return
        window, pages = self.window(call)
        judged = Judged()
        for page in pages[: self.most_pages]:
            try:
                answer = await self.link.call(_request(call, replace(window, start=page[0], end=page[1])))
                points = list(call.parse(answer, window))
            except CallFailed as error:
                self.failed(error.trouble)
                self.note_missing(call, error.trouble.problem)
                break
            except Misshapen as error:
                remedy = "nothing of it is kept; the venue may have changed its answers"
                self.failed(Trouble(Kind.BROKEN, self.venue.name, call.name, str(error), remedy))
                self.note_missing(call, str(error))
                break
            part = judge(points, self.terms(call, window))
            for name, kept in part.values.items():
                judged.values[name] |= {time: value for time, value in kept.items() if time not in judged.values[name]}
            judged.set_aside += part.set_aside
            judged.left_out |= part.left_out
        else:
            if len(pages) > self.most_pages:
                self.notes[f"{call.name}: more than {self.most_pages} pages; ask again from where they end"] = None
        self.keep(call, judged, window)

    def keep(self, call: Call, judged: Judged, window: Window) -> None:
        terms = self.terms(call, window)
        new = judged.observations(terms)
        for one in new:
            stale = call.bars and terms.present - one.times[-1] > (_STALE_BARS + 1) * window.step
            if stale:
                last = _EPOCH + one.times[-1] * _MILLISECOND
                self.notes[f"{call.name}: its newest bar is of {last:%Y-%m-%d %H:%M} UTC"] = None
        self.found += new
        self.set_aside += judged.set_aside
        given = {one.field for one in new}
        for name in call.gives:
            if name not in given:
                why = next((one.reason for one in judged.set_aside if one.field == name.value), "")
                reason = (
                    f"every value was set aside: {why}" if why else "the answer held no value of the time asked for"
                )
                if not why and _nothing_due(call, window, terms.present, judged.left_out.get(name)):
                    self.not_due.add(name)
                    reason = "nothing new was due in the time asked for"
                self.reasons.setdefault(name, f"{call.name}: {reason}")

    async def learn(self, call: Call) -> bool:
        """Get the facts a call needs; return whether all are known."""
        for name in call.needs:
            if name not in self.facts and name not in self.lost_facts:
                await self._learn_one(name)
            if name in self.lost_facts:
                self.note_missing(call, f"its unit is unknown: {self.lost_facts[name]}")
                return False
        return True

    async def _learn_one(self, name: str) -> None:
        source = self.venue.learns[name]
        now = self.present()
        window = Window(self.asset, self.venue.market(self.asset), now, now, "", 1, 1, self.facts)
        request = Request(source.name, source.path, source.api, source.params(window), source.shape, source.method)
        reason = ""
        try:
            learnt = source.parse(await self.link.call(request), window)
        except CallFailed as error:
            self.failed(error.trouble)
            reason = error.trouble.problem
        except Misshapen as error:
            self.failed(Trouble(Kind.BROKEN, self.venue.name, source.name, str(error), "nothing of it is kept"))
            reason = str(error)
        else:
            for fact, number in learnt.items():
                low, high = BELIEVED_FACTS[fact]
                if isinstance(number, Odd) or not low <= number <= high:
                    reason = reason or f"{fact} is {number.shown if isinstance(number, Odd) else f'{number:g}'}"
                else:
                    self.facts[fact] = number
        if name not in self.facts:
            self.lost_facts[name] = reason or "the venue does not say"

    def window(self, call: Call) -> tuple[Window, list[tuple[int, int]]]:
        """Return the whole window of a call, and its pages as start and end, oldest first."""
        now = self.present()
        step = (INTERVALS[self.interval] if call.intervals else call.spacing) // _MILLISECOND
        interval = call.intervals[self.interval] if call.intervals else ""
        start = now - now % step - max(call.page - 1, 1) * step
        if self.since is not None:
            asked = (self.since - _EPOCH) // _MILLISECOND
            start = asked - asked % step if call.bars else asked
            oldest = None if call.reach is None else now - call.reach // _MILLISECOND
            if oldest is not None and call.page and start < oldest:
                start = oldest - oldest % step + step
                self.notes[f"{call.name}: {self.venue.name} remembers {_days(call.reach)} only"] = None
        market = self.venue.market(self.asset)
        whole = Window(self.asset, market, start, now, interval, step, call.page, self.facts)
        first = start - call.lead // _MILLISECOND
        if not call.page:
            return whole, [(start, now)]
        return whole, [(at, min(at + call.page * step - 1, now)) for at in range(first, now + 1, call.page * step)]

    def terms(self, call: Call, window: Window) -> Terms:
        interval = self.interval if call.bars else None
        live = not call.page and not call.bars
        step, start = window.step, window.start
        return Terms(self.asset, self.venue.known_as, interval, step, start, self.present(), live, self.wanted)


async def poll(  # noqa: PLR0913 - two of them have a good default
    venue: Venue,
    asset: str,
    wanted: Collection[Field],
    since: datetime | None,
    link: Transport,
    *,
    interval: str = "1h",
    most_pages: int = 50,
) -> Poll:
    """Ask a venue for fields of an asset from `since` on (UTC; None: the newest page), and say what is missing.

    Bars are of `interval`, one of `INTERVALS`, stamped by their start, and finished; samples bear their moment. Never
    raises for anything a venue does. A history longer than `most_pages` answers a call is noted as cut short.
    """
    work = _Round(venue, asset.upper(), frozenset(wanted), since, interval, most_pages, link)
    for call in venue.calls:
        if not work.wanted.isdisjoint(call.gives):
            if work.given_up is None:
                await work.ask(call)
            else:
                work.note_missing(call, work.given_up.problem)
    skew = link.skew
    if skew is not None and abs(skew) > WARN_SKEW:
        work.notes[f"{venue.name}'s clock is {skew.total_seconds():+.0f} s from ours"] = None
    observations = _merged(work.found)
    given = {one.field for one in observations}
    offered = {name for call in venue.calls for name in call.gives}
    missing = tuple(
        Missing(name, work.reasons.get(name) or venue.reason_absent(name), name in offered, name not in work.not_due)
        for name in Field
        if name in work.wanted and name not in given
    )
    notes = tuple(work.notes)
    troubles, aside = tuple(work.troubles), tuple(work.set_aside)
    return Poll(venue.name, work.asset, observations, aside, missing, troubles, notes, skew, link.digest())


def _request(call: Call, window: Window) -> Request:
    return Request(call.name, call.path, call.api, call.params(window), call.shape, call.method)


def _nothing_due(call: Call, window: Window, present: int, newest: int | None) -> bool:
    """Return whether a live venue owes nothing: no bar ended since, and its newest value before is fresh."""
    if newest is None or (call.bars and window.start + window.step <= present):
        return False
    return present - newest <= max(2 * window.step, call.lead // _MILLISECOND)


def _merged(found: list[Observations]) -> tuple[Observations, ...]:
    """Join what several calls gave of the same field and interval; of the same moment the earlier call counts."""
    together: dict[tuple[Field, str | None], Observations] = {}
    for one in found:
        key = one.field, one.interval
        if key in together:
            values: Mapping[int, float] = dict(zip(one.times, one.values, strict=True)) | dict(
                zip(together[key].times, together[key].values, strict=True)
            )
            times = sorted(values)
            one = replace(one, times=array("q", times), values=array("d", (values[at] for at in times)))  # noqa: PLW2901
        together[key] = one
    return tuple(together.values())


def _days(reach: timedelta | None) -> str:
    return f"{(reach or timedelta()) / timedelta(days=1):g} days"
