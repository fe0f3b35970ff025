"""Which part of an answer is shown, as an element: inside a sentence, or alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from mkdocs_paramsize.answer import Answer, Card, Cell, Exact, View
from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.quantity import Quantity
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import Content, element
from mkdocs_paramsize.render.figure import figure
from mkdocs_paramsize.render.table import table
from mkdocs_paramsize.render.working import body
from mkdocs_paramsize.working import working

INLINE: Final[tuple[View, ...]] = ("number", "exact", "sentence")


def inline(answer: Answer, view: View, writer: Writer) -> Element:
    """The answer inside a sentence. Raises MarkerError for a view that needs a block."""
    if view not in INLINE:
        raise MarkerError(
            f"as: {view} cannot stand inside a sentence; put the marker alone in its paragraph, "
            f"or write as: {', '.join(INLINE)}"
        )
    return _wrapped(_text(answer, view, writer))


def block(answer: Answer, view: View, writer: Writer) -> Element:
    """The answer as a block of its own."""
    if view in INLINE:
        return element("p", {}, *_text(answer, view, writer))
    return _BLOCKS[view](answer, writer)


def _text(answer: Answer, view: View, writer: Writer) -> list[Content]:
    if view == "sentence":
        return writer.cell(answer.sentence or answer.inline)
    if view == "exact" and isinstance(answer.inline, Quantity):
        return writer.cell(Exact(answer.inline))
    return writer.cell(answer.inline)


def _wrapped(content: list[Content]) -> Element:
    """One element for the inline processor; a lone number needs no wrapping."""
    if len(content) == 1 and isinstance(content[0], Element):
        return content[0]
    return element("span", {"class": "paramsize-text"}, *content)


def _section(answer: Answer, writer: Writer, *content: Element) -> Element:
    """A block with its notes. Its cells stay out of the search index: joined without spaces
    they would be found as words that nobody wrote."""
    attributes = {"class": f"paramsize-block paramsize-{answer.kind}", "data-search-exclude": ""}
    return element("section", attributes, *content, *_notes(answer.notes, writer))


def _notes(notes: tuple[Cell, ...], writer: Writer) -> list[Element]:
    return [element("p", {"class": "paramsize-note"}, *writer.cell(note)) for note in notes]


def _chart(answer: Answer, writer: Writer) -> Element:
    parts = [figure(answer.figure, writer)] if answer.figure else []
    parts += [table(answer.table, writer)] if answer.table else []
    return _section(answer, writer, *(parts or [element("p", {}, *writer.cell(answer.inline))]))


def _table(answer: Answer, writer: Writer) -> Element:
    if answer.table is None:
        return _card(answer, writer)
    return _section(answer, writer, table(answer.table, writer))


def _card(answer: Answer, writer: Writer) -> Element:
    card = answer.card
    if card is None:
        return _chart(answer, writer)
    return _section(answer, writer, *_card_parts(card, writer))


def _card_parts(card: Card, writer: Writer) -> list[Element]:
    parts = [element("p", {"class": "paramsize-title"}, card.title)]
    parts += [element("p", {"class": "paramsize-lead"}, *writer.cell(cell)) for cell in card.lead]
    parts += [element("p", {}, *writer.cell(cell)) for cell in card.paragraphs]
    parts += [figure(made, writer) for made in card.figures]
    return parts + [table(made, writer) for made in card.tables]


def _working(answer: Answer, writer: Writer) -> Element:
    if not isinstance(answer.inline, Quantity):
        return _chart(answer, writer)
    content = body(working(answer.inline, writer.words), writer.words)
    return _section(answer, writer, element("div", {"class": "paramsize-steps"}, *content))


_BLOCKS: Final[Mapping[View, Callable[[Answer, Writer], Element]]] = {
    "card": _card,
    "table": _table,
    "chart": _chart,
    "working": _working,
}
