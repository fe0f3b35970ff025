"""What a kind declares is what the places say that cannot ask it: a new kind forgets none."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from mkdocs_paramsize.catalogue import Catalogue
from mkdocs_paramsize.errors import MarkerError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import KINDS, Kind
from mkdocs_paramsize.live.harvest import Choices, models
from mkdocs_paramsize.live.offer import MISSING, offer
from mkdocs_paramsize.markdown import lint
from mkdocs_paramsize.marker import ALONE, FORMS, IN_TEXT, VIEWS, Marker, parse
from mkdocs_paramsize.render import view
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.scenario import INPUTS, Scenario

FACTS: Final = Facts(Catalogue())
OFFERED: Final = ("Llama 3.1 8B", "DeepSeek-V3", "Gemma 3 27B", "Falcon-H1 3B", "Mamba 2.8B")
SUBJECTS: Final = {"tiers": "", "calculator": "", "compare": "7B / 13B"}
ONE: Final = [kind for kind in KINDS.values() if kind.form.subject == "model"]


def test_pages_know_the_kinds_that_answer() -> None:
    assert tuple(KINDS) == tuple(FORMS), "FORMS of marker/forms.py"


def test_kinds_show_a_view_that_may_stand_where_they_may() -> None:
    places = {(True, True): "anywhere", (True, False): "text", (False, True): "alone"}
    had = {name: places[bool(kind.inside), bool(kind.alone)] for name, kind in KINDS.items()}
    assert had == {name: form.place for name, form in FORMS.items()}


def test_a_kind_has_the_views_that_it_declares(tmp_path: Path) -> None:
    made = Door({}, tmp_path).page({}, "en")
    marks = {"card": "paramsize-block", "table": "table", "chart": "svg", "working": "steps"}
    for kind in KINDS.values():
        for name in kind.alone:
            marker = Marker(kind.name, SUBJECTS.get(kind.name, "8B"), (("as", name),))
            assert marks[name] in made.block(marker).html, str(marker)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_view_that_a_kind_has_not_is_refused_with_those_that_it_has(kind: Kind) -> None:
    for name in set(VIEWS) - set(kind.views):
        with pytest.raises(MarkerError, match=f"or write as: {', '.join(kind.views)}$"):
            kind.check({"as": name})


@pytest.mark.parametrize("kind", [k for k in KINDS.values() if k.inside], ids=lambda k: k.name)
def test_a_block_inside_a_sentence_is_told_what_may_stand_there(kind: Kind, tmp_path: Path) -> None:
    made = Door({}, tmp_path).page({}, "en")
    for name in kind.alone:
        marker = Marker(kind.name, "8B", (("as", name),))
        with pytest.raises(MarkerError, match=f"or write as: {', '.join(kind.inside)}$"):
            made.inline(marker)


def test_a_breakdown_shows_the_working_of_its_total(tmp_path: Path) -> None:
    made = Door({}, tmp_path).page({}, "en").block(parse("breakdown: Llama 3.1 8B, as: working"))
    assert "<b>8,030,261,248 parameters</b>" in made.html


def test_the_tables_of_a_card_may_stand_without_it(tmp_path: Path) -> None:
    made = Door({}, tmp_path).page({}, "en").block(parse("model: Llama 3.1 8B, as: table")).html
    assert "<caption>Llama 3.1 8B</caption>" in made
    assert "<svg" not in made


def test_near_misses_are_told_by_every_option_that_a_kind_has() -> None:
    own = {option for kind in KINDS.values() for option in kind.options}
    assert set(lint.OPTIONS) == {"as", "of", *own, *INPUTS}, "OPTIONS of markdown/lint.py"


def test_every_view_stands_in_a_sentence_or_by_itself() -> None:
    assert (*IN_TEXT, *ALONE) == VIEWS
    assert set(view._BLOCKS) == set(ALONE), "_BLOCKS of render/view.py"


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
