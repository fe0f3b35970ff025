"""No number without a working, a label and a source: every kind over the whole catalogue.

The walk goes over every kind, every `of` and every model; `STRIDE` thins the models out for
the questions that many ask alike, so that each family is still asked all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice

import msgspec
import pytest

from mkdocs_paramsize.algebra.quantity import LABELS, Quantity
from mkdocs_paramsize.answer import Answer, Choose
from mkdocs_paramsize.catalogue import Catalogue, Model
from mkdocs_paramsize.errors import ParamsizeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.kinds import KINDS, Kind, answer, question
from mkdocs_paramsize.kinds.speed import why_no_bound
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.content import Writer
from mkdocs_paramsize.render.element import plain_text
from mkdocs_paramsize.render.numbers import exact, machine, shown
from mkdocs_paramsize.render.steps import working
from mkdocs_paramsize.render.view import block
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.words import Words, locales

FACTS = Facts()
LANGUAGES = tuple(Words.of(locale) for locale in locales())
STRIDE = 8

SIZES = (
    *("30M", "350M", "1B", "7B", "70B", "1.3T", "10T"),
    *("8x7B", "235B-A22B", "700亿", "千亿", "7e9"),
)
"""Bare sizes: small, large, mixtures, and as they are written in Chinese."""

TYPICAL = ("marker", "dial", "page", "site", "built-in", "typical")
"""Who may give a number without a source: whoever writes the page, and the typical shape,
whose dimensions come from formulas of their own."""


def of_a_family(model: Model) -> str:
    config = model.record.config or {}
    return str(config.get("model_type", "without a shape"))


@cache
def models() -> tuple[Model, ...]:
    return Catalogue().models


def sampled() -> list[str]:
    """The first model of each family, and every so many of the others."""
    first: dict[str, Model] = {}
    for model in models():
        first.setdefault(of_a_family(model), model)
    rest = islice(models(), 0, None, STRIDE)
    return list(dict.fromkeys(model.name for model in (*first.values(), *rest)))


ONE = [kind for kind in KINDS.values() if kind.form.subject == "model"]


def markers(kind: Kind, subject: str, words_of: tuple[str, ...]) -> Iterator[str]:
    corpus = ", corpus: 1T, tokens: 1T" if kind.name == "data" else ""
    for of in words_of:
        yield f"{kind.name}: {subject}" + (f", of: {of}" if of else "") + corpus


PAGE = Scenario.of(page={"model": "Llama 3.1 8B"})
"""What a calculator starts from: the model of its page."""


def asked(marker: str) -> Answer | None:
    """The answer; None for a question that the author of the page has to mend."""
    try:
        return answer(question(parse(marker), PAGE, FACTS))
    except ParamsizeError:
        return None


def numbers(thing: object) -> Iterator[Quantity]:
    """Every number of an answer, whatever holds it; not those that numbers rest on."""
    if isinstance(thing, Quantity):
        yield thing
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from numbers(value)
    elif isinstance(thing, tuple | list):
        for value in thing:
            yield from numbers(value)
    elif isinstance(thing, Choose):
        yield from numbers((thing.cases, thing.otherwise))
    elif isinstance(thing, msgspec.Struct):
        for name in thing.__struct_fields__:
            yield from numbers(getattr(thing, name))
        if isinstance(thing, Answer):
            yield from numbers(thing.block)


def below(quantity: Quantity) -> list[Quantity]:
    """What a number rests on, one step down."""
    return [given for _, given in quantity.inputs] + list(quantity.terms)


def assert_sourced(quantity: Quantity, marker: str, seen: set[int]) -> None:
    """Down to the numbers that nothing is below of; `seen` are known to be sound already."""
    if id(quantity) in seen:
        return
    seen.add(id(quantity))
    where = (marker, quantity.name)
    assert quantity.label in LABELS, where
    for given in below(quantity):
        assert_sourced(given, marker, seen)
    if below(quantity):
        return
    assert quantity.is_traceable, where
    if quantity.source is None:
        assert quantity.origin in TYPICAL, where
    else:
        assert quantity.source.text, where


def assert_shown(quantity: Quantity, words: Words, marker: str) -> None:
    where = (marker, quantity.name, words.locale)
    assert machine(quantity), where
    for text in (shown(quantity, words), exact(quantity, words)):
        assert text, where
        assert "{" not in text, where
    made = working(quantity, words)
    assert made.label, where
    assert made.equations or any(given.origin for given in made.inputs), where
    assert all(given.name and given.value and given.origin for given in made.inputs), where


def assert_answered(made: Answer, marker: str, languages: tuple[Words, ...]) -> None:
    """Every number is sourced, and shown in these languages."""
    sound: set[int] = set()
    for quantity in {id(found): found for found in numbers(made)}.values():
        assert_sourced(quantity, marker, sound)
        for words in languages:
            assert_shown(quantity, words, marker)
    for words in languages:
        element = block(made, KINDS[made.kind].block, Writer(words, lambda _: None))
        assert plain_text([element]).strip(), (marker, words.locale)


def has_speed(model: Model) -> bool:
    return not model.has_shape or why_no_bound(model.architecture) is None


QUICK = [kind for kind in ONE if kind.name != "fit"]
"""`fit` weighs a model in every format, dozens of times the work of the others."""


@pytest.mark.parametrize("kind", QUICK, ids=lambda kind: kind.name)
def test_every_model_answers_with_numbers_that_can_be_traced(kind: Kind) -> None:
    answered = 0
    asked_of = [one for one in models() if kind.name != "speed" or has_speed(one)]
    for model in asked_of:
        for marker in markers(kind, model.name, kind.of[:1]):
            made = asked(marker)
            if made is not None:
                answered += 1
                assert_answered(made, marker, ())
    assert answered > 0.9 * len(asked_of)


@pytest.mark.parametrize("kind", ONE, ids=lambda kind: kind.name)
def test_every_question_to_every_family_is_sourced_and_shown(kind: Kind) -> None:
    """One family in one language, the next in the other."""
    answered, asked_of = 0, sampled()
    for place, name in enumerate(asked_of):
        language = LANGUAGES[place % len(LANGUAGES)]
        for number, marker in enumerate(markers(kind, name, kind.of)):
            made = asked(marker)
            if made is not None:
                answered += 1
                assert_answered(made, marker, () if number else (language,))
    assert answered > 0.85 * len(asked_of) * len(kind.of)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("kind", ONE, ids=lambda kind: kind.name)
def test_every_size_answers_with_numbers_that_can_be_traced(kind: Kind, size: str) -> None:
    answers = {marker: asked(marker) for marker in markers(kind, size, kind.of)}
    answered = {marker: made for marker, made in answers.items() if made is not None}
    for marker, made in answered.items():
        assert_answered(made, marker, LANGUAGES)
    # A mixture given by total and active parameters has no shape that could be weighed.
    assert answered or ("A" in size and kind.name in ("breakdown", "speed"))


@pytest.mark.parametrize(
    "marker",
    [
        "tiers:",
        *(f"calculator: 70B, of: {of}" for of in KINDS["calculator"].of),
        "compare: 7B / Llama 3.1 70B / DeepSeek V3 / GPT-4",
        "compare: 7B / Mixtral 8x7B, show: params / tier / memory / training",
        "compare: Llama 3.1 8B / Mamba 2.8B, show: cost / energy / data / speed",
        "memory: Llama 3.1 70B, of: training, method: lora, rank: 8, gpus: 8, zero: 3",
        "memory: Qwen3 8B, of: training, method: qlora, recompute: full",
        "memory: 13B, of: training, optimizer: adamw-8bit, recompute: none",
        "fit: DeepSeek V3, gpu: H200, gpus: 8, over: gpus",
        "fit: Llama 3.1 8B, gpu: 4090, context: 32k, batch: 4",
        "training: Llama 3.1 8B, mfu: 40%, price: 2, gpus: 512",
    ],
)
def test_questions_with_options_are_shown_too(marker: str) -> None:
    made = asked(marker)
    assert made is not None
    assert list(numbers(made))
    assert_answered(made, marker, LANGUAGES)


def test_a_model_that_is_not_disclosed_has_no_numbers() -> None:
    hidden = [model for model in models() if model.record.undisclosed]
    assert hidden
    for kind in ONE:
        for model in hidden:
            for marker in markers(kind, model.name, kind.of[:1]):
                made = asked(marker)
                assert made is None or not [q for q in numbers(made) if q.unit == "parameter"]


def test_a_number_without_a_source_is_found() -> None:
    """The walk itself can fail."""
    bare = Quantity("x", 1, "count", "exact")
    with pytest.raises(AssertionError):
        assert_sourced(bare, "a marker", set())
    held = Quantity("x", 1, "count", "exact", origin="gpu")
    with pytest.raises(AssertionError):
        assert_sourced(held, "a marker", set())
