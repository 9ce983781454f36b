"""Ends a run in peace: what it is at is finished, and what is left waits for the next."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from generator.newsroom.mail_parts import Tools

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def stopped_by_signals(tools: Tools) -> Iterator[Tools]:
    """Give the tools back with their `stop` set by the first SIGINT or SIGTERM; a second one interrupts at once."""

    def stop(number: int, _: FrameType | None) -> None:
        if tools.stop.is_set():
            raise KeyboardInterrupt(number)
        tools.stop.set()

    before = {number: signal.signal(number, stop) for number in _SIGNALS}
    try:
        yield tools
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
