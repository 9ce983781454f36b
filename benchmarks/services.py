"""How often a service ends up with another number of posts than one, over random sequences of faults.

Each sequence publishes an edition one to six times while every request may be refused, broken off before or after its
work, or answered by something else; then once more without trouble. Servers of the tests keep the rules of the targets.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from pathlib import Path

from tests.channels.benches import ALL, Bench
from tests.channels.editions import first, second
from tests.channels.test_faults import Desk, sequence


def counted(bench: Bench, sequences: int, *, publishing: bool) -> Counter[str]:
    """Return how the sequences ended."""
    found: Counter[str] = Counter()
    status = "publish" if publishing else "draft"
    one = publishing and (bench.drafts or not bench.changes)
    posts = (first(),) if one else (first(), second())
    with tempfile.TemporaryDirectory() as folder, bench.stand(Path(folder), status=status) as stand:
        for seed in range(sequences):
            stand.renew()
            desk = Desk(stand)
            sequence(desk, seed, posts)
            desk.run(posts[-1])
            found["faults"] += sum(outcome in {"waiting", "uncertain"} for outcome in desk.outcomes)
            found["requests"] += len(stand.target.asked)
            found["left uncertain"] += desk.uncertain
            found["not exactly one post"] += not desk.uncertain and len(stand.texts()) != 1
            found["more than one"] += len(stand.texts()) > 1 or stand.published() > 1
            found["published unasked"] += not publishing and stand.published() > 0
            found["another version"] += not desk.uncertain and not one and "further" not in "".join(stand.texts())
    return found


def main() -> None:
    """Print a line for each service and status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sequences", type=int, default=500)
    parser.add_argument("--only", choices=[bench.name for bench in ALL], help="one service; all of them unless named")
    given = parser.parse_args()
    sequences: int = given.sequences
    for bench in (bench for bench in ALL if given.only in {None, bench.name}):
        for publishing in (True, False) if bench.drafts else (True,):
            found = counted(bench, sequences, publishing=publishing)
            told = ", ".join(f"{name} {found[name]}" for name in found)
            print(f"{bench.name}, {'publish' if publishing else 'draft'}: {sequences} sequences, {told}", flush=True)


if __name__ == "__main__":
    main()
