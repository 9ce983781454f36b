"""Rows out of order: a few of them are set aside, a file without order is sorted."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from generator.sources.packed_cells import CHUNK, PackedCells
from generator.sources.row_order import descents, misplaced

LATER, EARLIER = "comes after a row that is later", "comes before a row that is earlier"


def moved(stamps: list[int]) -> dict[int, str]:
    return misplaced(np.array(stamps, dtype=np.int64))


def test_one_row_in_a_hundred() -> None:
    late = [*range(10), 70, *range(10, 70), *range(71, 200)]
    assert list(moved(late)) == [10]
    assert EARLIER in moved(late)[10]
    early = [*range(150), 20, *range(150, 200)]
    assert list(moved(early)) == [150]
    assert LATER in moved(early)[150]


def test_a_file_that_runs_newest_first_is_read_from_its_end() -> None:
    stamps = list(range(200))[::-1]
    assert moved(stamps) == {}
    assert descents(np.array(stamps)) == 0
    stamps.insert(30, stamps.pop(100))
    assert list(moved(stamps)) == [30]
    assert "comes after a row that is earlier" in moved(stamps)[30] or "before a row that is later" in moved(stamps)[30]


def test_without_order_nothing_is_misplaced() -> None:
    assert moved([3, 1, 2, 4]) == {}
    assert moved([i * 7919 % 1000 for i in range(1000)]) == {}
    assert moved([]) == {}


@given(st.integers(100, 400), st.data())
def test_what_is_left_is_in_order(count: int, data: st.DataObject) -> None:
    stamps = list(range(count))
    limit = len(stamps) // 100
    for _ in range(limit):
        stamps.insert(
            data.draw(st.integers(0, len(stamps) - 1)), stamps.pop(data.draw(st.integers(0, len(stamps) - 1)))
        )
    found = moved(stamps)
    assert len(found) <= limit
    left = [stamp for row, stamp in enumerate(stamps) if row not in found]
    assert all(a < b for a, b in pairwise(left))
    for row, reason in found.items():
        earlier = max((stamp for i, stamp in enumerate(stamps[:row]) if i not in found), default=-1)
        assert (LATER in reason) is (earlier > stamps[row])


@given(st.lists(st.text(max_size=3), max_size=30), st.integers(CHUNK - 5, 2 * CHUNK + 5))
def test_packed_cells_read_as_a_list_does(cells: list[str], before: int) -> None:
    expected = ["x"] * before + cells
    packed = PackedCells(expected)
    packed.pad(len(expected) + 2)
    expected += ["", ""]
    assert len(packed) == len(expected)
    assert list(packed) == expected
    assert packed[-1] == ""
    assert packed[CHUNK - 6 : CHUNK + 3] == expected[CHUNK - 6 : CHUNK + 3]
    assert all(packed[i] == expected[i] for i in (0, CHUNK - 6, before - 1, before, len(expected) - 1))
