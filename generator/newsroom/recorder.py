"""The recorder: polls on a schedule, follows streams, and accounts for every bar as stored or as a declared gap.

What it knows of the past it reads from the ledger, so it can be killed at any moment: what was acknowledged is there,
and what was missed in between is filled in from the venue where the venue still serves it, or declared.
"""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from generator.errors import CommentaryError
from generator.market import INTERVALS, Batch, Field, Gap, Observations
from generator.sources.exchange.events import LIQUIDATIONS, LONG, SELL, Event
from generator.sources.exchange.link import Options, connect
from generator.sources.exchange.minutes import MINUTE, Closed, Minutes
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.poll import Poll, poll
from generator.sources.exchange.streams import DataAge, liquidations, trades
from generator.sources.exchange.transport import Tools
from generator.sources.exchange.troubles import CallFailed
from generator.sources.exchange.venue import Venue

if TYPE_CHECKING:
    from generator.store.ledger import Ledger

BARS: Final = "1h"
"""Length of the bars that are polled: the shortest a snapshot is of."""
REACH: Final = timedelta(days=92)
"""How far back a first poll asks: the longest look-back."""
SILENCE: Final = 30.0
"""Seconds after which a stream may be called silent; it is at twice as many."""
_AGAIN: Final = 5.0
_SAMPLED: Final = (Field.DEPTH_USD, Field.SPREAD_BPS)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

Log = Callable[[str, str, Mapping[str, object]], None]
"""Takes the venue, what happened, and what is known of it."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What one recorder does."""

    asset: str
    every: str
    """Time between two polls, one of `INTERVALS`."""
    tools: Tools
    options: Options
    log: Log
    silence: float = SILENCE


@dataclass(slots=True)
class Recorder:
    """Records one venue. Runs in one event loop; the ledger is written from a thread."""

    venue: Venue
    ledger: Ledger
    watch: Watch
    pauses: Pauses
    last: dict[Field, int] = field(default_factory=dict)
    """Of each polled field, the newest event stored, Unix milliseconds."""

    def __post_init__(self) -> None:
        for item in self.ledger.series():
            if item.asset == self.watch.asset and item.venue == self.venue.known_as and item.interval in {BARS, None}:
                self.last[item.field] = max(self.last.get(item.field, 0), _millis(item.last))

    async def once(self) -> Poll:
        """Poll the venue once, store what came, declare what it no longer serves, and return the poll."""
        clock = self.watch.tools.clock
        async with connect(self.venue, self.watch.tools, self.pauses, self.watch.options) as link:
            found = await poll(self.venue, self.watch.asset, tuple(Field), self._since(clock()), link, interval=BARS)
        new = 0
        gaps = [gap for one in found.observations for gap in self._gaps(one, found)]
        if gaps:  # before the rows, which say how far the record goes: killed in between, nothing is unsaid
            await asyncio.to_thread(self.ledger.declare, gaps, clock())
        if found.observations:
            new = (await asyncio.to_thread(self.ledger.append, found.batch, clock())).new
        for one in found.observations:
            self.last[one.field] = max(self.last.get(one.field, 0), one.times[-1])
        notes = [*found.notes, *map(str, found.troubles)]
        aside = len(found.set_aside)
        told = {"outcome": found.outcome.value, "new": new, "set_aside": aside, "gaps": len(gaps), "notes": notes}
        self.watch.log(self.venue.name, "poll", told)
        return found

    def _since(self, now: datetime) -> datetime:
        """Return from when a poll asks: the last bar of the field that is farthest behind, within reach."""
        bars = [last for name, last in self.last.items() if name not in _SAMPLED]
        oldest = now - (REACH if not bars else timedelta(days=2))
        if not bars:
            return oldest
        newest = max(bars)
        behind = min(bars) if min(bars) >= _millis(oldest) else newest
        return max(_EPOCH + timedelta(milliseconds=behind), now - REACH)

    def _gaps(self, one: Observations, found: Poll) -> Iterable[Gap]:
        """Return the bars between what was stored before and what came now that did not come."""
        sampled = one.field in _SAMPLED
        if one.interval is None and not sampled:
            return []
        interval = one.interval or self.watch.every
        step = INTERVALS[interval] // timedelta(milliseconds=1)
        there = {time - time % step for time in one.times}
        before = self.last.get(one.field)
        first = min(there) if before is None else before - before % step + step
        missing = [bar for bar in range(first, max(there), step) if bar not in there]
        trouble = next(iter(found.notes), "the venue did not serve it")
        cause = "no sample was taken" if sampled else str(trouble)
        return _as_gaps(missing, step, (self.watch.asset, self.venue.known_as, one.field, interval), cause)

    async def polls(self, stop: asyncio.Event) -> None:
        """Poll on the schedule until stopped. Whatever a poll meets, the next one comes."""
        step = INTERVALS[self.watch.every].total_seconds()
        while not stop.is_set():
            try:
                await self.once()
            except CommentaryError as error:  # the store: what was not stored is polled again
                self.watch.log(self.venue.name, "store", {"problem": str(error)})
            now = self.watch.tools.clock().timestamp()
            await _until(stop, step - now % step, self.watch.tools)

    async def follows(self, stop: asyncio.Event) -> None:
        """Follow the venue's streams until stopped."""
        followed = []
        if self.venue.name in LIQUIDATIONS:
            fields = (Field.LIQUIDATIONS_LONG_USD, Field.LIQUIDATIONS_SHORT_USD)
            followed.append(Followed(self, fields, trading=False))
        if any(Field.TAKER_BUY_COINS in stream.gives for stream in self.venue.streams):
            followed.append(Followed(self, (Field.TAKER_SELL_COINS, Field.TAKER_BUY_COINS), trading=True))
        await asyncio.gather(*(one.run(stop) for one in followed))


@dataclass(slots=True)
class Followed:
    """One stream of a venue, turned into bars of a minute."""

    recorder: Recorder
    fields: tuple[Field, Field]
    trading: bool
    """Whether trades are followed, and coins counted; otherwise liquidations, in USD."""
    minutes: Minutes = field(init=False)

    def __post_init__(self) -> None:
        recorder = self.recorder
        asset, venue, now = recorder.watch.asset, recorder.venue.known_as, _millis(recorder.watch.tools.clock())
        self.minutes = Minutes(now)
        stored = [
            _millis(item.last) + MINUTE
            for item in recorder.ledger.series()
            if (item.asset, item.venue, item.interval) == (asset, venue, "1m") and item.field in self.fields
        ]
        if not stored:  # the record begins with its first gap
            stored = [
                _millis(gap.start)
                for gap in recorder.ledger.gaps(asset)
                if (gap.venue, gap.interval) == (venue, "1m") and gap.field in self.fields
            ][:1]
        if stored:
            self.minutes = Minutes(min(now, max(stored)))
            self.minutes.missed("no recorder was running")

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until stopped, and follow again whenever the stream fails or falls silent."""
        closing = asyncio.ensure_future(self._close(stop))
        try:
            while not stop.is_set():
                await self._follow(stop)
                await _until(stop, _AGAIN * (0.5 + self.recorder.watch.tools.jitter()), self.recorder.watch.tools)
        finally:
            await closing

    async def _follow(self, stop: asyncio.Event) -> None:
        recorder, watch = self.recorder, self.recorder.watch
        dog = Pulse(watch.silence, watch.tools.sleep, self)
        opened = trades if self.trading else liquidations
        events = opened(recorder.venue, watch.asset, watch.tools, dog, watch.options)
        stopping = asyncio.ensure_future(stop.wait())
        following = asyncio.ensure_future(self._take(events))
        try:
            await asyncio.wait({stopping, following}, return_when=asyncio.FIRST_COMPLETED)
            if following.done() and (error := following.exception()) is not None:
                cause = error.trouble.problem if isinstance(error, CallFailed) else type(error).__name__
                self.minutes.lost(cause)
                watch.log(recorder.venue.name, "stream", {"problem": cause, "of": self.fields[0].value})
        finally:
            for task in (stopping, following):
                task.cancel()
            await asyncio.gather(stopping, following, return_exceptions=True)

    async def _take(self, events: object) -> None:
        async for event in events:  # type: ignore[attr-defined]
            if isinstance(event, Event):
                side = int(event.side not in {LONG, SELL})
                self.minutes.add(event.time, side, event.coins if self.trading else event.usd, event.identity)

    async def _close(self, stop: asyncio.Event) -> None:
        """Store the minutes that are over, once a second."""
        recorder, wait = self.recorder, 1.0
        unstored: list[Closed] = []
        while not stop.is_set():
            await _until(stop, wait, recorder.watch.tools)
            unstored += self.minutes.closed(_millis(recorder.watch.tools.clock()))
            wait = 1.0
            if unstored:
                try:
                    await asyncio.to_thread(self._store, unstored)
                    unstored = []
                except CommentaryError as error:  # the store: the minutes are kept, and stored when it is back
                    recorder.watch.log(recorder.venue.name, "store", {"problem": str(error)})
                    wait = _AGAIN

    def _store(self, closed: Sequence[Closed]) -> None:
        recorder, now = self.recorder, self.recorder.watch.tools.clock()
        bars = [item for item in closed if item.amounts is not None]
        missing: dict[str, list[int]] = {}
        for item in closed:
            if item.amounts is None:
                missing.setdefault(item.cause, []).append(item.start)
        gaps = [
            gap
            for cause, minutes in missing.items()
            for name in self.fields
            for gap in _as_gaps(minutes, MINUTE, (recorder.watch.asset, recorder.venue.known_as, name, "1m"), cause)
        ]
        if gaps:  # before the rows, which say where another recorder goes on
            recorder.ledger.declare(gaps, now)
        if bars:
            recorder.ledger.append(self._batch({item.start: item.amounts or () for item in bars}), now)
        if gaps:
            recorder.watch.log(recorder.venue.name, "gap", {"minutes": sum(g.bars for g in gaps) // 2})

    def _batch(self, bars: Mapping[int, tuple[float, ...]]) -> Batch:
        recorder = self.recorder
        times = array("q", sorted(bars))
        observations = tuple(
            Observations(
                recorder.watch.asset,
                name,
                times,
                array("d", (bars[time][side] for time in times)),
                "1m",
                recorder.venue.known_as,
                "perpetual",
            )
            for side, name in enumerate(self.fields)
        )
        what = repr([(one.field.value, one.venue, one.times.tolist(), one.values.tolist()) for one in observations])
        return Batch(f"{recorder.venue.name} stream", sha256(what.encode()).hexdigest(), observations)


class Pulse(DataAge):
    """A watchdog that also tells the minutes when the stream came alive, and when it last was."""

    def __init__(self, longest: float, sleep: Callable[[float], object], followed: Followed) -> None:
        super().__init__(longest, sleep)  # type: ignore[arg-type]
        self._followed = followed

    def fed(self) -> None:
        """Note that something came."""
        super().fed()
        self._followed.minutes.alive(_millis(self._followed.recorder.watch.tools.clock()))


def _as_gaps(bars: Sequence[int], step: int, of: tuple[str, str, Field, str], cause: str) -> list[Gap]:
    """Return neighbouring bars as gaps, each as long as it can be."""
    gaps: list[Gap] = []
    first = past = -1
    for bar in (*sorted(bars), -1):
        if bar == past and first >= 0:
            past += step
            continue
        if first >= 0:
            gaps.append(Gap(*of, _moment(first), _moment(past), cause))
        first, past = bar, bar + step
    return gaps


async def _until(stop: asyncio.Event, seconds: float, tools: Tools) -> None:
    """Wait so many seconds by the tools, or until stopped."""
    waits = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(_sleep(tools, seconds))]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    await asyncio.gather(*waits, return_exceptions=True)


async def _sleep(tools: Tools, seconds: float) -> None:
    await tools.sleep(seconds)


def _millis(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _moment(millis: int) -> datetime:
    return _EPOCH + timedelta(milliseconds=millis)
