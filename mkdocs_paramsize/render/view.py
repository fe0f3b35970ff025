"""Which part of an answer is shown, as an element: inside a sentence, or alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Answer,
    Bar,
    Card,
    Caution,
    Cell,
    Choose,
    Exact,
    Figure,
    Own,
    Phrase,
    Several,
    Table,
    While,
)
from mkdocs_paramsize.marker import IN_TEXT, View
from mkdocs_paramsize.render.content import Writer, dial_name
from mkdocs_paramsize.render.element import Content, element, plain_text
from mkdocs_paramsize.render.figure import figure
from mkdocs_paramsize.render.table import table
from mkdocs_paramsize.render.working import workings


def inline(answer: Answer, view: View, writer: Writer) -> Element:
    """The answer inside a sentence."""
    return _wrapped(_text(answer, view, comparing(answer, writer)))


def block(answer: Answer, view: View, writer: Writer) -> Element:
    """The answer as a block of its own."""
    writer = comparing(answer, writer)
    if view in IN_TEXT:
        return element("p", {}, *_text(answer, view, writer))
    other = answer.once_disclosed
    if other is None or (shown := writer.while_positive(_unknown(answer))) is None:
        return _BLOCKS[view](answer, writer)
    own = element("div", _until(answer, writer), _BLOCKS[view](answer.own, writer))
    return element("div", {}, own, element("div", shown, _BLOCKS[view](other, writer)))


def _until(answer: Answer, writer: Writer) -> dict[str, str]:
    """What marks what an answer tells until a reader chooses a model of which more is known."""
    if answer.until is None:
        return writer.own(frozenset({"model"}))
    return writer.while_positive(answer.until) or {}


def comparing(answer: Answer, writer: Writer) -> Writer:
    """Bytes that are held against a GPU's capacity are in its unit, be they of a nominal size."""
    return replace(writer, binary=True) if answer.kind == "fit" else writer


def _unknown(answer: Answer) -> Quantity:
    """What is not known of a model that is not disclosed, and decides whether more is shown."""
    assert isinstance(answer.inline, Choose)
    return answer.inline.cases[0][0]


def _text(answer: Answer, view: View, writer: Writer) -> list[Content]:
    if view == "sentence":
        return writer.cell(answer.sentence or answer.inline)
    return writer.cell(_exactly(answer.inline) if view == "exact" else answer.inline)


def _exactly(cell: Cell) -> Cell:
    """The same with every number of it in all its digits."""
    match cell:
        case Quantity():
            return Exact(cell)
        case Phrase(key=key, fields=fields):
            return Phrase(key, {name: _exactly(said) for name, said in fields.items()})
        case Several(cells=cells):
            return replace(cell, cells=tuple(map(_exactly, cells)))
        case Choose(otherwise=otherwise):
            return Choose(lambda: _exact_cases(cell), _exactly(otherwise))
    return cell


def _exact_cases(choice: Choose) -> Iterator[tuple[Quantity, Cell]]:
    for sign, cell in choice.make_cases():
        yield sign, _exactly(cell)


def _wrapped(content: list[Content]) -> Element:
    """One element for the inline processor; a lone number needs no wrapping."""
    if len(content) == 1 and isinstance(content[0], Element):
        return content[0]
    return element("span", {"class": "paramsize-text"}, *content)


def _section(answer: Answer, writer: Writer, *content: Element) -> Element:
    """A block with its notes. Its cells stay out of the search index: joined without spaces
    they would be found as words that nobody wrote."""
    attributes = {"class": f"paramsize-block paramsize-{answer.kind}", "data-search-exclude": ""}
    return element("section", attributes, *content, *_notes(answer, writer))


def _notes(answer: Answer, writer: Writer, *, inputs: bool = True) -> list[Element]:
    """The warnings, then the notes; what already stands under the figure is not said again,
    nor the `inputs` where dials show them."""
    cautions = [_caution(caution, writer) for caution in answer.cautions]
    notes = [
        _note(note, writer)
        for note in answer.block.notes
        if note is not _verdict(answer) and (inputs or not _tells_inputs(note))
    ]
    return [made for made in cautions + notes if made is not None]


def _caution(caution: Caution, writer: Writer) -> Element | None:
    shown = writer.while_positive(caution.excess)
    if shown is None:
        return None
    return element("p", {"class": "paramsize-warning", **shown}, *writer.phrase(caution.note))


def _note(note: Cell, writer: Writer) -> Element | None:
    match note:
        case Own(inputs=inputs, cell=said):
            attributes: dict[str, str] | None = writer.own(inputs)
        case While(amount=amount, cell=said):
            attributes = writer.while_positive(amount)
        case said:
            attributes = {}
    if attributes is None:
        return None
    return element("p", {"class": "paramsize-note", **attributes}, *writer.cell(said))


def _tells_inputs(note: Cell) -> bool:
    return isinstance(note, Phrase) and note.key == "note.inputs"


def _verdict(answer: Answer) -> Cell | None:
    """What an answer says of the capacity that its figure shows, if that is what it answers."""
    limited = isinstance(answer.block.figure, Bar) and answer.block.figure.capacity is not None
    return answer.inline if limited and answer.kind == "fit" else None


def _chart(answer: Answer, writer: Writer) -> Element:
    parts = _plotted(answer, writer) or _of_card(answer, writer)
    return _section(answer, writer, *parts)


def _of_card(answer: Answer, writer: Writer) -> list[Element]:
    """The figures of a card, under what the answer says in a sentence, if it has one."""
    shown = answer.block.card.figures if answer.block.card else ()
    said = element("p", {}, *writer.cell(answer.sentence or answer.inline))
    return [said, *(figure(made, writer) for made in shown)]


def _plotted(answer: Answer, writer: Writer) -> list[Element]:
    """The figure, then the table: it says the same in numbers, and is the figure's legend."""
    shown, listed = answer.block.figure, answer.block.table
    keys = _keys(shown, listed)
    parts = []
    if shown:
        parts.append(figure(shown, writer, keyed=bool(keys), verdict=_verdict(answer)))
    if listed:
        name = writer.phrase(answer.title)
        parts.append(table(listed, writer, name, captioned=shown is None, keys=keys))
    return parts


def _keys(shown: Figure | None, listed: Table | None) -> frozenset[str]:
    """The parts of a bar, if each has its row in the table."""
    if not isinstance(shown, Bar) or listed is None:
        return frozenset()
    parts = frozenset(segment.part for segment in shown.segments)
    return parts if parts <= {row.part for row in listed.rows} else frozenset()


def _table(answer: Answer, writer: Writer) -> Element:
    listed, card = answer.block.table, answer.block.card
    name = writer.phrase(answer.title)
    if listed is not None:
        return _section(answer, writer, table(listed, writer, name, captioned=True))
    if card is None or not card.tables:
        return _card(answer, writer)
    first, *others = card.tables
    rest = [table(made, writer, writer.cell(card.title)) for made in others]
    return _section(answer, writer, table(first, writer, name, captioned=True), *rest)


def _calculator(answer: Answer, writer: Writer) -> Element:
    """Dials with their names, then the figures and tables of every part."""
    dials = [
        element(
            "div",
            {"class": "paramsize-field"},
            element("span", {"class": "paramsize-label"}, dial_name(dial.input, writer.words)),
            *writer.cell(dial),
        )
        for dial in answer.dials
    ]
    title = element("p", {"class": "paramsize-title"}, *writer.phrase(answer.title))
    content = [title, element("div", {"class": "paramsize-dials"}, *dials)]
    for part in answer.parts:
        content += _part(part, writer)
    made = _section(answer, writer, *content)
    # Many of its dials are called as those of other calculators on the page.
    made.attrib |= {"role": "group", "aria-label": plain_text(title.itertext())}
    return made


def _part(part: Answer, writer: Writer) -> list[Element]:
    """One answer of a calculator, which may come up once a size is disclosed."""
    other = part.once_disclosed
    if other is None or (shown := writer.while_positive(_unknown(part))) is None:
        return _shown(part, writer)
    own = element("div", _until(part, writer), *_shown(part.own, writer))
    return [own, element("div", shown, *_shown(other, writer))]


def _shown(part: Answer, writer: Writer) -> list[Element]:
    own = comparing(part, writer)
    content = _plotted(part, own) + _notes(part, own, inputs=False)
    if _verdict(part) is not None:
        return content
    said = own.cell(part.sentence or part.inline)
    return [element("p", {"class": "paramsize-lead"}, *said), *content]


def _card(answer: Answer, writer: Writer) -> Element:
    if answer.parts:
        return _calculator(answer, writer)
    card = answer.block.card
    if card is None:
        return _chart(answer, writer)
    return _section(answer, writer, *_card_parts(answer, card, writer))


def _card_parts(answer: Answer, card: Card, writer: Writer) -> list[Element]:
    title = element("p", {"class": "paramsize-title"}, *writer.cell(card.title))
    said = [
        element("p", {}, element("b", {}, *writer.cell(head)), " ", *writer.cell(cell))
        for head, cell in card.paragraphs
    ]
    parts = [title, *_gist(answer, card, writer)]
    parts.append(element("div", {"class": "paramsize-about"}, *said))
    parts += [figure(made, writer) for made in card.figures]
    return parts + [table(made, writer, writer.cell(card.title)) for made in card.tables]


def _gist(answer: Answer, card: Card, writer: Writer) -> list[Element]:
    """The count large and the tier as a badge; the card's sentences where there are none."""
    match answer.inline:
        case Phrase(fields={"count": count, "tier": tier}):
            badge = element("span", {"class": "paramsize-badge"}, *writer.cell(tier))
            said = writer.phrase(Phrase("card.count", {"count": count}))
            return [element("p", {"class": "paramsize-gist"}, *said, " ", badge)]
    return [element("p", {"class": "paramsize-lead"}, *writer.cell(cell)) for cell in card.lead]


def _working(answer: Answer, writer: Writer) -> Element:
    steps = workings(answer.worked or answer.inline, writer)
    return _section(answer, writer, *steps) if steps else _chart(answer, writer)


_BLOCKS: Final[Mapping[View, Callable[[Answer, Writer], Element]]] = {
    "card": _card,
    "table": _table,
    "chart": _chart,
    "working": _working,
}
