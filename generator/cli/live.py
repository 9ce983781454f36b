"""The commands that ask venues."""

from __future__ import annotations

import argparse
import json

from generator.cli.output import out


def collect(options: argparse.Namespace) -> int:
    """Run `commentary collect`."""
    from generator.newsroom import collecting  # noqa: PLC0415 - `--help` must not wait for what asks venues

    collecting.collect(
        options.venue,
        options.asset,
        store=options.store,
        every=options.every,
        once=options.once,
        address=options.address,
    )
    return 0


def venues(options: argparse.Namespace) -> int:
    """Run `commentary venues`."""
    from generator.newsroom.live import matrix  # noqa: PLC0415

    found = matrix()
    out(json.dumps(found.data, indent=2) + "\n" if options.json else found.text, None)
    return 0
