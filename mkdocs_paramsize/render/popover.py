"""The working of a number as a popover that opens without JavaScript, or as a block.

Few elements: a page holds many workings, and search engines of sites walk through every tag.
So the lines of an equation, and the inputs of one origin, are lines of text in one element.
They are written as text at once, since there are many and nobody looks into them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape
from typing import Final, TypeVar

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.render.content import while_unchanged
from mkdocs_paramsize.render.element import enclosed
from mkdocs_paramsize.render.steps import Equation, Given, Steps
from mkdocs_paramsize.words import Words

_INDEXED: Final = re.compile(r"\b([A-Za-z])_([A-Za-z]+)\b")
"""A symbol with an index, as formulas in plain text write it: M_kv."""

_Told = TypeVar("_Told", Equation, Given)


class Popovers:
    """Workings as HTML, in one language. What they share is written once, as it is told once;
    like `Steps` it lasts no longer than the numbers that it is asked of.

    `inputs` are those that a reader of the page can change: what a working tells of them holds
    until then, and says so.
    """

    def __init__(self, words: Words, inputs: frozenset[str] = frozenset()) -> None:
        self._words = words
        self._changing = inputs
        self._steps = Steps(words)
        self._written: dict[int, str] = {}
        self._between = f"{words.text('list.after')}\n"

    def popover(self, told: Quantity | str, identifier: str) -> str:
        """The working of a number in a popover of that id, or the source that has not disclosed
        it; with a button that closes it."""
        if isinstance(told, str):
            key, inner = "undisclosed.inline", self._source(told)
        else:
            key, inner = "working.title", self.body(told)
        title = escape(self._words.text(key))
        close = escape(self._words.text("working.close"))
        return (
            f'<div id="{identifier}" popover="" role="dialog" aria-label="{title}" '
            'class="paramsize-working paramsize-steps">'
            f'<button type="button" class="paramsize-close" popovertarget="{identifier}" '
            f'popovertargetaction="hide" aria-label="{close}">×</button>'
            f"{inner}</div>"
        )

    def _source(self, source: str) -> str:
        said = self._words.text("undisclosed.inline")
        told = self._words.filled("note.source", source=source)
        return (
            f'<p class="paramsize-value">{_text(said)}</p>'
            f'<p class="paramsize-label">{_text(told)}</p>'
        )

    def body(self, quantity: Quantity) -> str:
        """The name and value, the equations, the inputs by origin, and the label's meaning."""
        working = self._steps.working(quantity)
        name, value = _text(working.name), _text(working.value)
        parts = [f'<p class="paramsize-value">{name} <b>{value}</b></p>']
        parts += [self._once(equation, _equation) for equation in working.equations]
        if working.inputs:
            listed = (self._inputs(*pair) for pair in working.by_origin().items())
            parts += ["<dl>", *listed, "</dl>"]
        parts += [
            f'<p class="paramsize-label">{_text(text)}</p>'
            for text in (working.label, *working.remarks)
        ]
        return "".join(parts)

    def _inputs(self, origin: str, inputs: list[Given]) -> str:
        """Who gave them, then what they gave."""
        told = self._between.join(self._once(given, _given) for given in inputs)
        followed = frozenset[str]().union(*(given.follows for given in inputs))
        own = while_unchanged(followed & self._changing)
        return enclosed("dt", own, _text(origin)) + enclosed("dd", own, told)

    def _once(self, told: _Told, write: Callable[[_Told], str]) -> str:
        if id(told) not in self._written:
            self._written[id(told)] = write(told)
        return self._written[id(told)]


def _text(text: str) -> str:
    return escape(text, quote=False)


def set_in(text: str) -> str:
    """A line as HTML, with its indices set below the line.

    >>> set_in("2 × M_kv + s < 8")
    '2 × M<sub>kv</sub> + s &lt; 8'
    """
    # Most lines have none, and need not be searched.
    return _INDEXED.sub(r"\1<sub>\2</sub>", _text(text)) if "_" in text else _text(text)


def _given(given: Given) -> str:
    return set_in(given.told)


def _equation(equation: Equation) -> str:
    steps = [equation.expression, equation.numbers, equation.value]
    told = lines(equation.result, (step for step in steps if step), equation.source)
    return f'<p class="paramsize-equation">{told}</p>'


def lines(result: str, steps: Iterable[str], source: str) -> str:
    """What a number is called, the steps to it, and the publication behind it.

    >>> lines("M_s", ["n × 2", "16"], "").splitlines()
    ['M<sub>s</sub> = n × 2', '= 16']
    """
    told = set_in(f"{result} = " + "\n= ".join(steps))
    return f"{told}\n<small>{_text(source)}</small>" if source else told
