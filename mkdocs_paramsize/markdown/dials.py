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
from mkdocs_paramsize.markdown.block import IN_TEXT
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
# What has a body that is indented under it: lists, definitions, footnotes, admonitions, tabs.
_HOLDER: Final = re.compile(
    r"\s*(?:(?:[*+-]|(?:\d+|[A-Za-z]{1,4}|#)[.)]|:)\s|\[\^[^\]]+\]:|(?:!!!|\?\?\?\+?|===[!+]?)\s)"
)
# Lines that leave no trace in what is around them.
_DEFINITION: Final = re.compile(r" {0,3}(?:\[[^\^\]][^\]]*\]|\*\[[^\]]+\]):")
_STEP: Final = 4
"""Columns that Python-Markdown indents a body by, and code."""

# What may stand beside a marker that is alone: the mark of its list, and an attribute list.
_BESIDE: Final = re.compile(r"[*+-]\s|\d+[.)]\s|:\s|\{[^}\n]*\}|[\s>]")


def dials(lines: Sequence[str], md: Markdown, fences: Fences) -> tuple[Marker, ...]:
    """The markers of a page that bring dials, in their order; wrong ones are passed over here,
    since they are reported where they stand."""
    text = _parsed("\n".join(lines), md.htmlStash.rawHtmlBlocks)
    return tuple(marker for block in _read(text) for marker in _markers(block, fences))


def _parsed(text: str, blocks: Sequence[object]) -> str:
    """The text, with that of HTML which is read as Markdown within; raw HTML has none."""

    def within(found: re.Match[str]) -> str:
        block = blocks[int(found[1])] if int(found[1]) < len(blocks) else None
        if isinstance(block, Element):
            return _parsed("\n\n".join(block.itertext()), blocks)
        return found[0]

    return HTML_PLACEHOLDER_RE.sub(within, text)


def _read(text: str) -> Iterator[str]:
    """The paragraphs that are not indented code."""
    holders: list[int] = []
    for found in PARAGRAPH.finditer(text):
        lines = [_unquoted(line) for line in found[0].split("\n")]
        if all(_DEFINITION.match(line) for line in lines):
            continue
        start = _indentation(lines[0])
        while holders and start < holders[-1] + _STEP:
            holders.pop()
        room = holders[-1] + _STEP if holders else 0
        if start < room + _STEP:
            holders += [_column(line) for line in lines if _HOLDER.match(line)]
            yield found[0]


def _unquoted(line: str) -> str:
    start = _QUOTED.match(line)
    return line[start.end() :] if start else line


def _indentation(line: str) -> int:
    expanded = line.expandtabs(_STEP)
    return len(expanded) - len(expanded.lstrip(" "))


def _column(line: str) -> int:
    """Where a holder stands, in whole steps: two spaces before a list item mean nothing."""
    return _indentation(line) // _STEP * _STEP


def _markers(block: str, fences: Fences) -> Iterator[Marker]:
    fence = fences.at(block)
    if fence is None:
        yield from _in_text(block)
    elif fence.body.lstrip().startswith(LIVE):
        with suppress(ParamsizeError):
            yield parse_long(fence.body)


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
    alone = _are_alone(block, places)
    for (start, end), around in zip(places, surroundings(block, places), strict=True):
        with suppress(ParamsizeError):
            marker = parse(_LINE_END.sub(" ", block[start + 2 : end - 2]))
            if around != "attribute" and _can_stand(marker, alone=alone):
                yield marker


def _can_stand(marker: Marker, *, alone: bool) -> bool:
    """Whether a marker is not refused there: a dial is of a sentence, a calculator is not."""
    in_text = marker.option("as") in IN_TEXT
    if marker.kind == "dial":
        return in_text or marker.option("as") is None
    return alone and not in_text


def _are_alone(block: str, places: Sequence[tuple[int, int]]) -> bool:
    """Whether nothing else is said in a paragraph, as a calculator wants it."""
    ends = [0, *(end for _, end in places)]
    starts = [*(start for start, _ in places), len(block)]
    rest = "".join(block[end:start] for end, start in zip(ends, starts, strict=True))
    return not _BESIDE.sub("", rest)
