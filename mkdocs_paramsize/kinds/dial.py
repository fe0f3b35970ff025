"""`dial`: an input of the page that the reader can change in the sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from mkdocs_paramsize.answer import Answer, Dial, Phrase
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.scenario.dials import OPTIONS, dials_of
from mkdocs_paramsize.scenario.subject import resolve

__all__ = ["OPTIONS", "dial", "named"]

NAMES: Final = ("model", "gpu", "precision", "kv_precision")
"""Inputs whose values are names of the catalogue."""


def dial(question: Question) -> Answer:
    """The dial itself; it shows the value that the page starts from."""
    marker = Marker("dial", question.text, tuple(question.options.items()))
    made = named(dials_of(marker, question.scenario, question.facts)[0], question.facts)
    return Answer(kind="dial", title=Phrase(f"input.{made.input}"), inline=made)


def named(made: Dial, facts: Facts) -> Dial:
    """The dial with every name as the catalogue spells it. Raises UnknownNameError."""
    if made.input not in NAMES:
        return made
    choices = tuple(name_of(made.input, text, facts) for text in made.choices)
    return replace(made, value=name_of(made.input, made.value, facts), choices=choices)


def name_of(name: str, text: str, facts: Facts) -> str:
    """The catalogue's spelling of a value of an input that is a name."""
    match name:
        case "model":
            return resolve(text, facts.catalogue).name
        case "gpu":
            return facts.gpu(text).name
        case _:
            return facts.precision(text).name
