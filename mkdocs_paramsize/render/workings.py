"""The workings of a site's numbers, each distinct one written once."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha1
from typing import Final

import msgspec

from mkdocs_paramsize.algebra.formula import Formula
from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.architecture.tensor import Lines
from mkdocs_paramsize.render.popover import Popovers
from mkdocs_paramsize.words import Words


def _told(made: Lines | Formula) -> str:
    """What stands for the lines of a count, and for a formula."""
    return made.digest if isinstance(made, Lines) else made.name


_ENCODER: Final = msgspec.json.Encoder(enc_hook=_told)


class Workings:
    """Popovers for quantities, under ids that come from their content.

    So pages that are joined together, in a blog or for print, do not clash, and a number that
    stands on a thousand pages has its working written once: when a page ends that opens it.
    """

    def __init__(self) -> None:
        self._named: dict[str, tuple[Quantity | str, Words]] = {}
        self._written: dict[tuple[str, frozenset[str]], str] = {}

    def open(self, quantity: Quantity, words: Words) -> str:
        """The id of the popover that shows the working of a quantity."""
        return self._name(quantity, words)

    def cite(self, source: str, words: Words) -> str:
        """The id of the popover that says who has not disclosed a number."""
        return self._name(source, words)

    def _name(self, told: Quantity | str, words: Words) -> str:
        # All that a working tells of a quantity, and of what it comes from
        content = _ENCODER.encode((words.locale, told))
        digest = sha1(content, usedforsecurity=False).hexdigest()
        identifier = f"paramsize-{digest[:10]}"
        self._named.setdefault(identifier, (told, words))
        return identifier

    def html(self, identifiers: Iterable[str], inputs: frozenset[str] = frozenset()) -> str:
        """The popovers of these ids, as far as they are ours, for a page with such dials."""
        asked = [(identifier, inputs) for identifier in identifiers if identifier in self._named]
        new = [key for key in asked if key not in self._written]
        languages = {self._named[identifier][1] for identifier, _ in new}
        popovers = {words: Popovers(words, inputs) for words in languages}
        for key in new:
            told, words = self._named[key[0]]
            self._written[key] = popovers[words].popover(told, key[0])
        return "".join(map(self._written.__getitem__, asked))
