"""Markers in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from xml.etree.ElementTree import Element

import msgspec
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, HTML_PLACEHOLDER_RE, INLINE_PLACEHOLDER_RE, STX

from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.markdown.conversion import Conversion
from mkdocs_paramsize.markdown.lint import OPENING, Knows, Sighting, look
from mkdocs_paramsize.markdown.spans import (
    Spans,
    Surrounding,
    code_spans,
    is_escaped,
    surroundings,
)
from mkdocs_paramsize.markdown.tree import plain
from mkdocs_paramsize.marker import Marker, parse
from mkdocs_paramsize.render.element import plain_text

# A tuple with three places: an element or text, and where it starts and ends; or nothing.
Match = tuple[Element | str | None, int | None, int | None]

_OPENING = re.compile(OPENING)
_TAG = re.compile("<[^>]*>")
_IN_COMPARISON = "the '<' before it reads like the beginning of an HTML tag; write '&lt;'"


class InlineMarkers(InlineProcessor):
    """Put an element in the place of a marker, before Markdown reads anything in it."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(OPENING, conversion.md)
        self._conversion = conversion
        self._text = _Text("", conversion.knows)

    def handleMatch(self, m: re.Match[str], data: str) -> Match:  # type: ignore[override]
        start = m.start()
        if not self._text.goes_on_as(data):
            self._text = _Text(data, self._conversion.knows)
        found = self._text.marker_at(start)
        if found is None or found.surrounding == "attribute":
            return None, None, None
        end = start + found.length
        text = self._written(data[start:end])
        is_code, escaped = found.surrounding == "code", is_escaped(data, start)
        if is_code and not text.endswith(">>"):
            # What follows may close the code.
            return None, None, None
        if is_code or escaped:
            return self._put(_literally(text), start - escaped, end)
        if found.surrounding == "comparison":
            self._conversion.warn(text, _IN_COMPARISON)
            return None, None, None
        in_link = found.surrounding == "link"
        # An attribute list of the author's that follows needs an element.
        has_place = not in_link and data[end : end + 1] != "{"
        made = self._conversion.inline(text, lambda: _read(text, found.slip), has_place=has_place)
        return self._put(plain(made) if isinstance(made, Element) and in_link else made, start, end)

    def _written(self, text: str) -> str:
        """The text with what stands in the places that Markdown holds: code is read as text.

        An extension may have turned the code into HTML before, whose tags mean nothing here.
        """
        if STX not in text:
            return text
        return HTML_PLACEHOLDER_RE.sub(self._without_tags, self.unescape(text))

    def _without_tags(self, place: re.Match[str]) -> str:
        blocks, number = self.md.htmlStash.rawHtmlBlocks, int(place[1])
        block = blocks[number] if number < len(blocks) else place[0]
        return unescape(_TAG.sub("", block)) if isinstance(block, str) else place[0]

    def _put(self, made: Element | str, start: int, end: int) -> Match:
        self._text.replace(start, end)
        return made, start, end


class ReferenceTitles(Treeprocessor):
    """Put text in the place of markers in the titles of links that are defined apart: what
    stands in such a line is read by nothing else."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, root: Element) -> None:
        references = self._conversion.md.references
        for name, (link, title) in references.items():
            if title and "<<" in title:
                references[name] = link, self._answered(title)

    def _answered(self, title: str) -> str:
        code = Spans(code_spans(title))
        pieces: list[str] = []
        done = 0
        for start, found in _markers(title, self._conversion.knows):
            end = start + found.length
            if code.cover(start):
                continue
            if is_escaped(title, start):
                pieces += [title[done : start - 1], title[start:end]]
            else:
                pieces += [title[done:start], self._text(title[start:end], found.slip)]
            done = end
        return "".join([*pieces, title[done:]])

    def _text(self, marker: str, slip: str | None) -> str:
        made = self._conversion.inline(marker, lambda: _read(marker, slip), has_place=False)
        return plain_text([made])


class _Found(msgspec.Struct, frozen=True, gc=False):
    """A marker of a text: its length, what is wrong with it, and what it stands in."""

    length: int
    slip: str | None
    surrounding: Surrounding


class _Text:
    """A text whose markers are all found in one go, however many there are.

    Markdown asks about one after the other, and each time of another text: a placeholder has
    come for the one before. What follows stays as it is, so that a marker is known by its
    distance from the end.
    """

    def __init__(self, data: str, knows: Knows) -> None:
        self._data = data
        self._replaced: tuple[int, int] | None = None
        self._found = {len(data) - start: found for start, found in _markers(data, knows)}

    def marker_at(self, start: int) -> _Found | None:
        """What opens there; None if it is not ours."""
        return self._found.get(len(self._data) - start)

    def replace(self, start: int, end: int) -> None:
        """Expect a placeholder from `start` to `end` when the text is next seen."""
        self._replaced = start, end

    def goes_on_as(self, data: str) -> bool:
        """Whether `data` is this text, as it was or with the placeholder that is expected."""
        if data == self._data:
            return True
        if self._replaced is None:
            return False
        start, end = self._replaced
        rest = self._data[end:]
        middle = data[start : len(data) - len(rest)]
        goes_on = (
            INLINE_PLACEHOLDER_RE.fullmatch(middle) is not None
            and data.startswith(self._data[:start])
            and data.endswith(rest)
        )
        if goes_on:
            self._data, self._replaced = data, None
        return goes_on


def _markers(data: str, knows: Knows) -> Iterator[tuple[int, _Found]]:
    """Where each marker of a text starts, and what it is."""
    sightings: list[tuple[int, Sighting]] = []
    done = 0
    for opening in _OPENING.finditer(data):
        if opening.start() >= done and (sighting := look(data, opening.start(), knows)):
            sightings.append((opening.start(), sighting))
            done = sighting.end
    for (start, seen), surrounding in zip(sightings, _around(data, sightings), strict=True):
        yield start, _Found(seen.end - start, seen.slip, surrounding)


def _around(data: str, sightings: list[tuple[int, Sighting]]) -> list[Surrounding]:
    """What each stands in: in a text with no other `<` than theirs, there can be no HTML."""
    if data.count("<") == 2 * len(sightings):
        return ["text"] * len(sightings)
    return surroundings(data, [(start, _end(data, start, seen)) for start, seen in sightings])


def _end(data: str, start: int, seen: Sighting) -> int:
    """Where a marker ends for certain: of one that is not closed, the rest may be HTML."""
    return seen.end if data.endswith(">>", start, seen.end) else start + len("<<")


def _read(text: str, slip: str | None) -> Marker:
    if slip is not None:
        raise MarkerError(slip)
    return parse(text[2:-2])


def _literally(text: str) -> str:
    """The text with its marks as Markdown's own escapes, that nothing reads them again.

    Python-Markdown escapes no `<`, and what it does escape it leaves to typography.
    """
    return "".join(
        character if character.isalnum() or character.isspace() else f"{STX}{ord(character)}{ETX}"
        for character in text
    )
