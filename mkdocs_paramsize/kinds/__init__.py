"""The kinds of markers, each in a module of its own, and the one way to ask them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from msgspec import structs

from mkdocs_paramsize.answer import Answer
from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import (
    breakdown,
    calculator,
    compare,
    data,
    dial,
    fit,
    memory,
    model,
    params,
    speed,
    tier,
    training,
)
from mkdocs_paramsize.kinds.question import Kind, Question
from mkdocs_paramsize.kinds.unpublished import answered
from mkdocs_paramsize.marker import LIST, SLASH_MISSING, Marker
from mkdocs_paramsize.notation import is_size
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.shape import DIMENSIONS, SHAPE
from mkdocs_paramsize.scenario.subject import PAGE, Subject, of_shape, resolve

__all__ = ["KINDS", "Kind", "Question", "answer", "question"]

DRAWN: Final = ("chart", "table", "card", "working")
"""The blocks of a kind with a figure of its own."""

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("model", model.model, alone=("card", "table", "chart", "working")),
        Kind("params", params.params, of=params.OF),
        Kind("breakdown", breakdown.breakdown, alone=DRAWN),
        Kind("tier", tier.tier, inside=("number", "sentence"), alone=("table", "card")),
        Kind("tiers", tier.tiers, inside=(), alone=("chart", "table", "card")),
        Kind("memory", memory.memory, of=memory.OF, inputs=memory.INPUTS, alone=DRAWN),
        Kind("training", training.training, of=training.OF, inputs=training.INPUTS),
        Kind("data", data.data, of=data.OF, inputs=data.INPUTS, options=data.OPTIONS),
        Kind("speed", speed.speed, of=speed.OF, inputs=speed.INPUTS),
        Kind("fit", fit.fit, inputs=fit.INPUTS, options=fit.OPTIONS, alone=DRAWN),
        Kind(
            "compare",
            compare.compare,
            inputs=compare.INPUTS,
            options=compare.OPTIONS,
            inside=(),
            alone=("chart", "table", "card"),
        ),
        Kind(
            "dial",
            dial.dial,
            options=dial.OPTIONS,
            inside=("number",),
            alone=(),
        ),
        Kind(
            "calculator",
            calculator.calculator,
            of=calculator.OF,
            inputs=calculator.INPUTS,
            inside=(),
            alone=("card",),
        ),
    )
}


def question(marker: Marker, scenario: Scenario, facts: Facts) -> Question:
    """A marker with its options checked and its subject looked up.

    `scenario` holds the page's and the site's inputs; the marker's are put before them.
    Raises MarkerError, NotationError, ScenarioError or UnknownNameError.
    """
    kind = KINDS[marker.kind]
    options = dict(marker.options)
    taken = kind.inputs + (DIMENSIONS if marker.subject == SHAPE else ())
    structs.replace(kind, inputs=taken).check(options)
    inputs = {name: value for name, value in options.items() if name in taken}
    own = scenario.with_marker(inputs)
    require_names(inputs, facts)
    asked = Question(
        kind=kind.name,
        subjects=_subjects(kind, marker, own, facts),
        of=options.get("of", kind.of[0]),
        options=options,
        scenario=own,
        facts=facts,
        text=marker.subject,
    )
    return asked.of_one(asked.subject) if kind.form.subject == "model" else asked


def require_names(inputs: Mapping[str, str], facts: Facts) -> None:
    """Raises UnknownNameError for a GPU, a precision or a model that there is not."""
    for name, text in inputs.items():
        match name:
            case "gpu":
                facts.gpu(text)
            case "precision":
                facts.precision(text)
            case "kv_precision":
                facts.kv_precision(text)
            case "model":
                resolve(text, facts.catalogue)


def answer(asked: Question) -> Answer:
    """What the kind says; of a model that is not disclosed, that it is not, with the source."""
    kind = KINDS[asked.kind]
    return answered(kind.answer, asked) if kind.form.subject == "model" else kind.answer(asked)


def _subjects(kind: Kind, marker: Marker, scenario: Scenario, facts: Facts) -> tuple[Subject, ...]:
    if kind.form.subject in ("input", "nothing"):
        return ()
    if kind.form.subject == "model" and len(marker.subjects) > 1:
        raise MarkerError(
            f"{kind.name} is asked of one at a time, and {len(marker.subjects)} are listed here; "
            f"write {kind.name}: {marker.subjects[0]}, or compare: and the list"
        )
    if kind.form.subject == "models":
        _require_slashes(marker, facts)
    texts = marker.subjects if kind.form.subject == "models" else (marker.subject,)
    return tuple(_subject(text, scenario, facts) for text in texts)


def _require_slashes(marker: Marker, facts: Facts) -> None:
    """Raises MarkerError for models with another mark between them than that of a list.

    A slash may stand in a name, after its owner: it is none of a name where a size precedes it,
    or where each side names a model.
    """
    listed = {text: _listed(text, facts) for text in marker.subjects}
    for text, models in listed.items():
        if len(models) > 1:
            items = tuple(item for subject in marker.subjects for item in listed[subject])
            meant = replace(marker, subject=LIST.join(items), subjects=items)
            raise MarkerError(f"'{text}' is no model: {SLASH_MISSING.format(meant)}")


def _listed(text: str, facts: Facts) -> tuple[str, ...]:
    """The models that a text may list with another mark; itself where it is one."""
    for mark in _OTHER_LIST.finditer(text):
        first, rest = text[: mark.start()].strip(), text[mark.end() :].strip()
        if first and rest and _is_named(first, facts):
            others = _listed(rest, facts)
            if is_size(first) or len(others) > 1 or _is_named(rest, facts):
                return (first, *others)
    return (text,)


_OTHER_LIST: Final = re.compile("[/,;，、；]")


def _is_named(text: str, facts: Facts) -> bool:
    return text in (PAGE, SHAPE) or is_size(text) or facts.catalogue.knows(text)


def _subject(text: str, scenario: Scenario, facts: Facts) -> Subject:
    if text == SHAPE:
        return of_shape(scenario)
    if text != PAGE:
        return facts.once(("subject", text), lambda: resolve(text, facts.catalogue))
    named = scenario.model()
    return facts.once(
        ("subject of page", named),
        lambda: replace(resolve(named, facts.catalogue), from_page=True),
    )
