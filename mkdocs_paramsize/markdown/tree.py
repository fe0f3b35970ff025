"""What is done to the parsed document as a whole."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from mkdocs_paramsize.markdown.conversion import PLACE, Conversion
from mkdocs_paramsize.markdown.raw import IN_HTML, unread
from mkdocs_paramsize.render.element import insert, plain_text

END = "\ue000paramsize-end\ue001"
"""Stands for what follows the content until the document is written."""

_OPENED = re.compile(r' popovertarget="([^"]*)"')

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
            self._free(root)
        for element in list(root.iter()):
            if element.tag in _WITHOUT_BUTTONS and _has_answers(element):
                self._free(element)
                _without_unseen(element)
                for dial in element.iter("span"):
                    if dial.get("class") == "paramsize-dial":
                        self._still(dial)

    def _free(self, root: Element) -> None:
        """Put the answers of places in, and take their buttons out."""
        for element in list(root.iter()):
            if PLACE in (element.text or ""):
                content, element.text = self._conversion.elements(element.text or ""), None
                insert(element, 0, content)
            for child in list(element):
                if PLACE in (child.tail or ""):
                    content, child.tail = self._conversion.elements(child.tail or ""), None
                    insert(element, list(element).index(child) + 1, content)
        plain(root)

    def _still(self, dial: Element) -> None:
        """Leave a dial its value, which follows another dial over its input."""
        name = dial.get("data-dial", "")
        self._conversion.warn(
            self._conversion.as_written(f"<< dial: {name}"),
            "a heading or a link has no room for a control; put the dial into the text",
        )
        dial.attrib.clear()
        dial.set("data-live-text", name)


class Ending(Treeprocessor):
    """Write the numbers in attributes as text, wherever these come from, and hold a place for
    what the document needs once: the workings behind its numbers."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, root: Element) -> None:
        for text in unread(self._conversion.with_signs or ""):
            self._conversion.warn(text, IN_HTML, where="unread")
        if not self._conversion.has_markers:
            return
        for element in root.iter():
            if element.attrib:
                self._free_attributes(element)
        SubElement(root, "p").text = AtomicString(END)

    def _free_attributes(self, element: Element) -> None:
        for name, value in element.items():
            # An attribute list may hold a bare word, which has no value.
            if value and PLACE in value:
                element.set(name, plain_text(self._conversion.elements(value)))


class PutAnswers(Postprocessor):
    """Put what is written already in its place: answers, and what follows the content.

    As elements it would be copied, walked and written on each page again.
    """

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, text: str) -> str:
        # This also runs for each heading, which holds no such place.
        if PLACE in text:
            text = self._conversion.html(text)
        if self._conversion.fences:
            # Raw HTML that was read as Markdown late may still hold one.
            text = self._conversion.fences.restore(text, code_escape)
        content, end, rest = text.partition(f"<p>{END}</p>")
        if not end:
            return text
        # Headings and links have lost their buttons, and with them the need for a working.
        opened = dict.fromkeys(_OPENED.findall(content + rest))
        return f"{content}{self._conversion.end(opened)}{rest}"


def _has_answers(element: Element) -> bool:
    """Whether there is an answer in it, as an element or in a place."""
    return any(
        PLACE in (part.text or "")
        or (part is not element and PLACE in (part.tail or ""))
        or ("paramsize" in part.get("class", "") and not is_opener(part))
        for part in element.iter()
    )


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


def _without_unseen(element: Element) -> None:
    """Take out the words that only a reader of a live page may bring: the text of a heading makes
    its address and stands in the contents."""
    for parent in list(element.iter()):
        for child in [x for x in parent if "data-live-row" in x.attrib and "hidden" in x.attrib]:
            index = list(parent).index(child)
            parent.remove(child)
            insert(parent, index, [child.tail or ""])


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
