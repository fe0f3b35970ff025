"""The grammar: what stands between `<<` and `>>`, as a frozen `Marker`."""

from __future__ import annotations

from mkdocs_paramsize.marker.grammar import (
    COLON_MISSING,
    EXAMPLES,
    KINDS,
    LIST,
    LISTED,
    LONGEST,
    NO_SUBJECT,
    SLASH_MISSING,
    Marker,
    close,
    parse,
    parse_long,
    with_colon,
)

__all__ = [
    "COLON_MISSING",
    "EXAMPLES",
    "KINDS",
    "LIST",
    "LISTED",
    "LONGEST",
    "NO_SUBJECT",
    "SLASH_MISSING",
    "Marker",
    "close",
    "parse",
    "parse_long",
    "with_colon",
]
