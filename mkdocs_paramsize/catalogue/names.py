"""How names are compared: as people write them, whatever the spaces, dashes and capitals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Final

TUNED: Final = ("instruct", "chat", "base", "hf", "it")
"""Endings of variants that share the shape of the model they were tuned from."""


@lru_cache(maxsize=4096)
def normal(name: str) -> str:
    """The name without owner, case, spaces and dashes.

    >>> normal("meta-llama/Llama-3.1-70B"), normal("Llama 3.1 70B")
    ('llama3.170b', 'llama3.170b')

    An owner stands close to the name, so a list is no name:

    >>> normal("7B / Llama 3.1 70B")
    '7bllama3.170b'
    """
    return re.sub(r"^(?:[^\s/]+/)+(?=\S)|[^\w.]|_", "", name.casefold())


def spellings(name: str) -> tuple[str, ...]:
    """The normal forms under which a name may be found, the most faithful first.

    >>> spellings("meta-llama/Llama-3.1-70B-Instruct")
    ('llama3.170binstruct', 'llama3.170b')
    """
    whole = normal(name)
    shorter = [whole.removesuffix(ending) for ending in TUNED if whole.endswith(ending)]
    return tuple(dict.fromkeys([whole, *(form for form in shorter if form)]))


def near(name: str, known: Mapping[str, str], most: int = 3) -> tuple[str, ...]:
    """The known names (by normal form) that look most like a name, the nearest first."""
    wanted = normal(name)
    scored = [(_likeness(wanted, form), shown) for form, shown in known.items()]
    scored.sort(key=lambda pair: (-pair[0], pair[1]))
    return tuple(_unique(shown for score, shown in scored if score >= _NEAR))[:most]


_NEAR: Final = 0.72


def _likeness(a: str, b: str) -> float:
    matcher = SequenceMatcher(None, a, b)
    if matcher.real_quick_ratio() < _NEAR or matcher.quick_ratio() < _NEAR:
        return 0.0
    return matcher.ratio()


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
