"""What is told of a model of which only the size is known, where a reader may choose one.

A total then rests on the weights alone. Parts that need the shape are `optional` in it, and what
is said of them comes and goes with `while_shaped`."""

from __future__ import annotations

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Cell,
    Choose,
    While,
)
from mkdocs_paramsize.errors import UnknownShapeError
from mkdocs_paramsize.kinds.conditions import at_least, one_if_told
from mkdocs_paramsize.kinds.inputs import is_chosen
from mkdocs_paramsize.kinds.profile import activation_inputs
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.scenario.subject import Subject

Parts = tuple[tuple[str, Quantity], ...]
"""The pieces of a total, by the word for each."""


def has_shape(subject: Subject) -> bool:
    """Whether the tensors of a subject are known, or those of a typical decoder of its size."""
    try:
        return bool(subject.ledger.total)
    except UnknownShapeError:
        return False


def while_shaped(question: Question) -> Quantity | None:
    """An amount above 0 while the shape of the model that a reader chooses is known: its layers.
    None where nobody chooses one."""
    subject = question.subject
    if not is_chosen(subject, question):
        return None
    if has_shape(subject):
        return replace(activation_inputs(subject)["layers"], optional=True)
    cell = subject.cell("layers")
    return Quantity("layers", 0, "count", "exact", source=subject.source, cell=cell, optional=True)


def while_shapeless(question: Question, shaped: Quantity) -> Quantity:
    """An amount above 0 while that one is 0, and the size is known at least."""
    return at_least(one_if_told(question.subject.total()), shaped)


def optional(parts: Parts, shaped: Quantity | None) -> Parts:
    """Parts that a total can do without, where a reader may choose a model without a shape."""
    if shaped is None:
        return parts
    return tuple((name, replace(part, optional=True)) for name, part in parts)


def either(question: Question, cell: Cell, without: Cell) -> Cell:
    """What is said of a model with a shape, and of one without that a reader chooses."""
    shaped = while_shaped(question)
    if shaped is None:
        return cell
    known = at_least(shaped, one_if_told(question.subject.total()))
    return Choose.between(known, cell, without)


def either_note(question: Question, note: Cell, without: Cell) -> tuple[Cell, ...]:
    """The same of notes, which are paragraphs that come and go."""
    shaped = while_shaped(question)
    if shaped is None:
        return (note,)
    return (While(shaped, note), While(while_shapeless(question, shaped), without))
