"""The dials of a page, found before its text is read: a marker may stand above its dial.

They are looked for in what the preprocessors have left to be read as Markdown, when fenced code,
raw HTML and comments have gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import HTML_PLACEHOLDER_RE

from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.markdown.fence import Fences
from mkdocs_paramsize.markdown.spans import (
    PARAGRAPH,
    Spans,
    code_spans,
    is_escaped,
    surroundings,
)
from mkdocs_paramsize.marker import Marker, close, parse, parse_long

LIVE: Final = ("dial", "calculator")
"""The kinds that give the reader something to change."""

_START: Final = re.compile(r"<<\s*(?:dial|calculator)\s*:")
_QUOTED: Final = re.compile(r"(?: {0,3}>(?!>) ?)*")
# A marker that is wrapped within a quotation has `>` before its next line.
_LINE_END: Final = re.compile(r"\s*\n[\s>]*")
_INDENTED: Final = re.compile(r"(?: {4}|\t)")
# What has a body that is indented under it: lists, definitions, footnotes, admonitions, tabs.
_HOLDER: Final = re.compile(
    r"\s*(?:[*+-]\s|\d+[.)]\s|:\s|\[\^[^\]]+\]:|(?:!!!|\?\?\?\+?|===[!+]?)\s)"
)


def dials(lines: Sequence[str], md: Markdown, fences: Fences) -> tuple[Marker, ...]:
    """The markers of a page that bring dials, in their order; wrong ones are passed over here,
    since they are reported where they stand."""
    text = "\n".join(lines)
    if md.htmlStash.rawHtmlBlocks:
        text = HTML_PLACEHOLDER_RE.sub(lambda found: _parsed(md, int(found[1])), text)
    if not fences and not any(kind in text for kind in LIVE):
        return ()
    return tuple(_markers(text, fences))


def _parsed(md: Markdown, number: int) -> str:
    """The text of HTML that is read as Markdown within; raw HTML has none."""
    blocks: Sequence[object] = md.htmlStash.rawHtmlBlocks
    block = blocks[number] if number < len(blocks) else None
    return "\n\n".join(block.itertext()) if isinstance(block, Element) else ""


def _markers(text: str, fences: Fences) -> Iterator[Marker]:
    before = ""
    for found in PARAGRAPH.finditer(text):
        block = found[0]
        start = _QUOTED.match(block)
        first = block[start.end() :] if start else block
        if _is_code(first, before):
            continue
        if not _INDENTED.match(first) or _HOLDER.match(first):
            before = first
        with suppress(ParamsizeError):
            if fence := fences.at(block):
                if fence.body.lstrip().startswith(LIVE):
                    yield parse_long(fence.body)
                continue
        yield from _in_text(block)


def _is_code(block: str, before: str) -> bool:
    """Whether a paragraph is indented code, after the last one that can hold others."""
    room = 4 + _indentation(before) if _HOLDER.match(before) else 0
    return _indentation(block) >= 4 + room


def _indentation(block: str) -> int:
    line = block.partition("\n")[0].expandtabs(4)
    return len(line) - len(line.lstrip(" "))


def _in_text(block: str) -> Iterator[Marker]:
    code = Spans(code_spans(block))
    places = [
        (found.start(), end)
        for found in _START.finditer(block)
        if (end := close(block, found.end())) is not None
        and not code.cover(found.start())
        and not is_escaped(block, found.start())
    ]
    if not places:
        return
    for (start, end), around in zip(places, surroundings(block, places), strict=True):
        if around != "attribute":
            with suppress(ParamsizeError):
                yield parse(_LINE_END.sub(" ", block[start + 2 : end - 2]))
