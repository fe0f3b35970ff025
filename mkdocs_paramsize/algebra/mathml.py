"""A formula as MathML Core: fractions, powers, subscripts, brackets and cases.

From the same syntax tree as the text and the JavaScript. Every browser draws it without a
script, and screen readers read it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element, SubElement

import msgspec

_SIGNS: dict[type, tuple[str, int]] = {ast.Add: ("+", 1), ast.Sub: ("−", 1), ast.Mult: ("×", 2)}
_COMPARED: dict[type, str] = {ast.Lt: "<", ast.LtE: "≤", ast.Gt: ">", ast.GtE: "≥", ast.Eq: "="}
_FENCES = {"floor": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}
_ATOM = 9


class Cases(msgspec.Struct, frozen=True):
    """What stands between the cases of a conditional, in one language."""

    given: str
    otherwise: str


def equation(
    result: str,
    body: ast.expr,
    names: Mapping[str, str],
    constant: Callable[[float], str],
    cases: Cases,
) -> Element:
    """`result = body` as a display equation; `names` tells the symbol of each parameter.

    A symbol such as `N_active` gets a subscript; one of several words is set as text. Raises
    TypeError for a body that holds what a formula may not hold.

    >>> from xml.etree.ElementTree import tostring
    >>> body = ast.parse("a / b", mode="eval").body
    >>> made = equation("r", body, {"a": "D", "b": "D_opt"}, str, Cases("if", "otherwise"))
    >>> tostring(made[0], "unicode")[:55]
    '<mrow><mi>r</mi><mo>=</mo><mfrac><mi>D</mi><msub><mi>D<'
    """
    writer = _Writer(names, constant, cases)
    math = Element("math", {"display": "block"})
    math.append(_row(symbol(result), _operator("="), writer.expression(body)))
    return math


def symbol(text: str) -> Element:
    """A symbol: a letter, a letter with a subscript, a product of letters, or words.

    >>> [symbol(text).tag for text in ("N", "N_active", "k·h", "GPU-hours")]
    ['mi', 'msub', 'mrow', 'mtext']
    """
    if "·" in text:
        parts = [symbol(part) for part in text.split("·")]
        return _joined(parts, "·")
    base, _, below = text.partition("_")
    if not base.isalpha() or (len(base) > 1 and not base.isupper()):
        return _leaf("mtext", text)
    if not below:
        return _leaf("mi", base)
    made = Element("msub")
    made.append(_leaf("mi", base))
    made.append(_leaf("mi", below))
    return made


class _Writer:
    """Elements for the nodes of one expression."""

    def __init__(
        self, names: Mapping[str, str], constant: Callable[[float], str], cases: Cases
    ) -> None:
        self._names = names
        self._constant = constant
        self._cases = cases

    def expression(self, node: ast.expr) -> Element:
        return self._node(node)[0]

    def _node(self, node: ast.expr) -> tuple[Element, int]:
        """The element of a node, and how tightly it binds."""
        match node:
            case ast.Name(id=name):
                return symbol(self._names[name]), _ATOM
            case ast.Constant(value=int() | float() as value):
                return self._number(value)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return _row(_operator("−"), self._within(operand, 2)), 1
            case ast.BinOp():
                return self._operation(node)
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, [self.expression(one) for one in arguments]), _ATOM
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _COMPARED:
                compared = _operator(_COMPARED[type(op)])
                return _row(self.expression(left), compared, self.expression(right)), 0
            case ast.IfExp():
                return self._conditional(node), _ATOM
        raise TypeError(f"a formula may not hold {type(node).__name__}")

    def _operation(self, node: ast.BinOp) -> tuple[Element, int]:
        if isinstance(node.op, ast.Div):
            return self._fraction(node), 3
        if isinstance(node.op, ast.Pow):
            return _two("msup", self._within(node.left, _ATOM), self.expression(node.right)), 4
        if type(node.op) not in _SIGNS:
            raise TypeError(f"a formula may not hold {type(node.op).__name__}")
        sign, own = _SIGNS[type(node.op)]
        strict = isinstance(node.op, ast.Sub)
        left, right = self._within(node.left, own), self._within(node.right, own + strict)
        return _row(left, _infix(sign), right), own

    def _fraction(self, node: ast.BinOp) -> Element:
        """One fraction, also for divisions in a row: a ÷ b ÷ c has b × c below its line."""
        above, below = node.left, [node.right]
        while isinstance(above, ast.BinOp) and isinstance(above.op, ast.Div):
            below = [above.right, *below]
            above = above.left
        if len(below) == 1:
            return _two("mfrac", self.expression(above), self.expression(below[0]))
        product = _joined([self._within(part, 2) for part in below], "×")
        return _two("mfrac", self.expression(above), product)

    def _number(self, value: float) -> tuple[Element, int]:
        text = self._constant(value)
        mantissa, times, power = text.partition("×10")
        if not times:
            return _leaf("mn", text), _ATOM
        ten = _two("msup", _leaf("mn", "10"), _leaf("mn", power.translate(_DIGITS)))
        return _row(_leaf("mn", mantissa), _operator("×"), ten), 2

    def _call(self, name: str, arguments: list[Element]) -> Element:
        if name in _FENCES:
            opening, closing = _FENCES[name]
            return _row(_operator(opening), arguments[0], _operator(closing))
        if name not in ("min", "max"):
            raise TypeError(f"a formula may not call {name}")
        # More than two, or one of several lines, stand below each other: side by side they would
        # not fit on a page.
        is_wide = len(arguments) > 2 or any(one.find(".//mtable") is not None for one in arguments)
        inside = _stacked(arguments) if is_wide else _joined(arguments, ",")
        return _row(_leaf("mi", name), _bracketed(inside))

    def _conditional(self, node: ast.IfExp) -> Element:
        """A brace before one line for each case; conditionals within become further lines."""
        table = Element("mtable")
        rest: ast.expr = node
        while isinstance(rest, ast.IfExp):
            test = _row(_leaf("mtext", f"{self._cases.given}\u00a0"), self.expression(rest.test))
            _line(table, self.expression(rest.body), test)
            rest = rest.orelse
        _line(table, self.expression(rest), _leaf("mtext", self._cases.otherwise))
        return _row(_operator("{"), table)

    def _within(self, node: ast.expr, outer: int) -> Element:
        made, own = self._node(node)
        return _bracketed(made) if own < outer else made


_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789−")


def _leaf(tag: str, text: str) -> Element:
    made = Element(tag)
    made.text = text
    return made


def _operator(sign: str) -> Element:
    return _leaf("mo", sign)


def _infix(sign: str) -> Element:
    """An operator between two; between words, which count as space, it would seem to lead."""
    made = _operator(sign)
    if sign in "+−":
        made.set("form", "infix")
    return made


def _row(*parts: Element) -> Element:
    row = Element("mrow")
    row.extend(parts)
    return row


def _two(tag: str, first: Element, second: Element) -> Element:
    made = Element(tag)
    made.extend((first, second))
    return made


def _joined(parts: list[Element], sign: str) -> Element:
    if len(parts) == 1:
        return parts[0]
    row = _row(parts[0])
    for part in parts[1:]:
        row.extend((_operator(sign), part))
    return row


def _bracketed(inside: Element) -> Element:
    return _row(_operator("("), inside, _operator(")"))


def _stacked(parts: list[Element]) -> Element:
    table = Element("mtable")
    for part in parts:
        _line(table, part)
    return table


def _line(table: Element, *cells: Element) -> None:
    row = SubElement(table, "mtr")
    for cell in cells:
        # MathML Core has no attribute for the alignment of a column.
        SubElement(row, "mtd", {"style": "text-align: start"}).append(cell)
