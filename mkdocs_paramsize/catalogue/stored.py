"""One tensor as a checkpoint stores it."""

from __future__ import annotations

from math import prod

import msgspec

LARGEST_DIMENSION = 2**48
"""No dimension of a tensor is larger; a header that says so lies."""


class Stored(msgspec.Struct, frozen=True):
    """A tensor's name, its shape (outermost first), its type and its bytes, from a header."""

    name: str
    shape: tuple[int, ...]
    type: str
    bytes: int

    @property
    def elements(self) -> int:
        """Numbers in it, of its type."""
        return prod(self.shape)
