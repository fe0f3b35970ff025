"""`compare`: several models side by side, in one table and on one scale."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from msgspec import structs

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Answer,
    Bars,
    Block,
    Cell,
    Choose,
    Phrase,
    Row,
    Several,
    Table,
    While,
)
from mkdocs_paramsize.errors import (
    MarkerError,
    ScenarioError,
    UndisclosedError,
    UnknownShapeError,
)
from mkdocs_paramsize.kinds import speed, training
from mkdocs_paramsize.kinds.assumptions import input_of, used
from mkdocs_paramsize.kinds.cautions import context_warnings
from mkdocs_paramsize.kinds.compare_bars import bar
from mkdocs_paramsize.kinds.compare_columns import COLUMNS, entry
from mkdocs_paramsize.kinds.conditions import ONE, at_least
from mkdocs_paramsize.kinds.inputs import called, context, has_dial, is_chosen, precision_name
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import of_models, typical_sizes, without_shape
from mkdocs_paramsize.scenario.cells import follows
from mkdocs_paramsize.scenario.inputs import SERVING

OPTIONS: Final = ("show",)
INPUTS: Final = tuple(dict.fromkeys((*SERVING, *training.INPUTS)))
DEFAULT: Final = ("params", "memory")
CONTEXTUAL: Final = frozenset({"memory", "speed"})
"""Columns that depend on the context, and on the formats of weights and cache."""

SHAPED: Final = frozenset({"params", "tier", "memory", "speed"})
"""Columns for which a bare size is drawn or reckoned as a typical decoder; the others need its
size alone."""

TRAINED: Final = frozenset({"training", "cost", "energy", "data"})
"""Columns that depend on the tokens of training."""

ON_MACHINES: Final = frozenset({"training", "cost", "energy", "speed"})
"""Columns that depend on the GPU."""


def compare(question: Question) -> Answer:
    """What `show:` names, a column each; a row for each model."""
    show = _shown(question)
    return Answer(
        kind="compare",
        title=Phrase("compare.title"),
        inline=Several(tuple(map(called, question.subjects))),
        cautions=context_warnings(question) if CONTEXTUAL & set(show) else (),
        make_block=lambda: _block(question, show),
    )


def _block(question: Question, show: tuple[str, ...]) -> Block:
    asked = list(map(question.of_one, question.subjects))
    # Two of `show` may share a column.
    columns = list(dict(column for name in show for column in COLUMNS[name]).items())
    rows = tuple(
        Row((called(one.subject), *(entry(one, figure) for _, figure in columns))) for one in asked
    )
    head = (Phrase("head.model"), *(Phrase(f"compare.{name}") for name, _ in columns))
    # What rests on models that stay stands first: it is there whichever the reader chooses.
    steady = sorted(zip(asked, rows, strict=True), key=lambda pair: _may_become(pair[0]))
    cells = [cell for _, row in steady for cell in row.cells]
    figures = [cell for cell in cells if isinstance(cell, Quantity)]
    return Block(
        figure=Bars(
            Phrase("compare.figure", {"what": Phrase(f"compare.drawn.{show[0]}")}),
            tuple((called(one.subject), bar(one, show[0])) for one in asked),
        ),
        table=Table(head, rows),
        notes=(
            *used(
                question,
                *(_while_known(cell, question) for cell in cells),
                names=_names(question, show),
                told=_told(asked),
            ),
            *(_of_each(asked) if CONTEXTUAL & set(show) else ()),
            *(_by_rule(asked) if TRAINED & set(show) else ()),
            *(without_shape(asked) if "memory" in show else ()),
            *(_about_speed(asked) if "speed" in show else ()),
            *remark_notes(*figures),
            *typical_sizes(question.subjects, are_drawn=bool(SHAPED & set(show))),
        ),
    )


def _while_known(cell: Cell, question: Question) -> Cell:
    """A figure as long as it can be told of the GPU that a reader chooses."""
    if isinstance(cell, Choose) and cell.of_another:
        return cell.otherwise
    figure = cell.cases[0][1] if isinstance(cell, Choose) else cell
    if not has_dial("gpu", question) or not isinstance(figure, Quantity):
        return cell
    rests_on_gpu = any("gpu" in follows(leaf.cell) for leaf in figure.leaves if leaf.cell)
    return While(figure, figure) if rests_on_gpu else figure


def _told(asked: list[Question]) -> frozenset[str]:
    """Inputs that stand in the table, each model having its own."""
    are_given = all(map(training.are_tokens_given, asked))
    return frozenset() if are_given else frozenset({"tokens"})


def _of_each(asked: list[Question]) -> tuple[Cell, ...]:
    """What each model is reckoned with, where the inputs leave that to the model."""
    told = [one for one in asked if not one.subject.is_undisclosed or _may_become(one)]
    contexts = {one.subject.name: context(one) for one in told}
    differ = len({found.value for found in contexts.values()}) > 1
    own: list[Cell] = []
    for one in told:
        inputs: list[Cell] = []
        if one.scenario.setting("precision") is None:
            inputs.append(input_of("precision", precision_name(one)))
        if differ:
            inputs.append(input_of("context", contexts[one.subject.name]))
        if inputs:
            said = {"said": called(one.subject), "name": Several(tuple(inputs))}
            own.append(Phrase("list.aside", said))
    return (Phrase("compare.each", {"models": Several(tuple(own))}),) if own else ()


def _by_rule(asked: list[Question]) -> tuple[Cell, ...]:
    """Models by name of which nobody says on how much they were trained."""
    asked = [one for one in asked if not training.are_tokens_given(one)]
    others = [called(one.subject) for one in asked if not _may_become(one) and _is_silent(one)]
    theirs = [
        While(_silence(one), called(one.subject))
        for one in asked
        if _may_become(one) and _counts(one)
    ]
    notes = of_models("compare.by-rule", others, theirs)
    return tuple(training.until_said(asked[0], note) for note in notes) if others else notes


def _may_become(question: Question) -> bool:
    """Whether a reader may choose another model for it."""
    return is_chosen(question.subject, question)


def _is_silent(question: Question) -> bool:
    subject = question.subject
    if subject.model is None or subject.is_undisclosed or not _counts(question):
        return False
    return training.tokens(question).formula is not None


def _silence(question: Question) -> Quantity:
    """1 where a model has a name and nobody says on how much it was trained."""
    own = training.has_own_tokens(question.subject)
    missing = at_least(ONE, own)
    return structs.replace(missing, value=int(_is_silent(question)))


def _about_speed(asked: list[Question]) -> Iterator[Cell]:
    """That speeds are upper bounds, some of averages, and which models do not even fit."""
    yield Phrase("speed.note")
    told = [one for one in asked if _has_speed(one)]
    yield from speed.about_experts(*told)
    yield from map(speed.too_large, told)


def _has_speed(question: Question) -> bool:
    """Whether the speed of a model can be told."""
    with suppress(UnknownShapeError, UndisclosedError, ScenarioError):
        return speed.decode(question).low > 0
    return False


def _counts(question: Question) -> bool:
    """Whether it is known how many parameters work on a token."""
    with suppress(UnknownShapeError, UndisclosedError):
        return question.subject.active().low > 0
    return False


def _names(question: Question, show: tuple[str, ...]) -> tuple[str, ...]:
    """Inputs that are names, as far as columns rest on them; a format if all models are in it."""
    formats = ("precision", "kv_precision") if CONTEXTUAL & set(show) else ()
    told = tuple(name for name in formats if question.scenario.setting(name) is not None)
    return (*told, "gpu") if ON_MACHINES & set(show) else told


def _shown(question: Question) -> tuple[str, ...]:
    text = question.options.get("show")
    show = tuple(part.strip() for part in text.split(" / ")) if text else DEFAULT
    for name in show:
        if name not in COLUMNS:
            raise MarkerError(f"show: {name} is none of {', '.join(COLUMNS)}")
    return show
