"""Stacked bars: one against a capacity, or several on one scale.

Places across are percents and places down are em, so that a bar is as wide as the page and
the words in it are as large on a phone as on a wall.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Bar, Bars, Cell, Plain, Segment
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import Content, element, plain_text
from mkdocs_paramsize.render.svg import em, label, percent, rect

LEAST: Final = 0.9
"""Percent of the width that a part counts for at least, so that none disappears."""

GAP: Final = 0.25
"""Percent of background after each part, which tells neighbours apart without their colours."""

NO_BREAK: Final = "\u00a0"

THICK: Final = 2.0
"""Em, of a bar that stands alone; the words above it take as much again."""

ROW: Final = 3.6
"""Em from one of several bars to the next, its name included."""


def bar(made: Bar, writer: Writer) -> tuple[list[Element], float]:
    """The shapes of one bar, and their height in em."""
    used = sum(segment.quantity.high for segment in made.segments)
    if made.capacity is None:
        return list(_pieces(made.segments, used, 0.0, THICK)), THICK
    whole = max(used, made.capacity.high)
    limit, end = 100 * made.capacity.high / whole, 100 * used / whole
    shapes = [
        rect(0.0, THICK, limit, THICK, "paramsize-room"),
        *_pieces(made.segments, whole, THICK, THICK),
        _beyond(limit, max(limit, end), 1.5 * THICK),
        *_limit(limit, 2 * THICK, _told(made.limit, made.capacity, writer)),
    ]
    return shapes, 2 * THICK


def bars(made: Bars, writer: Writer) -> tuple[list[Element], float]:
    """The shapes of several bars under their names, and their height in em."""
    whole = max(sum(part.quantity.high for part in segments) for _, segments in made.rows)
    shapes = []
    for number, (name, segments) in enumerate(made.rows):
        y = number * ROW
        shapes.append(_name(name, y + 1.2, writer))
        shapes += _pieces(segments, whole, y + 1.7, ROW - 2.3)
    return shapes, ROW * len(made.rows)


def _name(name: Cell, y: float, writer: Writer) -> Element:
    """Whose bar it is; on a live page it follows the dial over the page's model."""
    shape = label(0.0, y, plain_text(writer.cell(name)))
    if isinstance(name, Plain) and name.cell and writer.sheet and name.cell in writer.sheet.inputs:
        shape.set("data-live-text", name.cell)
    return shape


def widths(amounts: Sequence[float], whole: float) -> list[float]:
    """The percent of the width that each amount takes; together what they take of the whole.

    What small parts are drawn wider than they are, all of the bar give in proportion.

    >>> widths([99, 0, 1], 100), widths([3], 1000)
    ([99.0, 0.0, 1.0], [0.9])
    """
    shares = [100 * amount / whole if whole else 0.0 for amount in amounts]
    raised = [max(LEAST, share) if share else 0.0 for share in shares]
    drawn = max(LEAST, sum(shares)) / (sum(raised) or 1)
    return [width * drawn for width in raised]


def _pieces(
    segments: tuple[Segment, ...], whole: float, y: float, height: float
) -> Iterator[Element]:
    x = 0.0
    for segment, width in zip(
        segments, widths([segment.quantity.high for segment in segments], whole), strict=True
    ):
        gap = min(GAP, width / 2)
        yield rect(x, y, width - gap, height, f"paramsize-part-{segment.part}")
        x += width


def _beyond(start: float, end: float, y: float) -> Element:
    """Stripes over what no longer fits: a dashed line as thick as the bar, or none."""
    ends = {"x1": percent(start), "x2": percent(end), "y1": em(y), "y2": em(y)}
    return element("line", ends | {"class": "paramsize-beyond"})


def _limit(x: float, bottom: float, told: list[Content]) -> Iterator[Element]:
    """Where the capacity ends, and what it is."""
    line = {"x": percent(min(x, 99.8)), "y": em(0.2), "width": "2", "height": em(bottom - 0.2)}
    yield element("rect", line | {"class": "paramsize-limit"})
    # The spaces keep the words off the line, on whichever side of it they are.
    yield label(x, 1.2, NO_BREAK, *told, NO_BREAK, anchor="end" if x > 50 else "start")


def _told(limit: Cell, capacity: Quantity, writer: Writer) -> list[Content]:
    """Whose capacity it is, and how much."""
    pieces = [*writer.cell(limit), " ", writer.amount(capacity, "tspan")]
    return [_in_svg(piece) if isinstance(piece, Element) else piece for piece in pieces]


def _in_svg(piece: Element) -> Element:
    return element("tspan", piece.attrib, *piece.itertext())
