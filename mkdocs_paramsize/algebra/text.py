"""A formula in plain text: with its symbols, or with the reader's numbers put in."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping

_PRECEDENCE: dict[type, int] = {
    ast.Add: 1,
    ast.Sub: 1,
    ast.Mult: 2,
    ast.Div: 2,
    ast.Pow: 4,
}
_SIGNS: dict[type, str] = {ast.Add: " + ", ast.Sub: " − ", ast.Mult: " × ", ast.Div: " ÷ "}
_COMPARED: dict[type, str] = {
    ast.Lt: " < ",
    ast.LtE: " ≤ ",
    ast.Gt: " > ",
    ast.GtE: " ≥ ",
    ast.Eq: " = ",
}
_ATOM = 9
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


CASES = "{body} if {test}; {other} otherwise"
"""What a conditional reads like in English."""


def written(
    body: ast.expr,
    names: Mapping[str, str],
    constant: Callable[[float], str],
    cases: str = CASES,
) -> str:
    """The expression as one line; `names` tells what to write for each parameter, `cases` how a
    language puts a conditional.

    >>> written(ast.parse("2 * (a + b) / c ** 2", mode="eval").body,
    ...         {"a": "L", "b": "V", "c": "d"}, str)
    '2 × (L + V) ÷ d²'
    >>> written(ast.parse("a if b > 1 else 1", mode="eval").body, {"a": "n", "b": "z"}, str)
    '{n if z > 1; 1 otherwise}'
    """
    return _Writer(names, constant, cases).visit(body)[0]


class _Writer(ast.NodeVisitor):
    """Returns (text, precedence) for each node."""

    def __init__(
        self, names: Mapping[str, str], constant: Callable[[float], str], cases: str
    ) -> None:
        self._names = names
        self._constant = constant
        self._cases = re.split(r"\{(body|test|other)\}", cases)

    def visit(self, node: ast.AST) -> tuple[str, int]:
        written: tuple[str, int] = super().visit(node)
        return written

    def generic_visit(self, node: ast.AST) -> tuple[str, int]:
        raise TypeError(f"a formula may not hold {type(node).__name__}")

    def visit_Name(self, node: ast.Name) -> tuple[str, int]:
        return self._names[node.id], _ATOM

    def visit_Constant(self, node: ast.Constant) -> tuple[str, int]:
        if not isinstance(node.value, int | float):
            return self.generic_visit(node)
        return self._constant(node.value), _ATOM

    def visit_UnaryOp(self, node: ast.UnaryOp) -> tuple[str, int]:
        if not isinstance(node.op, ast.USub):
            return self.generic_visit(node)
        return f"−{self._within(node.operand, 3)}", 3

    def visit_BinOp(self, node: ast.BinOp) -> tuple[str, int]:
        own = _PRECEDENCE[type(node.op)]
        if isinstance(node.op, ast.Pow):
            return self._power(node), own
        # a − (b + c) and a ÷ (b × c) keep their brackets.
        strict = isinstance(node.op, ast.Sub | ast.Div)
        left, right = self._within(node.left, own), self._within(node.right, own + strict)
        return f"{left}{_SIGNS[type(node.op)]}{right}", own

    def visit_Call(self, node: ast.Call) -> tuple[str, int]:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        inside = ", ".join(self.visit(argument)[0] for argument in node.args)
        match name:
            case "floor":
                return f"⌊{inside}⌋", _ATOM
            case "ceil":
                return f"⌈{inside}⌉", _ATOM
            case "min" | "max":
                return f"{name}({inside})", _ATOM
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> tuple[str, int]:
        sign = _COMPARED[type(node.ops[0])]
        return f"{self.visit(node.left)[0]}{sign}{self.visit(node.comparators[0])[0]}", 0

    def visit_IfExp(self, node: ast.IfExp) -> tuple[str, int]:
        parts = {"body": node.body, "test": node.test, "other": node.orelse}
        said = (
            self.visit(parts[piece])[0] if place % 2 else piece
            for place, piece in enumerate(self._cases)
        )
        return f"{{{''.join(said)}}}", _ATOM

    def _power(self, node: ast.BinOp) -> str:
        base = self._within(node.left, _ATOM)
        exponent = self.visit(node.right)[0]
        if exponent.translate(_SUPERSCRIPTS) != exponent and set(exponent) <= set("0123456789-"):
            return f"{base}{exponent.translate(_SUPERSCRIPTS)}"
        return f"{base}^({exponent})" if " " in exponent else f"{base}^{exponent}"

    def _within(self, node: ast.expr, outer: int) -> str:
        text, own = self.visit(node)
        return f"({text})" if own < outer else text
