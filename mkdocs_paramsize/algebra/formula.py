"""The `formula` decorator: a plain arithmetic function that can also explain itself.

A formula is a Python function of numbers whose body is one `return` of arithmetic (`+ - * /
**`), `min`, `max`, `floor`, `ceil` and conditional expressions. Nothing else is allowed, so
that its syntax tree says everything: from it come the working, the MathML and the JavaScript.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from types import ModuleType
from typing import Final

from mkdocs_paramsize.algebra.quantity import Label, Quantity, Range, Unit, weakest

Number = int | float

DEFINITION: Final = "definition"
OWN_COUNT: Final = "own count"
"""Sources of formulas that nobody need be cited for, and of those that are counted here."""


@dataclass(frozen=True, slots=True, eq=False)
class Formula:
    """One formula of the product: its symbol, its unit, its source and its function."""

    name: str
    symbol: str
    unit: Unit
    source: str
    function: Callable[..., Number]
    parameters: tuple[str, ...]
    estimate: bool = False
    """Whether the result is an estimate however exact the inputs are."""

    def __call__(self, *numbers: Number) -> Number:
        """The bare number, for bare numbers."""
        return self.function(*numbers)

    @property
    def meaning(self) -> str:
        """The first paragraph of the docstring: what the formula says, and of what."""
        return (inspect.getdoc(self.function) or "").split("\n\n")[0]

    @property
    def is_ours(self) -> bool:
        """Whether no publication stands behind it: a definition, or what is counted here."""
        return self.source in (DEFINITION, OWN_COUNT)

    @property
    def body(self) -> ast.expr:
        """The expression that the function returns."""
        return bodies(inspect.getmodule(self.function))[self.function.__name__]

    def of(self, name: str | None = None, **inputs: Quantity) -> Quantity:
        """The formula applied to quantities: a quantity that remembers them.

        A range among the inputs makes the result a range. The label is the weakest of the
        inputs' labels. Raises TypeError when an input is missing or unknown.
        """
        if set(inputs) != set(self.parameters):
            raise TypeError(f"{self.name} takes {self.parameters}, not {tuple(inputs)}")
        ordered = tuple((key, inputs[key]) for key in self.parameters)
        labels: list[Label] = [given.label for _, given in ordered]
        if self.estimate:
            labels.append("estimated")
        return Quantity(
            name=name or self.name,
            value=self._evaluate([given for _, given in ordered]),
            unit=self.unit,
            label=weakest(labels),
            formula=self,
            inputs=ordered,
        )

    def _evaluate(self, inputs: list[Quantity]) -> Number | Range:
        if not any(isinstance(given.value, Range) for given in inputs):
            return _whole(self.function(*(given.value for given in inputs)))
        # The formulas are monotonic in the inputs that can be bands, so the ends suffice.
        ends = [
            (given.low, given.high) if isinstance(given.value, Range) else (given.low,)
            for given in inputs
        ]
        results = [self.function(*case) for case in product(*ends)]
        return Range(min(results), max(results))


def _whole(value: Number) -> Number:
    """An integer where a division came out even: counts and bytes stay exact integers.

    >>> _whole(140000000000.0), _whole(0.5)
    (140000000000, 0.5)
    """
    exact = isinstance(value, float) and value.is_integer() and abs(value) < 2**53
    return int(value) if exact else value


def formula(
    symbol: str, unit: Unit, source: str, *, estimate: bool = False
) -> Callable[[Callable[..., Number]], Formula]:
    """Declare a function as a formula of the product."""

    def declare(function: Callable[..., Number]) -> Formula:
        parameters = tuple(inspect.signature(function).parameters)
        return Formula(function.__name__, symbol, unit, source, function, parameters, estimate)

    return declare


@lru_cache(maxsize=4)
def bodies(module: ModuleType | None) -> Mapping[str, ast.expr]:
    """The returned expression of every function of a module, by the function's name.

    Read from the source once, when the first working is shown: not at import.
    """
    if module is None:
        raise TypeError("a formula must stand in a module")
    tree = ast.parse(inspect.getsource(module))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {
        node.name: last.value
        for node in functions
        if isinstance(last := node.body[-1], ast.Return) and last.value is not None
    }
