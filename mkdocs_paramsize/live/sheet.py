"""The spreadsheet of one live page: what its numbers are computed from, as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2s
from typing import Any

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
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
from mkdocs_paramsize.kinds.conditions import ONE, at_least
from mkdocs_paramsize.live.expression import expression, is_live
from mkdocs_paramsize.render.content import closed_up
from mkdocs_paramsize.words import Words


@dataclass
class Sheet:
    """Collects the live numbers and choices of a page while it is rendered.

    Keys come from the content, so that what stands on a page twice is kept once.
    """

    inputs: frozenset[str]
    words: Words
    numbers: dict[str, list[Any]] = field(default_factory=dict)
    choices: dict[str, list[Any]] = field(default_factory=dict)
    drawn: dict[str, dict[str, Any]] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    """The ids of the workings of the numbers that stand on the page, by key."""

    def empty(self) -> Sheet:
        """A sheet of the same page with nothing on it."""
        return Sheet(self.inputs, self.words)

    def take(self, other: Sheet) -> bool:
        """Add what stands on another sheet; False where a key of it is taken already here."""
        pairs = tuple(zip(self._tables, other._tables, strict=True))
        if any(own.get(key, made) != made for own, added in pairs for key, made in added.items()):
            return False
        for own, added in pairs:
            own.update(added)
        self.quantities.update(other.quantities)
        self.shown.update(other.shown)
        return True

    @property
    def _tables(self) -> tuple[dict[str, Any], ...]:
        return self.numbers, self.choices, self.drawn

    def number(self, quantity: Quantity, *, exact: bool, binary: bool) -> str | None:
        """The key of a live number: its expression, its unit and how it is written."""
        key = self.amount(quantity, "x" if exact else "b" if binary else "")
        if key is not None:
            self.quantities[key] = quantity
        return key

    def amount(self, quantity: Quantity, how: str = "") -> str | None:
        """The key of a live number that need not be shown."""
        if not is_live(quantity, self.inputs):
            return None
        return _put(self.numbers, [expression(quantity, self.inputs), quantity.unit, how])

    def choice(self, cell: Choose, *, binary: bool = False) -> str | None:
        """The key of a choice: its signs, and what is shown for each."""
        if not any(is_live(sign, self.inputs) for sign, _ in cell.cases):
            return None
        cases = [
            [self._sign(sign), self.content(shown, binary=binary)] for sign, shown in cell.cases
        ]
        return _put(self.choices, [*cases, self.content(cell.otherwise, binary=binary)])

    def bars(
        self,
        rows: Iterable[Iterable[tuple[str, Quantity]]],
        capacity: Quantity | None = None,
        *,
        is_renamed: bool = False,
    ) -> str | None:
        """The key of bars that follow an input, or the name of one of which does: their pieces,
        each with its name."""
        listed = [list(pieces) for pieces in rows]
        drawn = [piece for pieces in listed for _, piece in pieces]
        limits = () if capacity is None else (capacity,)
        if not is_renamed and not any(is_live(one, self.inputs) for one in (*drawn, *limits)):
            return None
        made: dict[str, Any] = {
            "rows": [[[name, self._sign(piece)] for name, piece in pieces] for pieces in listed],
            "unit": drawn[0].unit,
        }
        if capacity is not None:
            made["capacity"] = self._sign(capacity)
        return _put(self.drawn, made)

    def content(  # noqa: C901  # A case for each sort of cell.
        self, cell: Cell, *, binary: bool = False
    ) -> list[Any]:
        """A cell as texts and pairs: what an element of the page follows, and its key.

        That is a number (`live`), a choice (`liveChoice`) or the text of an input (`liveText`).
        """
        match cell:
            case Quantity():
                return [self._number(cell, exact=False, binary=binary)]
            case Exact(quantity=quantity):
                return [self._number(quantity, exact=True, binary=binary)]
            case Plain(text=text, cell=name):
                return [["liveText", name] if name in self.inputs else text]
            case Localised():
                return [cell.text(self.words.locale)]
            case Undisclosed():
                return [self.words.text("undisclosed.inline")]
            case Dial(input=name):
                return [["liveText", name]]
            case Own(cell=inner):
                return self.content(inner, binary=binary)
            case While():
                return self._while(cell, binary)
            case Choose():
                key = self.choice(cell, binary=binary)
                return [["liveChoice", key]] if key else self.content(cell.chosen, binary=binary)
            case Several():
                return [x for inner in cell.said for x in self.content(inner, binary=binary)]
            case Phrase():
                return self._phrase(cell, binary)

    def _while(self, cell: While, binary: bool) -> list[Any]:
        """What comes and goes, within a choice: a choice between it and nothing."""
        if not is_live(cell.amount, self.inputs):
            return self.content(cell.cell, binary=binary) if cell.amount.high > 0 else []
        there = at_least(cell.amount, ONE)
        cases = [[self._sign(there), self.content(cell.cell, binary=binary)], []]
        return [["liveChoice", _put(self.choices, cases)]]

    def _number(self, quantity: Quantity, *, exact: bool, binary: bool) -> list[str]:
        key = self.number(quantity, exact=exact, binary=binary)
        if key is None:
            how = "x" if exact else "b" if binary else ""
            key = _put(self.numbers, [self._sign(quantity), quantity.unit, how])
            self.quantities[key] = quantity
        return ["live", key]

    def _sign(self, quantity: Quantity) -> Any:
        return expression(quantity, self.inputs)

    def _phrase(self, phrase: Phrase, binary: bool) -> list[Any]:
        made: list[Any] = []
        for literal, name in self.words.pieces(phrase.key):
            made += [literal] if literal else []
            if name is not None:
                made += self.content(phrase.fields[name], binary=binary)
        return closed_up(made)

    @property
    def is_used(self) -> bool:
        """Whether anything on the page follows an input."""
        return bool(self.numbers or self.choices or self.drawn)


def _put(table: dict[str, Any], made: Any) -> str:
    """The key of what is put into a table: short, and longer where that is another's."""
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    digest = blake2s(text.encode()).hexdigest()
    key = next(key for end in range(8, 65) if table.get(key := digest[:end], made) == made)
    table[key] = made
    return key
