"""A site's answers, kept from one build of a preview to the next while nothing changes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from mkdocs_paramsize.render.door import Door

State = tuple[Any, ...]


class Kept:
    """The last site that was built, for the next build of the same.

    An edit of a page leaves the answers of all other markers as they were. Other options, a
    change of the site's own files and a new day, which ages prices, begin anew.
    """

    def __init__(self) -> None:
        self._door: Door | None = None
        self._state: State = ()

    def door(self, given: Mapping[str, Any], root: Path) -> Door:
        """The way into the site of that folder. Raises OptionError for a wrong option."""
        if self._door is None or self._state != _state(given, root, self._door):
            self._door = Door(given, root, inline_assets=False)
            self._state = _state(given, root, self._door)
        return self._door


def _state(given: Mapping[str, Any], root: Path, door: Door) -> State:
    """All that the answers of a site rest on besides its pages."""
    is_today = door.options.facts.today == date.today()
    return dict(given), root, is_today, _stamps(door.options.watched)


def _stamps(paths: Iterable[Path]) -> list[tuple[Path, int, int]]:
    """Every file that may tell of a model or a GPU, when it was changed, and its bytes."""
    stamps = []
    for file in _files(paths):
        with suppress(OSError):  # It has just been taken away.
            seen = file.stat()
            stamps.append((file, seen.st_mtime_ns, seen.st_size))
    return stamps


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    """What folders hold, and what lies beside files: a checkpoint is read with its config."""
    for path in paths:
        yield from sorted(path.rglob("*") if path.is_dir() else path.parent.iterdir())
