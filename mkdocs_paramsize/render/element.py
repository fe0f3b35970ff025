"""One way to build HTML and SVG: elements of the standard library, which escape rightly."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

Content = str | Element


def element(tag: str, attributes: dict[str, str] | None = None, *content: Content) -> Element:
    """An element with its attributes and content; texts and elements in any order.

    >>> from xml.etree.ElementTree import tostring
    >>> tostring(element("p", {"class": "a"}, "x < ", element("b", {}, "y"), "!"))
    b'<p class="a">x &lt; <b>y</b>!</p>'
    """
    made = Element(tag, attributes or {})
    append(made, content)
    return made


def append(parent: Element, content: Iterable[Content]) -> None:
    """Texts and elements added at the end of an element."""
    last = parent[-1] if len(parent) else None
    for piece in content:
        if isinstance(piece, Element):
            parent.append(piece)
            last = piece
        elif last is None:
            parent.text = (parent.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece


def plain_text(content: Iterable[Content]) -> str:
    """The text of some content, without its markup."""
    return "".join(
        "".join(piece.itertext()) if isinstance(piece, Element) else piece for piece in content
    )
