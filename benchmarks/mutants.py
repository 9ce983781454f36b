"""The audit audited: what share of spoiled articles the standards desk finds, and what it finds in clean ones.

    python -m benchmarks.mutants [--articles 300] [--mutants 10000] [--seed 1] [--show 20] [--ways] [--processes 2]

Clean articles are written from real days and hours and from made-up snapshots; each is spoiled in one place at a time.
Mutants that are still true are set apart by a judge that does not ask the desk. Exit status 1 where an aim is not met.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from functools import cache, partial
from multiprocessing import get_context

from generator.edition import Materials
from generator.newsroom import writing

from .mutation.articles import Given, given
from .mutation.report import alarms, misses, sample, table
from .mutation.score import Score, Trial, scored, trial


@cache
def _materials() -> Materials:
    return writing.materials()


def _one(count: int, item: Given) -> Trial:
    return trial(item, _materials(), count)


def _trials(items: Sequence[Given], mutants: int, processes: int) -> Iterator[Trial]:
    """Yield what becomes of every article; the mutants are shared out evenly."""
    each = -(-mutants // len(items))
    if processes == 1:
        yield from map(partial(_one, each), items)
        return
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(partial(_one, each), items, chunksize=4)


def _print(title: str, lines: Iterator[str]) -> None:
    found = list(lines)
    if found:
        print(f"\n{title}", *found, sep="\n")


def _report(score: Score, options: argparse.Namespace, skipped: Sequence[str]) -> None:
    articles, audits = score.articles, score.audits
    print(f"{articles:,} clean articles, {score.words / articles:.0f} words on average, seed {options.seed}")
    print(*(f"skipped: {reason}" for reason in skipped), sep="\n", end="\n" if skipped else "")
    print(f"{len(score.alarms)} false alarms, in {score.spiked} articles\n")
    print(*table(score, ways=options.ways), sep="\n")
    print(f"\n{score.seconds / max(1, audits) * 1e3:.1f} ms an audit, on average of {audits:,}")
    _print("false alarms", alarms(score))
    _print(f"set apart as true, {options.show} of them", sample(score, options.show))
    _print(f"missed, up to 40 of {len(score.missed):,}", misses(score.missed))


def main() -> int:
    """Spoil, audit and print. Return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description="How much the audit finds.")
    parser.add_argument("--articles", type=int, default=300, help="clean articles; default: 300")
    parser.add_argument("--mutants", type=int, default=10_000, help="false mutants at the least; default: 10000")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other articles and other mutants")
    parser.add_argument("--show", type=int, default=20, help="mutants set apart as true to print; default: 20")
    parser.add_argument("--ways", action="store_true", help="print the table by way of spoiling as well")
    parser.add_argument("--processes", type=int, default=2, help="processes to share the work; default: 2")
    options = parser.parse_args()
    items, skipped = given(options.articles, options.seed)
    score = scored(_trials(items, options.mutants, options.processes))
    _report(score, options, skipped)
    unmet = list(score.unmet())
    _print("aims that are not met", iter(unmet))
    return 1 if unmet else 0


if __name__ == "__main__":
    sys.exit(main())
