"""A quantity as an expression that the page evaluates: formulas, constants and cells."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from string import ascii_lowercase
from typing import Any, Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.formula import Formula
from mkdocs_paramsize.algebra.javascript import short_arrow
from mkdocs_paramsize.algebra.quantity import LABELS, Quantity, Range
from mkdocs_paramsize.algebra.symbols import SYMBOLS, shared_symbols, symbol_of
from mkdocs_paramsize.formulas import all_formulas
from mkdocs_paramsize.scenario.cells import follows

Expression = Any
"""JSON: `[value, label]`, `"cell"`, or `["formula", ...arguments]`; `"+unit|sum|term|term"` sums
its arguments, `"?"` is its one argument, or 0 where that cannot be told, and `["~", input, x]`
is what a reader says of that input, or x while nobody does.

A formula is told by its place among all, since a page loads the names of none, and by a letter
where several compute alike; after it stand what its result is called and those of its inputs that
have no symbol, if that is not always so: `"6a|=n|serving-total"`. A symbol begins with `=`. A value
is a number or, for a range, `[low, high]`; a label is its place in `LABELS`.
"""


UNANSWERED: Final = frozenset({"korthikanti_activations"})
"""Formulas that no answer rests on: published counts that ours are held against."""

TYPICAL: Final = "typical_"
"""How the names of the formulas of a typical decoder's dimensions begin. A page has these where
the dimensions are: numbers that rest on them have cells of their own."""


def is_live(quantity: Quantity, inputs: frozenset[str]) -> bool:
    """Whether a quantity follows one of the inputs that the reader can change.

    One with a name of its own follows what that name says, whatever it was computed from:
    weights that are bound to a format stay in it.
    """
    if quantity.yields in inputs:
        return True
    if quantity.cell is not None:
        return bool(follows(quantity.cell) & inputs)
    return any(is_live(part, inputs) for part in quantity.parts)


def expression(quantity: Quantity, inputs: frozenset[str], result: str = "") -> Expression:
    """The expression of a quantity; what follows no input of the page is a constant.

    `result` is what the formula or the sum that it is a part of calls it.
    """
    if not is_live(quantity, inputs):
        return [constant(quantity), LABELS.index(quantity.label)]
    if quantity.yields in inputs:
        return ["~", quantity.yields, expression(replace(quantity, yields=None), inputs, result)]
    if quantity.optional:
        return ["?", expression(replace(quantity, optional=False), inputs, result)]
    if quantity.cell is not None:
        return quantity.cell
    if quantity.formula is None:
        return [_sum(quantity, result), *_terms(quantity, inputs)]
    parts = [expression(part, inputs, _symbol(key, part)) for key, part in quantity.inputs]
    return [_application(quantity, result), *parts]


SUM: Final = "+"
"""What the names of sums begin with."""

SYMBOL: Final = "="
"""What a symbol begins with where a name might stand."""


def _terms(quantity: Quantity, inputs: frozenset[str]) -> Iterator[Expression]:
    """The terms of a sum, by name where they would share the symbol of a formula."""
    shared = shared_symbols(quantity)
    for term in quantity.terms:
        is_shared = term.formula is not None and term.formula.symbol in shared
        yield expression(term, inputs, term.name if is_shared else "")


def _symbol(key: str, part: Quantity) -> str:
    """The symbol of a formula's input, as a page is told it; empty for one without.

    What a cell comes from differs from model to model, and a page does not tell it.
    """
    symbol = SYMBOLS.get(key, "") if part.cell is not None else symbol_of(key, part)
    return f"{SYMBOL}{symbol}" if symbol else ""


def _sum(quantity: Quantity, result: str) -> str:
    """What a page calls a sum: its unit, its symbol or else its name, and its terms' names."""
    terms = (term.name for term in quantity.terms)
    return SUM + "|".join((quantity.unit, result or quantity.name, *terms))


def _application(quantity: Quantity, result: str) -> str:
    """What a page calls the formula of a quantity, which the formula above calls `result`."""
    assert quantity.formula is not None
    name, own = place(quantity.formula.name), f"{SYMBOL}{quantity.formula.symbol}"
    given = [(key, part) for key, part in quantity.inputs if key not in SYMBOLS]
    told = (result or own, *(_symbol(key, part) or part.name for key, part in given))
    return name if told == (own,) else "|".join((name, *told))


def followed(quantity: Quantity, inputs: frozenset[str]) -> frozenset[str]:
    """The inputs of a page that change a number: those that it follows or yields to."""
    found: set[str] = set()
    pending = [quantity]
    while pending:
        current = pending.pop()
        if current.yields is not None:
            found.add(current.yields)
        if current.cell is None:
            pending.extend(current.parts)
        else:
            found |= follows(current.cell)
    return inputs & found


@cache
def in_order() -> tuple[tuple[Formula, ...], ...]:
    """All formulas as a page has them: at one place those that compute alike and whose results are
    as sure; estimates follow the others."""
    known = [
        made
        for name, made in all_formulas().items()
        if name not in UNANSWERED and not name.startswith(TYPICAL)
    ]
    alike = groupby(sorted(known, key=_by_text), _by_text)
    return tuple(tuple(group) for _, group in alike)


def _by_text(made: Formula) -> tuple[bool, int, str]:
    return made.estimate, len(made.parameters), short_arrow(made)


@cache
def by_place() -> dict[str, Formula]:
    """The formulas by what they are called on a page: their place, and a letter for each where
    there are several."""
    return {
        f"{number}{letter if len(alike) > 1 else ''}": made
        for number, alike in enumerate(in_order())
        for letter, made in zip(ascii_lowercase, alike, strict=False)
    }


@cache
def _places() -> dict[str, str]:
    return {made.name: called for called, made in by_place().items()}


def place(formula: str) -> str:
    """What a formula is called on a page.

    >>> place("decode_speed"), place("gpus_needed")
    ('16', '6a')
    """
    return _places()[formula]


def constant(quantity: Quantity) -> Any:
    """The value as JSON."""
    if isinstance(quantity.value, Range):
        return [quantity.value.low, quantity.value.high]
    return quantity.value


def leaves(quantity: Quantity) -> dict[str, Quantity]:
    """Every named number that a quantity rests on, by its cell."""
    found = {quantity.cell: quantity} if quantity.cell is not None else {}
    for part in quantity.parts:
        found |= leaves(part)
    return found
