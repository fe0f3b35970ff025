"""Where a place in a paragraph is: in a code span, in an HTML tag or comment, in a raw link."""

from __future__ import annotations

import re

_TICKS = re.compile(r"`+")
_HTML = re.compile(
    # An attribute's value may hold `<` and `>` in quotes; elsewhere `<` starts over.
    r"""</?[A-Za-z](?:[^<>"'=]|=\s*+(?:"[^"]*"|'[^']*')|["'=])*+>"""
    # A comment that never closes goes on to the end.
    r"""|<!--.*?(?:-->|\Z)""",
    re.DOTALL,
)
_PRESSED = re.compile(r"<(/?)(?:a|button|label|summary|h[1-6])(?=[\s>/])", re.IGNORECASE)


def code_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each code span: a run of backticks up to the next run as long.

    >>> code_spans("`a` and ``b ` c`` and `d")
    [(0, 3), (8, 17)]
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
        if start >= past and end_of_span is not None:
            spans.append((start, end_of_span))
            past = end_of_span
    return spans


def in_html(text: str, place: int) -> bool:
    """Whether `place` is inside an HTML tag (thus in an attribute) or a comment.

    >>> text = '<b title="here"> there'
    >>> in_html(text, 10), in_html(text, 17)
    (True, False)
    """
    if text.find("<", 0, place) == -1:
        return False
    for found in _HTML.finditer(text):
        if found.start() >= place:
            return False
        if found.end() > place:
            return True
    return False


def in_raw_link(text: str, place: int) -> bool:
    """Whether `place` is between the raw HTML tags of a link or of something else to press.

    >>> text = '<a href="/">7B</a> and <a href="/">13B</a>'
    >>> in_raw_link(text, 12), in_raw_link(text, 20)
    (True, False)
    """
    if text.find("<", 0, place) == -1:
        return False
    slashes = [found.group(1) for found in _PRESSED.finditer(text, 0, place)]
    return slashes.count("") > slashes.count("/")
