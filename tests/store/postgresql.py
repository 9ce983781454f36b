"""A private PostgreSQL server on loopback, in a temporary folder, that tests may kill."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

USER = "commentary"


def programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, in PATH or where Debian keeps them."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists() and (folder / "pg_ctl").exists()), None)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A cluster of one test session."""

    folder: Path
    bin: Path
    port: int

    def url(self, database: str) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        if _root():
            shutil.chown(self.folder, "postgres")
        initdb = [str(self.bin / "initdb"), "-D", str(self.data), "-A", "trust", "-U", USER, "--no-sync", "-E", "UTF8"]
        self._run([*initdb, "--locale=C.UTF-8"])

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        # Processes are killed here, never the power: nothing has to reach the disk.
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off"
        log = str(self.folder / "log")
        self._run([self._pg_ctl, "-D", str(self.data), "-w", "-s", "-l", log, "-o", options, "start"])

    def stop(self, mode: str = "fast") -> None:
        self._run([self._pg_ctl, "-D", str(self.data), "-w", "-s", "-m", mode, "stop"])

    def kill(self) -> None:
        """End the server as a crash of the machine would; a new one starts when its processes are gone."""
        os.kill(int((self.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)

    def start_again(self) -> None:
        """Start after an end of any kind: while processes of a killed server remain, a new one refuses to."""
        for _ in range(100):
            try:
                return self.start()
            except RuntimeError:
                Event().wait(0.1)
        raise RuntimeError("the server does not start again")

    @property
    def _pg_ctl(self) -> str:
        return str(self.bin / "pg_ctl")

    def _run(self, command: Sequence[str]) -> None:
        user = "postgres" if _root() else None
        done = subprocess.run(
            command,
            user=user,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr}")


def _root() -> bool:
    return os.geteuid() == 0
