"""The cells of an answer as content: phrases filled in, figures as numbers with a working."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from xml.etree.ElementTree import Element

import msgspec

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    NOT_DISCLOSED,
    Cell,
    Choose,
    Dial,
    Exact,
    Localised,
    Own,
    Phrase,
    Plain,
    Several,
    Undisclosed,
    While,
)
from mkdocs_paramsize.marker import LIST
from mkdocs_paramsize.render.element import Content, element
from mkdocs_paramsize.render.numbers import exact, machine, shown
from mkdocs_paramsize.words import Words, close_up

if TYPE_CHECKING:
    from mkdocs_paramsize.live.sheet import Sheet

T = TypeVar("T")

Opener = Callable[[Quantity], str | None]
"""Registers the working of a quantity and returns the id of its popover, if it has one."""


Citer = Callable[[str], str | None]
"""The same for the source of what is not disclosed."""


def not_cited(source: str) -> str | None:
    """Of text alone, in which nothing can be opened."""
    return None


class Writer(msgspec.Struct, frozen=True):
    """Writes cells in one language; `opener` collects the workings of the figures, and `citer` the
    sources of those that nobody has published."""

    words: Words
    opener: Opener
    citer: Citer = not_cited
    binary: bool = False
    """Whether bytes are in GiB even where the size is decimal: one unit in one table."""
    sheet: Sheet | None = None
    """Where the numbers of a live page are collected; None on a page without dials."""

    @property
    def inputs(self) -> frozenset[str]:
        """What a reader of the page can change."""
        return self.sheet.inputs if self.sheet else frozenset()

    def cell(self, cell: Cell) -> list[Content]:  # noqa: C901  # A case for each sort of cell.
        """One cell, as texts and elements."""
        match cell:
            case Quantity():
                return [self.number(cell, shown(cell, self.words, binary=self.binary))]
            case Exact(quantity=quantity):
                return [self.number(quantity, exact(quantity, self.words), exact=True)]
            case Phrase():
                return self.phrase(cell)
            case Plain(text=text, cell=name) if self.sheet and name in self.sheet.inputs:
                return [element("span", {"data-live-text": str(name)}, text)]
            case Plain(text=text, code=code):
                return [element("code", {}, text)] if code and text else [text]
            case Localised():
                return [cell.text(self.words.locale)]
            case Choose():
                return self._choice(cell)
            case Undisclosed(source=source):
                return [self._undisclosed(source)]
            case Dial():
                return [self._dial(cell)]
            case Own(inputs=names, cell=inner):
                own, content = self.own(names), self.cell(inner)
                return [element("span", own, *content)] if own else content
            case While(amount=amount, cell=inner):
                shown_while = self.while_positive(amount)
                content = [] if shown_while is None else self.cell(inner)
                return [element("span", shown_while, *content)] if shown_while else content
            case Several():
                return [piece for inner in cell.said for piece in self.cell(inner)]

    def number(self, quantity: Quantity, text: str, *, exact: bool = False) -> Content:
        """A number as data, with a transparent button over it that opens its working."""
        attributes = {
            "class": "paramsize",
            "value": machine(quantity),
            "data-label": quantity.label,
        }
        key = self.key(quantity, exact=exact)
        if key is not None:
            attributes["data-live"] = key
        data = element("data", attributes, text)
        target = self.opener(quantity)
        if target is None:
            return data
        if self.sheet is not None and key is not None:
            self.sheet.shown[key] = target
        return self._opened(data, target, "working.open", text)

    def _opened(self, data: Element, target: str, key: str, text: str) -> Element:
        """Something said, with a transparent button over it that opens a popover."""
        button = {
            "type": "button",
            "class": "paramsize-open",
            "popovertarget": target,
            "aria-label": self.words.filled(key, n=text),
        }
        return element("span", {"class": "paramsize-number"}, data, element("button", button))

    def _undisclosed(self, source: str) -> Element:
        """That a number is not published, with a button that opens who says so."""
        text = self.words.text("undisclosed.inline")
        attributes = {"class": "paramsize", "value": NOT_DISCLOSED, "data-label": NOT_DISCLOSED}
        data, target = element("data", attributes, text), self.citer(source)
        return data if target is None else self._opened(data, target, "undisclosed.open", text)

    def key(self, quantity: Quantity, *, exact: bool = False) -> str | None:
        """What a live page knows a number by; None where it follows no dial."""
        if self.sheet is None:
            return None
        return self.sheet.number(quantity, exact=exact, binary=self.binary)

    def amount(self, quantity: Quantity, tag: str) -> Content:
        """A number of a figure, in binary units; as text, or in an element that follows a dial."""
        text = shown(quantity, self.words, binary=True)
        key = self.sheet and self.sheet.number(quantity, exact=False, binary=True)
        return element(tag, {"data-live": key}, text) if key else text

    def phrase(self, phrase: Phrase) -> list[Content]:
        """A sentence with its places filled in."""
        content: list[Content] = []
        for literal, field in self.words.pieces(phrase.key):
            if literal:
                content.append(literal)
            if field is not None:
                content.extend(self.cell(phrase.fields[field]))
        return closed_up(content)

    def _dial(self, dial: Dial) -> Content:
        """The value as plain text; the page's script lays a control over it."""
        attributes = {
            "class": "paramsize-dial",
            "data-dial": dial.input,
            "data-value": dial.text,
            "data-choices": LIST.join(dial.choices),
            "data-from": dial.low or "",
            "data-to": dial.high or "",
        }
        given = {name: value for name, value in attributes.items() if value}
        return element("span", given, dial.text)

    def _choice(self, cell: Choose) -> list[Content]:
        content = self.cell(cell.chosen)
        key = self.sheet.choice(cell, binary=self.binary) if self.sheet else None
        return [element("span", {"data-live-choice": key}, *content)] if key else content

    def while_positive(self, amount: Quantity) -> dict[str, str] | None:
        """What marks an element that is there while an amount is above 0; None where it is not,
        and no reader of a live page can bring it."""
        key = self.sheet and self.sheet.amount(amount)
        if amount.high > 0:
            return {"data-live-row": key} if key else {}
        return {"data-live-row": key, "hidden": ""} if key else None

    def own(self, inputs: frozenset[str]) -> dict[str, str]:
        """What marks an element that holds of a live page's own values of inputs."""
        return while_unchanged(inputs & self.inputs)


def closed_up(content: list[T | str]) -> list[T | str]:
    """The same with its texts joined, and closed up where they meet; most have no two beside each
    other.

    >>> closed_up(["为 ", "自建解码器", " 的参数量：", ["live", "a"]])
    ['为自建解码器的参数量：', ['live', 'a']]
    """
    made: list[T | str] = []
    for piece in content:
        last = made[-1] if made else None
        if isinstance(piece, str) and isinstance(last, str):
            made[-1] = close_up(last, piece)
        else:
            made.append(piece)
    return made


def dial_name(name: str, words: Words) -> str:
    """What a control over an input is called, with the unit of what stands in it."""
    return words.text(f"dial.{name}" if words.has(f"dial.{name}") else f"input.{name}")


def while_unchanged(inputs: frozenset[str]) -> dict[str, str]:
    """What marks an element that a live page hides while its reader has changed an input."""
    # With spaces around each: `gpu` stands in `gpus` too.
    return {"data-live-own": f" {' '.join(sorted(inputs))} "} if inputs else {}
