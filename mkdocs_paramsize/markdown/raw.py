"""Markers in raw HTML, in which Markdown reads nothing: nobody would miss them but their author."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from mkdocs_paramsize.markdown.lint import OPENING, look
from mkdocs_paramsize.markdown.spans import is_escaped

IN_HTML: Final = (
    'it stands in raw HTML, in which Markdown reads nothing; write markdown="1" in the tag, with '
    "the extension `md_in_html`, or put the marker outside"
)
_OPENING: Final = re.compile(OPENING)
_SHOWS_NOTHING: Final = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(script|style|textarea|pre|code|math|svg)\b.*?(?:</\1\s*>|\Z)"
    r"""|</?[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>""",
    re.DOTALL | re.IGNORECASE,
)
"""Comments, code, what is no text, and tags with their attributes: nobody expects numbers there."""


def unread(blocks: Iterable[object]) -> Iterator[tuple[str, bool]]:
    """The markers in pieces of HTML as their author wrote them, and whether on a line of their own.

    >>> list(unread(["<p>Of << params: 7B >></p>", "<pre><< params: 8B >></pre>"]))
    [('<< params: 7B >>', False)]
    """
    for block in blocks:
        if isinstance(block, str) and "<<" in block:
            text, lines = _SHOWS_NOTHING.sub(" ", block), {*map(str.strip, block.split("\n"))}
            for opening in _OPENING.finditer(text):
                found = look(text, opening.start())
                if found and not found.slip and not is_escaped(text, opening.start()):
                    marker = text[opening.start() : found.end]
                    yield marker, marker in lines
