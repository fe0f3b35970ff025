"""The columns that `compare` may show, and what stands in them for each model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final

from msgspec import structs

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import UNKNOWN, Cell, Choose, Plain, Undisclosed
from mkdocs_paramsize.errors import ParamsizeError, ScenarioError, UnknownShapeError
from mkdocs_paramsize.kinds import data, memory, speed, training
from mkdocs_paramsize.kinds.conditions import ONE, at_least
from mkdocs_paramsize.kinds.params import count
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.tier import named
from mkdocs_paramsize.kinds.unpublished import of_any_model
from mkdocs_paramsize.kinds.unrecorded import of_another_gpu
from mkdocs_paramsize.kinds.unshaped import while_shaped


def entry(question: Question, figure: Callable[[Question], Cell]) -> Cell:
    """A figure, or a dash where this model does not have it; on a live page, until its reader
    chooses a GPU or a model for which it can be told."""
    subject = question.subject
    if subject.model is not None and subject.is_undisclosed:
        return _of_another_model(question, figure, Undisclosed(subject.model.source.text))
    nothing = Plain(UNKNOWN)
    with suppress(UnknownShapeError, ScenarioError):
        return figure(question)
    other = of_another_gpu(question, figure)
    if other is None:
        return _of_another_model(question, figure, nothing)
    return Choose.between(structs.replace(other, value=-1), other, nothing)


def _of_another_model(
    question: Question, figure: Callable[[Question], Cell], instead: Cell
) -> Cell:
    """What is told `instead` of a figure, until a reader chooses a model that has it."""
    other = of_any_model(question)
    if other is None:
        return instead
    try:
        found = figure(other)
    except ParamsizeError:
        return instead
    told = found if isinstance(found, Quantity) else other.subject.total()
    sign = structs.replace(told, value=-1)
    return Choose(lambda: iter(((sign, found),)), instead, of_another=True)


def _serving_total(question: Question) -> Cell:
    """All that serving takes; of a model without a shape its weights, until a reader chooses one
    with a shape in its place."""
    total, shaped = memory.serving_total(question), while_shaped(question)
    other = of_any_model(question)
    if shaped is None or shaped.low or other is None:
        return total
    known = at_least(shaped, ONE)
    whole = memory.serving_total(other)
    return Choose(lambda: iter(((known, whole),)), total, of_another=True)


def _over_training(question: Question) -> Cell:
    return data.ratio_or(question, Plain(UNKNOWN))


COLUMNS: Final[Mapping[str, tuple[tuple[str, Callable[[Question], Cell]], ...]]] = {
    "params": (
        ("total", lambda asked: asked.subject.total()),
        ("active", lambda asked: count(asked.subject, "active")),
    ),
    "tier": (("tier", lambda asked: named(asked.subject.total(), asked.facts.tiers)),),
    "memory": (
        ("weights", lambda asked: dict(memory.serving_parts(asked))["weights"]),
        ("kv-cache", memory.cache),
        ("memory", _serving_total),
    ),
    "training": (
        ("tokens", training.tokens),
        ("flops", training.flops),
        ("gpu-hours", training.gpu_hours),
    ),
    "cost": (("cost", training.cost),),
    "energy": (("energy", training.energy), ("co2", training.emissions)),
    "data": (("tokens", training.tokens), ("ratio", _over_training)),
    "speed": (("decode", speed.decode), ("prefill", speed.prefill)),
}
