"""`params`: how many parameters, by a named convention."""

from __future__ import annotations

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Answer,
    Block,
    Cell,
    Phrase,
    Row,
    Table,
)
from mkdocs_paramsize.architecture.tensor import COMPONENTS, Component
from mkdocs_paramsize.errors import MarkerError, UnknownShapeError
from mkdocs_paramsize.kinds.inputs import called
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import shape_notes
from mkdocs_paramsize.scenario.subject import Subject

OF_ALL = ("active", "active-without-embedding", "non-embedding", "with-buffers")
"""What is counted, beside the total, of every model whose tensors are known."""
MODULES = ("mtp", "vision")
CONVENTIONS = ("total", *OF_ALL, *(f"with-{module}" for module in MODULES))
OF = (*CONVENTIONS, *(name.replace("_", "-") for name in COMPONENTS))


def params(question: Question) -> Answer:
    """The count that `of:` names; as a table, all conventions and that count beside each other."""
    subject = question.subject
    figure = count(subject, question.of)
    shown = Phrase("params.name", {"name": called(subject)})
    return Answer(
        kind="params",
        title=shown,
        inline=figure,
        sentence=_sentence(called(subject), figure, question.of),
        make_block=lambda: _block(subject, question.of),
    )


def _block(subject: Subject, of: str) -> Block:
    table = _table(subject, of)
    counts = (cell for row in table.rows for cell in row.cells)
    return Block(
        table=table, notes=(*remark_notes(*counts), *shape_notes(subject, of.removeprefix("with-")))
    )


def _sentence(name: Cell, figure: Quantity, of: str) -> Phrase:
    """What a model has, by a convention; or how much of it is in one component."""
    key, place = ("sentence", "convention") if of in CONVENTIONS else ("in-component", "part")
    said = {"name": name, "count": figure, place: Phrase(f"convention.{of}")}
    return Phrase(f"params.{key}", said)


def count(subject: Subject, of: str) -> Quantity:
    """The parameters of a subject by one convention, or of one component.

    Raises MarkerError when the release has no such module, and what the ledger raises.
    """
    match of:
        case "total":
            return subject.total()
        case "active":
            return subject.active()
        case "active-without-embedding" | "non-embedding":
            return subject.counted(of)
        case "with-buffers":
            return _with_buffers(subject)
        case "with-mtp" | "with-vision":
            return _with_module(subject, of)
    component = _component(of)
    found = subject.counted(of, subject.ledger.of(component))
    return replace(found, cell=subject.cell(component))


def _with_buffers(subject: Subject) -> Quantity:
    """Without buffers it is the total, and as sure as that."""
    ledger = subject.ledger
    if ledger.with_buffers == ledger.total:
        return replace(subject.total(), name="with-buffers", cell=subject.cell("with-buffers"))
    return subject.counted("with-buffers")


def _component(of: str) -> Component:
    return next(name for name in COMPONENTS if name.replace("_", "-") == of)


def _with_module(subject: Subject, of: str) -> Quantity:
    module = of.removeprefix("with-")
    if not subject.ledger.module(module):
        raise MarkerError(
            f"{subject.name} has no {module} module whose tensors are known; write of: total"
        )
    return subject.counted(of)


def _table(subject: Subject, of: str) -> Table:
    rows = [_row(subject, "total")]
    try:
        ledger = subject.ledger
    except UnknownShapeError:
        rows.append(_row(subject, "active"))
    else:
        rows += [row for of in OF_ALL if (row := _known_row(subject, of))]
        rows += [_row(subject, f"with-{m}") for m in MODULES if ledger.module(m)]
    if of not in {row.part for row in rows}:
        # What is asked for is told, be there none of it.
        rows.append(replace(_row(subject, of), amount=None))
    return Table((Phrase("head.convention"), Phrase("head.parameters")), tuple(rows))


def _known_row(subject: Subject, of: str) -> Row | None:
    """A row; none where a checkpoint does not tell how many experts serve a token."""
    try:
        return _row(subject, of)
    except UnknownShapeError:
        return None


def _row(subject: Subject, of: str) -> Row:
    counted = count(subject, of)
    # Of a model without a known shape little more is told than the total and the active ones.
    return Row((Phrase(f"convention.{of}"), counted), part=of, amount=counted)
