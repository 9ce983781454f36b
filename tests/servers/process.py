"""Servers that tests start: on loopback, each in a process group of its own, of which nothing is left over."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Server:
    """A program that runs until it is killed, with all that it started."""

    process: subprocess.Popen[bytes]
    log: Path

    def wait(self, ready: Callable[[], bool], seconds: float = 90) -> None:
        """Return once the server is ready. Raises AssertionError, with its log, where it ends or never is."""
        deadline = time.monotonic() + seconds
        while not ready():
            assert self.process.poll() is None, f"it ended: {self._told()}"
            assert time.monotonic() < deadline, f"it never got ready: {self._told()}"
            time.sleep(0.05)

    def stop(self, *, gently: bool = False) -> None:
        """Kill the whole group; first ask it to end where it has something to tidy up."""
        if gently:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(20)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _told(self) -> str:
        return self.log.read_text(errors="replace")[-2000:]


def started(command: list[str | Path], folder: Path, log: Path, environment: Mapping[str, str] | None = None) -> Server:
    """Start a server in a group of its own. It dies with the tests, however they end, where `setpriv` is found."""
    guard = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*guard, *map(str, command)],
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    return Server(process, log)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as held:
        return int(held.getsockname()[1])


def answers(url: str) -> bool:
    """Return whether something answers at `url` with success."""
    import requests  # noqa: PLC0415 - only where a server is at hand

    try:
        return requests.get(url, timeout=30).ok
    except requests.RequestException:
        return False
