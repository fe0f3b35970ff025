"""From a marker to the element that the page shows, for one site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mkdocs_paramsize.answer import Answer, Dial
from mkdocs_paramsize.errors import MarkerError, ParamsizeError
from mkdocs_paramsize.kinds import KINDS, answer, question, require_names
from mkdocs_paramsize.kinds.dial import named, require_same
from mkdocs_paramsize.marker import FORMS, IN_TEXT, Marker, View
from mkdocs_paramsize.options import Options, read
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import plain_text
from mkdocs_paramsize.render.page import Page, Shown
from mkdocs_paramsize.render.view import block, inline
from mkdocs_paramsize.render.workings import Workings
from mkdocs_paramsize.scenario import Scenario, read_setting
from mkdocs_paramsize.scenario.dials import dials_of, told_least
from mkdocs_paramsize.words import Words
from mkdocs_paramsize.yaml_values import printable

if TYPE_CHECKING:
    from mkdocs_paramsize.live.sheet import Sheet


class Door:
    """One site: its options, its facts, and what it has already been asked.

    The same question on many pages is computed and rendered once. `inline_assets` is for
    sites where no plugin brings the assets: they then stand in the page.
    """

    def __init__(
        self, options: Mapping[str, Any], root: Path | None = None, *, inline_assets: bool = True
    ) -> None:
        self.options: Options = read(options, root or Path.cwd())
        self.inline_assets = inline_assets and self.options.assets == "auto"
        self.workings = Workings()
        self.has_live = False
        """Whether a page has been live: other sites need not look at each for its data."""
        self._asked: dict[tuple[object, ...], Shown] = {}
        self._brought: dict[tuple[object, ...], tuple[Dial, ...] | None] = {}

    @property
    def answers(self) -> int:
        """How many it remembers."""
        return len(self._asked)

    def knows(self, name: str) -> bool:
        """Whether a model, of the site's own too, or a family of models is called so.

        Raises DataError for a wrong file of the site's.
        """
        catalogue = self.options.facts.catalogue
        return catalogue.knows(name) or catalogue.has_family(name)

    def page(
        self,
        meta: Mapping[str, Any],
        locale: str | None,
        dials: tuple[Marker, ...] = (),
    ) -> Page:
        """A page of the site, with its front matter, its language and its dials.

        A `paramsize:` of the front matter is a mapping.
        """
        inputs, wrong = self._settings(printable(meta.get("paramsize")) or {})
        lang = printable(meta.get("lang"))
        words = Words.of(self.options.locale or (str(lang) if lang else None) or locale)
        site = self.options.scenario
        if "model" in wrong:
            # Figures of another model than the page's would pass for its own.
            site = {name: text for name, text in site.items() if name != "model"}
        page = Page(self, Scenario((("page", inputs), ("site", site))), words, wrong)
        for marker in sorted(dials, key=told_least):
            self._add_dials(page, marker)
        return page

    def _settings(self, settings: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
        """The inputs of a page's front matter that can be used, and what is wrong with others."""
        inputs: dict[str, str] = {}
        wrong: dict[str, str] = {}
        for name, value in settings.items():
            try:
                read = {name: read_setting(name, value)}
                require_names(read, self.options.facts)
            except ParamsizeError as error:
                wrong[name] = str(error).removeprefix(f"{name}: ")
            else:
                inputs |= read
        return inputs, wrong

    def _add_dials(self, page: Page, marker: Marker) -> None:
        key = (marker, page.scenario.key)
        if key not in self._brought:
            self._brought[key] = self._dials(marker, page.scenario)
        made = self._brought[key]
        if made is not None:
            page.add(marker, made)

    def _dials(self, marker: Marker, scenario: Scenario) -> tuple[Dial, ...] | None:
        """None for a marker that will be refused: it is reported where it stands."""
        facts = self.options.facts
        try:
            self._answer(marker, scenario)
            return tuple(named(dial, facts) for dial in dials_of(marker, scenario, facts))
        except ParamsizeError:
            return None

    def shown(self, marker: Marker, page: Page, alone: bool) -> Shown:
        """What a marker becomes on a page of that scenario and language."""
        key = (marker, page.key, alone)
        if key not in self._asked:
            own = None if page.sheet is None else page.sheet.empty()
            self._asked[key] = self._ask(marker, page.scenario, page.words, alone, own)
        shown = self._asked[key]
        if page.sheet is None or shown.sheet is None or page.sheet.take(shown.sheet):
            return shown
        return self._ask(marker, page.scenario, page.words, alone, page.sheet)

    def _ask(
        self,
        marker: Marker,
        scenario: Scenario,
        words: Words,
        alone: bool,
        sheet: Sheet | None,
    ) -> Shown:
        if FORMS[marker.kind].place == "alone" and not alone and marker.option("as") not in IN_TEXT:
            raise MarkerError(f"{marker.kind} stands alone: put it in a paragraph of its own")
        told = self._answer(marker, scenario)
        writer = Writer(
            words,
            lambda quantity: self.workings.open(quantity, words),
            lambda source: self.workings.cite(source, words),
            sheet=sheet,
        )
        made = (block if alone else inline)(told, _view(marker, alone), writer)
        return Shown(made, tuple(_warnings(told)), sheet)

    def _answer(self, marker: Marker, scenario: Scenario) -> Answer:
        asked = question(marker, scenario, self.options.facts)
        if FORMS[marker.kind].live:
            require_same(marker, scenario, self.options.facts)
        return answer(asked)


def _warnings(told: Answer) -> Iterator[str]:
    """What the author must be told, in English."""
    writer = Writer(Words.of("en"), lambda _: None)
    for warning in told.warnings:
        yield plain_text(writer.phrase(warning))
    for part in told.parts:
        yield from _warnings(part)


def _view(marker: Marker, alone: bool) -> View:
    """What `as:` asks for. Raises MarkerError for a view that needs a block."""
    kind, asked = KINDS[marker.kind], marker.option("as")
    if asked is None:
        return kind.block if alone else "number"
    if not alone and asked not in IN_TEXT:
        raise MarkerError(
            f"as: {asked} cannot stand inside a sentence; put the marker alone in its paragraph, "
            f"or write as: {', '.join(kind.inside)}"
        )
    return asked  # type: ignore[return-value]  # Checked by the kind.
