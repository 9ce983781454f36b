"""Editions as they are filed, and a ledger to publish them by."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator import edition
from generator.archive import file_edition
from generator.audit.clearance import Cleared
from generator.planning.story import Form
from generator.store.deliveries import Deliveries
from generator.store.ledger import open_ledger
from tests.cases import case, shipped


def filed(root: Path, name: str = "reference", form: Form = Form.DAILY, seed: int = 0) -> Path:
    """File the edition of a named case below `root`, charts included, and return its folder."""
    made = edition.edit(case(name), form, shipped(), seed=seed, style="plain")
    assert isinstance(made.verdict, Cleared)
    return file_edition(root, made.verdict, edition.illustrate(made, shipped()))


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the edition of the reference in it. Not to be changed."""
    root = tmp_path_factory.mktemp("editions")
    filed(root)
    return root


@pytest.fixture
def deliveries(tmp_path: Path) -> Iterator[Deliveries]:
    with open_ledger(str(tmp_path / "ledger.sqlite"), create=True) as ledger:
        yield ledger.deliveries
