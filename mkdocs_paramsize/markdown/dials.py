"""The dials of a page, found before the page is read: a marker may stand above its dial."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.markdown.fence import fences, is_ours
from mkdocs_paramsize.markdown.place import Source
from mkdocs_paramsize.marker import Marker, close, parse, parse_long

LIVE: Final = ("dial", "calculator")
"""The kinds that give the reader something to change."""

_START: Final = re.compile(r"<<\s*(?:dial|calculator)\s*:")


def dials(lines: list[str]) -> tuple[Marker, ...]:
    """The markers of a page that bring dials, in their order; wrong ones are passed over here,
    since they are reported where they stand."""
    text = "\n".join(lines)
    if not any(kind in text for kind in LIVE):
        return ()
    found = [*_markers(text), *_long_forms(lines)]
    return tuple(marker for _, marker in sorted(found, key=lambda pair: pair[0]))


def _markers(text: str) -> Iterator[tuple[int, Marker]]:
    source = Source(text)
    for match in _START.finditer(text):
        end = close(text, match.end())
        if end is not None and not source.in_code(match.start()):
            # A marker that is wrapped within a quotation has `>` before its next line.
            inner = re.sub(r"\s*\n[\s>]*", " ", text[match.start() + 2 : end - 2])
            with suppress(ParamsizeError):
                yield text.count("\n", 0, match.start()), parse(inner)


def _long_forms(lines: list[str]) -> Iterator[tuple[int, Marker]]:
    for fence in fences([line.expandtabs(4) for line in lines]):
        if is_ours(fence) and fence.body.lstrip().startswith(LIVE):
            with suppress(ParamsizeError):
                yield fence.start, parse_long(fence.body)
