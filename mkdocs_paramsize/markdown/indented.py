"""Code by indentation. It is known by what stands before it: after a list item, a note or a
footnote, four spaces go on with that; after all else they make code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from mkdocs_paramsize.markdown.fence import fences

# What lines begin with that go on inside a quotation, a list item or a note, and a box.
_QUOTE: Final = re.compile(r" {0,3}> ?")
_STEP: Final = re.compile(r" {4}")
_BOX_STEP: Final = re.compile(r"[ ]{4}")  # Written otherwise, it is an object of its own.
# What opens one.
_ITEM: Final = re.compile(r" {0,3}(?:[*+-]|\d+[.)]) +")
_NOTE: Final = re.compile(r" {0,3}(?:\[\^[^\]]*\]: *|: {1,3})")
_BOX: Final = re.compile(r"""(?:!!!|\?\?\?\+?|===[!+]*) *[\w"'].*""")
# A heading or a rule ends a paragraph without an empty line between.
_HEADING: Final = re.compile(r"#")
_RULE: Final = re.compile(r" {0,3}(?:(?:- {0,2}){3,}|(?:_ {0,2}){3,}|(?:\* {0,2}){3,})$")
_ELEMENT: Final = re.compile(
    r" {0,3}<(address|article|aside|blockquote|center|details|dialog|div|dl|fieldset|figure"
    r"|footer|form|header|hgroup|iframe|main|math|menu|nav|ol|p|pre|script|section|style|table"
    r"|textarea|ul|video)(?=[\s>])",
    re.IGNORECASE,
)


def indented(lines: Sequence[str]) -> Iterator[int]:
    """The numbers of the lines, from 0, that are code by indentation.

    Shape of `lines`: one string a line, tabs expanded, without line ends. A line in a fence or
    in an HTML element is none: that is not read as the lines around it are.

    >>> list(indented(["- a", "", "    goes on", "", "        code", "", "b", "", "    code"]))
    [4, 8]
    """
    # What the line before stood in, from the outermost on.
    opened: list[re.Pattern[str]] = []
    # Whether a paragraph may begin here, and whether the one that goes on began with an item.
    is_fresh, is_list, is_blank = True, False, True
    inner = {*_in_fences(lines), *_in_elements(lines)}
    for number, line in enumerate(lines):
        if number in inner:
            is_fresh = is_blank = False
            continue
        known, rest = _within(opened, line)
        ends = is_blank or bool(_HEADING.match(rest) or _RULE.match(rest))
        if not ends:
            known, rest = _within(opened, line, is_lazy=True)
            if _BOX_STEP in opened[known:]:
                # Lists and notes go on with lines that are not indented; a box does not.
                known, ends = opened.index(_BOX_STEP, known), True
            elif is_fresh:
                known = len(opened)
        is_blank = not rest.strip()
        if is_blank:
            continue
        if ends:
            del opened[known:]
            is_fresh, is_list = True, False
        begun, rest, is_item = _begun(rest, may_be_item=is_fresh or is_list)
        if begun:
            opened[known:] = begun
        if rest.startswith("    ") and (begun[-1] is _QUOTE if begun else is_fresh):
            yield number
            is_fresh = True
            continue
        is_list |= is_item
        is_fresh = bool(_BOX_STEP in begun or _HEADING.match(rest) or _RULE.match(rest))


def _within(
    opened: Sequence[re.Pattern[str]], line: str, *, is_lazy: bool = False
) -> tuple[int, str]:
    """How many of these a line goes on with, and what it says there; within its paragraph a
    quotation goes on with a line that lacks the mark."""
    for number, beginning in enumerate(opened):
        if found := beginning.match(line):
            line = line[found.end() :]
        elif not (is_lazy and beginning is _QUOTE):
            return number, line
    return len(opened), line


def _begun(rest: str, *, may_be_item: bool) -> tuple[list[re.Pattern[str]], str, bool]:
    """What a line opens, what is left of it, and whether it is a list item."""
    begun: list[re.Pattern[str]] = []
    is_item = False
    while not _RULE.match(rest):
        if _BOX.fullmatch(rest):
            return [*begun, _BOX_STEP], "", is_item
        if found := _QUOTE.match(rest):
            begun.append(_QUOTE)
        elif found := _NOTE.match(rest):
            begun.append(_STEP)
        elif found := _ITEM.match(rest) if may_be_item else None:
            begun.append(_STEP)
            is_item = True
        else:
            break
        rest, may_be_item = rest[found.end() :], True
    return begun, rest, is_item


def _in_fences(lines: Sequence[str]) -> Iterator[int]:
    """All lines of fences but the first of each, which says where the fence stands."""
    for fence in fences(lines):
        yield from range(fence.start + 1, fence.end)


def _in_elements(lines: Sequence[str]) -> Iterator[int]:
    """All lines of HTML elements but the first of each; one that never ends goes on for good."""
    tag: re.Pattern[str] | None = None
    depth = 0
    for number, line in enumerate(lines):
        if tag is not None:
            yield number
        elif found := _ELEMENT.match(line):
            tag = re.compile(rf"<(/?){found[1]}(?=[\s>])", re.IGNORECASE)
        if tag is not None:
            depth += sum(-1 if end else 1 for end in tag.findall(line))
            if depth <= 0:
                tag, depth = None, 0
