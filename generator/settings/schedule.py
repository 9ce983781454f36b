"""When editions are written, of what, and where they go."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal
from zoneinfo import ZoneInfo

from generator.settings.fields import Wrong

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MOST: Final = 24 * 31
_TIME: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Schedule:
    """What `commentary run` keeps to. Times are those of the clock on the wall in `zone`."""

    assets: tuple[str, ...]
    """Tickers, such as ``BTC``."""
    channels: tuple[str, ...] = ()
    """Names of channels in these settings; none to file editions and no more."""
    zone: str = "UTC"
    """A name of the time zone database, such as ``Europe/Berlin``."""
    daily: str = ""
    """``HH:MM`` of every day; empty for no dailies."""
    weekly: str = ""
    """A day and a time, such as ``mon 08:00``; empty for no weeklies."""
    flash: bool = False
    """Whether an edition is written when a regime begins, by bars of an hour."""
    flash_pause: int = 6
    """Hours after a flash within which the same asset has no other."""
    catch_up: Literal["late", "skip"] = "late"
    """What becomes of what was due while nothing ran: it is written late, or not at all."""
    catch_up_hours: int = 24
    """How late an edition may be; what is later is left out."""
    folder: Path = Path("output")
    """Where the editions are filed. Like every path of the settings it counts from their file, set or not."""
    style: Literal["plain", "vivid"] = "plain"

    def wrong(self) -> Iterator[Wrong]:
        """Yield what is wrong with assets, zone, times and hours."""
        if not self.assets or not all(asset.strip() for asset in self.assets):
            yield Wrong("assets", "names no asset", 'give tickers, such as ["BTC"]')
        if not _known(self.zone):
            yield Wrong("zone", "is no time zone", "give a name such as Europe/Berlin, or install the package tzdata")
        if self.daily and not _TIME.fullmatch(self.daily):
            yield Wrong("daily", "is no time", "give HH:MM, such as 07:30")
        day, _, time = self.weekly.partition(" ")
        if self.weekly and (day not in DAYS or not _TIME.fullmatch(time)):
            yield Wrong("weekly", "is no day with a time", 'give one such as "mon 08:00"')
        if not self.daily and not self.weekly and not self.flash:
            yield Wrong("daily", "is missing, and so are weekly and flash: nothing would be written", "give one")
        for name, hours in (("flash_pause", self.flash_pause), ("catch_up_hours", self.catch_up_hours)):
            if not 0 <= hours <= _MOST:
                yield Wrong(name, "is out of range", f"give 0 to {_MOST} hours")


def _known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (OSError, ValueError, KeyError):  # not there, a folder, or no name at all
        return False
    return True
