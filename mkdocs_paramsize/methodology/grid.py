"""Tables of texts, which scroll by themselves where the screen is narrow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from mkdocs_paramsize.answer import UNKNOWN
from mkdocs_paramsize.render.element import Content, element
from mkdocs_paramsize.words import Words

NO_BREAK = "\u00a0"
_IN_SIGHT = "position: sticky; left: 0; width: fit-content; max-width: 85vw"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, None where something is not known; what the row is; and its source, which
    stands below it, since a column of sources would take the room of all others."""

    cells: tuple[str | None, ...]
    part: str | None = None
    source: Sequence[Content] = ()


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
        element("tbody", {}, *(row for line in lines for row in _rows(line, marks))),
    )
    # Reached by keyboard where it is wider than the page: nothing in it can be.
    attributes = {"class": "paramsize-table", "data-search-exclude": "", "tabindex": "0"}
    return element("div", attributes, made)


def source_of(text: str, checked: str | None, words: Words) -> list[Content]:
    """What a row's source is, and the day on which it was last checked."""
    told: list[Content] = [words.filled("methodology.source", source=words.cited(text))]
    if checked is not None:
        told.append(words.text("list.apart"))
        for literal, place in words.pieces("note.checked"):
            told += [literal] if place is None else [literal, dated(checked)]
    return told


def dated(text: str) -> Content:
    """A date as one, which is not broken."""
    return element("time", {}, text) if _DATE.fullmatch(text) else text


def _rows(line: Line, marks: Sequence[dict[str, str]]) -> Iterator[Element]:
    first, *rest = zip((cell or UNKNOWN for cell in line.cells), marks, strict=True)
    yield element(
        "tr",
        {"data-row": line.part} if line.part else {},
        element("th", {"scope": "row"}, first[0]),
        *(element("td", mark, dated(_whole(text) if mark else text)) for text, mark in rest),
    )
    if line.source:
        # Within the screen however far the table has been scrolled.
        told = element("div", {"style": _IN_SIGHT}, *line.source)
        below = {"class": "paramsize-note", "colspan": str(len(marks)), "style": "padding-top: 0"}
        yield element("tr", {"style": "border: 0"}, element("td", below, told))


def _whole(figure: str) -> str:
    """A number and its unit on one line."""
    return figure.replace(" ", NO_BREAK)
