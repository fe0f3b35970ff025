"""`calculator`: dials, figures and a verdict together, for one of the questions people ask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from mkdocs_paramsize.answer import (
    Answer,
    Phrase,
)
from mkdocs_paramsize.kinds import breakdown, data, fit, memory, training
from mkdocs_paramsize.kinds.dial import named
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.scenario.dials import CALCULATORS, LIVE_INPUTS, dials_of
from mkdocs_paramsize.scenario.subject import resolve

OF: Final = tuple(CALCULATORS)
INPUTS: Final = tuple(name for name in LIVE_INPUTS if name != "model")

PARTS: Final[Mapping[str, tuple[tuple[Callable[[Question], Answer], str], ...]]] = {
    "fit": ((fit.fit, ""),),
    "memory": ((breakdown.breakdown, ""), (memory.memory, "total")),
    "training": ((training.training, "flops"),),
    "data": ((data.data, "tokens"),),
}
"""What each calculator shows, by kind and `of`."""


def calculator(question: Question) -> Answer:
    """The dials of the question that `of:` names, and the answers that follow them."""
    marker = Marker("calculator", question.text, tuple(question.options.items()))
    dials = tuple(
        named(made, question.facts) for made in dials_of(marker, question.scenario, question.facts)
    )
    model = replace(resolve(question.scenario.model(), question.facts.catalogue), from_page=True)
    title = Phrase(f"calculator.{question.of}")
    return Answer(
        kind="calculator",
        title=title,
        inline=title,
        dials=dials,
        parts=tuple(
            answer(replace(question, subjects=(model,), of=of, options={}))
            for answer, of in PARTS[question.of]
        ),
    )
