"""One document on its way through Python-Markdown: the state that its processors share."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import ETX, STX, AtomicString

from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.markdown.fence import Fences
from mkdocs_paramsize.markdown.front_matter import mistakes, usable
from mkdocs_paramsize.markdown.log import Entry, Log
from mkdocs_paramsize.markdown.place import Place, Source, Where, place_of
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.render.element import copied

PLACE = "\ue002"
_FIRST = 0xF0000
_MOST = 0xFFFE

PLACES = re.compile(f"{PLACE}([{chr(_FIRST)}-{chr(_FIRST + _MOST - 1)}])")
"""Where an answer stands: the sign, and the character of its number in the document."""


class Shown(Protocol):
    """An answer: as an element, which others share, and as HTML, with its own tag or without."""

    @property
    def element(self) -> Element: ...

    @property
    def html(self) -> str: ...

    @property
    def content(self) -> str: ...


class Page(Protocol):
    """What the renderer knows of one document: its scenario, and the workings it has shown."""

    @property
    def wrong(self) -> Mapping[str, str]:
        """What is wrong with inputs of the front matter, by their names."""

    def inline(self, marker: Marker) -> Shown:
        """A number in a sentence; the text of the element is the number and nothing else."""

    def block(self, marker: Marker) -> Shown:
        """A card, a table or a figure in the place of a paragraph."""

    def warnings(self) -> tuple[str, ...]:
        """What the author must be told since it was last asked: at first of the front matter,
        then of markers that were answered."""

    def misplaced(self) -> Iterable[tuple[Marker, str]]:
        """Dials that stand where they do nothing, and what their author must be told."""

    def end(self, opened: Iterable[str]) -> str:
        """HTML that the document needs once, after its content.

        `opened` are the ids that buttons of the document name.
        """


_MARKS = re.compile(f"{STX}[^{ETX}]*{ETX}")
"""What another extension has put between the author's characters."""


class Door(Protocol):
    """The way from the page into the calculation."""

    def page(
        self,
        meta: Mapping[str, object],
        locale: str | None,
        dials: tuple[Marker, ...] = (),
    ) -> Page:
        """A fresh page; `locale` is None where no generator names it.

        `dials` are the page's markers that give its reader something to change.
        """

    def knows(self, name: str) -> bool:
        """Whether a model, or a family of models, is called so."""


class Conversion:
    """Everything that lasts for one call of `Markdown.convert`, and no longer."""

    def __init__(
        self, md: Markdown, door: Callable[[], Door], log: Log, place: Place | None = None
    ) -> None:
        self.md = md
        self._given_place = place
        self._door = door
        self._log = log
        self._document = 0
        self.begin([])

    def begin(self, lines: list[str]) -> None:
        """Forget the document before: one `Markdown` object may convert many."""
        self.fences = Fences()
        self.may_have_markers = False
        self.may_have_dials = False
        self.with_signs: str | None = None
        self._heard: dict[Element, Marker] | None = None
        self.dials: tuple[Marker, ...] = ()
        self._lines = lines
        self._page: Page | None = None
        self._asked: Door | None = None
        self._placed: list[tuple[Shown, bool]] = []
        self._place = self._given_place
        self._sources: list[Source] | None = None
        self._seen: list[tuple[str, Where]] = []
        self._counts: Counter[tuple[str, Where]] = Counter()

    def next_document(self) -> None:
        """Take the next text for another document than those before, though it has no name."""
        self._document += 1

    @property
    def is_excerpt(self) -> bool:
        """Whether a blog cuts this text off at a mark, and all that we put after it."""
        return "excerpt" in self.md.treeprocessors

    @property
    def place(self) -> Place:
        if self._place is None:
            self._place = place_of(self.md)
        return self._place

    @property
    def page(self) -> Page:
        """The renderer's page, made when the first marker asks for it."""
        if self._page is None:
            place = self.place
            door = self._door()
            meta = place.meta or {}
            known = usable(meta)
            self._page = door.page(known, place.locale, self.dials)
            if self._page.warnings() or known is not meta:
                for entry in mistakes(place, door, "\n".join(self._lines)):
                    self._tell(entry)
        return self._page

    def knows(self, name: str) -> bool:
        """Whether a model, or a family of models, is called so."""
        try:
            if self._asked is None:
                self._asked = self._door()
            return self._asked.knows(name)
        except ParamsizeError:
            return False  # The site's files are wrong: each of its markers says so.

    @property
    def has_markers(self) -> bool:
        return self._page is not None

    def inline(self, text: str, read: Callable[[], Marker], *, has_place: bool) -> str | Element:
        """A marker in running text as a place or an element, or a mark that says what is wrong."""
        made = self._answer(text, lambda: self.page.inline(read()), alone=False)
        if isinstance(made, Element):
            return made
        if has_place and self._has_place:
            return self._place_for(made, is_block=False)
        return atomic(copied(made.element))

    @property
    def is_listening(self) -> bool:
        """Whether markers are only heard: they are read again."""
        return self._heard is not None

    @contextmanager
    def listening(self) -> Iterator[dict[Element, Marker]]:
        """Only hear which markers are paragraphs of their own, by the elements in their places."""
        self._heard = {}
        try:
            yield self._heard
        finally:
            self._heard = None

    def block(self, text: str, read: Callable[[], Marker]) -> Element:
        """The element for a marker that is a paragraph of its own."""
        if self.is_listening:
            return self._hear(read)
        made = self._answer(text, lambda: self.page.block(read()), alone=True)
        if isinstance(made, Element):
            block = Element("p")
            # Footnotes add their way back to the text of their last paragraph.
            block.text = ""
            block.append(made)
        elif not self._has_place:
            return atomic(copied(made.element))
        else:
            block = Element(made.element.tag, made.element.attrib)
            block.text = AtomicString(self._place_for(made, is_block=True))
        return block

    def _hear(self, read: Callable[[], Marker]) -> Element:
        assert self._heard is not None
        element = Element("p")
        element.text = ""  # As in `block`: others read it.
        with suppress(ParamsizeError):
            self._heard[element] = read()
        return element

    @property
    def _has_place(self) -> bool:
        """Whether there is a character left for one more place."""
        return len(self._placed) < _MOST

    def _place_for(self, made: Shown, *, is_block: bool) -> str:
        """A place for what is the same on page after page: as HTML it is written once, and no
        processor need walk through it."""
        self._placed.append((made, is_block))
        return f"{PLACE}{chr(_FIRST + len(self._placed) - 1)}"

    def elements(self, text: str) -> list[str | Element]:
        """A text with elements in its places, which are the reader's to change."""
        pieces: list[str | Element] = []
        for number, piece in enumerate(PLACES.split(text)):
            if number % 2:
                pieces += self._elements(piece)
            elif piece:
                pieces.append(piece)
        return pieces

    def _elements(self, place: str) -> list[str | Element]:
        found = self._at(place)
        if found is None:
            return [f"{PLACE}{place}"]
        made, is_block = found
        element = atomic(copied(made.element))
        return [element.text or "", *element] if is_block else [element]

    def html(self, text: str) -> str:
        """A text with HTML in its places."""
        return PLACES.sub(self._html, text)

    def _html(self, place: re.Match[str]) -> str:
        found = self._at(place[1])
        if found is None:
            return place[0]
        made, is_block = found
        return made.content if is_block else made.html

    def _at(self, place: str) -> tuple[Shown, bool] | None:
        """What stands in a place; None for one that an author has typed."""
        number = ord(place) - _FIRST
        return self._placed[number] if number < len(self._placed) else None

    def as_written(self, beginning: str) -> str:
        """The text of the marker that begins like this, as its author wrote it."""
        known = (text for text, _ in (*self._seen, *self._counts))
        return next((text for text in known if _is_begun(text, beginning)), f"{beginning} >>")

    def warn(self, text: str, message: str, *, where: Where = "among") -> None:
        """Say that a marker had to be left as it is, where no mark can be put."""
        text = " ".join(text.split())
        self._seen.append((text, where))
        self._tell(self._entry(text, where, message))

    def end(self, opened: Iterable[str]) -> str:
        """What follows the content, as HTML."""
        if self._page is not None and not self.is_excerpt:
            for marker, message in self._page.misplaced():
                self.warn(f"<< {marker} >>", message)
            try:
                return self._page.end(opened)
            except ParamsizeError as error:
                self._tell(Entry(self.place.path, None, "<< dial >>", str(error)))
        return ""

    def _answer(self, text: str, make: Callable[[], Shown], *, alone: bool) -> Shown | Element:
        """What a marker became, or the mark that says why it became nothing."""
        text = " ".join(text.split())
        where: Where = "alone" if alone else "among"
        self._seen.append((text, where))
        try:
            made = make()
        except ParamsizeError as error:
            told = [str(error), *(self._page.warnings() if self._page else ())]
            self._tell(self._entry(text, where, _joined(dict.fromkeys(told))))
            return _error(text, str(error))
        if self._page and (warnings := self._page.warnings()):
            self._tell(self._entry(text, where, _joined(warnings)))
        return made

    def _tell(self, entry: Entry) -> None:
        self._log.warn(entry, self._document)

    def _entry(self, text: str, where: Where, message: str) -> Entry:
        """What is said of the marker that has just come."""
        path = self.place.path
        text = _MARKS.sub("", text)
        # Counted only here: most pages have nothing wrong.
        self._counts.update(self._seen)
        self._seen.clear()
        before = self._counts[text, where] - 1
        if self._sources is None:
            self._sources = _sources(self.place.file, self._lines, self.with_signs)
        for source, rendered in zip(self._sources, (False, True), strict=False):
            line = source.line(text, before, where)
            if line is not None:
                return Entry(path, line, text, message, rendered and path is not None)
        return Entry(path, None, text, message)


def _sources(file: Path | None, lines: list[str], with_signs: str | None) -> list[Source]:
    """The author's file, as far as it can be read, then the text that Markdown was given.

    `with_signs` is that text with a sign before each marker in raw HTML, if there is one.
    """
    try:
        original = "" if file is None else file.read_text("utf-8-sig", errors="replace")
    except OSError:
        original = ""
    signs = None if with_signs is None else Source(with_signs)
    return [Source(original, signs), Source("\n".join(lines), signs)]


def _is_begun(text: str, beginning: str) -> bool:
    """Whether a marker begins like this, and does not go on with the same word."""
    bare = "".join(text.split())
    rest = bare.removeprefix("".join(beginning.split()))
    return rest != bare and rest[:1] in (",", ">")


def _joined(messages: Iterable[str]) -> str:
    """Messages in a row: sentences as they are, others with a mark between them."""
    return "; ".join(messages).replace(".; ", ". ")


def _error(text: str, message: str) -> Element:
    """The marker's own text, in the place of what it cannot say."""
    element = Element("code", {"class": "paramsize-error", "title": _escaped(message)})
    element.text = AtomicString(_escaped(text))
    return element


def _escaped(text: str) -> str:
    """Python-Markdown takes `&lt;` in a text for an entity that the author wrote."""
    return text.replace("&", "&amp;")


def atomic(element: Element) -> Element:
    """The same element, none of whose texts Markdown reads as Markdown again."""
    for part in element.iter():
        # Markdown does not even look into what has an atomic text, be it empty.
        part.text = AtomicString(part.text or "")
        if part.tail:
            part.tail = AtomicString(part.tail)
    return element
