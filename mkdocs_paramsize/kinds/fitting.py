"""Which models fit: `fit` the other way round, for somebody who has the GPU already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from mkdocs_paramsize import formulas
from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Answer,
    Block,
    Cell,
    Choose,
    Phrase,
    Plain,
    Row,
    Several,
    Table,
    Undisclosed,
)
from mkdocs_paramsize.kinds.assumptions import used
from mkdocs_paramsize.kinds.cautions import context_warnings
from mkdocs_paramsize.kinds.fit import head, row
from mkdocs_paramsize.kinds.gpu import cards
from mkdocs_paramsize.kinds.memory import available, serving_total
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.remarks import remark_notes
from mkdocs_paramsize.kinds.shapes import typical_sizes, without_shape
from mkdocs_paramsize.scenario.subject import Subject

SIZES: Final = ("1B", "3B", "8B", "14B", "32B", "70B", "123B", "405B")
"""Sizes that weights are often released in, tried where the author names no models."""


def fitting(question: Question) -> Answer:
    """The largest of the subjects that fits, and a row for each, from small to large.

    Raises UndisclosedError when the size of none is disclosed.
    """
    hidden = [subject for subject in question.subjects if subject.is_undisclosed]
    known = [subject for subject in question.subjects if not subject.is_undisclosed]
    subjects = sorted(known or hidden, key=lambda subject: subject.total().low)
    asked = [replace(question, subjects=(subject,)) for subject in subjects]
    needs, room = [serving_total(one) for one in asked], available(question)
    gpu = cards(question)

    def cases() -> Iterator[tuple[Quantity, Cell]]:
        for one, need in reversed([*zip(asked, needs, strict=True)]):
            spare = formulas.spare.of("spare", held=room, taken=need)
            yield spare, Phrase("fitting.largest", {"name": Plain(one.subject.name), "gpu": gpu})

    names = Several(tuple(Plain(subject.name) for subject in subjects))
    none = Phrase("fitting.none", {"names": names, "gpu": gpu})
    return Answer(
        kind="fit",
        title=Phrase("fitting.title", {"gpu": gpu}),
        inline=Choose(cases, none),
        cautions=context_warnings(replace(question, subjects=tuple(subjects))),
        make_block=lambda: Block(
            table=Table(
                head("model"),
                (*(row(Plain(one.subject.name), one) for one in asked), *map(_undisclosed, hidden)),
            ),
            notes=(
                *used(question, *needs, names=("precision", "kv_precision", "gpu")),
                Phrase("fit.note"),
                *without_shape(asked),
                *remark_notes(*needs, room),
                *typical_sizes(question.subjects),
            ),
        ),
    )


def _undisclosed(subject: Subject) -> Row:
    assert subject.model is not None
    said = Undisclosed(subject.model.source.text)
    return Row((Plain(subject.name), *[said] * (len(head("model")) - 1)))
