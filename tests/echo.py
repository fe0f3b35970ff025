"""A door that computes nothing: what it was asked stands in the page, so that tests read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from xml.etree.ElementTree import Element, SubElement

from mkdocs_paramsize.errors import UnknownNameError
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.render.page import Shown


class EchoDoor:
    """Answers `kind|subject|options`; refuses a subject that is called `unknown`, and knows one
    that is called `known`."""

    def __init__(self, *, buttons: bool = False) -> None:
        self._buttons = buttons

    def page(
        self,
        meta: Mapping[str, object],
        locale: str | None,
        dials: tuple[Marker, ...] = (),
    ) -> EchoPage:
        return EchoPage(self._buttons)

    def knows(self, name: str) -> bool:
        return name == "known"


class EchoPage:
    def __init__(self, buttons: bool) -> None:
        self._buttons = buttons
        self._asked = 0

    def inline(self, marker: Marker) -> Shown:
        data = self._element("data", marker)
        if not self._buttons:
            return Shown(data)
        number = Element("span", {"class": "paramsize-number"})
        number.append(data)
        SubElement(number, "button", {"class": "paramsize-open"})
        return Shown(number)

    def block(self, marker: Marker) -> Shown:
        return Shown(self._element("div", marker))

    def warnings(self) -> tuple[str, ...]:
        return ()

    def misplaced(self) -> tuple[tuple[Marker, str], ...]:
        return ()

    def end(self, opened: Iterable[str]) -> str:
        return f"<aside>{self._asked} markers</aside>" if self._buttons else ""

    def _element(self, tag: str, marker: Marker) -> Element:
        if marker.subject == "unknown":
            raise UnknownNameError("no model called 'unknown'")
        self._asked += 1
        element = Element(tag, {"class": "paramsize"})
        options = ", ".join(f"{name}={value}" for name, value in marker.options)
        element.text = "|".join([marker.kind, *marker.subjects, options]).rstrip("|")
        return element
