"""Every formula as an equation with its meaning, its symbols, its unit and its source."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element

from mkdocs_paramsize.algebra.formula import OWN_COUNT, Formula
from mkdocs_paramsize.algebra.mathml import Cases, equation, symbol
from mkdocs_paramsize.algebra.quantity import DEFINITION
from mkdocs_paramsize.algebra.symbols import SYMBOLS
from mkdocs_paramsize.formulas import all_formulas
from mkdocs_paramsize.notation import format_exact
from mkdocs_paramsize.render.element import Content, element
from mkdocs_paramsize.words import Words

FIRST: Final = {
    "share": "share",
    "nominal_weights": "weights",
    "kv_cache": "cache",
    "pooled": "room",
    "states": "states",
    "training_flops": "compute",
    "rule_tokens": "data",
    "chosen": "speed",
    "typical_width": "typical",
}
"""The first formula of each group, in the order of `formulas.py`."""

_SCROLLED: Final = (
    "overflow-x: auto; background: local right / 2em 100% no-repeat"
    " linear-gradient(to left, var(--md-default-bg-color, Canvas) 50%, transparent),"
    " right / 1em 100% no-repeat linear-gradient(to left, #80808066, transparent)"
)
"""A shadow where an equation goes on; at its end the first of the two, which scrolls, covers it."""

_TABLES: Final = ("quantity", "convention", "component")
"""Where the name of an input is looked up, in this order."""


def groups(words: Words) -> Iterator[tuple[str, list[Element]]]:
    """The groups of formulas, each with its formulas as elements."""
    group = next(iter(FIRST.values()))
    placed = []
    for formula in all_formulas().values():
        group = FIRST.get(formula.name, group)
        placed.append((group, formula))
    for name, members in groupby(placed, key=lambda pair: pair[0]):
        yield name, [_shown(formula, words) for _, formula in members]


def input_name(key: str, words: Words) -> str:
    """What an input of a formula is called. KeyError when the words have no name for it."""
    keys = [f"{table}.{key}" for table in _TABLES]
    return words.text(next((found for found in keys if words.has(found)), keys[0]))


def _shown(formula: Formula, words: Words) -> Element:
    names = {key: SYMBOLS.get(key) or input_name(key, words) for key in formula.parameters}
    cases = Cases(words.text("case.given"), words.text("case.otherwise"))
    written = formula.symbol, formula.body, names, _constant, cases
    return element(
        "section",
        {"class": "paramsize-formula", "id": f"formula-{formula.name}"},
        element("p", {}, words.text(f"meaning.{formula.name}")),
        # Long equations scroll by themselves, as tables do.
        element("div", {"style": _SCROLLED, "tabindex": "0"}, equation(*written)),
        element(
            "p",
            {"class": "paramsize-note"},
            *_symbols(formula, words),
            words.text("methodology.after"),
            _source(formula, words),
        ),
    )


def _symbols(formula: Formula, words: Words) -> list[Content]:
    """The result with its unit, then each input that has a symbol."""
    told = [_told("result", formula.symbol, words.text(f"unit-name.{formula.unit}"), words)]
    for key in formula.parameters:
        if key in SYMBOLS:
            told.append(_told("symbol", SYMBOLS[key], input_name(key, words), words))
    between = words.text("methodology.between")
    first, *rest = told
    return [*first, *(piece for pieces in rest for piece in (between, *pieces))]


def _told(template: str, sign: str, name: str, words: Words) -> list[Content]:
    content: list[Content] = []
    for literal, field in words.pieces(f"methodology.{template}"):
        content.append(literal)
        if field is not None:
            content.append(element("math", {}, symbol(sign)) if field == "symbol" else name)
    return content


def _source(formula: Formula, words: Words) -> str:
    own = {DEFINITION: "source.definition", OWN_COUNT: "methodology.own-count"}
    source = words.text(own[formula.source]) if formula.is_ours else formula.source
    return words.filled("methodology.source", source=source)


def _constant(value: float) -> str:
    """A constant of a formula: grouped digits, powers of ten for the largest.

    >>> [_constant(value) for value in (8, 0.5, 128256, 1e9, 1e15)]
    ['8', '0.5', '128,256', '10⁹', '10¹⁵']
    """
    if value >= 1e6 and value == 10 ** (zeros := len(str(int(value))) - 1):
        return f"10{str(zeros).translate(_RAISED)}"
    return format_exact(int(value)) if float(value).is_integer() else repr(value)


_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
