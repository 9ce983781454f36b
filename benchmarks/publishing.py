"""How many posts stand after publishing under faults: `python -m benchmarks.publishing [SEQUENCES]`.

Each sequence draws what becomes of every request to a Ghost or a WordPress in memory: refusals, lost answers, errors of
the server before and after it did what was asked, creations that come through late, and kills of the run. The edition
is published until it is delivered, changed, and published again. One draft has to stand, and nothing be public.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from generator.store.ledger import open_ledger
from tests.channels.chaos import Chaos, changed, drawn, ghost, published, wordpress
from tests.channels.fake_ghost import FakeGhost
from tests.channels.fake_wordpress import FakeWordPress
from tests.channels.loopback import serving
from tests.channels.posts import post_of

SEQUENCES = 300


def main() -> int:
    sequences, post, bad = int(sys.argv[1]) if len(sys.argv) > 1 else SEQUENCES, post_of(), 0
    for name, target, channel in (("ghost", FakeGhost, ghost), ("wordpress", FakeWordPress, wordpress)):
        started, met, states, posts, released = time.monotonic(), Counter[str](), Counter[str](), Counter[int](), 0
        for seed in range(sequences):
            random, chaos = Random(seed), Chaos(target())
            with (
                serving(chaos.respond) as url,
                TemporaryDirectory() as folder,
                open_ledger(str(Path(folder) / "s.sqlite"), create=True) as ledger,
            ):
                for each in (post, changed(post)):
                    faults = drawn(random)
                    chaos.faults[:] = faults
                    reports = published(chaos, channel(url), each, ledger.deliveries)
                    met.update(filter(None, faults[: len(faults) - len(chaos.faults)]))
                    states.update(report.state.value for report in reports)
            posts[len(chaos.target.posts)] += 1
            released += chaos.target.released
        bad += sequences - posts[1] + released
        took = time.monotonic() - started
        print(f"{name}: {sequences} sequences in {took:.0f} s; posts at the end: {dict(posts)}; public: {released}")
        print(f"  reports: {dict(states)}")
        print(f"  faults met: {sum(met.values())}: {dict(sorted(met.items()))}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
