"""The commands, thin: arguments in, text out. Results go to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from generator.cli.parser import parser

INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status: 0 done, 1 findings, 2 bad input, 3 no source, 4 no delivery."""
    whole = parser()
    options = whole.parse_args(arguments)
    if options.command == "phrases" and options.action == "preview" and options.message is None:
        whole.error("phrases preview needs a MESSAGE")
    from generator.errors import CommentaryError  # noqa: PLC0415

    try:
        return int(options.run(options))
    except CommentaryError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return error.status
    except KeyboardInterrupt:
        print("interrupted; what was finished is kept, and starting again goes on from there", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone, as in `commentary write s.json | head`: leave without a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
