"""The workings of a site's numbers, each distinct one written once."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2s

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.algebra.working import working
from mkdocs_paramsize.render.element import html
from mkdocs_paramsize.render.working import popover
from mkdocs_paramsize.words import Words


class Workings:
    """Popovers for quantities, under ids that come from their content.

    So pages that are joined together, in a blog or for print, do not clash, and a number that
    stands on a thousand pages has its working written once.
    """

    def __init__(self) -> None:
        self._written: dict[str, str] = {}

    def open(self, quantity: Quantity, words: Words) -> str:
        """The id of the popover that shows the working of a quantity."""
        made = working(quantity, words)
        identifier = f"paramsize-{blake2s(repr(made).encode(), digest_size=5).hexdigest()}"
        if identifier not in self._written:
            self._written[identifier] = html(popover(made, identifier, words))
        return identifier

    def html(self, identifiers: Iterable[str]) -> str:
        """The popovers of these ids, as far as they are ours."""
        return "".join(self._written.get(identifier, "") for identifier in identifiers)
