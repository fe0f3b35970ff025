"""What a marker is answered, for tests of the answers."""

from __future__ import annotations

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.answer import Answer, Cell, Several
from mkdocs_paramsize.catalogue import Catalogue
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import Question, answer, question
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import plain_text
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.words import Words

CATALOGUE = Catalogue()
FACTS = Facts(CATALOGUE)

MODELS = (
    *("Llama 3.1 8B", "Llama 2 7B", "Mistral 7B v0.1", "Gemma 3 27B", "gpt-oss-20b"),
    *("DeepSeek V3", "Qwen3 Next 80B A3B", "Mamba 2.8B", "Falcon-H1 3B", "70B", "8x7B", "350M"),
)
"""Models of every kind: dense, windows, latent attention, mixtures, a state, and bare sizes."""


def asked(marker: str, facts: Facts = FACTS, **page: str) -> Question:
    return question(parse(marker), Scenario.of(page=page), facts)


def told(marker: str, **page: str) -> Answer:
    return answer(asked(marker, FACTS, **page))


def figure(marker: str, **page: str) -> Quantity:
    found = told(marker, **page).inline
    assert isinstance(found, Quantity)
    return found


def row(made: Answer, part: str) -> Quantity:
    assert made.block.table is not None
    (found,) = [row.cells[1] for row in made.block.table.rows if row.part == part]
    assert isinstance(found, Quantity)
    return found


def in_words(cell: Cell, locale: str = "en") -> str:
    return plain_text(Writer(Words.of(locale), lambda _: None).cell(cell))


def notes(made: Answer, locale: str = "en") -> str:
    return in_words(Several((*made.warnings, *made.block.notes)), locale)
