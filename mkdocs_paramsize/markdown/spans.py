"""Where a place in a paragraph is: in a code span, in an HTML tag, comment or link, in code.

A paragraph may hold thousands of markers, so each question is asked of all of them at once:
everything here reads a text a fixed number of times.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Final, Literal

Surrounding = Literal["text", "link", "attribute", "code", "comparison"]
"""What a marker stands in: running text, a raw link, an HTML attribute or comment, an element of
code, or what would be an HTML tag if the marker were none: `a <b, << params: 7B >>, c> d`."""

CODE: Final = "script|style|textarea|pre|code|math|svg"
"""Elements of HTML in which nobody expects numbers."""

PARAGRAPH = re.compile(r"^(?=.*[^\s>]).+(?:\n(?=.*[^\s>]).+)*", re.MULTILINE)
"""Lines in a row; one with nothing but the `>` of a quotation stands between two."""

_TICKS = re.compile(r"`+")
_HTML = re.compile(
    # An attribute's value may hold `<` and `>` in quotes; elsewhere `<` starts over.
    r"""</?[A-Za-z](?:[^<>"'=]|=\s*+(?:"[^"]*"|'[^']*')|["'=])*+>"""
    # A comment that never closes goes on to the end.
    r"""|<!--.*?(?:-->|\Z)""",
    re.DOTALL,
)
_VALUE = re.compile(r"""=\s*+(?:"[^"]*"|'[^']*')""")
_CODE = re.compile(rf"<(/?)({CODE})(?=[\s>/])", re.IGNORECASE)
_PRESSED = re.compile(r"<(/?)(?:a|button|label|summary|h[1-6])(?=[\s>/])", re.IGNORECASE)


class Spans:
    """Stretches of a text that do not overlap, in their order.

    >>> spans = Spans([(0, 3), (8, 17)])
    >>> spans.cover(2), spans.cover(3), spans.cover(8), spans.cover(9)
    (True, False, False, True)
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        pairs = list(spans)
        self._starts = [start for start, _ in pairs]
        self._ends = [end for _, end in pairs]

    def cover(self, place: int) -> bool:
        """Whether `place` is inside one of them, after its first character."""
        number = bisect_left(self._starts, place) - 1
        return number >= 0 and place < self._ends[number]


def code_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each code span of a paragraph: a run of backticks up to the next run as
    long. A backslash takes the meaning of the first, unless it closes a span.

    >>> code_spans("`a` and ``b ` c`` and `d"), code_spans("\\\\` a `b\\\\` c")
    ([(0, 3), (8, 17)], [(5, 9)])
    """
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(text)]
    # Walked backwards, `closer` holds the nearest later run of each length.
    closer: dict[int, int] = {}
    closes_at: list[int | None] = []
    for start, end in reversed(runs):
        closes_at.append(closer.get(end - start))
        closer[end - start] = end
    closes_at.reverse()
    spans: list[tuple[int, int]] = []
    past = 0
    for (start, _), end_of_span in zip(runs, closes_at, strict=True):
        if start >= past and end_of_span is not None and not is_escaped(text, start):
            spans.append((start, end_of_span))
            past = end_of_span
    return spans


def is_escaped(text: str, place: int) -> bool:
    """Whether an odd number of backslashes stands before the place.

    >>> [is_escaped(text, len(text)) for text in ("a", "\\\\", "\\\\\\\\")]
    [False, True, False]
    """
    first = place
    while first > 0 and text[first - 1] == "\\":
        first -= 1
    return (place - first) % 2 == 1


def surroundings(text: str, markers: Sequence[tuple[int, int]]) -> list[Surrounding]:
    """What each marker stands in; `markers` are their starts and ends, in their order.

    >>> text = '<b title="M"> M <a href="/">M</a> <c, M, d> <code>M</code>'
    >>> surroundings(text, [(at, at + 1) for at, letter in enumerate(text) if letter == "M"])
    ['attribute', 'text', 'link', 'comparison', 'code']
    """
    # A marker's own signs and quotation marks are no HTML.
    masked = covered(text, markers)
    if "<" not in masked:
        return ["text"] * len(markers)
    found = list(_HTML.finditer(masked))
    tags = Spans(tag.span() for tag in found)
    values = Spans(span for tag in found for span in _values(tag))
    code = Spans(_code(found, len(masked)))
    pressed = list(_PRESSED.finditer(masked))
    places = [tag.start() for tag in pressed]
    depths = [0, *accumulate(-1 if tag[1] else 1 for tag in pressed)]

    def of(place: int) -> Surrounding:
        if values.cover(place):
            return "attribute"
        if code.cover(place):
            return "code"
        if tags.cover(place):
            return "comparison"
        return "link" if depths[bisect_right(places, place)] > 0 else "text"

    return [of(start) for start, _ in markers]


def code_elements(text: str) -> list[tuple[int, int]]:
    """Start and end of each element of code in a paragraph.

    >>> code_elements("a <code>b</code> <svg/> c <math>d")
    [(2, 9), (26, 33)]
    """
    return list(_code(_HTML.finditer(text), len(text)))


def _code(tags: Iterable[re.Match[str]], end: int) -> Iterator[tuple[int, int]]:
    """The same by the tags of a paragraph: an element that never closes goes on to its end."""
    start, opened = 0, ""
    for tag in tags:
        found = _CODE.match(tag[0])
        if found is None:
            continue
        name = found[2].lower()
        if found[1] and name == opened:
            yield start, tag.start()
            opened = ""
        elif not (found[1] or opened or tag[0].endswith("/>")):
            start, opened = tag.start(), name
    if opened:
        yield start, end


def covered(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with a word as long as each stretch of it in its place."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        pieces += [text[done:start], "x" * (end - start)]
        done = end
    return "".join([*pieces, text[done:]])


def _values(tag: re.Match[str]) -> Iterable[tuple[int, int]]:
    """Start and end of each quoted value of a tag; a comment is one from end to end."""
    if tag[0].startswith("<!--"):
        return [tag.span()]
    return [value.span() for value in _VALUE.finditer(tag.string, *tag.span())]
