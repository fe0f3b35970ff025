"""`calculator`: dials, figures and a verdict together, for one of the questions people ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final

from mkdocs_paramsize.answer import Answer, Block, Dial, Phrase
from mkdocs_paramsize.kinds import breakdown, data, fit, fitting, memory, params, training
from mkdocs_paramsize.kinds.dial import named, on_page
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.kinds.unpublished import answered
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.dials import CALCULATORS, LIVE_INPUTS, dials_of
from mkdocs_paramsize.scenario.subject import PAGE, Subject, of_shape, resolve

OF: Final = tuple(CALCULATORS)
INPUTS: Final = tuple(name for name in LIVE_INPUTS if name != "model")

PARTS: Final[Mapping[str, tuple[tuple[str, Callable[[Question], Answer], str], ...]]] = {
    "fit": (("fit", fit.fit, ""),),
    "models": (("fit", fitting.fitting, ""),),
    "memory": (("breakdown", breakdown.breakdown, ""), ("memory", memory.memory, "total")),
    "training": (("training", training.training, "flops"),),
    "data": (("data", data.data, "tokens"),),
    "shape": (("params", params.params, "total"), ("breakdown", breakdown.breakdown, "")),
}
"""What each calculator shows: a kind, and its `of`."""

NOTES: Final[Mapping[str, tuple[Phrase, ...]]] = {"shape": (Phrase("shape.note"),)}
"""What a reader must know of a calculator as a whole."""


def calculator(question: Question) -> Answer:
    """The dials of the question that `of:` names, and the answers that follow them."""
    marker = Marker("calculator", question.text, tuple(question.options.items()))
    own = [
        named(made, question.facts) for made in dials_of(marker, question.scenario, question.facts)
    ]
    dials = tuple(on_page(made, question) for made in own)
    question = replace(question, scenario=_followed(question.scenario, dials))
    subjects = _subjects(question, marker)
    title = Phrase(f"calculator.{question.of}")
    return Answer(
        kind="calculator",
        title=title,
        inline=title,
        dials=dials,
        parts=tuple(
            answered(answer, replace(question, kind=kind, subjects=subjects, of=of, options={}))
            for kind, answer, of in PARTS[question.of]
        ),
        make_block=lambda: Block(notes=NOTES.get(question.of, ())),
    )


def _followed(scenario: Scenario, dials: Iterable[Dial]) -> Scenario:
    """The scenario of the figures: what has a dial follows it, although the marker sets where
    it starts; only what the marker sets beside its dials is bound to it."""
    starts = {made.input: made.value for made in dials}
    bound = {name: text for name, text in scenario.bound.items() if name not in starts}
    assumed = tuple(made.assumed for made in dials if made.assumed is not None)
    followed = scenario if starts.items() <= scenario.dials.items() else None
    if followed is None:
        followed = scenario.with_dials(starts, assumed)
    return followed.without_marker().with_marker(bound)


def _subjects(question: Question, marker: Marker) -> tuple[Subject, ...]:
    """The page's model; the decoder that the dials of a shape draw; or the models that the
    author names, to see which of them fit."""
    catalogue = question.facts.catalogue
    match question.of:
        case "shape":
            return (of_shape(question.scenario),)
        case "models":
            named = () if marker.subject in ("", PAGE) else marker.subjects
            return tuple(resolve(text, catalogue) for text in named or fitting.SIZES)
    return (replace(resolve(question.scenario.model(), catalogue), from_page=True),)
