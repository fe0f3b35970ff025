"""Which inputs of a page a number follows, by the name of its cell."""

from __future__ import annotations

from typing import Final

from mkdocs_paramsize.scenario.shape import DIMENSIONS, SHAPE
from mkdocs_paramsize.scenario.subject import PAGE

WEIGHED: Final = ("weights", "dense", "routed", "peak", "no_rate")
"""Cells of a model, or of a GPU that a marker names, that depend on the precision, unless the
marker binds them to one."""

_NONE: Final[frozenset[str]] = frozenset()
_PRECISION: Final = frozenset({"precision"})
_OWNERS: Final = {PAGE: frozenset({"model"}), SHAPE: frozenset(DIMENSIONS)}
"""Inputs that whole models follow."""


def follows(cell: str) -> frozenset[str]:
    """The inputs that a cell depends on.

    >>> sorted(follows("page|weights")), sorted(follows("Llama 3.1 8B|weights@fp8"))
    (['model', 'precision'], [])
    >>> sorted(follows("gpu.peak")), sorted(follows("context"))
    (['gpu', 'precision'], ['context'])
    """
    owner, bar, name = cell.rpartition("|")
    if bar:
        return _OWNERS.get(owner, _NONE) | (_PRECISION if name in WEIGHED else _NONE)
    head, _, rest = cell.partition(".")
    if head == "gpu":
        return frozenset({"gpu"}) | (_PRECISION if rest in WEIGHED else _NONE)
    return frozenset({head})
