"""What is made of objects that are told apart by identity, made once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

_Given = TypeVar("_Given")
_Made = TypeVar("_Made")


class ByIdentity(Generic[_Given, _Made]):
    """Remembers what `make` gives for an object and a word that goes with it.

    Equal objects are not looked for: to hash a number with all that it comes from takes longer
    than to put it into words. The objects are kept, so that no other takes their place.

    >>> seen = ByIdentity(lambda given, word: print(word, given))
    >>> numbers = [1, 2]
    >>> seen(numbers, "new"), seen(numbers, "new")
    new [1, 2]
    (None, None)
    """

    def __init__(self, make: Callable[[_Given, str], _Made]) -> None:
        self._make = make
        self._made: dict[tuple[int, str], tuple[_Given, _Made]] = {}

    def __call__(self, given: _Given, word: str = "") -> _Made:
        key = id(given), word
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = given, self._make(given, word)
        return found[1]
