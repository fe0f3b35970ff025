"""Python in a process of its own, as an installed site generator runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

# Installed packages hold their compiled modules; those of a working copy are kept likewise.
ENVIRONMENT: Final = {
    **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
    "NO_MKDOCS_2_WARNING": "1",
}


def python(*arguments: str, cwd: Path | None = None) -> str:
    """What it prints. Raises CalledProcessError when it fails."""
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout
