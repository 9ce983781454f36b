"""What the tests of mail share."""

from __future__ import annotations

import pytest

from generator.store import locks


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second run waits for the first a tenth of a second only."""
    monkeypatch.setattr(locks, "PATIENCE", 0.1)
