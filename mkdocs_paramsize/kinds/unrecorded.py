"""What is told of a GPU of which a figure is not recorded here: that what rests on it is left out,
and 0 in its place on a page whose reader may choose another GPU."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace as with_other
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Cell,
    Phrase,
    While,
)
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.kinds.conditions import ONE, at_least, known
from mkdocs_paramsize.kinds.gpu import gpu_name
from mkdocs_paramsize.kinds.inputs import has_dial
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.scenario import Scenario

USUAL_GPU: Final = Scenario.of().text("gpu") or ""
"""What is reckoned with where nobody names a GPU: everything is known of it."""

Figure = Callable[[Question], Quantity]


def of_another_gpu(question: Question, figure: Callable[[Question], Cell]) -> Quantity | None:
    """0 in the place of a figure that a reader who chooses another GPU would be told."""
    if not has_dial("gpu", question):
        return None
    usual = question.scenario.with_dials({"gpu": USUAL_GPU})
    return as_nothing(with_other(question, scenario=usual), figure)


def as_nothing(other: Question, figure: Callable[[Question], Cell]) -> Quantity | None:
    """The figure of another question with the value 0; None where it cannot be told either."""
    try:
        found = figure(other)
    except ParamsizeError:
        return None
    return replace(found, value=0) if isinstance(found, Quantity) else None


def unrecorded(question: Question, figures: Mapping[str, Figure]) -> Iterator[Cell]:
    """A note for each of these figures of the GPU that is not known; on a page whose reader chooses
    the GPU it comes and goes."""
    for name, figure in figures.items():
        note = Phrase(f"unrecorded.{name}", {"gpu": gpu_name(question)})
        try:
            amount = _unless_known(figure(question))
        except ParamsizeError:
            other = of_another_gpu(question, figure)
            if other is None:
                yield note
                continue
            amount = replace(_unless_known(other), value=1)
        if has_dial("gpu", question):
            yield While(amount, note)


def _unless_known(figure: Quantity) -> Quantity:
    """1 while a figure cannot be told, else 0."""
    return at_least(ONE, known(figure))
