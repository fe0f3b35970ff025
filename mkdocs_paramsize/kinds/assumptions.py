"""What figures rest on, told beside them: nothing is assumed in silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity, Range
from mkdocs_paramsize.answer import (
    Cell,
    Own,
    Phrase,
    Plain,
    Several,
    While,
)
from mkdocs_paramsize.kinds.gpu import gpu_name
from mkdocs_paramsize.kinds.inputs import cell_of, precision_name, said_amount
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.scenario.inputs import TARGETS


def used(
    question: Question,
    *figures: Cell,
    names: tuple[str, ...] = (),
    told: frozenset[str] = frozenset(),
    shaped: Quantity | None = None,
) -> tuple[Phrase, ...]:
    """The inputs that figures rest on, each with its value: nothing is assumed in silence.

    `names` are inputs that are names (precision, gpu), which no figure carries as a number;
    those that have been `told` already are not said again. A figure that is there while an amount
    is above 0 has its inputs told as long; an optional one, while the model is `shaped`.
    """
    said = [_named(question, name, shaped) for name in names]
    leaves: dict[tuple[str, float | Range], tuple[Quantity, Quantity | None]] = {}
    for figure in sorted(figures, key=lambda figure: isinstance(figure, While)):
        amount = figure.amount if isinstance(figure, While) else None
        cell = figure.cell if isinstance(figure, While) else figure
        for leaf, is_optional in _leaves(cell):
            told_while = _once_said(leaf) or (shaped if is_optional else amount)
            leaves.setdefault((leaf.name, leaf.value), (leaf, told_while))
    # An input that differs from one model to the next stands in the table, not beside it.
    common = Counter(name for name, _ in leaves)
    for (name, _), (leaf, amount) in leaves.items():
        if common[name] == 1 and name not in told:
            cell = input_of(name, _dated(leaf))
            said.append(cell if amount is None else While(amount, cell))
    listed = Several(tuple(said), changing=shaped is not None)
    return (Phrase("note.inputs", {"inputs": listed}),) if said else ()


def _named(question: Question, name: str, shaped: Quantity | None) -> Cell:
    """An input that is a name; of a cache or of activations only while these are counted."""
    told = input_of(name, _name_of(question, name))
    return While(shaped, told) if shaped is not None and name in _OF_A_SHAPE else told


_OF_A_SHAPE: Final = ("kv_precision", "recompute")


def _name_of(question: Question, name: str) -> Cell:
    match name:
        case "precision":
            return precision_name(question)
        case "gpu":
            return gpu_name(question)
        case "method" | "optimizer" | "recompute" | "targets":
            return _word(name, question.scenario.choice(name))
    return Plain(question.scenario.text(name) or "", cell=cell_of(name, question))


def _word(name: str, text: str) -> Cell:
    """One of the few words that an input may be, in the reader's language; else as written."""
    named = name == "targets" and text not in TARGETS
    return Plain(text) if named else Phrase(f"choice.{name}.{text}")


def input_of(name: str, value: Cell) -> Phrase:
    """An input as it is told beside figures: its name and its value."""
    return Phrase("note.input", {"input": Phrase(f"input.{name}"), "value": value})


def _dated(leaf: Quantity) -> Cell:
    """A price with the day that it is of, as long as it is that of the page's own GPU."""
    day = leaf.source.on if leaf.source else None
    if day is None:
        return leaf
    own = Own(frozenset({"gpu", leaf.name}), Phrase("note.day", {"day": Plain(day.isoformat())}))
    return Several((leaf, own), joined=True)


def _once_said(leaf: Quantity) -> Quantity | None:
    """An amount above 0 once a reader says an input to which what was reckoned yields."""
    if leaf.yields is None or leaf.formula is None:
        return None
    return said_amount(leaf.name, leaf.unit, leaf.yields)


def _leaves(figure: Cell, is_optional: bool = False) -> Iterator[tuple[Quantity, bool]]:
    """The inputs that a figure rests on, if it is a number, and whether in an optional part."""
    if not isinstance(figure, Quantity):
        return
    is_optional |= figure.optional
    if figure.name in _SHOWN and figure.formula is None:
        yield figure, is_optional
    elif figure.yields is not None:
        yield replace(figure, name=figure.yields), is_optional
    for part in figure.parts:
        yield from _leaves(part, is_optional)


_SHOWN: Final = frozenset(
    {
        "context",
        "batch",
        "gpus",
        "tokens",
        "mfu",
        "price",
        "pue",
        "carbon",
        "rank",
        "zero",
        "sequence",
    }
)
