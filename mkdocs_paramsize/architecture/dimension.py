"""Whole numbers that remember how they came about.

An adapter writes the shape of a tensor once, in plain arithmetic over the dimensions of
its config. The value of that arithmetic is the count; its memory is the row that the
reader sees ("80 layers × 64 heads × 128") and the JavaScript of a calculator whose
dimensions the reader may change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Named:
    """A dimension of the config: its name in the papers and its value."""

    name: str
    value: int


@dataclass(frozen=True, slots=True)
class Combined:
    """Two expressions joined by one of `+`, `-`, `*`, `//`."""

    operator: str
    left: Expression
    right: Expression


Expression = Named | Combined | int

_PRECEDENCE: Final = {"+": 1, "-": 1, "*": 2, "//": 2}
_SIGNS: Final = {"+": " + ", "-": " − ", "*": " × ", "//": " ÷ "}


class Dim(int):
    """A whole number with the expression that gave it.

    >>> heads, head_dim = Dim.named("heads", 64), Dim.named("head_dim", 128)
    >>> heads * head_dim
    8192
    >>> in_numbers((heads * head_dim).expression), in_names((heads * head_dim).expression)
    ('64 × 128', 'heads × head_dim')
    """

    expression: Expression

    def __new__(cls, value: int, expression: Expression | None = None) -> Dim:
        dim = super().__new__(cls, value)
        dim.expression = int(value) if expression is None else expression
        return dim

    @classmethod
    def named(cls, name: str, value: int) -> Dim:
        """A dimension under the name that papers and configs use."""
        return cls(value, Named(name, int(value)))

    def __add__(self, other: int) -> Dim:
        return _combine("+", self, other, int(self) + int(other))

    def __radd__(self, other: int) -> Dim:
        return _combine("+", other, self, int(other) + int(self))

    def __sub__(self, other: int) -> Dim:
        return _combine("-", self, other, int(self) - int(other))

    def __rsub__(self, other: int) -> Dim:
        return _combine("-", other, self, int(other) - int(self))

    def __mul__(self, other: int) -> Dim:
        return _combine("*", self, other, int(self) * int(other))

    def __rmul__(self, other: int) -> Dim:
        return _combine("*", other, self, int(other) * int(self))

    def __floordiv__(self, other: int) -> Dim:
        return _combine("//", self, other, int(self) // int(other))


def expression_of(number: int) -> Expression:
    """The memory of a `Dim`, or the bare number itself."""
    return number.expression if isinstance(number, Dim) else number


def _combine(operator: str, left: int, right: int, value: int) -> Dim:
    a, b = expression_of(left), expression_of(right)
    if operator == "*" and 1 in (a, b):
        return Dim(value, b if a == 1 else a)
    if operator in "+-" and b == 0:
        return Dim(value, a)
    if operator == "+" and a == 0:
        return Dim(value, b)
    return Dim(value, Combined(operator, a, b))


def named_in(expression: Expression) -> Iterator[tuple[str, int]]:
    """The dimensions that an expression is made of, with their values.

    >>> [*named_in((Dim.named("heads", 64) * Dim.named("head_dim", 128)).expression)]
    [('heads', 64), ('head_dim', 128)]
    """
    if isinstance(expression, Named):
        yield expression.name, expression.value
    elif isinstance(expression, Combined):
        yield from named_in(expression.left)
        yield from named_in(expression.right)


def in_numbers(expression: Expression) -> str:
    """The expression with its numbers put in, as a reader checks it by hand."""
    return _written(expression, named=False)


def as_factor(number: int, *, named: bool = False) -> str:
    """A number's expression in numbers or in names, in brackets where it is a sum.

    >>> as_factor(Dim.named("layers", 61) - 3)
    '(61 − 3)'
    """
    return _nested(expression_of(number), _PRECEDENCE["*"], named=named)


def in_names(expression: Expression) -> str:
    """The expression in the names of its dimensions."""
    return _written(expression, named=True)


def in_javascript(expression: Expression) -> str:
    """The expression as JavaScript over variables named like the dimensions.

    >>> in_javascript((Dim.named("heads", 6) * 2 // 3).expression)
    'Math.floor(heads*2/3)'
    """
    match expression:
        case Named(name=name):
            return name
        case Combined(operator="//", left=left, right=right):
            return f"Math.floor({_factor(left)}/{_factor(right)})"
        case Combined(operator="*", left=left, right=right):
            return f"{_factor(left)}*{_factor(right)}"
        case Combined(operator=operator, left=left, right=right):
            tail = _factor(right) if operator == "-" else in_javascript(right)
            return f"{in_javascript(left)}{operator}{tail}"
    return str(expression)


def _factor(expression: Expression) -> str:
    text = in_javascript(expression)
    sums = isinstance(expression, Combined) and expression.operator in "+-"
    return f"({text})" if sums else text


def _written(expression: Expression, *, named: bool) -> str:
    if isinstance(expression, Named):
        return expression.name if named else str(expression.value)
    if not isinstance(expression, Combined):
        return str(expression)
    own = _PRECEDENCE[expression.operator]
    left = _nested(expression.left, own, named=named)
    # A subtraction or a division on the right keeps its brackets: a − (b − c).
    strict = expression.operator in ("-", "//")
    right = _nested(expression.right, own + strict, named=named)
    return f"{left}{_SIGNS[expression.operator]}{right}"


def _nested(expression: Expression, outer: int, *, named: bool) -> str:
    text = _written(expression, named=named)
    loose = isinstance(expression, Combined) and _PRECEDENCE[expression.operator] < outer
    return f"({text})" if loose else text
