"""The wiring of `commentary collect`: which venues, which ledger, and a clean stop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime

from generator.errors import SourceUnavailable
from generator.newsroom.live import chosen, fault_of, tools
from generator.newsroom.recorder import Recorder
from generator.newsroom.stores import now, open_store
from generator.newsroom.watch import Watch
from generator.sources.exchange.link import Options
from generator.sources.exchange.pauses import Pauses
from generator.sources.exchange.poll import Poll


@dataclass(slots=True)
class Status:
    """Says what happens: one line that is rewritten on a terminal, a JSON object a line elsewhere."""

    terminal: bool
    last: dict[str, str] = field(default_factory=dict)

    def __call__(self, venue: str, event: str, known: Mapping[str, object]) -> None:
        """Take note of an event."""
        moment: datetime = now()
        if not self.terminal:
            told = {"time": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "venue": venue, "event": event, **known}
            sys.stderr.write(json.dumps(told, ensure_ascii=True) + "\n")
            sys.stderr.flush()
            return
        self.last[venue] = f"{venue} {known.get('outcome') or known.get('problem') or event} {moment:%H:%M:%S}"
        width = os.get_terminal_size(sys.stderr.fileno()).columns
        sys.stderr.write("\r\x1b[K" + " | ".join(self.last.values())[: width - 1])
        sys.stderr.flush()


def collect(  # noqa: PLR0913 - the arguments of the command
    names: Sequence[str], asset: str, *, store: str | None, every: str, once: bool, address: str = ""
) -> None:
    """Record venues into the ledger until stopped, or once.

    Raises SourceUnavailable where another recorder has one of them, or where a single pass got nothing from any.
    """
    venues = chosen(names)
    options = Options(base_url=address, rate_limit=not address)
    watch = Watch(asset.upper(), every, tools(), options, Status(sys.stderr.isatty()))
    with ExitStack() as stack:
        ledger = stack.enter_context(open_store(store, create=True))
        holder = f"process {os.getpid()}, since {now():%Y-%m-%d %H:%M:%S} UTC"
        for venue in venues:
            stack.enter_context(ledger.watched(f"{venue.name} {watch.asset}", holder))
        recorders = [Recorder(venue, ledger, watch, Pauses()) for venue in venues]
        if once:
            polls = asyncio.run(_all_once(recorders))
            if not any(found.observations for found in polls):
                raise SourceUnavailable(fault_of(found) for found in polls)
        else:
            asyncio.run(_until_stopped(recorders))
    if sys.stderr.isatty():
        sys.stderr.write("\n")


async def _all_once(recorders: Sequence[Recorder]) -> list[Poll]:
    return list(await asyncio.gather(*(recorder.once() for recorder in recorders)))


async def _until_stopped(recorders: Sequence[Recorder]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await asyncio.gather(*(work(stop) for recorder in recorders for work in (recorder.polls, recorder.follows)))
