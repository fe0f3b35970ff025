"""Which page this is and, once something is wrong, which line of its source.

The generators are reached through what they leave on the `Markdown` object, never through a
global "current page": a blog renders posts inside other pages.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown import Markdown

from mkdocs_paramsize.markdown.fence import fences
from mkdocs_paramsize.markdown.spans import code_spans

_BEFORE_MARKER = re.compile(r"[\s>]*")


@dataclass(frozen=True, slots=True)
class Place:
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
    locale = meta.get("lang") or site
    return str(locale) if locale else None


class Source:
    """A text in which the places of markers are looked for; made only when something is wrong."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found: dict[str, list[tuple[int, bool]]] = {}
        self._code: list[tuple[int, int]] | None = None

    def line(self, marker: str, nth: int, *, alone: bool) -> int | None:
        """The line, counted from 1, of the `nth` marker (from 0) with this text.

        White space is folded, and the `>` of a quotation may stand in it. Where the text
        occurs both `alone` on its lines and among other words, the two are counted apart,
        as blocks are parsed before running text.
        """
        found = self._occurrences(marker)
        similar = [start for start, is_alone in found if is_alone == alone]
        if nth >= len(similar):
            similar = [start for start, _ in found]
        if not similar:
            return None
        return self._text.count("\n", 0, similar[min(nth, len(similar) - 1)]) + 1

    def _occurrences(self, marker: str) -> list[tuple[int, bool]]:
        if marker not in self._found:
            words = r"[\s>]+".join(re.escape(word) for word in marker.split())
            found = list(re.finditer(words, self._text))
            outside = [match for match in found if not self.in_code(match.start())]
            self._found[marker] = [
                (match.start(), self._is_alone(match)) for match in outside or found
            ]
        return self._found[marker]

    def _is_alone(self, match: re.Match[str]) -> bool:
        before = self._text.rfind("\n", 0, match.start()) + 1
        after = self._text.find("\n", match.end())
        rest = self._text[match.end() : after if after != -1 else None].strip()
        is_first = _BEFORE_MARKER.fullmatch(self._text, before, match.start()) is not None
        return is_first and (not rest or rest.startswith("{"))

    def in_code(self, place: int) -> bool:
        """Code shows markers without asking for anything."""
        if self._code is None:
            self._code = [*_fenced(self._text), *code_spans(self._text)]
        escaped = self._text.endswith("\\", 0, place)
        return escaped or any(start < place < end for start, end in self._code)


def _fenced(text: str) -> list[tuple[int, int]]:
    """Start and end of each fenced block."""
    lines = text.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return [
        (starts[fence.start], starts[fence.end])
        for fence in fences([line.expandtabs(4) for line in lines])
    ]
