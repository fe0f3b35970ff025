"""A formula in JavaScript: the same operations in the same order, so the same bits."""

from __future__ import annotations

import ast
import re
from string import ascii_lowercase

from mkdocs_paramsize.algebra.formula import Formula

_SIGNS: dict[type, tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: ("*", 2),
    ast.Div: ("/", 2),
    ast.Pow: ("**", 4),
}
_COMPARED: dict[type, str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==="}
_CALLS = {"min": "Math.min", "max": "Math.max", "floor": "Math.floor", "ceil": "Math.ceil"}
_ATOM = 9


def arrow(formula: Formula) -> str:
    """The formula as an arrow function of its parameters.

    Brackets are kept wherever dropping them could change the order of operations: floating
    point is not associative.
    """
    return f"({','.join(formula.parameters)})=>{_expression(formula.body)[0]}"


def short_arrow(formula: Formula) -> str:
    """The same with a letter for each parameter, and the functions of `Math` by their own names:
    a page loads it."""
    letters = dict(zip(formula.parameters, ascii_lowercase, strict=False))
    text = arrow(formula).replace("Math.", "")
    short = re.sub(r"(?<![\w.])[A-Za-z_]\w*", lambda word: letters.get(word[0], word[0]), text)
    return re.sub(r"^\((\w)\)", r"\1", short)


def _expression(node: ast.expr) -> tuple[str, int]:
    match node:
        case ast.Name(id=name):
            return name, _ATOM
        case ast.Constant(value=int() | float() as value):
            return repr(value), _ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"-{_within(operand, 4)}", 3
        case ast.BinOp(left=left, op=op, right=right):
            sign, own = _SIGNS[type(op)]
            if isinstance(op, ast.Pow):
                return f"{_within(left, own + 1)}{sign}{_within(right, own)}", own
            return f"{_within(left, own)}{sign}{_within(right, own + 1)}", own
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _CALLS:
            inside = ",".join(_expression(argument)[0] for argument in arguments)
            return f"{_CALLS[name]}({inside})", _ATOM
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return f"{_within(left, 1)}{_COMPARED[type(op)]}{_within(right, 1)}", 0
        case ast.IfExp(test=test, body=body, orelse=other):
            return f"{_within(test, 0)}?{_within(body, 0)}:{_within(other, -1)}", -1
    raise TypeError(f"a formula may not hold {type(node).__name__}")


def _within(node: ast.expr, outer: int) -> str:
    text, own = _expression(node)
    return f"({text})" if own < outer else text
