"""Lines of the ledger as the product that a reader checks by hand."""

from __future__ import annotations

from collections import Counter
from functools import reduce
from operator import mul

from mkdocs_paramsize.architecture.dimension import Dim, as_factor, in_names, in_numbers
from mkdocs_paramsize.architecture.tensor import Tensor


def counted(lines: tuple[Tensor, ...], *, named: bool = False) -> str:
    """Where a count comes from: the shapes of its tensors, with the repeated parts drawn out;
    in numbers, or in the names of the dimensions.

    >>> heads, head_dim = Dim.named("heads", 64), Dim.named("head_dim", 128)
    >>> width, layers = Dim.named("width", 8192), Dim.named("layers", 80)
    >>> counted((
    ...     Tensor("q", (heads * head_dim, width), "attention", repeat=layers),
    ...     Tensor("o", (width, heads * head_dim), "attention", repeat=layers),
    ... ))
    '80 × 2 × 64 × 128 × 8192'
    """
    groups: dict[tuple[str, ...], Counter[str]] = {}
    for line in lines:
        factors = [line.repeat]
        if line.routed is not None and line.per_expert:
            factors.append(line.routed.experts)
        outside = tuple(as_factor(factor, named=named) for factor in factors if factor != 1)
        groups.setdefault(outside, Counter())[_product(line.shape, named=named)] += 1
    return " + ".join(_group(outside, inside) for outside, inside in groups.items())


def _group(outside: tuple[str, ...], inside: Counter[str]) -> str:
    terms = [text if times == 1 else f"{times} × {text}" for text, times in inside.items()]
    if not outside:
        return " + ".join(terms)
    body = terms[0] if len(terms) == 1 else f"({' + '.join(terms)})"
    return " × ".join([*outside, body])


def _product(shape: tuple[int, ...], *, named: bool) -> str:
    """The product of a shape, so that W and Wᵀ read alike: the smaller side first or, by name,
    in one order whatever the sizes."""
    if named:
        names = sorted(shape, key=lambda side: as_factor(side, named=True))
        return in_names(reduce(mul, names, Dim(1)).expression)
    sides = sorted(shape, key=lambda side: (side, as_factor(side)))
    return in_numbers(reduce(mul, sides, Dim(1)).expression)
