"""The few shapes that figures are drawn from. Across in percent, down in em."""

from __future__ import annotations

from typing import Literal
from xml.etree.ElementTree import Element

from mkdocs_paramsize.render.element import Content, element

Anchor = Literal["start", "middle", "end"]


def rect(x: float, y: float, width: float, height: float, name: str) -> Element:
    """A rectangle whose class gives its colour."""
    attributes = {"x": percent(x), "y": em(y), "width": percent(width), "height": em(height)}
    return element("rect", attributes | {"class": name})


def upright(x: float, top: float, bottom: float, name: str) -> Element:
    """A vertical line."""
    at = percent(x)
    ends = {"x1": at, "x2": at, "y1": em(top), "y2": em(bottom)}
    return element("line", ends | {"class": name})


def label(
    x: float, y: float, *content: Content, anchor: Anchor = "start", shift: float = 0.0
) -> Element:
    """Words, on a baseline; `shift` moves them by so many em."""
    attributes = {"x": percent(x), "y": em(y)}
    if shift:
        attributes["dx"] = em(shift)
    if anchor != "start":
        attributes["text-anchor"] = anchor
    return element("text", attributes, *content)


def percent(number: float) -> str:
    """A place across, to a hundredth of a percent.

    >>> percent(12.5), percent(100.0)
    ('12.5%', '100%')
    """
    return f"{_rounded(number)}%"


def em(number: float) -> str:
    """A place down, to a hundredth of the letters' height.

    >>> em(3.6), em(0.0)
    ('3.6em', '0em')
    """
    return f"{_rounded(number)}em"


def _rounded(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
