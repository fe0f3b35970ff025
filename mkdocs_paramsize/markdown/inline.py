"""Markers in running text."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX

from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.markdown.conversion import Conversion
from mkdocs_paramsize.markdown.lint import OPENING, look
from mkdocs_paramsize.markdown.spans import in_html, in_raw_link
from mkdocs_paramsize.markdown.tree import plain
from mkdocs_paramsize.marker import Marker, parse

# A tuple with three places: an element or text, and where it starts and ends; or nothing.
Match = tuple[Element | str | None, int | None, int | None]

_IN_COMPARISON = "the '<' before it reads like the beginning of an HTML tag; write '&lt;'"


class InlineMarkers(InlineProcessor):
    """Put an element in the place of a marker, before Markdown reads anything in it."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(OPENING, conversion.md)
        self._conversion = conversion

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # type: ignore[override]
        start = m.start()
        sighting = look(data, start)
        if sighting is None or in_html(data, start):
            return None, None, None
        text = data[start : sighting.end]
        text = self.unescape(text)
        if _is_escaped(data, start):
            return _literally(text), start - 1, sighting.end
        # With anything but `<<` here, the sign in `a <b, << params: 7B >>, c> d` opens a tag.
        if in_html(f"{data[:start]}x{data[sighting.end :]}", start):
            self._conversion.warn(text, _IN_COMPARISON)
            return None, None, None
        element = self._conversion.inline(text, lambda: _read(text, sighting.slip))
        if in_raw_link(data, start):
            element = plain(element)
        return element, start, sighting.end


def _read(text: str, slip: str | None) -> Marker:
    if slip is not None:
        raise MarkerError(slip)
    return parse(text[2:-2])


def _is_escaped(data: str, start: int) -> bool:
    """Whether an odd number of backslashes stands before the place."""
    before = data[:start]
    return (len(before) - len(before.rstrip("\\"))) % 2 == 1


def _literally(text: str) -> str:
    """The text with its marks as Markdown's own escapes, that nothing reads them again.

    Python-Markdown escapes no `<`, and what it does escape it leaves to typography.
    """
    return "".join(
        character if character.isalnum() or character.isspace() else f"{STX}{ord(character)}{ETX}"
        for character in text
    )
