"""What a site's search is spared on a page: markup of ours that holds no words to search for.

Not every search honours `data-search-exclude`, and those that do still walk through every tag.
A blog, too, tells how long a page takes to read, which its workings are no part of, and a feed
holds pages for readers that cannot open them. Only these plugins see the page without: others keep
what they see, for print or for another format.
"""

from __future__ import annotations

import re
from collections.abc import Callable, MutableMapping
from typing import Any, Final

_WORKINGS: Final = ('<aside class="paramsize-workings"', "</aside>")
_AROUND_NUMBER: Final = re.compile(
    r'<span class="paramsize-number"><data [^<>]*>|</data><button [^<>]*></button></span>'
)
"""What stands around the number in a sentence."""
_SPARED: Final = re.compile(
    # A block, which holds no other of its tag
    r'<section [^<>]*\bclass="paramsize-block[^<>]*data-search-exclude.*?(?:</section>|\Z)'
    rf"|{_AROUND_NUMBER.pattern}",
    re.DOTALL,
)
_UNSEEN: Final = re.compile(r'<span data-live-row="[^<>"]*" hidden="">')
"""Words of a sentence that a reader of a live page may bring."""
_SPAN: Final = re.compile(r"<(/?)span\b")
_PLACE: Final = re.compile("<!--paramsize ([0-9]{1,7})-->")


class Unsearched:
    """Takes it out of a page's HTML, and puts it back.

    >>> spared = Unsearched()
    >>> number = (
    ...     '<span class="paramsize-number"><data value="7">7</data>'
    ...     '<button id="a"></button></span>'
    ... )
    >>> spared.hide(f"Of {number}.")
    'Of <!--paramsize 0-->7<!--paramsize 1-->.'
    >>> spared.show(spared.hide(number).replace(">7<", "><i>7</i><")) == number.replace(
    ...     ">7<", "><i>7</i><"
    ... )
    True
    """

    def __init__(self) -> None:
        self._taken: list[str] = []
        self._whole = self._hidden = ""

    def hide(self, html: str) -> str:
        """The page with a comment in the place of each piece; a page before is forgotten."""
        self._taken = []
        self._whole, self._hidden = html, self._without(html)
        return self._hidden

    def show(self, html: str) -> str:
        """The page with its pieces back, whatever has been done around them."""
        if html == self._hidden:
            return self._whole
        return _PLACE.sub(self._give, html) if self._taken else html

    def _without(self, html: str) -> str:
        start, end = _workings(html)
        if start == end:
            return self._spared(html) if "paramsize" in html else html
        # They are most of the page, in one piece at its end.
        return f"{self._spared(html[:start])}{self._place(html[start:end])}{html[end:]}"

    def _spared(self, html: str) -> str:
        return _SPARED.sub(self._take, _without_unseen(html, self._place))

    def _take(self, found: re.Match[str]) -> str:
        return self._place(found[0])

    def _place(self, piece: str) -> str:
        self._taken.append(piece)
        return f"<!--paramsize {len(self._taken) - 1}-->"

    def _give(self, found: re.Match[str]) -> str:
        place = int(found[1])
        # An author may have written such a comment.
        return self._taken[place] if place < len(self._taken) else found[0]


def fed(html: str) -> str:
    """A page as a feed holds it: its numbers and blocks, without what opens or changes them."""
    start, end = _workings(html)
    seen = _without_unseen(html[:start] + html[end:], lambda _: "")
    return _AROUND_NUMBER.sub("", seen)


def _workings(html: str) -> tuple[int, int]:
    """From where to where the workings of a page go; the end of the page twice if it has none."""
    start = html.rfind(_WORKINGS[0])
    end = html.find(_WORKINGS[1], start) + len(_WORKINGS[1])
    return (len(html), len(html)) if start == -1 or end <= start else (start, end)


def _without_unseen(html: str, place: Callable[[str], str]) -> str:
    """The page with something else in the place of words that only a reader may bring."""
    pieces, done = [], 0
    for found in _UNSEEN.finditer(html):
        if found.start() >= done:
            pieces.append(html[done : found.start()])
            done = _closing(html, found.end())
            pieces.append(place(html[found.start() : done]))
    return "".join([*pieces, html[done:]])


def _closing(html: str, start: int) -> int:
    """Where the span ends within which this place is; the end of the text if it is nowhere closed.

    >>> _closing("a <span>b</span> c</span> d", 0)
    25
    """
    depth = 1
    for tag in _SPAN.finditer(html, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return html.index(">", tag.end()) + 1
    return len(html)


SEARCHES: Final = re.compile(r"\w+\.(?:contrib|plugins)\.search(?:\.plugin)?")
BLOGS: Final = re.compile(r"\w+\.plugins\.blog(?:\.plugin)?")
"""Modules of the plugins that read pages for their words: those of MkDocs, ProperDocs, Material."""
FEEDS: Final = re.compile(r"mkdocs_rss_plugin\.plugin")
"""And of the one that copies them into a feed."""


def spare_readers(events: MutableMapping[str, list[Any]]) -> None:
    """Put, for these plugins, a handler around theirs that shows them less of the page.

    `events`: the handlers of all plugins by event, as a site's configuration holds them.
    """
    spared = Unsearched()
    for event, modules, wrap in (
        ("page_context", SEARCHES, _around_context),
        ("page_content", BLOGS, _around_content),
        ("page_content", FEEDS, _around_feed),
    ):
        handlers = events.get(event) or []
        for place, handler in enumerate(handlers):
            owner = type(getattr(handler, "__self__", None))
            if modules.fullmatch(owner.__module__):
                handlers[place] = wrap(handler, spared)


def _around_context(handler: Callable[..., Any], spared: Unsearched) -> Callable[..., Any]:
    def handle(context: Any, /, *, page: Any, **others: Any) -> Any:
        page.content = spared.hide(page.content or "")
        try:
            return handler(context, page=page, **others)
        finally:
            page.content = spared.show(page.content or "")

    return handle


def _around_feed(handler: Callable[..., Any], spared: Unsearched) -> Callable[..., Any]:
    def handle(html: str, /, *, page: Any, **others: Any) -> Any:
        whole = page.content
        page.content = fed(whole or "")
        try:
            return handler(html, page=page, **others)
        finally:
            page.content = whole

    return handle


def _around_content(handler: Callable[..., Any], spared: Unsearched) -> Callable[..., Any]:
    def handle(html: str, /, **others: Any) -> Any:
        made = handler(spared.hide(html), **others)
        return made if made is None else spared.show(made)

    return handle
