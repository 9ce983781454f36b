"""Where the commands' results go: stdout for results, stderr for everything else."""

from __future__ import annotations

import sys

FINDINGS = 1
BAD_INPUT = 2


def out(text: str, output: str | None) -> None:
    """Print a result, or write it to the file `output`."""
    from generator.newsroom.inputs import write_file  # noqa: PLC0415

    if output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    else:
        write_file(output, text)
