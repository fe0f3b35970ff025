"""The working of a number as a popover that opens without JavaScript, or as a block.

Few elements: a page holds many workings, and search engines of sites walk through every tag.
So the lines of an equation, and the inputs of one origin, are lines of text in one element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from mkdocs_paramsize.render.element import Content, element
from mkdocs_paramsize.render.steps import Equation, Working
from mkdocs_paramsize.words import Words

_INDEXED: Final = re.compile(r"\b([A-Za-z])_([A-Za-z]+)\b")
"""A symbol with an index, as formulas in plain text write it: M_kv."""


def popover(working: Working, identifier: str, words: Words) -> Element:
    """The working in a popover of that id, with a button that closes it."""
    close = {
        "type": "button",
        "class": "paramsize-close",
        "popovertarget": identifier,
        "popovertargetaction": "hide",
        "aria-label": words.text("working.close"),
    }
    attributes = {
        "id": identifier,
        "popover": "",
        "role": "dialog",
        "aria-label": words.text("working.title"),
        "class": "paramsize-working paramsize-steps",
    }
    return element("div", attributes, element("button", close, "×"), *body(working, words))


def body(working: Working, words: Words) -> list[Element]:
    """The name and value, the equations, the inputs by origin, and the label's meaning."""
    value = element("b", {}, working.value)
    parts = [element("p", {"class": "paramsize-value"}, f"{working.name} ", value)]
    parts += [
        element("p", {"class": "paramsize-equation"}, *_equation(equation))
        for equation in working.equations
    ]
    if working.inputs:
        parts.append(element("dl", {}, *_inputs(working)))
    parts.append(element("p", {"class": "paramsize-label"}, working.label))
    if working.remark:
        parts.append(element("p", {"class": "paramsize-label"}, working.remark))
    return parts


def set_in(text: str) -> Iterator[Content]:
    """A line with its indices set below the line.

    >>> [x if isinstance(x, str) else x.text for x in set_in("2 × M_kv + s")]
    ['2 × M', 'kv', ' + s']
    """
    if "_" not in text:  # As in most lines, which need not be searched.
        yield text
        return
    end = 0
    for found in _INDEXED.finditer(text):
        yield text[end : found.end(1)]
        yield element("sub", {}, found[2])
        end = found.end()
    yield text[end:]


def _equation(equation: Equation) -> Iterator[Content]:
    steps = [equation.expression, equation.numbers, equation.value]
    yield from set_in(f"{equation.result} = " + "\n= ".join(step for step in steps if step))
    if equation.source:
        yield "\n"
        yield element("small", {}, equation.source)


def _inputs(working: Working) -> Iterator[Element]:
    """Who gave them, then what they gave."""
    for origin, inputs in working.by_origin().items():
        yield element("dt", {}, origin)
        yield element("dd", {}, *set_in(";\n".join(given.told for given in inputs)))
