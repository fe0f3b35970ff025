"""One way to build HTML and SVG: elements of the standard library, which escape rightly.

Workings alone are written as text, in `popover.py`: there are many, and nobody looks into them.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from xml.etree.ElementTree import Element, tostring

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
    """Texts and elements added at the end of an element; texts add to what stands there."""
    last = parent[-1] if len(parent) else None
    for piece in content:
        if isinstance(piece, Element):
            parent.append(piece)
            last = piece
        elif last is None:
            parent.text = (parent.text or "") + piece
        else:
            last.tail = (last.tail or "") + piece


def insert(parent: Element, index: int, content: Iterable[Content]) -> None:
    """Texts and elements put before the child of that index.

    >>> made = element("p", {}, "a", element("b", {}), "c")
    >>> insert(made, 1, ["1", element("i", {}), "2"])
    >>> html(made)
    '<p>a<b></b>c1<i></i>2</p>'
    """
    rest = parent[index:]
    del parent[index:]
    append(parent, content)
    parent.extend(rest)


def copied(made: Element) -> Element:
    """The same element anew. (`deepcopy` takes ten times as long.)

    >>> first = element("p", {"class": "a"}, element("b", {}, "x"), "y")
    >>> second = copied(first)
    >>> second.set("class", "b")
    >>> html(first), html(second)
    ('<p class="a"><b>x</b>y</p>', '<p class="b"><b>x</b>y</p>')
    """
    anew = Element(made.tag, made.attrib)
    anew.text, anew.tail = made.text, made.tail
    if len(made):
        anew.extend([copied(child) for child in made])
    return anew


def html(made: Element) -> str:
    """The element as HTML text that is XML too: some sites write their pages as XHTML.

    No element of ours is void, and text that HTML takes raw goes through `enclosed`.
    """
    return tostring(made, encoding="unicode", short_empty_elements=False)


def content_html(made: Element) -> str:
    """What is in the element, as HTML text.

    >>> content_html(element("p", {"class": "a"}, "x < ", element("b", {}, "y"), "!"))
    'x &lt; <b>y</b>!'
    """
    around = Element("p")
    around.text = made.text
    around.extend(made)
    return html(around)[len("<p>") : -len("</p>")]


def enclosed(tag: str, attributes: dict[str, str], inner: str) -> str:
    """An element as HTML text, around some that has been written before.

    >>> enclosed("aside", {"class": "a"}, "<p>x</p>")
    '<aside class="a"><p>x</p></aside>'
    """
    given = "".join(f' {name}="{escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{given}>{inner}</{tag}>"


def plain_text(content: Iterable[Content]) -> str:
    """The text of some content, without its markup."""
    return "".join(
        "".join(piece.itertext()) if isinstance(piece, Element) else piece for piece in content
    )
