"""Programs the tests of pages and mail run, where they are installed: `.ci/install-site` says how."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _package(name: str) -> Path:
    """Return a file of a package from npm: of the tests' own, or of where COMMENTARY_WEB_TOOLS says they are."""
    here = ROOT / ".tools" / "site" / "node_modules" / name
    elsewhere = Path(os.environ.get("COMMENTARY_WEB_TOOLS", "nowhere")) / "node_modules" / name
    return elsewhere if elsewhere.exists() and not here.exists() else here


AXE = _package("axe-core/axe.min.js")
CANIEMAIL = _package("caniemail/dist/index.js")
VNU = _package("vnu-jar/build/dist/vnu.jar")
CHROMIUM = shutil.which("chromium")
_HOW = "not installed: sh .ci/install-site"

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason=f"chromium is {_HOW}")
needs_axe = pytest.mark.skipif(not AXE.exists(), reason=f"axe-core is {_HOW}")
needs_caniemail = pytest.mark.skipif(
    not CANIEMAIL.exists() or shutil.which("node") is None, reason=f"caniemail (or node) is {_HOW}"
)
needs_vnu = pytest.mark.skipif(not VNU.exists() or shutil.which("java") is None, reason=f"vnu-jar (or java) is {_HOW}")
needs_mail_servers = pytest.mark.skipif(
    os.name != "posix" or os.geteuid() != 0 or not all(map(shutil.which, ("postfix", "dovecot", "doveadm"))),
    reason=f"postfix and dovecot, which only root can start, are {_HOW}",
)


def run(*command: str | Path, given: str = "") -> str:
    """Run a program and return what it prints; its failure is the test's."""
    done = subprocess.run(
        [str(part) for part in command], input=given, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr or done.stdout
    return done.stdout
