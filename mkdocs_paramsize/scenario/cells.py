"""Which inputs of a page a number follows, by the name of its cell."""

from __future__ import annotations

from typing import Final

from mkdocs_paramsize.scenario.shape import DIMENSIONS, SHAPE, set_by
from mkdocs_paramsize.scenario.subject import PAGE

GPU: Final = "gpu"
"""Owner of the cells of the page's GPU: `gpu|capacity`."""

WEIGHED: Final = ("weights", "dense", "routed")
"""Cells of a model that depend on the precision, unless the marker binds them to one."""

RATED: Final = ("peak", "no_rate", "lacks", "lacks_released")
"""Cells of a GPU that depend on the type of number that the weights' format computes in: that
of the precision, else that in which the page's model was released."""

_NONE: Final[frozenset[str]] = frozenset()
_INPUTS: Final = {
    **dict.fromkeys(WEIGHED, frozenset({"precision"})),
    **dict.fromkeys(RATED, frozenset({"precision", "model"})),
}
_DIMENSIONS: Final = frozenset(DIMENSIONS)
OWNERS: Final = {
    PAGE: frozenset({"model"}),
    SHAPE: _DIMENSIONS,
    **{name: frozenset({name}) for name in (GPU, "precision", "kv_precision")},
}
"""What cells may be of besides models and GPUs by name, and the inputs that these follow."""


FOLLOWING: Final = {"tokens": "model", "price": "gpu"}
"""What nobody has said of these is what is known of another input."""


def follows(cell: str) -> frozenset[str]:
    """The inputs that a cell depends on.

    >>> sorted(follows("page|weights")), sorted(follows("Llama 3.1 8B|weights@fp8"))
    (['model', 'precision'], [])
    >>> sorted(follows("gpu|peak")), sorted(follows("gpu|peak@fp8")), sorted(follows("context"))
    (['gpu', 'model', 'precision'], ['gpu'], ['context'])
    >>> "layers" in follows("shape|total"), "layers" in follows("shape layers=48|total")
    (True, False)
    """
    owner, bar, name = cell.rpartition("|")
    if bar:
        return _of_owner(owner) | _INPUTS.get(name, _NONE)
    return frozenset({cell})


def _of_owner(owner: str) -> frozenset[str]:
    bound = set_by(owner)
    return _DIMENSIONS.difference(bound) if bound else OWNERS.get(owner, _NONE)


def is_elsewhere(owner: str) -> bool:
    """Whether a page has the numbers of an owner by another way than those of its models."""
    return set_by(owner) is not None or owner in OWNERS.keys() - {PAGE}
