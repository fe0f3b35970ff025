"""Markers in raw HTML, in which Markdown reads nothing: nobody would miss them but their author.

Such HTML is put aside before the rest of a page is read: as text, or as elements where the
extension `md_in_html` reads some of them and not what is within these. Only with all of it back
in its place is it known which marker of the page is the first of its words, and which the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final
from xml.etree.ElementTree import Element

from markdown.util import HTML_PLACEHOLDER_RE

from mkdocs_paramsize.markdown.lint import OPENING, look
from mkdocs_paramsize.markdown.spans import CODE, Spans, is_escaped

IN_HTML: Final = (
    'it stands in raw HTML, in which Markdown reads nothing; write markdown="1" in its tag and in '
    "those around it, with the extension `md_in_html`, or put the marker outside"
)
UNREAD: Final = "\ue003"
"""Stands before a marker of which the author must be told."""
SHOWN_TO_NOBODY: Final = "\ue004"
"""Stands before one where nobody expects a number."""

_OPENING: Final = re.compile(OPENING)
_SHOWS_NOTHING: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    rf"|<({CODE})\b.*?(?:</\1\s*>|\Z)"
    r"""|</?[a-z](?:"[^"]*"|'[^']*'|[^<>"'])*>""",
    re.DOTALL | re.IGNORECASE,
)
"""Comments, code, what is no text, and tags with their attributes: nobody expects numbers there."""


def with_signs(text: str, blocks: Sequence[object]) -> str | None:
    """A page with its raw HTML in its place again, and a sign before each marker in that.

    None if there is no marker in it. `blocks` is what was put aside, for which marks of Markdown
    stand in the text.
    """
    if not any(map(_may_hold_markers, blocks)):
        return None
    runs = groupby(_pieces(text, blocks), key=itemgetter(1))
    joined = ((is_raw, "".join(piece for piece, _ in run)) for is_raw, run in runs)
    return "".join(_signed(run) if is_raw else run for is_raw, run in joined)


def unread(page: str) -> Iterator[str]:
    """The markers behind the signs of a page, as their author wrote them.

    >>> list(unread(_signed("<p>Of << params: 7B >></p> <pre><< params: 8B >></pre>")))
    ['<< params: 7B >>']
    """
    for sign in re.finditer(UNREAD, page):
        if found := look(page, sign.end()):
            yield page[sign.end() : found.end]


def _may_hold_markers(block: object) -> bool:
    if isinstance(block, Element):
        return not _is_read(block) and any("<<" in text for text in block.itertext())
    return isinstance(block, str) and "<<" in block


def _is_read(element: Element) -> bool:
    """Whether the extension `md_in_html` reads what is in an element that it put aside."""
    return element.get("markdown") in ("block", "span")


def _pieces(text: str, blocks: Sequence[object]) -> Iterator[tuple[str, bool]]:
    """The pieces of a page in their order, and whether each is raw HTML."""
    # Elements may be nested deeply: what is still to come is a list rather than a call in a call.
    coming: list[tuple[str | Element, bool]] = [(text, False)]
    while coming:
        item, is_raw = coming.pop()
        if isinstance(item, Element):
            coming += reversed([*_inside(item, is_raw or not _is_read(item))])
            continue
        first, *rest = HTML_PLACEHOLDER_RE.split(item)
        yield first, is_raw
        for number, following in reversed([*zip(rest[::2], rest[1::2], strict=True)]):
            coming += [(following, is_raw), *_put_aside(blocks, int(number), is_raw)]


def _inside(element: Element, is_raw: bool) -> Iterator[tuple[str | Element, bool]]:
    """An element's tags, and what is between them."""
    attributes = "".join(f' {name}="{value}"' for name, value in element.items())
    yield f"<{element.tag}{attributes}>{element.text or ''}", is_raw
    for child in element:
        yield child, is_raw
        yield child.tail or "", is_raw
    yield f"</{element.tag}>", is_raw


def _put_aside(
    blocks: Sequence[object], number: int, is_raw: bool
) -> Iterable[tuple[str | Element, bool]]:
    """What was put aside; not the HTML of code, for which its author wrote something else."""
    block = blocks[number] if number < len(blocks) else None
    if isinstance(block, Element):
        return [(block, is_raw)]
    return [(block, True)] if isinstance(block, str) and (is_raw or "<<" in block) else []


def _signed(html: str) -> str:
    """Raw HTML with a sign before each marker in it."""
    nothing = Spans(found.span() for found in _SHOWS_NOTHING.finditer(html))
    pieces: list[str] = []
    done = 0
    for opening in _OPENING.finditer(html):
        start = opening.start()
        if not is_escaped(html, start):
            found = None if nothing.cover(start) else look(html, start)
            is_marker = found is not None and found.slip is None
            pieces += [html[done:start], UNREAD if is_marker else SHOWN_TO_NOBODY]
            done = start
    return "".join([*pieces, html[done:]])
