"""What was wrong on the pages, said once each."""

from __future__ import annotations

import logging

import msgspec

# MkDocs and ProperDocs count the warnings of this name, so that `--strict` fails on them.
_LOGGER = logging.getLogger("mkdocs.plugins.paramsize")


class Entry(msgspec.Struct, frozen=True):
    """One thing to mend.

    >>> str(Entry("llama.md", 14, "<< model: 70Q >>", "no such size"))
    'llama.md:14: << model: 70Q >>: no such size'
    """

    path: str | None
    line: int | None
    text: str
    """The marker as it was written, white space folded."""
    message: str
    rendered: bool = False
    """Whether the line is one of the page's text after other tools have rewritten it."""

    def __str__(self) -> str:
        path = self.path or "<text>"
        if self.line is None:
            return f"{path}: {self.text}: {self.message}"
        if self.rendered:
            where = f"line {self.line} once included text and macros are put in"
            return f"{path}: {self.text}: {self.message} ({where})"
        return f"{path}:{self.line}: {self.text}: {self.message}"


class Log:
    """The warnings of one build, shared by all its pages.

    Each is logged at once; `quietly` leaves it to the caller to print the entries.
    """

    def __init__(self, *, quietly: bool = False) -> None:
        self._is_quiet = quietly
        self._entries: dict[tuple[str | int, int | None, str], Entry] = {}

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries.values())

    def warn(self, entry: Entry, document: int = 0) -> None:
        """Say it, unless it was said of the same place: a blog renders a post several times.

        Documents that nobody names are told apart by their number.
        """
        key = (document if entry.path is None else entry.path, entry.line, entry.text)
        if key not in self._entries:
            self._entries[key] = entry
            if not self._is_quiet:
                _LOGGER.warning("%s", entry)
