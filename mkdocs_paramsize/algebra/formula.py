"""The `formula` decorator: a plain arithmetic function that can also explain itself.

A formula is a Python function of numbers whose body is one `return` of arithmetic (`+ - * /
**`), `min`, `max`, `floor`, `ceil` and conditional expressions. Nothing else is allowed, so
that its syntax tree says everything: from it come the working, the MathML and the JavaScript.
"""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Mapping
from functools import lru_cache
from itertools import product
from types import ModuleType
from typing import Final

from mkdocs_paramsize.algebra.quantity import DEFINITION, Label, Quantity, Range, Unit, weakest

Number = int | float

OWN_COUNT: Final = "own count"
"""The source of formulas that are counted here; nobody need be cited for a `DEFINITION`."""


class Formula:
    """One formula of the product: its symbol, its unit, its source and its function."""

    __slots__ = ("estimate", "function", "name", "parameters", "source", "symbol", "unit")

    def __init__(
        self,
        function: Callable[..., Number],
        symbol: str,
        unit: Unit,
        source: str,
        *,
        estimate: bool = False,
    ) -> None:
        """`estimate` says that the result is one however exact the inputs are."""
        self.name = function.__name__
        self.parameters = tuple(inspect.signature(function).parameters)
        self.function = function
        self.symbol = symbol
        self.unit: Unit = unit
        self.source = source
        self.estimate = estimate

    def __call__(self, *numbers: Number) -> Number:
        """The bare number, for bare numbers."""
        return self.function(*numbers)

    @property
    def is_ours(self) -> bool:
        """Whether no publication stands behind it: a definition, or what is counted here."""
        return self.source in (DEFINITION, OWN_COUNT)

    @property
    def publication(self) -> str:
        """The publication behind it; "" where there is none."""
        return "" if self.is_ours else self.source

    @property
    def body(self) -> ast.expr:
        """The expression that the function returns."""
        return bodies(inspect.getmodule(self.function))[self.function.__name__]

    def of(self, name: str | None = None, **inputs: Quantity) -> Quantity:
        """The formula applied to quantities: a quantity that remembers them.

        A range among the inputs makes the result a range. The label is the weakest of the
        inputs' labels. Raises TypeError when an input is missing or unknown.
        """
        try:
            given = [(key, inputs[key]) for key in self.parameters]
        except KeyError:
            given = []
        if len(given) != len(inputs):
            raise TypeError(f"{self.name} takes {self.parameters}, not {tuple(inputs)}")
        values: list[Number | Range] = []
        labels: list[Label] = ["estimated"] if self.estimate else []
        for _, quantity in given:
            values.append(quantity.value)
            labels.append(quantity.label)
        return Quantity(
            name=name or self.name,
            value=self._evaluate(values),
            unit=self.unit,
            label=weakest(labels),
            formula=self,
            inputs=tuple(given),
        )

    def _evaluate(self, values: list[Number | Range]) -> Number | Range:
        if Range not in map(type, values):
            return _whole(self.function(*values))
        # The formulas are monotonic in the inputs that can be bands, so the ends suffice.
        ends = [
            (value.low, value.high) if isinstance(value, Range) else (value,) for value in values
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
        return Formula(function, symbol, unit, source, estimate=estimate)

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
