"""The inputs of a scenario as quantities: formats, weights, contexts; what subjects are called."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import (
    BY_DEFINITION,
    Choice,
    Origin,
    Quantity,
    Source,
    Unit,
)
from mkdocs_paramsize.answer import (
    Cell,
    Phrase,
    Plain,
)
from mkdocs_paramsize.catalogue import Model
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Precision
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.scenario.assumed import PRECISION
from mkdocs_paramsize.scenario.subject import Subject, once
from mkdocs_paramsize.storage import weights

GENERAL: Final = frozenset({"built-in", "site"})
"""Who says what holds wherever nobody says otherwise."""


def weight_precision(question: Question) -> Precision:
    """The format of the weights: as asked, else as released, else bf16."""
    setting = question.scenario.setting("precision")
    if setting is not None:
        return question.facts.precision(setting.text)
    model = question.subjects[0].model if question.subjects else None
    return released_precision(model, question.facts)


def released_precision(model: Model | None, facts: Facts) -> Precision:
    """The format that a model was released in; bf16 where nobody says."""
    return facts.precision(model.released or PRECISION if model else PRECISION)


def chosen(question: Question, name: str) -> tuple[Choice, ...]:
    """An input that is no number, for the working of what rests on it; nothing where a figure is
    told of another than the scenario's, which then stands beside it."""
    setting = question.scenario.setting(name)
    if setting is None:
        return (_released(question),)
    if setting.origin == "marker" and question.options.get(name) != setting.text:
        return ()
    return (Choice(name, setting.text, setting.origin, cell_of(name, question)),)


def _released(question: Question) -> Choice:
    """The format of weights of which nobody says it."""
    if is_as_released(question):
        return Choice("precision", "as-released", "built-in")
    model = question.subject.model
    origin: Origin = "model" if model and model.released else "built-in"
    return Choice("precision", weight_precision(question).name, origin)


def weigh(question: Question) -> Quantity:
    """Bytes of the weights in the scenario's precision."""
    stored = weights(question.subject, weight_precision(question), question.facts)
    cell = weights_cell(question, "weights")
    return replace(stored, cell=cell, chosen=chosen(question, "precision"))


def weigh_in(question: Question, precision: Precision) -> Quantity:
    """Bytes of the weights in a precision that is tried out, whatever the scenario's is."""
    stored = weights(question.subject, precision, question.facts)
    return replace(stored, cell=question.subject.cell(f"weights@{precision.name}"))


def weights_cell(question: Question, name: str) -> str:
    """The name of a weight figure on a live page: bound to a precision if the marker says so."""
    setting = question.scenario.setting("precision")
    bound = f"@{weight_precision(question).name}" if setting and setting.origin == "marker" else ""
    return question.subject.cell(name + bound)


def kv_bits(question: Question) -> Quantity:
    """Bits of a number in the cache."""
    setting = question.scenario.setting("kv_precision")
    assert setting is not None
    cell = None if setting.origin == "marker" else "kv_precision|bits"
    stored = bits_of(question.facts.precision(setting.text), cell)
    return replace(stored, name="kv_bits", origin=setting.origin)


def bits_of(precision: Precision, cell: str | None = None) -> Quantity:
    """Bits of a number in a format."""
    source = Source(precision.source, precision.checked, of=precision.name)
    return Quantity(
        "bits", precision.bits, "bit", "exact", source=source, origin="precision", cell=cell
    )


def context(question: Question) -> Quantity:
    """Tokens of each sequence: as asked, else the default, but no more than the model's own.

    What a page asks for stays even where the model was not made for it, and pages then warn; a
    site says it of models that it cannot all know.
    """
    return _within_own("context", question)


def sequence(question: Question) -> Quantity:
    """Tokens of each sequence in training, in the same way."""
    return _within_own("sequence", question)


def _within_own(name: str, question: Question) -> Quantity:
    given = question.scenario.quantity(name)
    # Where the reader chooses the model, the default is the same for all, that they compare.
    chosen = is_chosen(question.subject, question)
    own = own_context(question.subject)
    if given.origin not in GENERAL or chosen or own is None or own.low >= given.low:
        return given
    return replace(own, name=name)


@once
def own_context(subject: Subject) -> Quantity | None:
    """The longest sequence that a model was made for; None where nobody says."""
    if subject.model is None or not subject.model.has_shape:
        return None
    own = subject.model.record.context or subject.model.architecture.context
    if own is None:
        return None
    return Quantity("context", int(own), "token", "exact", source=subject.source, origin="model")


def precision_name(question: Question) -> Cell:
    """The name of the weights' format, which follows the page's dial.

    Where the reader chooses the model alone, each is weighed as it was released.
    """
    if is_as_released(question):
        return Phrase("choice.precision.as-released")
    return Plain(weight_precision(question).name, cell=cell_of("precision", question))


def is_as_released(question: Question) -> bool:
    """Whether a reader chooses the model, and with it the format that it was released in."""
    chosen = is_chosen(question.subject, question)
    return chosen and question.scenario.setting("precision") is None


def is_chosen(subject: Subject, question: Question) -> bool:
    """Whether a subject is the page's model, and its reader chooses that."""
    return subject.from_page and has_dial("model", question)


def has_dial(name: str, question: Question) -> bool:
    """Whether an input is the reader's to change."""
    setting = question.scenario.setting(name)
    return setting is not None and setting.origin == "dial"


def called(subject: Subject) -> Cell:
    """The subject's name, which follows the page's dial where it is the page's model."""
    if subject.dimensions:
        return Phrase("shape.name")
    return Plain(subject.name, cell="model" if subject.from_page else None)


def said_amount(name: str, unit: Unit, given: str) -> Quantity:
    """What a reader of a live page says of an input; 0 while they say nothing."""
    return Quantity(name, 0, unit, "exact", source=BY_DEFINITION, yields=given)


def cell_of(name: str, question: Question) -> str | None:
    return None if is_bound(name, question) else name


def is_bound(name: str, question: Question) -> bool:
    setting = question.scenario.setting(name)
    return setting is not None and setting.origin == "marker"
