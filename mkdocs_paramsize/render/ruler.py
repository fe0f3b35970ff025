"""The ruler: a logarithmic scale of sizes with zones, ticks and known models on it.

It is laid out for the narrowest screen. Places across are percents and letters keep their
size, so on a wider one the labels only move apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil, floor, log10
from typing import Final
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element

import msgspec

from mkdocs_paramsize.answer import Point, Ruler
from mkdocs_paramsize.notation import format_count
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import element, plain_text
from mkdocs_paramsize.render.svg import em, label, percent, rect, upright

NARROWEST: Final = 27.0
"""Em: the width of a phone's column in the figure's letters."""

LANE: Final = 1.45
"""Em from one line of labels to the next."""

BAND: Final = 1.9
"""Em, the height of the zones."""


PADDING: Final = 0.9
"""Em beside a label, between it and its pole and the next one."""


class Scale(msgspec.Struct, frozen=True):
    """Decades from `low` to `high`, as percents of the width."""

    low: float
    high: float

    def place(self, amount: float) -> float:
        """Where an amount stands."""
        return (log10(amount) - self.low) / (self.high - self.low) * 100

    def ticks(self, *digits: int) -> Iterator[int]:
        """Amounts of one of these leading digits that stand on the scale."""
        for decade in range(floor(self.low), ceil(self.high)):
            for digit in digits:
                if self.low < log10(digit * 10**decade) < self.high:
                    yield digit * 10**decade


def ruler(made: Ruler, writer: Writer) -> tuple[list[Element], float]:
    """The shapes of the ruler, and their height in em."""
    points = sorted(made.points, key=lambda point: point.quantity.low)
    scale = _scale(made, points)
    lanes = _lanes(points, scale)
    top = LANE * (max(lanes, default=-1) + 1) + 0.8
    shapes = [*_zones(made, scale, top, writer), *_ticks(scale, top + BAND, writer)]
    for point, lane in zip(points, lanes, strict=True):
        shapes += _flag(point, scale, top, top - 0.6 - LANE * lane)
    return shapes, top + BAND + 2.2


def _scale(made: Ruler, points: list[Point]) -> Scale:
    """Wide enough for every zone, and for the label of the last point to end on the page."""
    starts = [log10(zone.start) for zone in made.zones if zone.start > 0]
    sizes = [log10(point.quantity.low) for point in points]
    low = min([*sizes, *(start - 0.8 for start in starts)], default=6.0) - 0.4
    high = max([*sizes, *(start + 0.8 for start in starts)], default=12.0) + 0.15
    for point, size in zip(points, sizes, strict=True):
        room = max(0.2, 1 - _width(point.name) / NARROWEST)
        high = max(high, low + (size - low) / room)
    return Scale(low, high)


def _lanes(points: list[Point], scale: Scale) -> list[int]:
    """The line of each label, counted from the ruler upwards.

    A label flies to the right of its pole like a flag. It must stand above every label that
    begins under it, so that no pole crosses a word.
    """
    lanes = [0] * len(points)
    places = [scale.place(point.quantity.low) * NARROWEST / 100 for point in points]
    for mine in reversed(range(len(points))):
        end = places[mine] + _width(points[mine].name)
        under = [lanes[other] for other in range(mine + 1, len(points)) if places[other] < end]
        lanes[mine] = max(under, default=-1) + 1
    return lanes


def _width(name: str) -> float:
    """Em that a label takes, rather too many than too few."""
    return PADDING + sum(1.05 if east_asian_width(x) in "WF" else 0.56 for x in name)


def _flag(point: Point, scale: Scale, axis: float, y: float) -> Iterator[Element]:
    x = scale.place(point.quantity.low)
    yield upright(x, y - 0.9, axis, "paramsize-pole")
    dot = {"cx": percent(x), "cy": em(axis), "r": "0.25em", "class": "paramsize-point"}
    yield element("circle", dot)
    yield label(x, y, point.name, shift=0.4)


def _zones(made: Ruler, scale: Scale, top: float, writer: Writer) -> Iterator[Element]:
    edges = [max(0.0, scale.place(zone.start)) if zone.start else 0.0 for zone in made.zones]
    for number, (zone, (x, end)) in enumerate(
        zip(made.zones, pairwise([*edges, 100.0]), strict=True)
    ):
        yield rect(x, top, end - x, BAND, f"paramsize-{'zone' if number % 2 else 'room'}")
        name = plain_text(writer.cell(zone.name))
        if _width(name) - PADDING < (end - x) * NARROWEST / 100:
            yield label((x + end) / 2, top + BAND / 2 + 0.35, name, anchor="middle")


def _ticks(scale: Scale, top: float, writer: Writer) -> Iterator[Element]:
    for amount in scale.ticks(2, 5):
        yield upright(scale.place(amount), top, top + 0.3, "paramsize-tick")
    for amount in scale.ticks(1):
        x = scale.place(amount)
        yield upright(x, top, top + 0.6, "paramsize-tick")
        yield label(x, top + 1.8, format_count(amount, writer.words.locale), anchor="middle")
