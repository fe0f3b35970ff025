"""What is done to the parsed document as a whole."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from mkdocs_paramsize.markdown.conversion import Conversion

END = "\ue000paramsize-end\ue001"
"""Stands for what follows the content until the document is written."""

PLACE = "\ue002"
FIRST = 0xF0000
"""With the character of its number from there on, a place for a number that is written."""

_PLACES = re.compile(f"{PLACE}[{chr(FIRST)}-{chr(FIRST + 0xFFFD)}]")

# In these a press means something already, or their text is used elsewhere (the contents).
_WITHOUT_BUTTONS = frozenset(
    {"a", "autoref", "button", "label", "summary", "h1", "h2", "h3", "h4", "h5", "h6"}
)


class RestoreFences(Treeprocessor):
    """Give back the fences that stand in indented code or in raw HTML."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, root: Element) -> None:
        fences = self._conversion.fences
        if not fences:
            return
        for element in root.iter():
            if element.text:
                restored = fences.restore(element.text, code_escape)
                if restored != element.text:
                    element.text = AtomicString(restored)
        stash = self._conversion.md.htmlStash.rawHtmlBlocks
        stash[:] = [fences.restore(raw) if isinstance(raw, str) else raw for raw in stash]


class PlainNumbers(Treeprocessor):
    """Leave the number alone in headings, links and whatever else can be pressed."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, root: Element) -> None:
        if not self._conversion.has_markers:
            return
        if self._conversion.is_excerpt:
            plain(root)
        for element in list(root.iter()):
            if element.tag in _WITHOUT_BUTTONS and not is_opener(element):
                plain(element)


class WriteNumbers(Treeprocessor):
    """Write the numbers that have a button, and leave a place for each.

    The same few elements stand on page after page: all that comes after need not walk through
    them, and they are written once.
    """

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, root: Element) -> None:
        if self._conversion.has_markers:
            self._write(root)

    def _write(self, parent: Element) -> None:
        """In the order of the document, which is that of the workings at its end."""
        before: Element | None = None
        for child in list(parent):
            if is_opener(child):
                self._conversion.opened.append(child.get("popovertarget", ""))
            written = None if _has_attributes_behind(child) else _written(child, self.md)
            if written is None:
                if len(child):
                    self._write(child)
                before = child
                continue
            target, text = written
            place = f"{PLACE}{chr(FIRST + len(self._conversion.written))}"
            self._conversion.written.append(text)
            self._conversion.opened.append(target)
            parent.remove(child)
            _append_text(parent, before, place, child.tail)


class Ending(Treeprocessor):
    """Append what the document needs once: the workings behind its numbers."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, root: Element) -> None:
        if not self._conversion.has_markers:
            return
        # Headings and links have lost their buttons, and with them the need for a working.
        opened = dict.fromkeys(self._conversion.opened)
        if self._conversion.end(opened):
            SubElement(root, "p").text = AtomicString(END)


class PutWritten(Postprocessor):
    """Put what is written already in its place: numbers, and what follows the content.

    As elements it would be copied, walked and written on each page again.
    """

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, text: str) -> str:
        # This also runs for each heading, which holds no such place.
        if PLACE in text:
            text = _PLACES.sub(self._number, text)
        return text.replace(f"<p>{END}</p>", self._conversion.ending)

    def _number(self, place: re.Match[str]) -> str:
        number = ord(place[0][-1]) - FIRST
        written = self._conversion.written
        return written[number] if number < len(written) else place[0]


def _append_text(parent: Element, before: Element | None, place: str, tail: str | None) -> None:
    """A place and what follows it, in text that Markdown is or is not done with as before."""
    there = parent.text if before is None else before.tail
    text = f"{there or ''}{place}{tail or ''}"
    if isinstance(there or tail, AtomicString) or not (there or tail):
        text = AtomicString(text)
    if before is None:
        parent.text = text
    else:
        before.tail = text


def _has_attributes_behind(child: Element) -> bool:
    """Whether an attribute list of the author's may follow, which needs the element."""
    return (child.tail or "").startswith("{")


def _written(number: Element, md: Markdown) -> tuple[str, str] | None:
    """The id that a number's button opens and the number as HTML; None for other elements."""
    if number.tag != "span" or len(number) != 2 or not _is_number(number):
        return None
    data, button = number
    if number.text or data.tail or button.tail or len(data) or not is_opener(button):
        return None
    attributes = (*map(_items, (number, data, button)),)
    html = _number_html(md.serializer, attributes, data.tag, data.text or "")
    return button.get("popovertarget", ""), html


def _items(element: Element) -> tuple[tuple[str, str], ...]:
    return tuple(element.attrib.items())


@lru_cache(maxsize=4096)
def _number_html(
    write: Callable[[Element], str],
    attributes: tuple[tuple[tuple[str, str], ...], ...],
    tag: str,
    text: str,
) -> str:
    """`<span><data>text</data><button></button></span>` with the attributes of each."""
    around, of_data, of_button = map(dict, attributes)
    number = Element("span", around)
    SubElement(number, tag, of_data).text = text
    SubElement(number, "button", of_button)
    return write(number)


def is_opener(element: Element) -> bool:
    """Whether this is the button that lies over a number and opens its working."""
    return element.tag == "button" and "paramsize-open" in element.get("class", "").split()


def plain(element: Element) -> Element:
    """The element with every number in it freed of its button; the number itself, if it is one.

    A number with a button is `<span class="paramsize-number"><data/><button/></span>`.
    """
    if _is_number(element):
        return _bare(element)
    for parent in list(element.iter()):
        for index, child in enumerate(list(parent)):
            if _is_number(child):
                parent[index] = _bare(child)
    return element


def _is_number(element: Element) -> bool:
    return element.tag == "span" and "paramsize-number" in element.get("class", "").split()


def _bare(number: Element) -> Element:
    kept = [child for child in number if not is_opener(child)]
    if len(kept) == 1 and not number.text and not kept[0].tail:
        kept[0].tail = number.tail
        return kept[0]
    for child in [child for child in number if is_opener(child)]:
        number.remove(child)
    return number
