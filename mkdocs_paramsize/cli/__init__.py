"""The command `paramsize`: `check`, `show`, `families` and `assets`."""

from __future__ import annotations

from mkdocs_paramsize.cli.command import (
    main,
)

__all__ = [
    "main",
]
