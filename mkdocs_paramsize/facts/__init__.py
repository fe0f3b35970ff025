"""What figures rest on besides the marker: models, GPUs, formats, runs, fits, tiers."""

from __future__ import annotations

from mkdocs_paramsize.facts.facts import (
    Facts,
)

__all__ = [
    "Facts",
]
