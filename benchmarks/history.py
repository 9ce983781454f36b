"""Speed of what works on history: the rolling score, and a backfill. Ratios measured side by side in one run.

python -m benchmarks.history [--points 2600000]
"""

from __future__ import annotations

import argparse
import cProfile
import io
import pstats
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import pandas as pd

from generator.metrics.rolling import rolling_z
from generator.newsroom import editions, histories
from generator.newsroom.writing import materials
from generator.planning.story import Form
from tests.cases import DAILY

WINDOW: Final = 720
_STAGES: Final = (
    ("read and measure the past", ("past_of",)),
    ("snapshots", ("snapshot_of",)),
    ("regimes, plan, prose", ("classify", "plan", "realise")),
    ("audit", ("review",)),
    ("pages and files", ("file_edition", "edition_before")),
)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds some work takes."""
    begin = perf_counter()
    work()
    return perf_counter() - begin


def rolling(points: int) -> None:
    """Print the robust rolling z-score of some points against pandas' own rolling mean and standard deviation."""
    values = np.random.default_rng(0).lognormal(size=points)
    series = pd.Series(values)

    def classic() -> object:
        window = series.shift(1).rolling(WINDOW)
        return (series - window.mean()) / window.std()

    def median() -> object:
        return series.shift(1).rolling(WINDOW).median()

    plain, half, ours = timed(classic), timed(median), timed(lambda: rolling_z(values, WINDOW))
    print(f"rolling z-score of {points:,} points, window {WINDOW}")
    print(f"  pandas mean and std     {plain:7.2f} s   1.0")
    print(f"  pandas median alone     {half:7.2f} s   {half / plain:.1f}")
    print(f"  robust (median and MAD) {ours:7.2f} s   {ours / plain:.1f}   {ours / half:.1f} of the median alone")


def backfill() -> None:
    """Print the speed of a year of editions, and where the time goes."""
    days = histories.days("2022-01-01", "2022-12-31")
    origin = histories.Origin(history=str(DAILY))
    with tempfile.TemporaryDirectory() as folder:
        press = editions.Press(materials(), Form.DAILY, 0, "plain", Path(folder))

        def year() -> None:
            for item in editions.backfill("BTC", origin, days, press):
                if item.folder is None:
                    raise SystemExit(f"no edition for {item.as_of}")

        first = timed(year)
        again = timed(year)
        profile = cProfile.Profile()
        profile.runcall(year)
    once = timed(lambda: histories.past_of("BTC", origin))
    print(
        f"backfill of {len(days)} days: {first:.2f} s, {len(days) / first:.0f} editions/s; a second time {again:.2f} s"
    )
    print(f"  of it reading the file and its {len(pd.read_csv(DAILY)):,} bars: {once:.2f} s")
    stats = pstats.Stats(profile, stream=io.StringIO())
    whole = stats.total_tt  # type: ignore[attr-defined]
    found = {key[2]: row[3] for key, row in stats.stats.items() if "generator" in key[0]}  # type: ignore[attr-defined]
    for name, functions in _STAGES:
        print(f"  {name:28} {sum(found.get(function, 0.0) for function in functions) / whole:5.0%} under the profiler")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=2_600_000)
    rolling(parser.parse_args().points)
    if DAILY.exists():
        backfill()
    else:
        print("backfill: skipped, the shared data folder is not here")


if __name__ == "__main__":
    main()
