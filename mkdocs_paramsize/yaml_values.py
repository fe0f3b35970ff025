"""What a YAML file may give that Python cannot print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_PRINTED: Final = 10_000
"""Bits of a number that Python still writes in decimal digits."""


def printable(given: Any) -> Any:
    """The same, with impossibly large numbers as text: no message can be written of them.

    A number in hexadecimal digits passes Python's limit where it is read, not where it is written.

    >>> printable({"a": [1, True, "x"]})
    {'a': [1, True, 'x']}
    >>> printable(16**4000)
    '0x1000000000000000...'
    """
    if isinstance(given, Mapping):
        return {printable(name): printable(value) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [printable(value) for value in given]
    if isinstance(given, int) and given.bit_length() > _PRINTED:
        return f"{given:#x}"[:18] + "..."
    return given
