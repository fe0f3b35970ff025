"""Markers that are a paragraph of their own, and markers that are wrapped over lines."""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor

from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.markdown.conversion import Conversion
from mkdocs_paramsize.markdown.fence import NAME, opens
from mkdocs_paramsize.markdown.lint import OPENING, Knows, look
from mkdocs_paramsize.markdown.spans import Spans, code_spans
from mkdocs_paramsize.marker import ALONE, FORMS, IN_TEXT, KINDS, parse, parse_long

_OPENING = re.compile(OPENING)
_AT_START = re.compile(r" {0,3}<<\s*(?:" + "|".join(KINDS) + r")\s*:(?!:)")
_LINE_END = re.compile(r" *(?:\n|\Z)")
# An attribute list stands behind the marker or on a line of its own after it.
_ATTRIBUTES = re.compile(r" *\n? *\{:? *(?P<list>[^}\n ][^\n]*)\}" + _LINE_END.pattern)
# What ends a paragraph without an empty line between; a list or plain text does not.
_NEXT_BLOCK = re.compile(
    r" {0,3}(?:#|>|(?:(?:-[ ]{0,2}){3,}|(?:_[ ]{0,2}){3,}|(?:\*[ ]{0,2}){3,})$)", re.MULTILINE
)
# What begins something else on its line, so that no sentence goes on there.
_NEW_LINE = re.compile(r"\s*(?:>(?!>)|#|[*+-]\s|\d+\.\s|:\s|\|)")
_UNCLOSED = "the block is not closed: end it with the same marks, indented as its first line is"
_NOT_YET = re.compile(r" {0,3}(?:>|#)")


class WrappedMarkers(BlockProcessor):
    """Put a marker that is wrapped over lines on one.

    A line that starts with its `>>` would become two quotations. Inside a real quotation
    nothing is joined until the parser has taken its `>` off.
    """

    def __init__(self, parser: BlockParser, conversion: Conversion) -> None:
        super().__init__(parser)
        self._conversion = conversion

    def test(self, parent: Element, block: str) -> bool:
        return "<<" in block and "\n" in block

    def run(self, parent: Element, blocks: list[str]) -> bool:
        blocks[0] = joined(blocks[0], self._conversion.knows)
        # Whatever the block is, another processor parses it.
        return False


class BlockMarkers(BlockProcessor):
    """Parse markers that stand alone in their paragraph, line by line as a rule is parsed.

    Otherwise two in a row would be one paragraph, and `---` after one would make it a heading.
    """

    def __init__(self, parser: BlockParser, conversion: Conversion) -> None:
        super().__init__(parser)
        self._conversion = conversion

    def test(self, parent: Element, block: str) -> bool:
        return "<<" in block and _AT_START.match(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        in_list = any(self.parser.state.isstate(state) for state in ("list", "looselist"))
        markers, rest = _leading(blocks[0], self._attributes)
        if not markers or (rest and not _NEXT_BLOCK.match(rest)):
            return False
        if not all(_stands_alone(text, in_list) for text, _ in markers):
            return False
        blocks.pop(0)
        for text, attributes in markers:
            self._append(parent, text, attributes)
        if rest:
            blocks.insert(0, rest)
        return True

    def _append(self, parent: Element, text: str, attributes: str) -> None:
        element = self._conversion.block(text, lambda: parse(text[2:-2]))
        if attributes and self._attributes is not None:
            self._attributes.assign_attrs(element, attributes)
        parent.append(element)

    @property
    def _attributes(self) -> Any:
        """The processor of the extension `attr_list`, where the site has it."""
        registry = self.parser.md.treeprocessors
        if "attr_list" in registry:
            return registry["attr_list"]
        return None


class FenceBlocks(BlockProcessor):
    """Parse the long form where its token comes up as a block."""

    def __init__(self, parser: BlockParser, conversion: Conversion) -> None:
        super().__init__(parser)
        self._conversion = conversion

    def test(self, parent: Element, block: str) -> bool:
        return bool(self._conversion.fences) and self._conversion.fences.at(block) is not None

    def run(self, parent: Element, blocks: list[str]) -> bool:
        fence = self._conversion.fences.at(blocks.pop(0))
        assert fence is not None, "run follows test"
        parent.append(self._conversion.block(fence.source, lambda: parse_long(fence.body)))
        return True


class UnclosedFences(BlockProcessor):
    """Tell of a fence that never ends, where its first line is left over as text."""

    def __init__(self, parser: BlockParser, conversion: Conversion) -> None:
        super().__init__(parser)
        self._conversion = conversion

    def test(self, parent: Element, block: str) -> bool:
        return NAME in block

    def run(self, parent: Element, blocks: list[str]) -> bool:
        if not self._conversion.is_listening:
            for line in filter(opens, blocks[0].split("\n")):
                self._conversion.warn(line, _UNCLOSED, where="alone")
        # It stays the text that it is.
        return False


def joined(block: str, knows: Knows) -> str:
    """The block with each wrapped marker on one line.

    >>> joined("It takes << memory: 70B,\\nprecision: int4\\n>> to serve.", lambda name: False)
    'It takes << memory: 70B, precision: int4 >> to serve.'
    """
    code = Spans(code_spans(block))
    pieces: list[str] = []
    done = 0
    for found in _OPENING.finditer(block):
        start = found.start()
        end = None if start < done or code.cover(start) else _wrapped_end(block, start, knows)
        if end is not None:
            pieces += [block[done:start], " ".join(block[start:end].split())]
            done = end
    return "".join([*pieces, block[done:]])


def _wrapped_end(block: str, start: int, knows: Knows) -> int | None:
    """Where a marker ends that is wrapped over lines of the same paragraph."""
    sighting = look(block, start, knows)
    if sighting is None or not block.endswith(">>", start, sighting.end):
        return None
    _, *others = block[start : sighting.end].split("\n")
    if not others:
        return None
    line_start = block.rfind("\n", 0, start) + 1
    if _NOT_YET.match(block, line_start, start):
        return None
    return None if any(_NEW_LINE.match(line) for line in others) else sighting.end


def _leading(block: str, attributes: Any) -> tuple[list[tuple[str, str]], str]:
    """The markers that fill the first lines of a block, with attribute lists; and the rest.

    `attributes` is the processor that reads such lists, if there is one.
    """
    markers: list[tuple[str, str]] = []
    position = 0
    while _AT_START.match(block, position):
        start = block.index("<<", position)
        sighting = look(block, start)
        if sighting is None or sighting.slip or "\n" in block[start : sighting.end]:
            break
        listed = _attribute_list(block, sighting.end, attributes)
        line_end = listed or _LINE_END.match(block, sighting.end)
        if line_end is None:
            break
        markers.append((block[start : sighting.end], listed["list"] if listed else ""))
        position = line_end.end()
    return markers, block[position:]


def _attribute_list(block: str, end: int, attributes: Any) -> re.Match[str] | None:
    """The attribute list that is all that follows a marker; not `{ .a } is of { .b }`."""
    listed = _ATTRIBUTES.match(block, end) if attributes is not None else None
    # What the extension does not read of a list that holds a further brace, it gives back.
    if listed is None or attributes.assign_attrs(Element("p"), listed["list"]):
        return None
    return listed


def _stands_alone(text: str, in_list: bool) -> bool:
    """Whether a marker that could be a block is one.

    The first words of a list item are no paragraph: there only what cannot be said in a
    sentence, or is asked for, becomes a block.
    """
    try:
        marker = parse(text[2:-2])
    except MarkerError:
        return not in_list
    form = marker.option("as")
    place = FORMS[marker.kind].place
    if form in IN_TEXT or place == "text":
        return False
    return not in_list or form in ALONE or place == "alone"
