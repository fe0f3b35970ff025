"""One document while it is rendered: what its markers become, and what follows its content."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from mkdocs_paramsize.answer import Dial
from mkdocs_paramsize.assets import script, stylesheet
from mkdocs_paramsize.live.page import as_json, data
from mkdocs_paramsize.live.sheet import Sheet
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.render.element import element
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.words import Words

if TYPE_CHECKING:
    from mkdocs_paramsize.render.door import Door


@dataclass(frozen=True, slots=True)
class Shown:
    """What a marker became: the element, and the workings that its numbers open.

    `warnings` are for the page's author, in English as all that the log says.
    """

    element: Element
    workings: Mapping[str, Element]
    warnings: tuple[str, ...] = ()


class Page:
    """A page: its scenario, its words, the workings to append, and its dials if it has any."""

    def __init__(self, door: Door, scenario: Scenario, words: Words) -> None:
        self.door = door
        self.scenario = scenario
        self.words = words
        self.dials: dict[str, Dial] = {}
        self.sheet: Sheet | None = None
        self._workings: dict[str, Element] = {}
        self._markers: dict[Marker, None] = {}
        self._warnings: list[str] = []

    def add(self, dial: Dial) -> None:
        """A dial of the page; of several over one input the first gives the value."""
        if dial.input in self.dials:
            return
        self.dials[dial.input] = dial
        self.scenario = self.scenario.with_dials({dial.input: dial.value})
        self.sheet = Sheet(frozenset(self.dials), self.words)

    def inline(self, marker: Marker) -> Element:
        """The marker inside a sentence. Raises ParamsizeError."""
        return self._show(marker, alone=False)

    def block(self, marker: Marker) -> Element:
        """The marker alone in its paragraph. Raises ParamsizeError."""
        return self._show(marker, alone=True)

    def warnings(self) -> tuple[str, ...]:
        """What the author must be told of the markers since this was last asked."""
        told, self._warnings = tuple(self._warnings), []
        return told

    def end(self, opened: Collection[str]) -> Iterable[Element]:
        """The workings of the page's numbers, each once, out of the search index; the sheet
        and the script of a live page; the stylesheet where nobody else brings it.

        `opened` are the ids of the workings that a button of the page opens.
        """
        inside: list[Element] = []
        if self.door.inline_assets:
            inside.append(element("style", {}, stylesheet().text))
        inside += [deepcopy(made) for name, made in self._workings.items() if name in opened]
        inside += self._live()
        if inside:
            attributes = {"class": "paramsize-workings", "data-search-exclude": ""}
            yield element("aside", attributes, *inside)

    def _live(self) -> list[Element]:
        """Nothing on a page whose figures follow no dial."""
        if self.sheet is None or not self.sheet.is_used:
            return []
        facts = self.door.options.facts
        made = data(self.sheet, self.dials.values(), self._markers, self.scenario, facts)
        attributes = {"type": "application/json", "class": "paramsize-sheet"}
        sheet = element("script", attributes, as_json(made))
        return [sheet, element("script", {}, script().text)] if self.door.inline_assets else [sheet]

    def _show(self, marker: Marker, *, alone: bool) -> Element:
        shown = self.door.shown(marker, self, alone)
        self._workings.update(shown.workings)
        self._markers[marker] = None
        self._warnings += shown.warnings
        return deepcopy(shown.element)
