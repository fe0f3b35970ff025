"""What a YAML file may give that Python cannot print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_PRINTED: Final = 10_000
"""Bits of a number that Python still writes in decimal digits."""

PAGE_LEVELS: Final = 2
OPTION_LEVELS: Final = 8
"""Levels of lists and mappings that front matter and options may have: an alias of YAML may have
no end."""


def printable(given: Any, levels: int = PAGE_LEVELS) -> Any:
    """The same, with what no message can be written of as text: impossibly large numbers, and
    lists within lists.

    A number in hexadecimal digits passes Python's limit where it is read, not where it is written.

    >>> printable({"a": [1, True, "x"]})
    {'a': [1, True, 'x']}
    >>> printable(16**4000)
    '0x1000000000000000...'
    >>> printable([[[1, 2]]])
    [['[...]']]
    """
    if isinstance(given, Mapping | list | tuple) and not levels:
        return "{...}" if isinstance(given, Mapping) else "[...]"
    if isinstance(given, Mapping):
        return {printable(name, 0): printable(value, levels - 1) for name, value in given.items()}
    if isinstance(given, list | tuple):
        return [printable(value, levels - 1) for value in given]
    if isinstance(given, int) and given.bit_length() > _PRINTED:
        return f"{given:#x}"[:18] + "..."
    return given


def as_yaml(value: Any) -> str:
    """A value as YAML writes it, in one line, for messages.

    >>> from datetime import date
    >>> as_yaml(True), as_yaml(date(2026, 1, 2)), as_yaml({"a": [1, "x"]})
    ('true', '2026-01-02', '{a: [1, x]}')
    """
    match value:
        case bool():
            return str(value).lower()
        case Mapping():
            pairs = (f"{as_yaml(name)}: {as_yaml(inner)}" for name, inner in value.items())
            return f"{{{', '.join(pairs)}}}"
        case list() | tuple():
            return f"[{', '.join(map(as_yaml, value))}]"
        case None:
            return "null"
    return str(value)
