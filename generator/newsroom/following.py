"""One stream of a venue, turned into bars of a minute and declared gaps."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from generator.errors import CommentaryError
from generator.market import Batch, Field, Observations, gaps_of, to_millis
from generator.newsroom.watch import Watch, until
from generator.sources.exchange.events import LONG, SELL, Event
from generator.sources.exchange.minutes import MINUTE, Closed, Minutes
from generator.sources.exchange.streams import DataAge, liquidations, trades
from generator.sources.exchange.troubles import CallFailed
from generator.sources.exchange.venue import Venue

if TYPE_CHECKING:
    from generator.store.ledger import Ledger

_AGAIN: Final = 5.0
"""Seconds before a stream is followed again, times 0.5 to 1.5."""


@dataclass(slots=True)
class Followed:
    """One stream of a venue, turned into bars of a minute."""

    venue: Venue
    ledger: Ledger
    watch: Watch
    fields: tuple[Field, Field]
    trading: bool
    """Whether trades are followed, and coins counted; otherwise liquidations, in USD."""
    minutes: Minutes = field(init=False)

    def __post_init__(self) -> None:
        asset, venue, now = self.watch.asset, self.venue.known_as, to_millis(self.watch.tools.clock())
        self.minutes = Minutes(now)
        stored = [
            to_millis(item.last) + MINUTE
            for item in self.ledger.reaches(asset)
            if (item.venue, item.interval) == (venue, "1m") and item.field in self.fields
        ]
        if not stored:  # the record begins with its first gap
            stored = [
                to_millis(gap.start)
                for gap in self.ledger.gaps(asset)
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
                await until(stop, _AGAIN * (0.5 + self.watch.tools.jitter()), self.watch.tools)
        finally:
            await closing

    async def _follow(self, stop: asyncio.Event) -> None:
        watch = self.watch
        dog = Pulse(watch.silence, watch.tools.sleep, self)
        opened = trades if self.trading else liquidations
        events = opened(self.venue, watch.asset, watch.tools, dog, watch.options)
        stopping = asyncio.ensure_future(stop.wait())
        following = asyncio.ensure_future(self._take(events))
        try:
            await asyncio.wait({stopping, following}, return_when=asyncio.FIRST_COMPLETED)
            if following.done() and (error := following.exception()) is not None:
                cause = error.trouble.problem if isinstance(error, CallFailed) else type(error).__name__
                self.minutes.lost(cause)
                watch.log(self.venue.name, "stream", {"problem": cause, "of": self.fields[0].value})
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
        wait = 1.0
        unstored: list[Closed] = []
        while not stop.is_set():
            await until(stop, wait, self.watch.tools)
            unstored += self.minutes.closed(to_millis(self.watch.tools.clock()))
            wait = 1.0
            if unstored:
                try:
                    await asyncio.to_thread(self._store, unstored)
                    unstored = []
                except CommentaryError as error:  # the store: the minutes are kept, and stored when it is back
                    self.watch.log(self.venue.name, "store", {"problem": str(error)})
                    wait = _AGAIN

    def _store(self, closed: Sequence[Closed]) -> None:
        now = self.watch.tools.clock()
        bars = [item for item in closed if item.amounts is not None]
        missing = {item.start: item.cause for item in closed if item.amounts is None}
        asset, venue = self.watch.asset, self.venue.known_as
        gaps = [gap for name in self.fields for gap in gaps_of(missing, asset, venue, name, "1m")]
        if gaps:  # before the rows, which say where another recorder goes on
            self.ledger.declare(gaps, now)
        if bars:
            self.ledger.append(self._batch({item.start: item.amounts or () for item in bars}), now)
        if gaps:
            self.watch.log(self.venue.name, "gap", {"minutes": sum(g.bars for g in gaps) // 2})

    def _batch(self, bars: Mapping[int, tuple[float, ...]]) -> Batch:
        times = array("q", sorted(bars))
        observations = tuple(
            Observations(
                self.watch.asset,
                name,
                times,
                array("d", (bars[time][side] for time in times)),
                "1m",
                self.venue.known_as,
                "perpetual",
            )
            for side, name in enumerate(self.fields)
        )
        what = repr([(one.field.value, one.venue, one.times.tolist(), one.values.tolist()) for one in observations])
        return Batch(f"{self.venue.name} stream", sha256(what.encode()).hexdigest(), observations)


class Pulse(DataAge):
    """A watchdog that also tells the minutes when the stream came alive, and when it last was."""

    def __init__(self, longest: float, sleep: Callable[[float], object], followed: Followed) -> None:
        super().__init__(longest, sleep)  # type: ignore[arg-type]
        self._followed = followed

    def fed(self) -> None:
        """Note that something came."""
        super().fed()
        self._followed.minutes.alive(to_millis(self._followed.watch.tools.clock()))
