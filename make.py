#!/usr/bin/env python3
"""Set up and run: `python3 make.py demo` writes real articles, `python3 make.py check` runs every check.

Needs Python 3.11 or later, pip and git, and nothing installed beforehand. Everything goes into .venv beside this file.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = HERE / "requirements.lock"
MARK = VENV / "installed"

CHECKS: tuple[tuple[str, ...], ...] = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports",),
    ("pytest",),
)


def run(*command: str | Path) -> int:
    """Run a command in the project's folder and return its exit status."""
    return subprocess.call([str(part) for part in command], cwd=HERE)


def must(*command: str | Path) -> None:
    """Run a command and leave with its exit status when it fails."""
    status = run(*command)
    if status:
        sys.exit(status)


def install() -> None:
    """Make the virtual environment from the hash-pinned lock, once for each state of the lock."""
    state = hashlib.sha256(
        LOCK.read_bytes() + (HERE / "pyproject.toml").read_bytes() + sys.version.encode()
    ).hexdigest()
    if PYTHON.exists() and MARK.exists() and MARK.read_text() == state:
        return
    print("installing into .venv from requirements.lock; this takes a minute or two", flush=True)
    venv.create(VENV, with_pip=True, clear=VENV.exists())
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check")
    must(*pip, "--require-hashes", "-r", LOCK)
    must(*pip, "--no-deps", "--no-build-isolation", "--editable", HERE)
    MARK.write_text(state)


def demo() -> int:
    """Write the example editions and say where they are."""
    status = run(BIN / "commentary", "demo", "-o", HERE / "output")
    if status == 0:
        print(f"the articles are in {HERE / 'output'}; next: {BIN / 'commentary'} --help")
    return status


def check() -> int:
    """Run every check, all of them even when one fails, the tests last."""
    failed = []
    for command in CHECKS:
        print(f"== {' '.join(command)}", flush=True)
        if run(BIN / command[0], *command[1:]):
            failed.append(command[0])
    print(f"failed: {', '.join(failed)}" if failed else "all checks passed", flush=True)
    return 1 if failed else 0


def main() -> int:
    """Do what the one argument says."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever runs this may have an older Python
        sys.exit("Python 3.11 or later is needed")
    targets = {"demo": demo, "check": check}
    if sys.argv[1:] not in [[name] for name in targets]:
        sys.exit(f"usage: python3 make.py {'|'.join(targets)}")
    install()
    return targets[sys.argv[1]]()


if __name__ == "__main__":
    sys.exit(main())
