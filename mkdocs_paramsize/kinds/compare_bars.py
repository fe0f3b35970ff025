"""The bars of `compare`: one for each model, all on one scale."""

from __future__ import annotations

from msgspec import structs

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Choose, Phrase, Plain, Segment
from mkdocs_paramsize.errors import ScenarioError, UndisclosedError, UnknownShapeError
from mkdocs_paramsize.kinds import memory
from mkdocs_paramsize.kinds.breakdown import components
from mkdocs_paramsize.kinds.compare_columns import COLUMNS, entry
from mkdocs_paramsize.kinds.conditions import ONE, while_holds
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.unpublished import of_any_model
from mkdocs_paramsize.kinds.unshaped import has_shape, while_shaped
from mkdocs_paramsize.scenario.subject import Subject


def bar(question: Question, first: str) -> tuple[Segment, ...]:
    """The pieces of a model; of one that has none, those of another that a reader may choose, each
    of them nothing until then."""
    pieces, other = _pieces(question, first), of_any_model(question)
    return pieces if pieces or other is None else _emptied(_pieces(other, first))


def _pieces(question: Question, first: str) -> tuple[Segment, ...]:
    """Parameters by component, or memory by part; else the first figure as one piece."""
    try:
        if first == "memory":
            return _parts(question)
        if first in ("params", "tier"):
            return _components(question)
        name, figure = COLUMNS[first][0]
        value = entry(question, figure)
    except (UnknownShapeError, UndisclosedError, ScenarioError):
        return ()
    if isinstance(value, Choose):
        value = Plain("") if value.of_another else value.cases[0][1]
    called = Phrase(f"compare.{name}")
    return (Segment("total", called, value),) if isinstance(value, Quantity) else ()


def _parts(question: Question) -> tuple[Segment, ...]:
    """The parts of serving, with those that need a shape where a reader may choose one."""
    parts, other = memory.serving_parts(question), of_any_model(question)
    drawn = memory.segments(parts)
    if memory.counts_cache(parts) or other is None:
        return drawn
    return drawn + _emptied(memory.segments(memory.serving_parts(other)[1:]))


def _emptied(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Pieces of another model, of which nothing is drawn yet."""
    return tuple(
        structs.replace(made, quantity=structs.replace(made.quantity, value=0), of_another=True)
        for made in segments
    )


def _components(question: Question) -> tuple[Segment, ...]:
    """Parameters by component; where the shape is not known, all in one piece."""
    subject, shaped = question.subject, while_shaped(question)
    whole = Segment("total", Phrase("compare.undivided"), subject.total())
    if has_shape(subject):
        drawn = _by_component(subject)
    else:
        other = of_any_model(question)
        drawn = () if other is None else _emptied(_by_component(other.subject))
    if shaped is not None:
        whole = structs.replace(whole, quantity=_undivided(subject, shaped))
        return (*drawn, whole)
    return drawn or (whole,)


def _by_component(subject: Subject) -> tuple[Segment, ...]:
    found = components(subject)
    return tuple(Segment(name, Phrase(f"component.{name}"), part) for name, part in found)


def _undivided(subject: Subject, shaped: Quantity) -> Quantity:
    """All parameters while no shape is known of the model that a reader chooses, else none."""
    # As many in themselves as there are layers: once, or not at all where there are none.
    once = structs.replace(
        formulas.share.of("count", part=ONE, total=ONE),
        value=int(shaped.low > 0),
        inputs=(("part", shaped), ("total", shaped)),
        optional=True,
    )
    return while_holds(subject.total(), formulas.spare.of("count", held=ONE, taken=once))
