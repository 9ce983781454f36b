"""`python -m generator.cli` is the command too."""

import sys

from generator.cli import main

sys.exit(main())
