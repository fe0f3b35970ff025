"""The workings of a site's numbers, each distinct one written once."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2s

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.render.element import html
from mkdocs_paramsize.render.steps import working
from mkdocs_paramsize.render.working import popover
from mkdocs_paramsize.words import Words


class Workings:
    """Popovers for quantities, under ids that come from their content.

    So pages that are joined together, in a blog or for print, do not clash, and a number that
    stands on a thousand pages has its working written once: when a page ends that opens it.
    """

    def __init__(self) -> None:
        self._named: dict[str, tuple[Quantity, Words]] = {}
        self._written: dict[str, str] = {}

    def open(self, quantity: Quantity, words: Words) -> str:
        """The id of the popover that shows the working of a quantity."""
        content = f"{words.locale}\n{_content(quantity)}".encode()
        identifier = f"paramsize-{blake2s(content, digest_size=5).hexdigest()}"
        self._named.setdefault(identifier, (quantity, words))
        return identifier

    def html(self, identifiers: Iterable[str]) -> str:
        """The popovers of these ids, as far as they are ours."""
        return "".join(map(self._html, identifiers))

    def _html(self, identifier: str) -> str:
        if identifier in self._named and identifier not in self._written:
            quantity, words = self._named[identifier]
            made = popover(working(quantity, words), identifier, words)
            self._written[identifier] = html(made)
        return self._written.get(identifier, "")


def _content(quantity: Quantity) -> str:
    """All that a working tells of a quantity, and of what it comes from."""
    told: list[str] = []
    places: dict[int, int] = {}
    pending = [quantity]
    while pending:
        current = pending.pop()
        if id(current) in places:
            # Many formulas rest on the same input.
            told.append(f"={places[id(current)]}")
            continue
        places[id(current)] = len(places)
        formula, source = current.formula, current.source
        told.append(
            f"{current.name}|{current.value}|{current.unit}|{current.label}|{current.origin}|"
            f"{current.cell}|{current.remark}|{formula and formula.name}|{source and source.text}"
        )
        told += [f"{x.name}|{x.component}|{x.shape}|{x.times}" for x in current.lines]
        pending += [given for _, given in current.inputs]
        pending += current.terms
    return "\n".join(told)
