"""A site whose builds are killed while it is read: ``python -m benchmarks.site_kills [KILLS]``, 500 of them by default.

Nothing here is timed. Forks, which only POSIX does.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from generator.site.build import Options, build_site
from tests.site.editions import BASE, archive
from tests.site.test_kill import Watched, killed_while_read, titles


def main() -> None:
    """Kill builds until enough of them died, and print what the reader saw."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    whole = Watched()
    builds = 0
    with tempfile.TemporaryDirectory() as folder:
        root = archive(Path(folder) / "output", 3)
        build_site(root, Options(title="0", base_url=BASE))
        while whole.kills < wanted:
            found = killed_while_read(root, 50, seed=builds)
            builds += 50
            whole.kills += found.kills
            whole.whole += found.whole
            whole.trouble += found.trouble
        build_site(root, Options(title="last", base_url=BASE))
        last = titles(root / "site")
    print(f"{builds} builds, {whole.kills} of them killed; a reader read the site {whole.whole} times meanwhile")
    print(f"torn or mixed: {len(whole.trouble)}; the build after the last kill shows one state: {last == {'last'}}")


if __name__ == "__main__":
    main()
