"""What a sequence keeps in the cache, by the inputs and the formula that answer a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from mkdocs_paramsize import formulas
from mkdocs_paramsize.kinds.profile import cache_inputs
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.scenario.subject import Subject

FAR = 2**21
"""Tokens: more than any window, and few enough that a float holds every sum."""


@dataclass(frozen=True)
class Held(Subject):
    """A ledger as something that a marker speaks of."""

    held: Ledger | None = None

    @property
    def ledger(self) -> Ledger:
        assert self.held is not None
        return self.held


def cached(ledger: Ledger, context: int) -> int:
    """Numbers that one sequence of `context` tokens keeps."""
    kept = 0.0
    for inputs in cache_inputs(Held("held", held=ledger)):
        given = {name: cast(int, figure.value) for name, figure in inputs.items()}
        given |= {"context": context, "batch": 1, "kv_bits": 16}
        kept += formulas.kv_cache(*(given[name] for name in formulas.kv_cache.parameters)) / 2
    assert kept == int(kept)
    return int(kept)


def cached_per_token(ledger: Ledger, *, beyond_windows: bool = False) -> int:
    """Numbers that one more token adds: the first of all, or one beyond every window."""
    before = FAR if beyond_windows else 0
    return cached(ledger, before + 1) - cached(ledger, before)
