"""The workings of a page's numbers, each distinct one once."""

from __future__ import annotations

from hashlib import blake2s
from xml.etree.ElementTree import Element, tostring

from mkdocs_paramsize.quantity import Quantity
from mkdocs_paramsize.render.working import popover
from mkdocs_paramsize.words import Words
from mkdocs_paramsize.working import working


class Workings:
    """Makes popovers for quantities, under ids that come from their content.

    So pages that are joined together, in a blog or for print, do not clash.
    """

    def __init__(self, words: Words) -> None:
        self._words = words
        self.popovers: dict[str, Element] = {}

    def open(self, quantity: Quantity) -> str:
        """The id of the popover that shows the working of a quantity."""
        made = popover(working(quantity, self._words), "", self._words)
        identifier = f"paramsize-{blake2s(tostring(made), digest_size=5).hexdigest()}"
        if identifier not in self.popovers:
            made.set("id", identifier)
            for button in made.iter("button"):
                button.set("popovertarget", identifier)
            self.popovers[identifier] = made
        return identifier
