"""One pass over the venues: each asked in parallel for the history it serves, all of it put into one ledger."""

from __future__ import annotations

import asyncio
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from generator.errors import Fault, SourceUnavailable, invalid
from generator.market import PERIODS, Field, History
from generator.newsroom.stores import now, of_ledger, open_store

if TYPE_CHECKING:
    from generator.sources.exchange.poll import Poll
    from generator.sources.exchange.transport import Tools
    from generator.sources.exchange.venue import Venue

_REACH: Final = {"1d": timedelta(days=92), "4h": timedelta(days=32), "1h": timedelta(days=32)}
"""History asked for: the look-back of each period, and a little for the bar before it."""
_INTERVAL: Final = "1h"


@dataclass(frozen=True, slots=True)
class Live:
    """Which venues are asked, and where."""

    venues: tuple[str, ...] = ()
    """Names; all of them where empty."""
    address: str = ""
    """Another address for all of them, such as that of a simulated venue."""
    quiet: bool = False
    """Whether the summary of each venue is kept off standard error."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Which venue gives which field, and how."""

    text: str
    data: dict[str, object]


def matrix() -> Matrix:
    """Return the matrix of the declarations that the code itself uses."""
    from generator.sources.exchange.matrix import matrix_data, matrix_text  # noqa: PLC0415
    from generator.sources.exchange.venues import VENUES  # noqa: PLC0415

    return Matrix(matrix_text(VENUES), matrix_data(VENUES))


def chosen(names: Sequence[str]) -> list[Venue]:
    """Return the venues by name, all where none is named. Raises InputInvalid for names there are not."""
    from generator.sources.exchange.venues import VENUES  # noqa: PLC0415

    unknown = [name for name in names if name not in VENUES]
    if unknown:
        raise invalid("venue", f"{', '.join(unknown)} is not known", f"choose of {', '.join(VENUES)}")
    return [VENUES[name] for name in names or VENUES]


def tools() -> Tools:
    """Return the clock, the pauses and the jitter that calls to venues use."""
    from generator.sources.exchange.transport import Tools  # noqa: PLC0415

    return Tools(now, asyncio.sleep, random.random)


def live_history(asset: str, period: str, live: Live) -> History:
    """Return what the venues serve of an asset, as one market. Raises SourceUnavailable where none gives anything."""
    moment = now()
    polls = asyncio.run(polled(asset, chosen(live.venues), moment - _REACH[period], live.address))
    if not live.quiet:
        sys.stderr.writelines(f"{line}\n" for line in summary(polls))
    batches = [poll.batch for poll in polls if poll.observations]
    if not batches:
        raise SourceUnavailable(fault_of(poll) for poll in polls)
    with TemporaryDirectory() as folder, open_store(str(Path(folder) / "live.sqlite"), create=True) as ledger:
        for batch in batches:
            ledger.append(batch, moment)
        found = of_ledger(ledger, asset, period, as_of=moment)
    oldest = moment - 2 * PERIODS[period]
    if not found.known or found.known[-1] < oldest.timestamp():
        last = f"{datetime.fromtimestamp(found.known[-1], UTC):%Y-%m-%d %H:%M} UTC" if found.known else "never"
        raise SourceUnavailable(
            [*(fault_of(poll) for poll in polls if poll.troubles), *_stale(polls, f"newest {period} bar: {last}")]
        )
    refused = tuple(poll.venue for poll in polls if not poll.observations)
    return replace(found, silent=(*found.silent, *refused))


def _stale(polls: Iterable[Poll], problem: str) -> list[Fault]:
    return [Fault(poll.venue, problem, "try again later") for poll in polls if not poll.troubles]


async def polled(asset: str, venues: Iterable[Venue], since: datetime, address: str) -> list[Poll]:
    """Return one poll of each venue, made at the same time."""
    from generator.sources.exchange.link import Options, connect  # noqa: PLC0415
    from generator.sources.exchange.pauses import Pauses  # noqa: PLC0415
    from generator.sources.exchange.poll import poll  # noqa: PLC0415

    options, kit = Options(base_url=address, rate_limit=not address), tools()

    async def one(venue: Venue) -> Poll:
        async with connect(venue, kit, Pauses(), options) as link:
            return await poll(venue, asset, tuple(Field), since, link, interval=_INTERVAL)

    return list(await asyncio.gather(*(one(venue) for venue in venues)))


def summary(polls: Iterable[Poll]) -> list[str]:
    """Return a line a venue: how much of what came, and what did not."""
    lines = []
    for poll in polls:
        if poll.observations:
            most = max(poll.observations, key=lambda one: len(one.times))
            told = f"{len(poll.observations)} fields, {len(most.times):,} values of {most.field}"
        else:
            told = "nothing"
        lacking = [f"{missing.field}: {missing.reason}" for missing in poll.missing if missing.offered]
        notes = [*poll.notes, *(str(trouble) for trouble in poll.troubles), *lacking]
        aside = [f"{len(poll.set_aside)} values set aside"] if poll.set_aside else []
        lines.append("; ".join([f"{poll.venue}: {poll.outcome}, {told}", *aside, *notes[:3]]))
    return lines


def fault_of(poll: Poll) -> Fault:
    """Return why a poll gave nothing, and what to do."""
    if poll.troubles:
        return Fault(poll.venue, poll.troubles[0].problem, poll.troubles[0].remedy)
    reason = next((missing.reason for missing in poll.missing if missing.offered), "gives nothing of this asset")
    return Fault(poll.venue, reason, "check the asset's name, or choose another venue")
