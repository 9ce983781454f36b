"""Which hosts must not be asked for now, because they said so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from generator.sources.exchange.troubles import Trouble

TOO_MANY: Final = 429
BANNED: Final = 418
_UNSAID: Final[Mapping[int, timedelta]] = {TOO_MANY: timedelta(minutes=1), BANNED: timedelta(minutes=15)}
_BLOCK: Final = timedelta(hours=1)
_LONGEST: Final = timedelta(days=30)
_BAN: Final = re.compile(r"until\D{0,3}(\d{10,13})\b", re.ASCII)
_MILLISECONDS: Final = 1e11


class Pauses:
    """The hosts that asked for silence, and until when. Shared by everything that asks them, kept between polls."""

    def __init__(self) -> None:
        self._held: dict[str, Trouble] = {}

    def hold(self, host: str, trouble: Trouble) -> None:
        """Keep quiet towards a host until the trouble's moment; an earlier moment never shortens a longer pause."""
        known = self._held.get(host)
        if known is None or known.until is None or (trouble.until is not None and trouble.until > known.until):
            self._held[host] = trouble

    def on(self, host: str, now: datetime) -> Trouble | None:
        """Return why a host must not be asked at `now`, or None where it may."""
        trouble = self._held.get(host)
        return trouble if trouble is not None and trouble.until is not None and now < trouble.until else None


def wait_until(status: int, headers: Mapping[str, str], body: str, now: datetime) -> datetime:
    """Return the moment before which a throttling host is not asked: its Retry-After, the ban it names, or a guess.

    Retry-After may be seconds or an HTTP date; a ban is named as Unix time in the text of the answer.
    """
    asked = [now + _UNSAID.get(status, timedelta(minutes=1))]
    header = next((value.strip() for name, value in headers.items() if name.lower() == "retry-after"), "")
    named = [moment for moment in (_after(header, now), _ban(body)) if moment is not None and moment > now]
    return min(max(named or asked), now + _LONGEST)


def blocked_until(now: datetime) -> datetime:
    """Return when a host that refuses our location may be tried again: places change, but not by the minute."""
    return now + _BLOCK


def _after(header: str, now: datetime) -> datetime | None:
    if header.isascii() and header.isdigit():
        return now + min(timedelta(seconds=int(header[:10])), _LONGEST)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _ban(body: str) -> datetime | None:
    found = _BAN.search(body[:2000])
    if found is None:
        return None
    number = float(found[1])
    return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, UTC)
