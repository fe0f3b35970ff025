"""The Python-Markdown extension: every feature reaches the page here.

It serves MkDocs, ProperDocs, Zensical and Python-Markdown alone; the MkDocs plugin only adds
it to a site with the plugin's options.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from markdown import Markdown
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.markdown.block import (
    BlockMarkers,
    FenceBlocks,
    UnclosedFences,
    WrappedMarkers,
)
from mkdocs_paramsize.markdown.conversion import PLACE, PLACES, Conversion, Door, Page
from mkdocs_paramsize.markdown.dials import dials
from mkdocs_paramsize.markdown.fence import NAME
from mkdocs_paramsize.markdown.inline import InlineMarkers, ReferenceTitles
from mkdocs_paramsize.markdown.log import Entry, Log
from mkdocs_paramsize.markdown.place import Place, root_of
from mkdocs_paramsize.markdown.raw import SHOWN_TO_NOBODY, UNREAD, with_signs
from mkdocs_paramsize.markdown.tree import (
    END,
    Ending,
    PlainNumbers,
    PutAnswers,
    RestoreFences,
)
from mkdocs_paramsize.marker import LIVE, Marker
from mkdocs_paramsize.yaml_values import OPTION_LEVELS, printable

_SIGNS: Final = (PLACE, END, UNREAD, SHOWN_TO_NOBODY)
_TYPED: Final = re.compile(
    rf"{PLACES.pattern}|{END[0]}({END[1:]})|[{UNREAD}{SHOWN_TO_NOBODY}]+(?=<<)"
)
"""Signs that stand for something between two steps of ours, where an author has typed them."""

__all__ = ["Door", "Entry", "Log", "Page", "ParamsizeExtension", "Place", "makeExtension"]


class ParamsizeExtension(Extension):
    """Markers and `paramsize` fences for Python-Markdown.

    `options` are those of the MkDocs plugin. `door` and `log` are for a caller that shares one
    catalogue and one list of warnings among many pages, as the plugin and the command do;
    `place` is for one that has no generator to ask which page this is.
    One extension may serve several `Markdown` objects: what belongs to a document is kept by
    the `Conversion` of each.
    """

    def __init__(
        self,
        *,
        door: Door | None = None,
        log: Log | None = None,
        place: Place | None = None,
        **options: object,
    ) -> None:
        super().__init__()
        self.log = Log() if log is None else log
        self.door = door
        self._options: dict[str, object] = printable(options, OPTION_LEVELS)
        self._place = place

    def extendMarkdown(self, md: Markdown) -> None:
        conversion = Conversion(md, self._way_in(md), self.log, self._place)
        md.registerExtension(_Documents(conversion))
        # After snippets (32) and critic (31.1) have put their text in; before superfences with
        # preserve_tabs (31.05) takes the fences.
        md.preprocessors.register(Beginning(conversion), "paramsize-begin", 31.08)
        # After all others, of which raw HTML (20) is the last that is known.
        md.preprocessors.register(Survey(conversion), "paramsize-survey", -10)

    def _way_in(self, md: Markdown) -> Callable[[], Door]:
        """How to get the door; asked for each document, since a site's own files may change
        between two. Raises OptionError."""
        if (door := self.door) is not None:
            return lambda: door
        root = root_of(md)
        _door(self._options, root)  # A wrong option is told at once.
        return lambda: _door(self._options, root)


class _Documents(Extension):
    """Hears of each `Markdown.reset`, which begins a new document.

    Of which object it is, the extension itself is not told. MkDocs makes a new one for each page,
    so that what converts a page once more goes on with its document.
    """

    def __init__(self, conversion: Conversion) -> None:
        super().__init__()
        self._conversion = conversion

    def reset(self) -> None:
        self._conversion.next_document()


class Beginning(Preprocessor):
    """Start each document afresh, and take the fences of our name out of its text.

    The other processors join when a document first needs them: on a page without markers they
    would be asked about every piece of its text.
    """

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion
        self._has_joined = False

    def run(self, lines: list[str]) -> list[str]:
        self._conversion.begin(lines)
        text = "\n".join(lines)
        if any(sign in text for sign in _SIGNS):
            text = _TYPED.sub(lambda typed: typed[1] or typed[2] or "", text)
            lines = text.split("\n")
        has_name = NAME in text
        if not has_name and "<<" not in text:
            return lines
        self._conversion.may_have_markers = True
        self._conversion.may_have_dials = any(kind in text for kind in LIVE)
        if not self._has_joined:
            _join(self._conversion)
            self._has_joined = True
        if not has_name:
            return lines
        return self._conversion.fences.take(lines, self._conversion.md.tab_length)


class Survey(Preprocessor):
    """Find the page's dials in what is left to be read as Markdown, and markers in what is not."""

    def __init__(self, conversion: Conversion) -> None:
        super().__init__(conversion.md)
        self._conversion = conversion

    def run(self, lines: list[str]) -> list[str]:
        conversion = self._conversion
        if conversion.may_have_dials:
            conversion.dials = dials(lines, conversion)
        if conversion.may_have_markers:
            blocks = conversion.md.htmlStash.rawHtmlBlocks
            conversion.with_signs = with_signs("\n".join(lines), blocks)
        return lines


def _join(conversion: Conversion) -> None:
    md, parser = conversion.md, conversion.md.parser
    # After indented code (80) and math (79.9); before tables (75), headings and rules, which
    # take lines out of a block.
    parser.blockprocessors.register(WrappedMarkers(parser, conversion), "paramsize-wrapped", 79)
    parser.blockprocessors.register(BlockMarkers(parser, conversion), "paramsize-block", 78.9)
    parser.blockprocessors.register(FenceBlocks(parser, conversion), "paramsize-fence", 78.8)
    # After all that makes something else of a block than a paragraph.
    parser.blockprocessors.register(UnclosedFences(parser, conversion), "paramsize-unclosed", 11)

    # After code spans (190) and math (189.9); before escapes (180), links (160), HTML (90).
    md.inlinePatterns.register(InlineMarkers(conversion), "paramsize", 185)

    # After footnotes have been parsed (50); before code is highlighted (30).
    md.treeprocessors.register(RestoreFences(conversion), "paramsize-restore", 45)
    # After footnotes too; before running text (20), which has links to what is defined.
    md.treeprocessors.register(ReferenceTitles(conversion), "paramsize-titles", 44)
    # After running text (20) and what moves it (19.99); before attr_list (8) and toc (5).
    md.treeprocessors.register(PlainNumbers(conversion), "paramsize-plain", 19.5)
    # After whatever reads or changes the author's content; before escapes are undone (0).
    md.treeprocessors.register(Ending(conversion), "paramsize-end", 3)
    # After raw HTML is back (30), which is looked for in the whole text.
    md.postprocessors.register(PutAnswers(conversion), "paramsize-end", 15)


def _door(options: dict[str, object], root: Path | None) -> Door:
    """The renderer, imported only where no caller brings one.

    A generator may make a `Markdown` for each page: what was asked on one is kept for others.
    Raises OptionError, but of a generator that an exception would end, markers say what is wrong.
    """
    from mkdocs_paramsize.kept import kept

    folder = Path.cwd() if root is None else root
    try:
        site = kept(f"{folder}: {options!r}", inline_assets=True)
        return site.door(options, folder)
    except ParamsizeError as error:
        if root is None:
            raise
        return _Closed(error)


class _Closed:
    """The way into a site whose options are wrong: each marker tells why there is none."""

    def __init__(self, error: ParamsizeError) -> None:
        self._error = error

    def page(
        self,
        meta: Mapping[str, object],
        locale: str | None,
        dials: tuple[Marker, ...] = (),
    ) -> Page:
        """Raises what was wrong."""
        raise self._error

    def knows(self, name: str) -> bool:
        return False


def makeExtension(**options: object) -> ParamsizeExtension:
    """The name that Python-Markdown looks for in a module."""
    return ParamsizeExtension(**options)  # type: ignore[arg-type]
