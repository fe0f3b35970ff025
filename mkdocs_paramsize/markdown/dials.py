"""The dials of a page, found before its text is answered: a marker may stand above its dial.

Where a marker is read, only the parser knows: lists, boxes and quotations nest, and what is
indented may be code. So the blocks of a page that may have dials are parsed once more, before
all else; whatever the parser remembers of that is forgotten again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from typing import Any, Final
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.util import AtomicString

from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.markdown.conversion import Conversion
from mkdocs_paramsize.markdown.spans import Spans, code_spans, covered, is_escaped, surroundings
from mkdocs_paramsize.marker import LIVE, Marker, close, parse
from mkdocs_paramsize.render.element import copied

_START: Final = re.compile(rf"<<\s*(?:{'|'.join(LIVE)})\s*:")


def dials(lines: list[str], conversion: Conversion) -> tuple[Marker, ...]:
    """The markers of a page that bring dials, in their order; wrong ones are passed over here,
    since they are reported where they stand."""
    root, parser = Element("div"), conversion.md.parser
    with _unnoticed(conversion.md), conversion.listening() as heard:
        parser.parseChunk(root, "\n".join(lines))
        for note in _footnotes(conversion.md):
            parser.parseChunk(root, note)
    return tuple(_markers(root, heard))


def _footnotes(md: Markdown) -> tuple[str, ...]:
    """The texts of footnotes, which are parsed after all else."""
    if "footnote" not in md.parser.blockprocessors:
        return ()
    processor: Any = md.parser.blockprocessors["footnote"]
    return tuple(processor.footnotes.footnotes.values())


@contextmanager
def _unnoticed(md: Markdown) -> Iterator[None]:
    """Everything that parsing blocks leaves behind is as it was."""
    stash = md.htmlStash.rawHtmlBlocks
    blocks: list[Any] = list(stash)
    known: dict[int, tuple[Any, Any]] = {}
    # What an extension may have put on the object itself, such as a counter, goes with the rest.
    _remember(vars(md), known)
    _remember(vars(md.htmlStash), known)
    for processor in md.parser.blockprocessors:
        _remember(vars(processor), known)
    stash[:] = [copied(block) if isinstance(block, Element) else block for block in blocks]
    try:
        yield
    finally:
        for container, before in known.values():
            if isinstance(container, list):
                container[:] = before
            else:
                container.clear()
                container.update(before)


def _remember(container: Any, known: dict[int, tuple[Any, Any]]) -> None:
    """What is in a list, a dictionary or a set, and in those within it; and in the objects that
    extensions keep for a document, such as the code that one has put aside."""
    if isinstance(container, Extension) or _is_kept(container):
        container = vars(container)
    if not isinstance(container, list | dict | set) or id(container) in known:
        return
    known[id(container)] = container, copy(container)
    for part in container.values() if isinstance(container, dict) else container:
        _remember(part, known)


def _is_kept(part: Any) -> bool:
    """Whether it is an object of another extension's own, and no part of Markdown itself."""
    owner = type(part).__module__.partition(".")[0]
    return owner == "pymdownx" and hasattr(part, "__dict__") and not callable(part)


def _markers(root: Element, heard: dict[Element, Marker]) -> Iterator[Marker]:
    for element in root.iter():
        if element in heard:
            if heard[element].kind in LIVE:
                yield heard[element]
        elif element.text and not isinstance(element.text, AtomicString):
            yield from _in_text(element.text)


def _in_text(text: str) -> Iterator[Marker]:
    """The dials in a text; a calculator is refused there."""
    spans = code_spans(text)
    code = Spans(spans)
    places = [
        (found.start(), end)
        for found in _START.finditer(text)
        if (end := close(text, found.end())) is not None
        and not code.cover(found.start())
        and not is_escaped(text, found.start())
    ]
    if not places:
        return
    around = surroundings(covered(text, spans), places)
    for (start, end), surrounding in zip(places, around, strict=True):
        with suppress(ParamsizeError):
            marker = parse(text[start + 2 : end - 2])
            if surrounding in ("text", "link") and marker.kind == "dial":
                yield marker
