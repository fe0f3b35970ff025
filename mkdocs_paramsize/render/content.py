"""The cells of an answer as content: phrases filled in, figures as numbers with a working."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mkdocs_paramsize.answer import Cell, Choose, Exact, Localised, Phrase, Plain, Several
from mkdocs_paramsize.quantity import Quantity
from mkdocs_paramsize.render.element import Content, element
from mkdocs_paramsize.render.figures import exact, machine, shown
from mkdocs_paramsize.words import Words

Opener = Callable[[Quantity], str | None]
"""Registers the working of a quantity and returns the id of its popover, if it has one."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes cells in one language; `opener` collects the workings of the figures."""

    words: Words
    opener: Opener
    binary: bool = False
    """Whether bytes are in GiB even where the size is decimal: one unit in one table."""

    def cell(self, cell: Cell) -> list[Content]:
        """One cell, as texts and elements."""
        match cell:
            case Quantity():
                return [self.number(cell, shown(cell, self.words, binary=self.binary))]
            case Exact(quantity=quantity):
                return [self.number(quantity, exact(quantity, self.words))]
            case Phrase():
                return self.phrase(cell)
            case Plain(text=text, code=code):
                return [element("code", {}, text)] if code and text else [text]
            case Localised():
                return [cell.text(self.words.locale)]
            case Choose():
                return self.cell(cell.chosen)
            case Several(cells=cells):
                return self._several(cells)

    def number(self, quantity: Quantity, text: str) -> Content:
        """A number as data, with a transparent button over it that opens its working."""
        attributes = {
            "class": "paramsize",
            "value": machine(quantity),
            "data-label": quantity.label,
        }
        data = element("data", attributes, text)
        target = self.opener(quantity)
        if target is None:
            return data
        button = {
            "type": "button",
            "class": "paramsize-open",
            "popovertarget": target,
            "aria-label": self.words.filled("working.open", n=text),
        }
        return element("span", {"class": "paramsize-number"}, data, element("button", button))

    def phrase(self, phrase: Phrase) -> list[Content]:
        """A sentence with its places filled in."""
        content: list[Content] = []
        for literal, field in self.words.pieces(phrase.key):
            if literal:
                content.append(literal)
            if field is not None:
                content.extend(self.cell(phrase.fields[field]))
        return content

    def _several(self, cells: tuple[Cell, ...]) -> list[Content]:
        content: list[Content] = []
        for place, cell in enumerate(cells):
            if place:
                last = place == len(cells) - 1
                content.append(self.words.text("list.last" if last else "list.between"))
            content.extend(self.cell(cell))
        return content
