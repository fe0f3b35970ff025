"""Answers about a model whose size or shape is not published, until a reader names another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as replace_in
from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import (
    Answer,
    Block,
    Card,
    Choose,
    Phrase,
    Plain,
    Undisclosed,
)
from mkdocs_paramsize.catalogue import Model
from mkdocs_paramsize.kinds.conditions import ONE, at_least, known
from mkdocs_paramsize.kinds.inputs import called, is_chosen
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.unshaped import has_shape, while_shaped, while_shapeless
from mkdocs_paramsize.scenario.dials import MODEL
from mkdocs_paramsize.scenario.subject import Subject, resolve


def answered(answer: Callable[[Question], Answer], asked: Question) -> Answer:
    """What a kind says; of a model that is not disclosed, that it is not, with the source."""
    model = asked.subject.model
    if model is None or not all(subject.is_undisclosed for subject in asked.subjects):
        return _until_it_has_a_shape(answer, asked)
    told = undisclosed(asked.kind, model)
    other = of_any_model(asked)
    return until_known(told, answer(other), other.subject, "total") if other else told


SHAPELESS: Final = frozenset({"memory", "fit", "params", "training"})
"""Kinds that tell less of a model whose shape is not known, instead of nothing."""


def _until_it_has_a_shape(answer: Callable[[Question], Answer], asked: Question) -> Answer:
    """What a kind says, be it of weights alone until a reader chooses a model with a shape."""
    told = _while_disclosed(answer(asked), asked)
    if asked.kind not in SHAPELESS or len(asked.subjects) > 1:
        return told
    other = of_any_model(asked)
    if other is None or has_shape(asked.subject):
        return told
    once, shaped = until_known(told, answer(other), other.subject, "layers"), while_shaped(asked)
    return replace(once, until=None if shaped is None else while_shapeless(asked, shaped))


def _while_disclosed(told: Answer, asked: Question) -> Answer:
    """The same with another sentence of an undisclosed model, which a reader may choose."""
    if told.sentence is None or not is_chosen(asked.subject, asked):
        return told
    is_told = at_least(known(asked.subject.total()), ONE)
    undisclosed = Phrase("undisclosed.sentence", {"name": called(asked.subject)})
    return replace(told, sentence=Choose.between(is_told, told.sentence, undisclosed))


def of_any_model(asked: Question) -> Question | None:
    """The same question of a size, where a reader may choose another model for the page's."""
    if not is_chosen(asked.subject, asked):
        return None
    subject = replace_in(resolve(MODEL, asked.facts.catalogue), from_page=True)
    own = asked.scenario.with_dials({"model": MODEL})
    return replace_in(asked, subjects=(subject,), scenario=own)


def until_known(told: Answer, other: Answer, subject: Subject, cell: str) -> Answer:
    """What is told of a model of which a cell is not known (its total, its layers), until a
    reader chooses one of which it is: then `other`, which is what the kind says of any model
    that the page may have."""
    unknown = Quantity(
        cell, -1, "parameter", "exact", source=subject.source, cell=subject.cell(cell)
    )
    said = other.sentence or other.inline
    return replace(
        told,
        inline=Choose.between(unknown, other.inline, told.inline),
        sentence=Choose.between(unknown, said, told.sentence or told.inline),
        once_disclosed=other,
    )


def undisclosed(kind: str, model: Model) -> Answer:
    """That the makers of a model have not published its size; every kind says so alike."""
    name, place = Plain(model.name), Undisclosed(model.source.text)
    sentence = Phrase("undisclosed.sentence", {"name": name})
    return Answer(
        kind=kind,
        title=Phrase("undisclosed.title", {"name": name}),
        inline=place,
        sentence=sentence,
        make_block=lambda: Block(
            card=Card(name, (sentence,), (), (), ()),
            notes=(Phrase("note.source", {"source": Plain(model.source.text)}),),
        ),
    )
