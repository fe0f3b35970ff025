"""Tables of texts, which scroll by themselves where the screen is narrow."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mkdocs_paramsize.render.element import Content, element

UNKNOWN = "–"
NO_BREAK = "\u00a0"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, None where something is not known, and what the row is."""

    cells: tuple[str | None, ...]
    part: str | None = None


def grid(name: str, heads: Sequence[str], lines: Sequence[Line], figures: Sequence[int]) -> Element:
    """The table; the columns of these numbers hold figures, whose ends are aligned.

    Its cells stay out of the search index: every name on it stands on some other page too.
    """
    marks = [{"class": "paramsize-figure"} if n in figures else {} for n in range(len(heads))]
    head = [
        element("th", {"scope": "col", **mark}, text)
        for text, mark in zip(heads, marks, strict=True)
    ]
    made = element(
        "table",
        {"class": "paramsize-grid", "aria-label": name},
        element("thead", {}, element("tr", {}, *head)),
        element("tbody", {}, *(_row(line, marks) for line in lines)),
    )
    # Reached by keyboard where it is wider than the page: nothing in it can be.
    attributes = {"class": "paramsize-table", "data-search-exclude": "", "tabindex": "0"}
    return element("div", attributes, made)


def _row(line: Line, marks: Sequence[dict[str, str]]) -> Element:
    first, *rest = zip((cell or UNKNOWN for cell in line.cells), marks, strict=True)
    return element(
        "tr",
        {"data-row": line.part} if line.part else {},
        element("th", {"scope": "row"}, first[0]),
        *(element("td", mark, _whole(text) if mark else _dated(text)) for text, mark in rest),
    )


def _dated(text: str) -> Content:
    """A date as one, which is not broken."""
    return element("time", {}, text) if _DATE.fullmatch(text) else text


def _whole(figure: str) -> str:
    """A number and its unit on one line."""
    return figure.replace(" ", NO_BREAK)
