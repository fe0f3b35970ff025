"""What the author of a page is warned of, and its reader too."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity, Source
from mkdocs_paramsize.answer import (
    Caution,
    Phrase,
)
from mkdocs_paramsize.kinds.gpu import gpu_name, lacks_type
from mkdocs_paramsize.kinds.inputs import (
    GENERAL,
    called,
    is_as_released,
    is_chosen,
    own_context,
    precision_name,
)
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.scenario.subject import Subject

WITHOUT_LIMIT: Final = Quantity("context", 10**15, "token", "exact", source=Source("without-limit"))


def context_warnings(question: Question, name: str = "context") -> tuple[Caution, ...]:
    """That the author asked for more context than a model was made for, with both numbers; on a
    live page, that its reader does. `name` may also be the `sequence` of training."""
    asked = question.scenario.quantity(name)
    if asked.origin in GENERAL:
        return ()
    return tuple(
        _beyond(asked, own, subject)
        for subject in question.subjects
        if (own := made_for(question, subject)) is not None
    )


def type_warnings(question: Question, note: str = "no-units") -> tuple[Caution, ...]:
    """That the GPU cannot compute in the format that was asked for, or in that of the release."""
    lacking, precision = lacks_type(question), precision_name(question)
    if question.scenario.setting("precision") is None:
        if not lacking.low and not is_as_released(question):
            return ()
        precision = Phrase("choice.precision.of-release", {"name": called(question.subject)})
    told = {"gpu": gpu_name(question), "precision": precision}
    return (Caution(lacking, Phrase(f"note.{note}", told)),)


def storage_warnings(question: Question) -> tuple[Caution, ...]:
    """The same where the GPU that was asked for need only hold the weights."""
    asked = question.scenario.setting("gpu")
    if asked is None or asked.origin == "built-in":
        return ()
    return type_warnings(question, "only-stored")


def made_for(question: Question, subject: Subject) -> Quantity | None:
    """The longest sequence that a model was made for, as a live page follows it: one without
    limit stands for that of a size, where a reader may name a model that has one."""
    own = own_context(subject) or (WITHOUT_LIMIT if is_chosen(subject, question) else None)
    cell = subject.cell("context") if subject.from_page else None
    return None if own is None else replace(own, cell=cell)


def _beyond(asked: Quantity, own: Quantity, subject: Subject) -> Caution:
    return Caution(
        formulas.spare.of("excess", held=asked, taken=own),
        Phrase(f"note.beyond-{asked.name}", {"asked": asked, "own": own, "name": called(subject)}),
    )
