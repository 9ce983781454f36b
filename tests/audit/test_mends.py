"""Ways round the desk that the mutants of `benchmarks.mutants` found, each closed."""

from __future__ import annotations

import pytest

from generator.audit.clearance import Kind
from tests.cases import reference

from .desks import kinds


@pytest.mark.parametrize("text", ["Sellers were in control in a year.", "Sellers were in control a year."])
def test_a_year_is_part_of_a_unit_and_no_reach(text: str) -> None:
    assert kinds(text, reference()) == {Kind.NOT_CHECKABLE}
