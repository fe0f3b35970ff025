"""The working of a number as a block: of whichever number an answer tells of.

What an answer tells of may depend on a choice, as a verdict does: that it fits, by so much, or that
it does not, by so much. On a live page the steps of each stand in it, and those of the case that
holds are seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree.ElementTree import Element, fromstring

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Cell, Choose, Phrase, Several
from mkdocs_paramsize.kinds.conditions import ONE, at_least
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import enclosed
from mkdocs_paramsize.render.popover import Popovers
from mkdocs_paramsize.scenario.cells import follows

_NO_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML has none of, and a source that a site names may have."""


def workings(told: Cell, writer: Writer) -> list[Element]:
    """The steps of the number that a cell tells of; on a live page, of each that it may tell of.
    Nothing where it tells of none."""
    cases = _cases(told)
    if cases is None:
        measured = _measured(told)
        if measured is None:
            return []
        # They tell of the case that holds; in another they would be of another number.
        own = writer.own(frozenset().union(*map(follows, measured.cells)))
        return [_steps(measured, own, writer)]
    made = []
    for amount, measured in cases:
        shown = {} if amount is None else writer.while_positive(amount)
        if shown is not None:
            key = writer.key(measured)
            live = {"data-live-working": key} if key else {}
            made.append(_steps(measured, shown | live, writer))
    return made


def _steps(measured: Quantity, attributes: dict[str, str], writer: Writer) -> Element:
    body = Popovers(writer.words, writer.inputs).body(measured)
    # Workings are written as text; this one must be an element, as every block is.
    text = enclosed("div", {"class": "paramsize-steps", **attributes}, body)
    return fromstring(_NO_XML.sub("", text))


def _cases(cell: Cell) -> list[tuple[Quantity | None, Quantity]] | None:
    """The numbers that a cell may tell of, each with an amount that is above 0 while it does. None
    where more than one sign decides."""
    match _telling(cell):
        case Quantity() as measured:
            return [(None, measured)]
        case Choose() as choice:
            return _branches(choice)
    return []


def _branches(choice: Choose) -> list[tuple[Quantity | None, Quantity]] | None:
    first, *others = (_telling(case) for case in (*_of(choice), choice.otherwise))
    if any(other is not others[0] for other in others):
        return None
    last = others[0]
    if first is last:
        return [] if first is None else _cases(first)
    if isinstance(first, Choose) or isinstance(last, Choose):
        return None
    sign, _ = choice.cases[0]
    amounts = zip(_of_sign(sign), (first, last), strict=True)
    return [(amount, measured) for amount, measured in amounts if measured is not None]


def _of(choice: Choose) -> Iterator[Cell]:
    for _, case in choice.cases:
        yield case


def _of_sign(sign: Quantity) -> Iterator[Quantity]:
    """An amount above 0 while a sign is not negative, and one while it is."""
    below = at_least(replace(ONE, value=0), sign)
    yield at_least(ONE, below)
    yield below


def _telling(cell: Cell) -> Quantity | Choose | None:
    """The first part of a cell that tells of a number, or may."""
    match cell:
        case Quantity():
            return cell
        case Choose():
            is_telling = any(map(_telling, (*_of(cell), cell.otherwise)))
            return cell if is_telling else None
        case Phrase(fields=fields):
            return _first(fields.values())
        case Several(cells=cells):
            return _first(cells)
    return None


def _first(cells: Iterable[Cell]) -> Quantity | Choose | None:
    return next((found for cell in cells if (found := _telling(cell)) is not None), None)


def _measured(cell: Cell) -> Quantity | None:
    """The number that a cell tells of as it is."""
    found = _telling(cell)
    return _measured(found.chosen) if isinstance(found, Choose) else found
