"""What a kind declares is what the places say that cannot ask it: a new kind forgets none."""

from __future__ import annotations

from typing import Final, get_args

import pytest

from mkdocs_paramsize.answer import View
from mkdocs_paramsize.catalogue import Catalogue
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import KINDS, Kind
from mkdocs_paramsize.live.harvest import Choices, models
from mkdocs_paramsize.live.offer import MISSING, offer
from mkdocs_paramsize.markdown import block, lint
from mkdocs_paramsize.markdown.dials import _START, LIVE
from mkdocs_paramsize.marker import KINDS as MARKED
from mkdocs_paramsize.marker import LISTED, NO_SUBJECT, parse
from mkdocs_paramsize.render import view
from mkdocs_paramsize.scenario import INPUTS, Scenario

FACTS: Final = Facts(Catalogue())
OFFERED: Final = ("Llama 3.1 8B", "DeepSeek-V3", "Gemma 3 27B", "Falcon-H1 3B", "Mamba 2.8B")
ONE: Final = [kind for kind in KINDS.values() if kind.subjects == "one"]


def named(**declared: bool | str) -> set[str]:
    """The kinds that declare just this."""
    return {
        kind.name
        for kind in KINDS.values()
        if all(getattr(kind, field) == value for field, value in declared.items())
    }


def test_pages_know_the_kinds_that_answer() -> None:
    assert tuple(KINDS) == MARKED, "KINDS of marker/grammar.py"


def test_kinds_of_nothing_in_particular_may_have_no_subject() -> None:
    of_nothing = {name for name, kind in KINDS.items() if kind.subjects == "none"}
    # What a dial names is an input: `<< dial: >>` names none.
    assert of_nothing - {"dial"} == NO_SUBJECT, "NO_SUBJECT of marker/grammar.py"


def test_kinds_of_many_models_have_a_list_for_a_subject() -> None:
    assert named(subjects="many") == LISTED, "LISTED of marker/grammar.py"


def test_near_misses_are_told_by_every_option_that_a_kind_has() -> None:
    own = {option for kind in KINDS.values() for option in kind.options}
    assert set(lint.OPTIONS) == {"as", "of", *own, *INPUTS}, "OPTIONS of markdown/lint.py"


def test_kinds_that_say_nothing_inside_a_sentence_may_stand_alone_in_a_list_item() -> None:
    assert named(alone=True) == block._ONLY_BY_ITSELF, "_ONLY_BY_ITSELF of markdown/block.py"


def test_kinds_that_are_shown_in_a_sentence_only_are_no_blocks() -> None:
    inside = {name for name, kind in KINDS.items() if kind.block in view.INLINE}
    assert inside == block._ONLY_IN_TEXT, "_ONLY_IN_TEXT of markdown/block.py"


def test_every_view_stands_in_a_sentence_or_by_itself() -> None:
    views = set(get_args(View))
    assert set(view.INLINE) == block.IN_TEXT, "INLINE of render/view.py, IN_TEXT of block.py"
    assert views - block.IN_TEXT == block._BY_ITSELF, "_BY_ITSELF of markdown/block.py"
    assert set(view._BLOCKS) == block._BY_ITSELF, "_BLOCKS of render/view.py"


def test_kinds_that_bring_dials_are_looked_for() -> None:
    assert named(brings_dials=True) == set(LIVE), "LIVE of markdown/dials.py"
    found = {name for name in KINDS if _START.fullmatch(f"<< {name}:")}
    assert found == set(LIVE), "_START of markdown/dials.py"


@pytest.mark.parametrize("model", OFFERED)
@pytest.mark.parametrize("kind", ONE, ids=lambda kind: kind.name)
def test_models_of_the_file_bring_all_that_a_kind_asks_of_them(kind: Kind, model: str) -> None:
    """As released: formats are those of the dials."""
    name = Catalogue().model(model).name
    made = offer((Catalogue().model(model),), FACTS)
    numbers = dict(zip(made["cells"], made["models"][name], strict=True))
    held = {cell for cell, number in numbers.items() if number != MISSING}
    ends = ("" if of == "" else f", of: {of}" for of in kind.of)
    asked = [parse(f"{kind.name}: page{end}") for end in ends]
    needed = models(asked, Scenario.of(), FACTS, Choices((name,), ()))
    assert set(needed.get(name, {})) - held == set(), "ONCE or WEIGHING of live/offer.py"
