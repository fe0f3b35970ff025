"""What must be known of the numbers that figures rest on, as notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Cell,
    Own,
    Phrase,
    While,
)
from mkdocs_paramsize.kinds.conditions import whether
from mkdocs_paramsize.kinds.profile import DECODER_CACHE
from mkdocs_paramsize.scenario.cells import GPU, follows
from mkdocs_paramsize.scenario.subject import ONE_OF_BOTH, PAGE

ON_GPU: Final = {"capacity": "marketed-capacity", "peak": "no-rate", "price": "old-price"}
"""What may have to be said of a figure of a GPU. A live page has it for each under that name."""

OF_ENCODERS: Final = {
    DECODER_CACHE: ("full",),
    ONE_OF_BOTH: ("active", "active-without-embedding"),
}
"""What is said of numbers of a model that has an encoder beside its decoder. A live page has for
all that there is one."""

_OF_GPU: Final = re.compile(rf"(?P<owner>.*\|)(?P<figure>{'|'.join(ON_GPU)})(?P<compute>@.*|)")


def remark_notes(*figures: Cell) -> tuple[Cell, ...]:
    """What must be known of the numbers that figures rest on, once each."""
    quantities = [figure for figure in figures if isinstance(figure, Quantity)]
    leaves = [leaf for quantity in quantities for leaf in quantity.leaves]
    told = _on_encoders(leaves)
    for leaf in leaves:
        told |= _on_gpu(leaf)
    for remark, cell in (pair for quantity in quantities for pair in quantity.remarked):
        told.setdefault(remark, _remark(remark, cell))
    return tuple(told.values())


def _on_gpu(leaf: Quantity) -> dict[str, Cell]:
    """A remark that a number of a GPU may call for, under its name."""
    # A price that nobody has said has a dial of its own, and is that of the page's GPU until then.
    is_assumed = leaf.cell == "price" and leaf.source is not None
    found = _OF_GPU.fullmatch(f"{GPU}|price" if is_assumed else leaf.cell or "")
    if found is None:
        return {}
    remark = ON_GPU[found["figure"]]
    cell = f"{found['owner']}{remark.replace('-', '_')}{found['compute']}"
    holds, note = whether(leaf.remark == remark, cell, leaf.source), Phrase(f"remark.{remark}")
    return {remark: While(holds, Own(frozenset({"price"}), note) if is_assumed else note)}


def _on_encoders(leaves: Iterable[Quantity]) -> dict[str, Cell]:
    """What a model that has an encoder beside its decoder calls for; the page's, while it has."""
    leaves = tuple(leaves)
    found = {remark: _on_encoder(remark, names, leaves) for remark, names in OF_ENCODERS.items()}
    return {remark: note for remark, note in found.items() if note is not None}


def _on_encoder(remark: str, names: tuple[str, ...], leaves: tuple[Quantity, ...]) -> Cell | None:
    """A remark on numbers of these names, if any figure rests on one."""
    cells, note = {f"{PAGE}|{name}" for name in names}, Phrase(f"remark.{remark}")
    if any(leaf.remark == remark and leaf.cell not in cells for leaf in leaves):
        return note
    own = next((leaf for leaf in leaves if leaf.cell in cells), None)
    if own is None:
        return None
    holds = whether(own.remark == remark, f"{PAGE}|encoder", own.source)
    return While(replace(holds, origin=own.origin, optional=True), note)


def _remark(remark: str, cell: str | None) -> Cell:
    """A remark on a number, which holds while that is the page's own."""
    followed, note = follows(cell) if cell else frozenset(), Phrase(f"remark.{remark}")
    return Own(followed, note) if followed else note
