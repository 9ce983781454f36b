"""Months and days of the week as a text names them, in lower case."""

from __future__ import annotations

from datetime import date
from typing import Final

MONTHS: Final = "january february march april may june july august september october november december".split()
WEEKDAYS: Final = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTH: Final = "|".join(MONTHS)
"""Any month, as a pattern."""
WEEKDAY: Final = "|".join(WEEKDAYS)
"""Any day of the week, as a pattern."""


def spelt(day: date) -> str:
    """Return a day with its month and year, such as ``3 may 2024``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
