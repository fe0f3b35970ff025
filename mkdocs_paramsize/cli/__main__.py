"""`python -m mkdocs_paramsize.cli` is the command `paramsize`."""

from __future__ import annotations

import sys

from mkdocs_paramsize.cli import main

sys.exit(main())
