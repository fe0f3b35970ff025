"""`breakdown`: where the parameters are, component by component."""

from __future__ import annotations

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Answer,
    Bar,
    Block,
    Cell,
    Phrase,
    Plain,
    Row,
    Segment,
    Several,
    Table,
    While,
)
from mkdocs_paramsize.architecture.tensor import Component, Tensor
from mkdocs_paramsize.kinds.conditions import of_own_shape
from mkdocs_paramsize.kinds.inputs import called
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.shapes import shape_notes
from mkdocs_paramsize.ledger.text import counted
from mkdocs_paramsize.scenario import shape
from mkdocs_paramsize.scenario.subject import Subject, once

LARGEST_SHARES = 3


def breakdown(question: Question) -> Answer:
    """A stacked bar and a table whose rows sum to the total."""
    subject = question.subject
    parts = components(subject)
    total = subject.counted("counted-total", subject.ledger.parameters)
    sentence = _any_parts(subject, total) if _may_change(question) else _largest(subject, total)
    return Answer(
        kind="breakdown",
        title=Phrase("breakdown.title", {"name": called(subject)}),
        inline=sentence,
        sentence=sentence,
        worked=total,
        make_block=lambda: Block(
            figure=bar(subject),
            table=_table(subject, parts, total),
            notes=shape_notes(subject),
        ),
    )


def _may_change(question: Question) -> bool:
    return question.subject.may_change and bool(question.scenario.dials)


def _largest(subject: Subject, total: Quantity) -> Phrase:
    """The largest components with their shares."""
    largest = sorted(components(subject), key=lambda part: -part[1].low)[:LARGEST_SHARES]
    shares = Several(tuple(_shared("breakdown.share", *part, total) for part in largest))
    return Phrase("breakdown.sentence", {"name": called(subject), "shares": shares})


def _any_parts(subject: Subject, total: Quantity) -> Phrase:
    """All components with their shares: which are the largest is the reader's doing."""
    shares = [
        While(part, _shared("breakdown.another", name, part, total))
        for name, part in components(subject)
    ]
    said = Several((total, *shares), joined=True)
    return Phrase("breakdown.sentence", {"name": called(subject), "shares": said})


def _shared(key: str, name: Component, part: Quantity, total: Quantity) -> Phrase:
    return Phrase(key, {"part": _word(name), "share": share(part, total)})


@once
def components(subject: Subject) -> tuple[tuple[Component, Quantity], ...]:
    """The components that the model has, with their counts, in their fixed order; and those
    that it may have once a reader changes it."""
    return tuple(
        (name, subject.counted(name, subject.ledger.of(name)))
        for name, value in subject.ledger.by_component.items()
        if value or subject.from_page or _elsewhere(subject, name)
    )


def _elsewhere(subject: Subject, component: Component) -> tuple[Tensor, ...]:
    """The tensors of a component that a shape has once it is mixed, or no more so."""
    return shape.other(subject.dimensions).of(component) if subject.dimensions else ()


def bar(subject: Subject) -> Bar:
    """The components as one stacked bar."""
    return Bar(
        Phrase("breakdown.title", {"name": called(subject)}),
        tuple(Segment(name, _word(name), part) for name, part in components(subject)),
    )


def share(part: Quantity, total: Quantity) -> Quantity:
    """What part of the total something is."""
    return formulas.share.of(part=part, total=total)


def _table(
    subject: Subject, parts: tuple[tuple[Component, Quantity], ...], total: Quantity
) -> Table:
    names = ("component", "parameters", "share", "from-the-shapes")
    *head, shapes = (Phrase(f"head.{name}") for name in names)
    rows = [
        Row(
            (
                _word(name),
                part,
                share(part, total),
                _from_shapes(subject, name, part),
            ),
            part=name,
            amount=part,
        )
        for name, part in parts
    ]
    whole = (Phrase("convention.total"), total, share(total, total))
    nothing = of_own_shape(subject, Plain(""))
    rows.append(Row((*whole, nothing), part="total", strong=True))
    return Table((*head, of_own_shape(subject, shapes)), tuple(rows))


def _from_shapes(subject: Subject, component: Component, part: Quantity) -> Cell:
    """The product that a row is: in the page's own dimensions by their names, since those stay."""
    if not subject.dimensions:
        return of_own_shape(subject, Plain(counted(tuple(part.lines or ())), code=True))
    lines = tuple(part.lines or _elsewhere(subject, component))
    # One input is the width of the network or, in a mixture, of an expert.
    text = counted(lines, named=True).replace("expert_intermediate", "intermediate")
    return Plain(text, code=True)


def _word(component: Component) -> Phrase:
    return Phrase(f"component.{component}")
