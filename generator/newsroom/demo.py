"""The demonstration: a simulated venue is recorded through ccxt, and its days are written about.

Nothing of it is a real market, and everything says so: the asset is called Simulated Bitcoin and the venues simulated
ones, in the text, in the data behind it and in the names of the folders.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from generator.market import DISTANCES, Field
from generator.newsroom.editions import Filed, Press, brief
from generator.newsroom.histories import Origin
from generator.newsroom.stores import open_store

if TYPE_CHECKING:
    from generator.sources.exchange.venue import Venue
    from generator.sources.simulated import StillClock
    from generator.sources.simulated_market import Market
    from generator.store.ledger import Ledger

ASSET: Final = "SIMBTC"
SEED: Final = 7
_BEGIN: Final = datetime(2025, 6, 20, tzinfo=UTC)
_CALM, _CRUNCH, _CASCADE = (datetime(2025, 9, day, tzinfo=UTC) for day in (22, 25, 29))
DAYS: Final = (_CALM, _CRUNCH, _CASCADE)
"""The days that are written about: a calm one, a crunch and a cascade."""
_END: Final = _CASCADE + timedelta(days=1)
_BOOK: Final = (*DISTANCES, Field.DEPTH_COVERED, Field.SPREAD_BPS)
_SAMPLES_A_DAY: Final = 4


def demonstrate(press: Press) -> Iterator[Filed]:
    """Record the simulated market and yield the edition of each of its `DAYS`, filed. Needs no network."""
    from generator.sources.simulated import StillClock, serve_in_thread  # noqa: PLC0415 - aiohttp

    clock = StillClock(_BEGIN)
    with TemporaryDirectory() as folder:
        store = str(Path(folder) / "demo.sqlite")
        with serve_in_thread(_market(), clock) as server, open_store(store, create=True) as ledger:
            asyncio.run(_record(server.url, clock, ledger))
        for day in DAYS:
            last = day + timedelta(days=1, seconds=-1)
            yield brief(ASSET, Origin(store=store), last.isoformat(), press)


def _market() -> Market:
    from generator.sources.simulated_day import BITCOIN  # noqa: PLC0415
    from generator.sources.simulated_market import Market  # noqa: PLC0415
    from generator.sources.simulated_script import Episode, Kind  # noqa: PLC0415

    script = (
        Episode(_CALM - timedelta(days=1), Kind.CALM, 48),
        Episode(_CRUNCH, Kind.CRUNCH, 24),
        Episode(_CASCADE + timedelta(hours=9), Kind.CASCADE, 8),
    )
    # A tick of a dollar: the thousand levels a venue sends then reach all of the 1 % that depth is measured over.
    return Market(SEED, _BEGIN, script, (replace(BITCOIN, asset=ASSET, tick=1.0),))


def _venues() -> list[Venue]:
    from generator.sources.exchange.venues import VENUES  # noqa: PLC0415

    shown = {"binanceusdm": "Simulated Binance", "gate": "Simulated Gate"}
    return [replace(VENUES[name], label=label) for name, label in shown.items()]


async def _record(url: str, clock: StillClock, ledger: Ledger) -> None:
    """Record the books four times a day, and the history at the end, by the same way as a real venue's."""
    from generator.sources.exchange.link import Options, connect  # noqa: PLC0415
    from generator.sources.exchange.poll import poll  # noqa: PLC0415
    from generator.sources.exchange.transport import Tools  # noqa: PLC0415

    tools = Tools(clock, asyncio.sleep, lambda: 0.5)
    options = Options(base_url=url, rate_limit=False)
    venues = _venues()
    async with connect(venues[0], tools, options=options) as link:
        for moment in progress_bar(_moments()):
            clock.moment = moment
            found = await poll(venues[0], ASSET, _BOOK, None, link)
            ledger.append(found.batch, moment)
    clock.moment = _END + timedelta(minutes=1)
    for venue in venues:
        async with connect(venue, tools, options=options) as link:
            wanted = [name for name in Field if name not in _BOOK]
            found = await poll(venue, ASSET, wanted, _BEGIN, link, interval="1h")
            ledger.append(found.batch, clock.moment)


def _moments() -> list[datetime]:
    step = timedelta(days=1) / _SAMPLES_A_DAY
    return [_BEGIN + step / 2 + step * n for n in range((_END - _BEGIN) // step)]


def progress_bar(moments: Sequence[datetime]) -> Iterator[datetime]:
    """Give the moments behind a bar on standard error, which shows on a terminal only."""
    from tqdm import tqdm  # noqa: PLC0415

    yield from tqdm(moments, desc="recording a simulated market", unit="book", disable=None, leave=False)
