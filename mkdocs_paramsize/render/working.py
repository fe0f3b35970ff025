"""The working of a number as a popover that opens without JavaScript, or as a block."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from mkdocs_paramsize.render.element import Content, element
from mkdocs_paramsize.words import Words
from mkdocs_paramsize.working import Equation, Given, Working


def popover(working: Working, identifier: str, words: Words) -> Element:
    """The working in a popover of that id, with a button that closes it."""
    close = {
        "type": "button",
        "class": "paramsize-close",
        "popovertarget": identifier,
        "popovertargetaction": "hide",
        "aria-label": words.text("working.close"),
    }
    attributes = {"id": identifier, "popover": "", "class": "paramsize-working"}
    return element("div", attributes, element("button", close, "×"), *body(working, words))


def body(working: Working, words: Words) -> list[Element]:
    """The name and value, the equations, the inputs, and the label with its meaning."""
    parts = [element("p", {}, element("b", {}, working.name), " ", working.value)]
    parts += [
        element("p", {"class": "paramsize-equation"}, *_equation(e)) for e in working.equations
    ]
    if working.inputs:
        items = [element("li", {}, *_given(given)) for given in working.inputs]
        parts.append(element("ul", {}, *items))
    parts.append(element("p", {"class": "paramsize-label"}, working.label))
    if working.remark:
        parts.append(element("p", {}, working.remark))
    return parts


def _equation(equation: Equation) -> list[Content]:
    first = f"{equation.result} = {equation.expression}"
    if not equation.numbers:
        return [f"{first} = {equation.value}"]
    return [first, element("br"), f"= {equation.numbers} = {equation.value}"]


def _given(given: Given) -> list[Content]:
    symbol: list[Content] = [element("i", {}, given.symbol), " "] if given.symbol else []
    return [*symbol, f"{given.name}: {given.value} ({given.origin})"]
