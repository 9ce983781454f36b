"""The recorder: polls on a schedule, follows streams, and accounts for every bar as stored or as a declared gap.

What it knows of the past it reads from the ledger, so it can be killed at any moment: what was acknowledged is there,
and what was missed in between is filled in from the venue where the venue still serves it, or declared.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from generator.errors import CommentaryError
from generator.market import INTERVALS, Field, Gap, Observations, from_millis, gaps_of, to_millis
from generator.newsroom.following import Followed
from generator.newsroom.watch import Watch, until
from generator.sources.exchange.events import LIQUIDATIONS
from generator.sources.exchange.link import connect
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.poll import Poll, poll
from generator.sources.exchange.venue import Venue

if TYPE_CHECKING:
    from generator.store.ledger import Ledger

BARS: Final = "1h"
"""Length of the bars that are polled: the shortest a snapshot is of."""
REACH: Final = timedelta(days=92)
"""How far back a first poll asks: the longest look-back."""
_SAMPLED: Final = (Field.DEPTH_USD, Field.SPREAD_BPS)


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
        for item in self.ledger.reaches(self.watch.asset):
            if item.venue == self.venue.known_as and item.interval in {BARS, None}:
                self.last[item.field] = max(self.last.get(item.field, 0), to_millis(item.last))

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
        behind = min(bars) if min(bars) >= to_millis(oldest) else newest
        return max(from_millis(behind), now - REACH)

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
        return gaps_of(dict.fromkeys(missing, cause), self.watch.asset, self.venue.known_as, one.field, interval)

    async def polls(self, stop: asyncio.Event) -> None:
        """Poll on the schedule until stopped. Whatever a poll meets, the next one comes."""
        step = INTERVALS[self.watch.every].total_seconds()
        while not stop.is_set():
            try:
                await self.once()
            except CommentaryError as error:  # the store: what was not stored is polled again
                self.watch.log(self.venue.name, "store", {"problem": str(error)})
            now = self.watch.tools.clock().timestamp()
            await until(stop, step - now % step, self.watch.tools)

    async def follows(self, stop: asyncio.Event) -> None:
        """Follow the venue's streams until stopped."""
        followed = []
        if self.venue.name in LIQUIDATIONS:
            fields = (Field.LIQUIDATIONS_LONG_USD, Field.LIQUIDATIONS_SHORT_USD)
            followed.append(Followed(self.venue, self.ledger, self.watch, fields, trading=False))
        if any(Field.TAKER_BUY_COINS in stream.gives for stream in self.venue.streams):
            followed.append(
                Followed(
                    self.venue, self.ledger, self.watch, (Field.TAKER_SELL_COINS, Field.TAKER_BUY_COINS), trading=True
                )
            )
        await asyncio.gather(*(one.run(stop) for one in followed))
