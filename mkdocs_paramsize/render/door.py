"""From a marker to the element that the page shows, for one site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from hashlib import blake2s
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from mkdocs_paramsize.answer import View
from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.kinds import KINDS, answer, question
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.options import Options, read
from mkdocs_paramsize.quantity import Quantity
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import element
from mkdocs_paramsize.render.view import block, inline
from mkdocs_paramsize.render.working import popover
from mkdocs_paramsize.scenario import Scenario, read_settings
from mkdocs_paramsize.words import Words
from mkdocs_paramsize.working import working


@dataclass(frozen=True, slots=True)
class Shown:
    """What a marker became: the element, and the workings that its numbers open."""

    element: Element
    workings: Mapping[str, Element]


class Door:
    """One site: its options, its facts, and what it has already been asked.

    The same question on many pages is computed and rendered once.
    """

    def __init__(self, options: Mapping[str, Any], root: Path | None = None) -> None:
        self.options: Options = read(options, root or Path.cwd())
        self._asked: dict[tuple[object, ...], Shown] = {}

    def page(self, meta: Mapping[str, Any], path: str | None, locale: str | None) -> Page:
        """A page of the site, with its front matter and its language."""
        settings = meta.get("paramsize") or {}
        if not isinstance(settings, Mapping):
            raise MarkerError(f"paramsize: {settings!r} in the front matter; inputs are wanted")
        inputs = read_settings(settings, "front matter")
        scenario = Scenario((("page", inputs), ("site", self.options.scenario)))
        lang = meta.get("lang")
        words = Words.of(self.options.locale or (str(lang) if lang else None) or locale)
        return Page(self, scenario, words)

    def shown(self, marker: Marker, scenario: Scenario, words: Words, alone: bool) -> Shown:
        """What a marker becomes on a page of that scenario and language."""
        key = (marker, scenario.key, words.locale, alone)
        if key not in self._asked:
            self._asked[key] = self._ask(marker, scenario, words, alone)
        return self._asked[key]

    def _ask(self, marker: Marker, scenario: Scenario, words: Words, alone: bool) -> Shown:
        if marker.kind not in KINDS:
            raise MarkerError(f"the kind '{marker.kind}' is not available yet")
        asked = question(marker, scenario, self.options.facts)
        workings: dict[str, Element] = {}

        def opener(quantity: Quantity) -> str:
            made = popover(working(quantity, words), "", words)
            identifier = _identifier(made)
            made = popover(working(quantity, words), identifier, words)
            workings[identifier] = made
            return identifier

        writer = Writer(words, opener)
        view = _view(marker, alone)
        made = (block if alone else inline)(answer(asked), view, writer)
        return Shown(made, workings)


@dataclass
class Page:
    """One document while it is rendered: its scenario, its words, the workings to append."""

    door: Door
    scenario: Scenario
    words: Words
    workings: dict[str, Element] = field(default_factory=dict)

    def inline(self, marker: Marker) -> Element:
        """The marker inside a sentence. Raises ParamsizeError."""
        return self._show(marker, alone=False)

    def block(self, marker: Marker) -> Element:
        """The marker alone in its paragraph. Raises ParamsizeError."""
        return self._show(marker, alone=True)

    def end(self) -> Iterable[Element]:
        """The workings of the page's numbers, each once, out of the search index."""
        if self.workings:
            attributes = {"class": "paramsize-workings", "data-search-exclude": ""}
            yield element("aside", attributes, *map(deepcopy, self.workings.values()))

    def _show(self, marker: Marker, *, alone: bool) -> Element:
        shown = self.door.shown(marker, self.scenario, self.words, alone)
        self.workings.update(shown.workings)
        return deepcopy(shown.element)


def _view(marker: Marker, alone: bool) -> View:
    asked = marker.option("as")
    if asked is not None:
        return asked  # type: ignore[return-value]  # Checked by the kind.
    return KINDS[marker.kind].block if alone else "number"


def _identifier(working: Element) -> str:
    """An id that comes from the content, so that pages joined together do not clash."""
    return f"paramsize-{blake2s(tostring(working), digest_size=5).hexdigest()}"
