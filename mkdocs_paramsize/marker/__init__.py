"""The grammar: what stands between `<<` and `>>`, as a frozen `Marker`."""

from __future__ import annotations

from mkdocs_paramsize.marker.grammar import (
    KINDS,
    LIST,
    LONGEST,
    NO_SUBJECT,
    Marker,
    close,
    in_ascii,
    parse,
    parse_long,
)

__all__ = [
    "KINDS",
    "LIST",
    "LONGEST",
    "NO_SUBJECT",
    "Marker",
    "close",
    "in_ascii",
    "parse",
    "parse_long",
]
