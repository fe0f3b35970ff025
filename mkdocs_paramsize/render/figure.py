"""Figures as inline SVG, in the theme's colours.

Each has a title and a description for those who do not see it, and stands beside a table
that says the same in numbers. Colours are classes; the stylesheet gives them for light,
dark and print.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from math import log10
from typing import Final
from xml.etree.ElementTree import Element

from mkdocs_paramsize.answer import Bar, Bars, Figure, Ruler, Segment
from mkdocs_paramsize.notation import format_count
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import element, plain_text
from mkdocs_paramsize.render.figures import shown

WIDTH: Final = 720
BAR_HEIGHT: Final = 32
ROW_HEIGHT: Final = 46
RULER_HEIGHT: Final = 150
LEAST_VISIBLE: Final = 1.5
"""Units: a part is drawn at least this wide, so that no part of a model disappears."""


def figure(made: Figure, writer: Writer) -> Element:
    """The figure with its legend and caption."""
    match made:
        case Bar():
            shapes, height = list(_bar(made)), BAR_HEIGHT + (14 if made.capacity else 0)
            legend = [_legend(made.segments, writer)]
        case Bars():
            shapes, height = list(_bars(made)), ROW_HEIGHT * len(made.rows)
            legend = [_legend(_kinds_of(made), writer, amounts=False)]
        case Ruler():
            shapes, height, legend = list(_ruler(made, writer)), RULER_HEIGHT, []
    drawing = _svg(made, shapes, height, writer)
    caption = element("figcaption", {}, *writer.phrase(made.title))
    return element("figure", {"class": "paramsize-plot"}, drawing, *legend, caption)


def _svg(made: Figure, shapes: list[Element], height: int, writer: Writer) -> Element:
    attributes = {
        "viewBox": f"0 0 {WIDTH} {height}",
        "role": "img",
        "class": f"paramsize-{type(made).__name__.lower()}",
        "xmlns": "http://www.w3.org/2000/svg",
    }
    title = element("title", {}, plain_text(_quiet(writer).phrase(made.title)))
    described = element("desc", {}, _description(made, _quiet(writer)))
    return element("svg", attributes, title, described, *shapes)


def _quiet(writer: Writer) -> Writer:
    """The same writer for texts that nobody can click."""
    return Writer(writer.words, lambda _: None)


def _description(made: Figure, writer: Writer) -> str:
    between = writer.words.text("list.between")
    match made:
        case Bar():
            parts = [_told(segment, writer) for segment in made.segments]
        case Bars():
            parts = [
                f"{name}: {between.join(_told(segment, writer) for segment in segments)}"
                for name, segments in made.rows
            ]
        case Ruler():
            parts = [f"{point.name} {shown(point.quantity, writer.words)}" for point in made.points]
    return between.join(parts)


def _told(segment: Segment, writer: Writer) -> str:
    name = plain_text(writer.phrase(segment.name))
    return f"{name} {shown(segment.quantity, writer.words, binary=True)}"


def _rect(x: float, y: float, width: float, height: float, part: str) -> Element:
    return element(
        "rect",
        {
            "x": _n(x),
            "y": _n(y),
            "width": _n(width),
            "height": _n(height),
            "class": f"paramsize-part-{part}",
            "data-part": part,
        },
    )


def _pieces(
    segments: tuple[Segment, ...], scale: float, y: float, height: float
) -> Iterator[Element]:
    x = 0.0
    for segment in segments:
        width = max(LEAST_VISIBLE, segment.quantity.high * scale)
        # A hair of background between neighbours tells them apart without their colours.
        yield _rect(x, y, max(LEAST_VISIBLE, width - 1), height, segment.part)
        x += width


def _bar(made: Bar) -> Iterator[Element]:
    used = sum(segment.quantity.high for segment in made.segments)
    whole = max(used, made.capacity.high if made.capacity else 0) or 1
    scale = WIDTH / whole
    if made.capacity is None:
        yield from _pieces(made.segments, scale, 0, BAR_HEIGHT)
        return
    yield _rect(0, 7, made.capacity.high * scale, BAR_HEIGHT, "room")
    yield from _pieces(made.segments, scale, 7, BAR_HEIGHT)
    yield _mark(made.capacity.high * scale, BAR_HEIGHT + 14)


def _mark(x: float, height: float) -> Element:
    """Where the capacity ends."""
    at = _n(min(x, WIDTH - 1))
    attributes = {"x1": at, "x2": at, "y1": "0", "y2": _n(height), "class": "paramsize-limit"}
    return element("line", attributes)


def _bars(made: Bars) -> Iterator[Element]:
    totals = [sum(part.quantity.high for part in segments) for _, segments in made.rows]
    whole = max([*totals, made.capacity.high if made.capacity else 0]) or 1
    scale = WIDTH / whole
    for number, (name, segments) in enumerate(made.rows):
        top = number * ROW_HEIGHT
        yield _label(0, top + 14, name, "start")
        yield from _pieces(segments, scale, top + 20, ROW_HEIGHT - 26)
    if made.capacity is not None:
        yield _mark(made.capacity.high * scale, ROW_HEIGHT * len(made.rows))


def _kinds_of(made: Bars) -> tuple[Segment, ...]:
    found = {segment.part: segment for _, segments in made.rows for segment in segments}
    return tuple(found.values())


def _legend(segments: tuple[Segment, ...], writer: Writer, *, amounts: bool = True) -> Element:
    items = [
        element(
            "li",
            {},
            element("span", {"class": f"paramsize-key paramsize-part-{segment.part}"}),
            *writer.phrase(segment.name),
            *([" ", shown(segment.quantity, writer.words, binary=True)] if amounts else []),
        )
        for segment in segments
    ]
    return element("ul", {"class": "paramsize-legend"}, *items)


# The ruler: a logarithmic scale from 10^7 to 10^13 parameters or as far as its points reach.

_AXIS: Final = 74
_TEXT_WIDTH: Final = 6.6
"""Units for a character of the labels, to keep neighbours apart."""


def _ruler(made: Ruler, writer: Writer) -> Iterator[Element]:
    amounts = [point.quantity.low for point in made.points]
    amounts += [zone.start for zone in made.zones if zone.start]
    low, high = log10(min(amounts)) - 0.4, log10(max(amounts)) + 0.4

    def place(amount: float) -> float:
        return (log10(max(amount, 1)) - low) / (high - low) * WIDTH

    edges = [max(0.0, place(zone.start)) if zone.start else 0.0 for zone in made.zones]
    for number, (zone, (x, end)) in enumerate(
        zip(made.zones, pairwise([*edges, float(WIDTH)]), strict=True)
    ):
        yield _rect(x, _AXIS, end - x - 1, 14, f"tier-{min(number, 5)}")
        yield _label((x + end) / 2, _AXIS + 36, plain_text(_quiet(writer).cell(zone.name)))
        if zone.start:
            yield _label(x, _AXIS + 56, format_count(zone.start, writer.words.locale))
    yield from _points(made, place)


def _points(made: Ruler, place: Callable[[float], float]) -> Iterator[Element]:
    ends = [-1e9] * 4
    for point in sorted(made.points, key=lambda point: point.quantity.low):
        x = place(point.quantity.low)
        half = len(point.name) * _TEXT_WIDTH / 2
        centre = min(max(x, half), WIDTH - half)
        line = next((i for i, end in enumerate(ends) if centre - half > end + 6), None)
        yield element(
            "circle", {"cx": _n(x), "cy": _n(_AXIS + 7), "r": "4", "class": "paramsize-point"}
        )
        if line is None:
            continue
        ends[line] = centre + half
        y = _AXIS - 10 - line * 16
        yield element(
            "line",
            {
                "x1": _n(x),
                "x2": _n(x),
                "y1": _n(y + 3),
                "y2": _n(_AXIS),
                "class": "paramsize-lead",
            },
        )
        yield _label(centre, y, point.name)


def _label(x: float, y: float, text: str, anchor: str = "middle") -> Element:
    at = min(max(x, 0.0), float(WIDTH))
    return element("text", {"x": _n(at), "y": _n(y), "text-anchor": anchor}, text)


def _n(number: float) -> str:
    """A coordinate, to a tenth."""
    return f"{number:.1f}".rstrip("0").rstrip(".")
