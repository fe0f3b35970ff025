"""Which page this is and, once something is wrong, which line of its source.

The generators are reached through what they leave on the `Markdown` object, never through a
global "current page": a blog renders posts inside other pages.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal, NamedTuple

import msgspec
from markdown import Markdown

from mkdocs_paramsize.markdown.fence import fences
from mkdocs_paramsize.markdown.indented import indented
from mkdocs_paramsize.markdown.lint import look
from mkdocs_paramsize.markdown.raw import SHOWN_TO_NOBODY, UNREAD
from mkdocs_paramsize.markdown.spans import (
    PARAGRAPH,
    Spans,
    code_elements,
    code_spans,
    covered,
    is_escaped,
)
from mkdocs_paramsize.marker import LONGEST
from mkdocs_paramsize.yaml_values import printable

Where = Literal["alone", "among", "unread"]
"""How a marker stands on a page: alone on its lines, among other words, or in raw HTML."""

# Between two words of a marker may stand a line end, the `>` of a quotation, the marks of code.
_BETWEEN = re.compile(r"[\s>`]+")
_OPENING = re.compile("<<|`{3}|~{3}")
_FIRST = re.compile(rf"^(?:[^\S\n]|>)*+(?={_OPENING.pattern})", re.MULTILINE)
# What is never read: comments, HTML that holds no Markdown whatever it says, front matter.
_UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|^<(pre|script|style|textarea)\b.*?(?:</\1>|\Z)|\A---[^\S\n]*\n.*?\n(?:---|\.{3})[^\S\n]*$",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_PREFIX = re.compile(r"[\s>]*")
_END_OF_PARAGRAPH = re.compile(r"\n[^\S\n]*(?:>[^\S\n]*)*\n")
_REST_OF_LINE = re.compile(r"[^\S\n]*(?:\{|$)", re.MULTILINE)


class Place(msgspec.Struct, frozen=True):
    """The page that is being converted; each part is None or empty where nobody says."""

    path: str | None = None
    """As the author knows it: relative to the folder of the documentation."""
    file: Path | None = None
    meta: Mapping[str, object] | None = None
    """The front matter."""
    locale: str | None = None


def place_of(md: Markdown) -> Place:
    """Ask each generator in turn."""
    return _mkdocs(md) or _zensical(md) or Place(meta=_meta_extension(md))


def root_of(md: Markdown) -> Path | None:
    """The folder of the site, where a generator tells it before it has a page to convert."""
    module: Any = sys.modules.get("zensical.extensions.context")
    try:
        return Path(module.ContextPreprocessor.from_markdown(md).config["root_dir"])
    except (AttributeError, KeyError, TypeError):
        return None


def _mkdocs(md: Markdown) -> Place | None:
    """MkDocs and ProperDocs register a processor that knows the file, for excerpts too."""
    if "relpath" not in md.treeprocessors:
        return None
    processor: Any = md.treeprocessors["relpath"]
    file, config = processor.file, processor.config
    meta = getattr(getattr(file, "page", None), "meta", None) or {}
    theme = config.theme
    # The language of the file comes first: an untranslated page stays in its own language.
    locale = getattr(file, "locale", None) or theme.get("language") or theme.get("locale")
    source = Path(file.abs_src_path) if file.abs_src_path else None
    return Place(file.src_uri, source, meta, _locale(meta, locale))


def _zensical(md: Markdown) -> Place | None:
    """Zensical keeps the page in a processor of its own, which it does not promise to keep."""
    module: Any = sys.modules.get("zensical.extensions.context")
    try:
        context = module.ContextPreprocessor.from_markdown(md)
        page, config = context.page, context.config
        theme = config.get("theme") or {}
        path = Path(config.get("root_dir") or "", config.get("docs_dir") or "docs", page.path)
        locale = _locale(page.meta, theme.get("language"))
        return Place(page.path, path, page.meta, locale)
    except AttributeError:
        return None


def _meta_extension(md: Markdown) -> Mapping[str, object]:
    """Front matter as Python-Markdown's own extension reads it: lists of lines."""
    lines: Mapping[str, list[str]] = getattr(md, "Meta", None) or {}
    return {key: "\n".join(value) for key, value in lines.items()}


def _locale(meta: Mapping[str, object], site: object) -> str | None:
    locale = printable(meta.get("lang")) or site
    return str(locale) if locale else None


class Source:
    """A text in which the places of markers are looked for; made only when something is wrong.

    A page may have thousands of wrong markers: the text is prepared once for all of them. `signs`
    is the same text with a sign before each marker in raw HTML, if there is one.
    """

    def __init__(self, text: str, signs: Source | None = None) -> None:
        self._text = text
        self._signs = signs
        self._found: dict[str, _Occurrences] = {}
        self._told: dict[str, set[int]] = {}
        self._left: dict[str, Iterator[int]] = {}
        self._by_length: dict[int, dict[str, list[int]]] = {}

    def line(self, marker: str, nth: int, where: Where) -> int | None:
        """The line, counted from 1, of the `nth` marker (from 0) with this text.

        White space is folded, and the `>` of a quotation may stand in it. Where the text
        occurs both alone on its lines and among other words, the two are counted apart,
        as blocks are parsed before running text; and so is what stands in raw HTML. Not all that
        is alone is a block: what was told already is passed over, and where nothing is left it
        is None.
        """
        found = self._occurrences(marker)
        told = self._told.setdefault(marker, set())
        similar = found.places[where]
        place = similar[nth] if 0 <= nth < len(similar) else None
        if where != "unread" and (place is None or place in told):
            left = self._left.setdefault(marker, iter(found.read))
            place = next((other for other in left if other not in told), None)
        if place is None:
            return None
        told.add(place)
        return bisect_left(self._line_ends, place) + 1

    def in_code(self, place: int) -> bool:
        """Code shows markers without asking for anything."""
        return is_escaped(self._text, place) or any(spans.cover(place) for spans in self._code)

    def _occurrences(self, marker: str) -> _Occurrences:
        if marker not in self._found:
            self._found[marker] = self._looked_for(marker)
        return self._found[marker]

    def _looked_for(self, marker: str) -> _Occurrences:
        words = re.compile(_pattern(marker))
        matches = (words.match(self._text, start) for start in self._likely(marker))
        found = [match for match in matches if match]
        if not marker.endswith((">>", "```", "~~~")):
            same = [match for match in found if self._ends_there(match, marker)]
            found = same or [match for match in found if not self._is_closed(match)] or found
        outside = [match for match in found if not self.in_code(match.start())] or found
        places: dict[Where, list[int]] = {"alone": [], "among": [], "unread": []}
        read: list[int] = []
        for match, sign in zip(outside, self._signs_of(marker, len(outside)), strict=True):
            place = match.start()
            if sign == UNREAD:
                places["unread"].append(place)
            elif sign != SHOWN_TO_NOBODY:
                places["alone" if self._is_alone(match, marker) else "among"].append(place)
                read.append(place)
        return _Occurrences(places, read)

    def _signs_of(self, marker: str, number: int) -> Sequence[str]:
        """The character before each marker with this text, where that may be a sign: not if the
        text has more of them, or less, than the one with signs."""
        if self._signs is not None:
            text, read = self._signs._text, self._signs._occurrences(marker).read
            if len(read) == number:
                return [text[place - 1 : place] for place in read]
        return [""] * number

    def _likely(self, marker: str) -> Sequence[int]:
        """Where that marker may stand: what is there is the same but for what is between words."""
        wanted = _BETWEEN.sub("", marker)[:LONGEST]
        length = len(wanted)
        if length not in self._by_length:
            starts: dict[str, list[int]] = {}
            for start, bare in self._openings:
                starts.setdefault(self._bare[bare : bare + length], []).append(start)
            self._by_length[length] = starts
        return self._by_length[length].get(wanted, ())

    def _ends_there(self, match: re.Match[str], marker: str) -> bool:
        """Whether what begins there is told with this text, and not with a longer one."""
        seen = self._seen(match)
        return seen is not None and " ".join(seen[0].split()) == marker

    def _is_closed(self, match: re.Match[str]) -> bool:
        """Whether a marker, or a block, that ends as it should begins there."""
        if not match[0].startswith("<<"):
            return match.start() in self._fences
        seen = self._seen(match)
        return seen is not None and seen[1] is None

    def _seen(self, match: re.Match[str]) -> tuple[str, str | None] | None:
        """What of the paragraph is a marker there, and what is wrong with it."""
        end = _END_OF_PARAGRAPH.search(self._text, match.end())
        text = self._text[match.start() : end.start() if end else None]
        sighting = look(text, 0)
        return None if sighting is None else (text[: sighting.end], sighting.slip)

    def _is_alone(self, match: re.Match[str], marker: str) -> bool:
        """Whether a block may begin there: a fence is one, and what is not closed is none."""
        if not marker.startswith("<<"):
            return True
        if not marker.endswith(">>"):
            return False
        ends = _REST_OF_LINE.match(self._text, match.end()) is not None
        return ends and match.start() in self._firsts

    @cached_property
    def _firsts(self) -> set[int]:
        """Where a line begins with what may be a marker."""
        return {match.end() for match in _FIRST.finditer(self._text)}

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self._text)]

    @cached_property
    def _code(self) -> tuple[Spans, ...]:
        in_lines = Spans(_fenced(self._text)), Spans(_indented(self._text))
        in_paragraphs = (
            Spans(_in_paragraphs(self._text, find)) for find in (code_spans, _code_elements)
        )
        return *in_lines, *in_paragraphs, _unread(self._text)

    @cached_property
    def _fences(self) -> set[int]:
        """Where fenced blocks begin, after what stands before them on their lines."""
        starts = (_PREFIX.match(self._text, start) for start, _ in _fenced(self._text))
        return {found.end() for found in starts if found}

    @cached_property
    def _bare(self) -> str:
        return _BETWEEN.sub("", self._text)

    @cached_property
    def _openings(self) -> list[tuple[int, int]]:
        """Where a marker may start: in the text, and in the bare text."""
        places: list[tuple[int, int]] = []
        done = bare = 0
        for opening in _OPENING.finditer(self._text):
            bare += len(_BETWEEN.sub("", self._text[done : opening.start()]))
            done = opening.start()
            places.append((done, bare))
        return places


class _Occurrences(NamedTuple):
    """Where one text occurs, in each of the ways; and all that is read, in its order."""

    places: Mapping[Where, list[int]]
    read: list[int]


def _pattern(marker: str) -> str:
    """Where a marker stands as its author wrote it, who may have set a value as code."""
    if not marker.startswith("<<"):
        return r"[\s>]+".join(map(re.escape, marker.split()))
    return _BETWEEN.pattern.join(re.escape(word).replace(",", "`?,") for word in marker.split())


def _in_paragraphs(
    text: str, find: Callable[[str], list[tuple[int, int]]]
) -> Iterator[tuple[int, int]]:
    """Start and end of what is found in each paragraph; nothing goes beyond it."""
    for paragraph in PARAGRAPH.finditer(text):
        at = paragraph.start()
        yield from ((at + start, at + end) for start, end in find(paragraph[0]))


def _code_elements(paragraph: str) -> list[tuple[int, int]]:
    """Start and end of each element of code; a tag in a code span is none."""
    return code_elements(covered(paragraph, code_spans(paragraph)))


def _unread(text: str) -> Spans:
    return Spans(found.span() for found in _UNREAD.finditer(text))


def _fenced(text: str) -> list[tuple[int, int]]:
    """Start and end of each fenced block."""
    lines, starts = _lines(text)
    return [(starts[fence.start], starts[fence.end]) for fence in fences(lines)]


def _indented(text: str) -> list[tuple[int, int]]:
    """Start and end of each line of code by indentation."""
    lines, starts = _lines(text)
    return [(starts[number], starts[number + 1]) for number in indented(lines)]


def _lines(text: str) -> tuple[list[str], list[int]]:
    """The lines of a text with tabs expanded, and where each starts; at last, where one more
    would."""
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    return [line.expandtabs(4) for line in lines], starts
