"""One document while it is rendered: what its markers become, and what follows its content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from mkdocs_paramsize.answer import Dial
from mkdocs_paramsize.assets import script, stylesheet
from mkdocs_paramsize.errors import MarkerError, ScenarioError
from mkdocs_paramsize.marker import FORMS, Marker
from mkdocs_paramsize.render.element import content_html, enclosed, html
from mkdocs_paramsize.render.popover import Popovers
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.subject import PAGE
from mkdocs_paramsize.words import Words

if TYPE_CHECKING:
    from mkdocs_paramsize.live.sheet import Sheet
    from mkdocs_paramsize.render.door import Door


_UNREAD: Final = (
    "no marker is read where this stands, but the figures of the page start from its value; "
    "take it out"
)
_UNEXPECTED: Final = (
    "it was not found before the page was read, so no figure follows it; "
    "put it into a paragraph of its own"
)


class Shown:
    """What a marker became, and what its author must be told, in English as all of the log.

    `element` stands on many pages: who changes it copies it first. `sheet` is what a live page
    needs for it.
    """

    def __init__(
        self, element: Element, warnings: tuple[str, ...] = (), sheet: Sheet | None = None
    ) -> None:
        self.element = element
        self.warnings = warnings
        self.sheet = sheet

    @cached_property
    def html(self) -> str:
        """The element as HTML."""
        return html(self.element)

    @cached_property
    def content(self) -> str:
        """What is in the element, as HTML."""
        return content_html(self.element)


class Page:
    """A page: its scenario, its words, and its dials if it has any."""

    def __init__(
        self, door: Door, scenario: Scenario, words: Words, wrong: Mapping[str, str] | None = None
    ) -> None:
        self.door = door
        self.scenario = scenario
        self.words = words
        self.dials: dict[str, Dial] = {}
        self.sheet: Sheet | None = None
        self._markers: dict[Marker, None] = {}
        self._bringers: list[Marker] = []
        self.wrong: Mapping[str, str] = wrong or {}
        # What is wrong with the front matter is told once, at the first marker of the page, and
        # what is wrong with its model by every marker that asks for it.
        self._warnings = [self._told(name) for name in self.wrong]

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What an answer depends on besides the marker."""
        return (self.scenario.key, self.words.locale)

    def add(self, marker: Marker, dials: Iterable[Dial]) -> None:
        """A marker that brings dials; of several over one input the first gives the value."""
        self._bringers.append(marker)
        for dial in dials:
            self._add(dial)

    def misplaced(self) -> Iterator[tuple[Marker, str]]:
        """Markers that bring dials and were not shown, and those that came unexpectedly."""
        shown = [marker for marker in self._markers if FORMS[marker.kind].live]
        yield from ((marker, _UNREAD) for marker in self._bringers if marker not in self._markers)
        yield from ((marker, _UNEXPECTED) for marker in shown if marker not in self._bringers)

    def _add(self, dial: Dial) -> None:
        from mkdocs_paramsize.live.sheet import Sheet  # Other pages do not pay for it.

        if dial.input in self.dials:
            return
        self.dials[dial.input] = dial
        assumed = () if dial.assumed is None else (dial.assumed,)
        self.scenario = self.scenario.with_dials({dial.input: dial.value}, assumed)
        self.sheet = Sheet(frozenset(self.dials), self.words)

    def inline(self, marker: Marker) -> Shown:
        """The marker inside a sentence. Raises ParamsizeError."""
        return self._show(marker, alone=False)

    def block(self, marker: Marker) -> Shown:
        """The marker alone in its paragraph. Raises ParamsizeError."""
        return self._show(marker, alone=True)

    def _told(self, name: str) -> str:
        """What is wrong with an input of the front matter."""
        return f"front matter: {name}: {self.wrong[name]}"

    def warnings(self) -> tuple[str, ...]:
        """What the author must be told of the markers since this was last asked."""
        told, self._warnings = tuple(self._warnings), []
        return told

    def end(self, opened: Iterable[str]) -> str:
        """The workings of the page's numbers, each once, out of the search index; the sheet
        and the script of a live page; the stylesheet where nobody else brings it.

        `opened` are the ids of the workings that a button of the page opens.
        """
        styles = [enclosed("style", {}, stylesheet().text)] if self.door.inline_assets else []
        identifiers = tuple(opened)
        live = self._live(frozenset(identifiers))
        inputs = self.sheet.inputs if self.sheet and live else frozenset()
        parts = [*styles, self.door.workings.html(identifiers, inputs), *live]
        if not any(parts):
            return ""
        attributes = {"class": "paramsize-workings", "data-search-exclude": ""}
        return enclosed("aside", attributes, "".join(parts))

    def _live(self, opened: Set[str]) -> list[str]:
        """Nothing on a page whose figures follow no dial."""
        if self.sheet is None or not self.sheet.is_used:
            return []
        from mkdocs_paramsize.live.page import as_json, data, to_come

        self.door.has_live = True
        facts = self.door.options.facts
        made = data(self.sheet, self.dials.values(), self._markers, self.scenario, facts)
        # No script element: a theme that navigates by itself would run it as a script.
        sheet = enclosed("template", {"class": "paramsize-sheet"}, as_json(made))
        scripts = [enclosed("script", {}, script().text)] if self.door.inline_assets else []
        popovers = Popovers(self.words, self.sheet.inputs)
        workings = (
            popovers.popover(quantity, f"paramsize-{key}")
            for key, quantity in to_come(self.sheet, opened)
        )
        return [*workings, sheet, *scripts]

    def _show(self, marker: Marker, *, alone: bool) -> Shown:
        try:
            shown = self.door.shown(marker, self, alone)
        except ScenarioError as error:
            if "model" not in self.wrong or PAGE not in marker.subjects:
                raise
            raise MarkerError(self._told("model")) from error
        self._warnings += shown.warnings
        self._markers[marker] = None
        return shown
