"""A site's answers, kept from one build of a preview to the next while nothing changes them."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from mkdocs_paramsize.catalogue.checkpoint import SUFFIXES
from mkdocs_paramsize.catalogue.own import READ
from mkdocs_paramsize.render.door import Door

State = tuple[Any, ...]

_TIMES: Final = 3
_SPARE: Final = 300
"""Answers beyond so many times the first build's, and so many more, are given up: some 25 MB if
they are tables that a reader can change."""


@lru_cache(maxsize=8)
def kept(config: str, *, inline_assets: bool = False) -> Kept:
    """What was kept of the site of that configuration, be it a file or what stands in one.

    Nothing else of a site outlives a build: MkDocs makes each plugin anew for the next. What
    functions remember beside it follows from their arguments and the files of the package alone.
    """
    return Kept(inline_assets=inline_assets)


class Kept:
    """The last site that was built, for the next build of the same.

    An edit of a page leaves the answers of all other markers as they were. Other options, a
    change of the site's own files and a new day, which ages prices, begin anew; so does a long
    day of writing, whose answers nobody asks for any more.
    """

    def __init__(self, *, inline_assets: bool = False) -> None:
        self._inline_assets = inline_assets
        self._door: Door | None = None
        self._state: State = ()
        self._needed = 0

    def door(self, given: Mapping[str, Any], root: Path) -> Door:
        """The way into the site of that folder. Raises OptionError for a wrong option."""
        if (
            self._door is None
            or self._state != _state(given, root, self._door)
            or self._is_full(self._door)
        ):
            begun = time.time_ns()
            self._door = Door(given, root, inline_assets=self._inline_assets)
            self._state = _state(given, root, self._door)
            if any(changed >= begun for _, changed, _ in _stamps(self._door.options.watched)):
                self._state = ()  # A file was saved while it was read: read it again next time.
            self._needed = 0
        return self._door

    def _is_full(self, door: Door) -> bool:
        """Whether it holds several times the answers that its first build needed."""
        self._needed = self._needed or door.answers
        return door.answers > _TIMES * self._needed + _SPARE


def _state(given: Mapping[str, Any], root: Path, door: Door) -> State:
    """All that the answers of a site rest on besides its pages."""
    is_today = door.options.facts.today == date.today()
    # As text, for True is 1 to Python, and a hook may change what it has given.
    return repr(dict(given)), root, is_today, _stamps(door.options.watched)


def _stamps(paths: Iterable[Path]) -> list[tuple[Path, int, int]]:
    """Every file that may tell of a model or a GPU, when it was changed, and its bytes."""
    stamps = []
    for path in paths:
        stamps.append((path, int(path.exists()), 0))
        with suppress(OSError):  # It has been taken away: `Door` says so.
            for file in sorted(_files(path)):
                seen = file.stat()
                stamps.append((file, seen.st_mtime_ns, seen.st_size))
    return stamps


def _files(path: Path) -> Iterator[Path]:
    """What a folder holds of such files, pages beside them left out; a file, and what a checkpoint
    is read with."""
    if path.is_dir():
        yield from (file for file in path.rglob("*") if file.name.endswith(READ))
        return
    yield path
    if path.name.endswith(SUFFIXES):
        yield from (file for file in path.parent.iterdir() if file.name.endswith(READ))
