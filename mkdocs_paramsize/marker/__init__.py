"""The grammar: what stands between `<<` and `>>`, as a frozen `Marker`."""

from __future__ import annotations

from mkdocs_paramsize.marker.forms import (
    ALONE,
    FORMS,
    IN_TEXT,
    KINDS,
    LIVE,
    VIEWS,
    Alone,
    Form,
    InText,
    View,
)
from mkdocs_paramsize.marker.grammar import (
    COLON_MISSING,
    EXAMPLES,
    LIST,
    LONGEST,
    SLASH_MISSING,
    Marker,
    close,
    parse,
    parse_long,
    with_colon,
)

__all__ = [
    "ALONE",
    "COLON_MISSING",
    "EXAMPLES",
    "FORMS",
    "IN_TEXT",
    "KINDS",
    "LIST",
    "LIVE",
    "LONGEST",
    "SLASH_MISSING",
    "VIEWS",
    "Alone",
    "Form",
    "InText",
    "Marker",
    "View",
    "close",
    "parse",
    "parse_long",
    "with_colon",
]
