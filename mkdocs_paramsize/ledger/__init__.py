"""From an architecture to every count: sums over one list of tensors."""

from __future__ import annotations

from mkdocs_paramsize.ledger.ledger import (
    Ledger,
)

__all__ = [
    "Ledger",
]
