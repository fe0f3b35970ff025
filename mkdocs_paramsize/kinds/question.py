"""What a kind is asked: a subject, its options, the scenario and the facts to answer from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

import msgspec

from mkdocs_paramsize.answer import Answer
from mkdocs_paramsize.errors import MarkerError, did_you_mean
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.marker import FORMS, IN_TEXT, KINDS, VIEWS, Alone, Form, InText, View
from mkdocs_paramsize.scenario import INPUTS, Scenario
from mkdocs_paramsize.scenario.subject import Subject


@dataclass(frozen=True, slots=True)
class Question:
    """One marker with everything looked up. `of` is one of the kind's own words."""

    kind: str
    subjects: tuple[Subject, ...]
    of: str
    options: Mapping[str, str]
    scenario: Scenario
    facts: Facts
    text: str = ""
    """The marker's subject as it was written."""

    @property
    def subject(self) -> Subject:
        """The one subject of a kind that takes one."""
        return self.subjects[0]

    def of_one(self, subject: Subject) -> Question:
        """The same of one of its subjects. What was assumed of the page's model is not of
        another, and what was assumed of its GPU not of one that the marker names."""
        apart = self.scenario if subject.from_page else self.scenario.apart_from("tokens")
        # A price of which nothing is known for the named GPU stays that of the dial.
        bound = self.scenario.bound.get("gpu")
        if bound is not None and self.facts.price(self.facts.gpu(bound)) is not None:
            apart = apart.apart_from("price")
        return replace(self, subjects=(subject,), scenario=apart)


class Kind(msgspec.Struct, frozen=True):
    """A kind of marker: who answers, and which words and inputs it takes.

    The first of `of` is the default. `inside` are its views in a sentence, `alone` those of a
    block, the first of which is the default. A `card` is the whole block, whatever that shows.
    """

    name: str
    answer: Callable[[Question], Answer]
    of: tuple[str, ...] = ("",)
    inputs: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    inside: tuple[InText, ...] = IN_TEXT
    alone: tuple[Alone, ...] = ("table", "card", "working")

    @property
    def form(self) -> Form:
        """How it may stand on a page."""
        return FORMS[self.name]

    @property
    def views(self) -> tuple[View, ...]:
        """All that `as:` may ask of it."""
        return (*self.inside, *self.alone)

    @property
    def block(self) -> View:
        """The view of a marker that stands alone."""
        return self.alone[0] if self.alone else "number"

    def check(self, options: Mapping[str, str]) -> None:
        """Raises MarkerError for an option, an `of` or an `as` that the kind does not take."""
        allowed = ("as", *(("of",) if self.of != ("",) else ()), *self.options, *self.inputs)
        for name in options:
            if name in KINDS and name not in allowed:
                raise MarkerError(f"'{name}' is a kind: ask for it with a marker of its own")
            if name not in allowed:
                near = get_close_matches(name, allowed, n=1, cutoff=0.5)
                hint = did_you_mean(near) or f"; {self.name} takes {', '.join(allowed)}"
                other = " for this kind" if name in INPUTS else ""
                raise MarkerError(f"there is no option '{name}'{other}{hint}")
        if "of" in options:
            one_of("of", options["of"], self.of)
        if "as" in options:
            self._require_view(options["as"])

    def _require_view(self, view: str) -> None:
        if view in VIEWS and view not in self.views:
            raise MarkerError(
                f"{self.name} has no view '{view}': leave out as:, "
                f"or write as: {', '.join(self.views)}"
            )
        one_of("as", view, self.views)


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    """The value of an option that is one of a few words. Raises MarkerError for any other."""
    if value not in allowed:
        near = get_close_matches(value, allowed, n=1, cutoff=0.5)
        raise MarkerError(f"{name}: {value} is not one of {', '.join(allowed)}{did_you_mean(near)}")
    return value
