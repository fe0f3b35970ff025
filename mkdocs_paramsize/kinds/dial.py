"""`dial`: an input of the page that the reader can change in the sentence."""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from mkdocs_paramsize.answer import Answer, Dial, Phrase
from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds.question import Question
from mkdocs_paramsize.marker import Marker
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.scenario.dials import OPTIONS, dials_of, given_of, value_of

__all__ = ["OPTIONS", "dial", "named"]

NAMES: Final = ("model", "gpu", "precision", "kv_precision")
"""Inputs whose values are names of the catalogue."""


def dial(question: Question) -> Answer:
    """The dial itself; it shows the value that the page starts from."""
    marker = Marker("dial", question.text, tuple(question.options.items()))
    made = named(dials_of(marker, question.scenario, question.facts)[0], question.facts)
    inline = on_page(made, question)
    return Answer(kind="dial", title=Phrase(f"input.{made.input}"), inline=inline)


def on_page(made: Dial, question: Question) -> Dial:
    """The dial with the value that its input has on the page."""
    return replace(made, value=question.scenario.dials.get(made.input, made.value))


def require_same(marker: Marker, scenario: Scenario, facts: Facts) -> None:
    """A page has one value for an input, whatever its dials over it are.

    Raises MarkerError for a marker whose author wants another than a dial before it.
    """
    for name, text in given_of(marker, facts).items():
        first = scenario.dials.get(name, text)
        if text != first and value_of(name, text, facts) != value_of(name, first, facts):
            raise MarkerError(
                f"{name} is {first} already, by another dial of this page, and a page has one "
                f"value for an input; write {first} here too, or leave it out"
            )


def named(made: Dial, facts: Facts) -> Dial:
    """The dial with every name as the catalogue spells it. Raises UnknownNameError."""
    if made.input not in NAMES:
        return made
    value, *choices = (
        str(value_of(made.input, text, facts)) for text in (made.value, *made.choices)
    )
    return replace(made, value=value, choices=tuple(choices))
