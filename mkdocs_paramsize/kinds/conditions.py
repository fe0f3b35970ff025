"""Amounts and signs by which a part of an answer comes and goes, on a live page too."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import BY_DEFINITION, Quantity, Source
from mkdocs_paramsize.answer import (
    Cell,
    Own,
)
from mkdocs_paramsize.scenario.subject import Subject

ONE: Final = Quantity("count", 1, "count", "exact", source=BY_DEFINITION)


def at_least(amount: Quantity, other: Quantity) -> Quantity:
    """The sign of a choice: not negative where an amount is at least the other."""
    return formulas.spare.of("spare", held=amount, taken=other)


def one_if_told(figure: Quantity) -> Quantity:
    """1, which a live page cannot tell while it cannot tell a figure."""
    return at_least(ONE, at_least(figure, figure))


def known(figure: Quantity) -> Quantity:
    """1, or 0 while a live page cannot tell a figure."""
    return replace(one_if_told(figure), optional=True)


def whether(holds: bool, cell: str, source: Source | None) -> Quantity:
    """1 where something holds, else 0: an amount that a live page looks up under that cell."""
    read = source or BY_DEFINITION
    return Quantity("count", int(holds), "count", "exact", source=read, cell=cell)


def while_holds(amount: Quantity, holds: Quantity) -> Quantity:
    """An amount where something holds, which is 1, or nothing where that is 0: the product of both,
    which the formula of several GPUs reckons too."""
    made = formulas.pooled.of(amount.name, capacity=amount, gpus=holds)
    return replace(made, unit=amount.unit)


def changing(subject: Subject) -> frozenset[str]:
    """The inputs with which the subject becomes another."""
    return frozenset({"model"} if subject.from_page else ())


def of_own_shape(subject: Subject, cell: Cell) -> Cell:
    """What is true of this shape alone, be it the page's, which a reader may change."""
    own = changing(subject)
    return Own(own, cell) if own else cell
