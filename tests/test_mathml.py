"""Formulas as MathML: elements that browsers draw; what no formula may hold is refused."""

from __future__ import annotations

import ast
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from mkdocs_paramsize.algebra.formula import Formula
from mkdocs_paramsize.algebra.mathml import Cases, equation, symbol
from mkdocs_paramsize.formulas import all_formulas

CASES = Cases("if", "otherwise")
FORMULAS = list(all_formulas().values())


def shown(text: str) -> str:
    """The right-hand side of `r = text`, every name standing for itself."""
    body = ast.parse(text, mode="eval").body
    names = {node.id: node.id for node in ast.walk(body) if isinstance(node, ast.Name)}
    made = equation("r", body, names, str, CASES)
    return tostring(made[0][2], "unicode")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "<mi>a</mi>"),
        ("a / b", "<mfrac><mi>a</mi><mi>b</mi></mfrac>"),
        ("a ** 2", "<msup><mi>a</mi><mn>2</mn></msup>"),
        ("N_opt", "<msub><mi>N</mi><mi>opt</mi></msub>"),
        ("-a", "<mrow><mo>−</mo><mi>a</mi></mrow>"),
        ("floor(a)", "<mrow><mo>⌊</mo><mi>a</mi><mo>⌋</mo></mrow>"),
        ("ceil(a)", "<mrow><mo>⌈</mo><mi>a</mi><mo>⌉</mo></mrow>"),
    ],
)
def test_each_operation_has_its_element(text: str, expected: str) -> None:
    assert shown(text) == expected


def flat(text: str) -> str:
    """The text of an expression without its elements; fractions and powers lose their shape."""
    return "".join(fromstring(shown(text)).itertext())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a * (b + c)", "a×(b+c)"),
        ("a - (b - c)", "a−(b−c)"),
        ("a - b - c", "a−b−c"),
        ("a * b * c", "a×b×c"),
        ("(a + b) ** 2", "(a+b)2"),
        ("(a ** 2) ** 3", "(a2)3"),
        ("(a / b) ** 2", "(ab)2"),
        ("(a + b) / c", "a+bc"),
        ("max(a, min(b, c))", "max(a,min(b,c))"),
    ],
)
def test_brackets_stand_where_leaving_them_out_would_change_the_value(
    text: str, expected: str
) -> None:
    assert flat(text) == expected


def test_divisions_in_a_row_are_one_fraction() -> None:
    made = fromstring(shown("a / b / c"))
    assert [child.tag for child in made.iter("mfrac")] == ["mfrac"]
    assert flat("a / b / c") == "ab×c"


def test_each_case_of_a_conditional_is_a_line_of_its_own() -> None:
    made = fromstring(shown("a if a < b else b if b >= 2 else c"))
    lines = ["".join(row.itertext()) for row in made.iter("mtr")]
    assert lines == ["aif\u00a0a<b", "bif\u00a0b≥2", "cotherwise"]


@pytest.mark.parametrize(
    ("text", "lines"),
    [("max(a, b)", 0), ("max(a, b, c)", 3), ("max(a, b if a < b else c)", 4)],
)
def test_what_would_be_wide_side_by_side_stands_below_each_other(text: str, lines: int) -> None:
    assert len(list(fromstring(shown(text)).iter("mtr"))) == lines


@pytest.mark.parametrize("text", ["a // b", "abs(a)", "a and b", "a @ b", "'a'", "a[b]"])
def test_what_a_formula_may_not_hold_is_refused(text: str) -> None:
    with pytest.raises(TypeError, match="a formula may not"):
        shown(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MFU", "<mi>MFU</mi>"),
        ("α", "<mi>α</mi>"),
        ("k·h", "<mrow><mi>k</mi><mo>·</mo><mi>h</mi></mrow>"),
        ("tokens for each parameter", "<mtext>tokens for each parameter</mtext>"),
        ("c < d", "<mtext>c &lt; d</mtext>"),
    ],
)
def test_a_symbol_is_set_as_a_letter_and_words_as_text(text: str, expected: str) -> None:
    assert tostring(symbol(text), "unicode") == expected


CORE = {"math", "mrow", "mi", "mn", "mo", "mtext", "mfrac", "msup", "msub", "mtable", "mtr", "mtd"}


def elements(formula: Formula) -> list[Element]:
    names = {key: key for key in formula.parameters}
    return list(equation(formula.symbol, formula.body, names, repr, CASES).iter())


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
def test_every_formula_is_written_in_mathml_core(formula: Formula) -> None:
    assert {made.tag for made in elements(formula)} <= CORE


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula.name)
def test_every_input_stands_in_its_formula(formula: Formula) -> None:
    """Symbols with a subscript are two elements, so their texts are joined again."""
    subs = {"_".join(made.itertext()) for made in elements(formula) if made.tag == "msub"}
    leaves = {made.text for made in elements(formula) if made.tag in ("mi", "mtext")}
    assert set(formula.parameters) <= subs | leaves
