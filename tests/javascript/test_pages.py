"""A page that a reader changes reads as if it had been built so."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest

from mkdocs_paramsize.assets import models
from mkdocs_paramsize.catalogue import Model
from mkdocs_paramsize.kinds.speed import why_no_bound
from mkdocs_paramsize.live import offer
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.render.door import Door
from mkdocs_paramsize.render.page import Page
from mkdocs_paramsize.scenario.dials import CALCULATORS
from tests.javascript.pages import (
    RECALCULATE,
    START,
    page_of,
    scenarios,
    sheet_of,
    texts_of,
)
from tests.script import run


@pytest.fixture(scope="module")
def door() -> Door:
    """One site for the pages of all scenarios: its catalogue is read once."""
    return Door({})


@pytest.fixture(scope="module")
def sheet(door: Door) -> Callable[[str], dict[str, Any]]:
    """The data of the page at its own values, by language: for each test anew, to add to."""
    ended = cache(lambda locale: page_of(door, locale, {}).end(()))
    return lambda locale: sheet_of(ended(locale))


def shown_in(data: dict[str, Any]) -> int:
    """Numbers that a reader sees, which are told what changes them; others decide what is seen."""
    return sum(len(made) > 3 for made in data["numbers"].values())


@pytest.mark.parametrize("locale", ["en", "zh"])
def test_a_page_that_is_changed_reads_as_if_it_were_built_so(
    node: Path, door: Door, sheet: Callable[[str], dict[str, Any]], locale: str
) -> None:
    data, asked = sheet(locale), scenarios(30)
    told = run(node, RECALCULATE, {"data": data, "scenarios": asked})
    compared = 0
    for changes, theirs in zip(asked, told, strict=True):
        ours = texts_of(page_of(door, locale, changes), data)
        compared += len(ours)
        assert {key: theirs[key] for key in ours} == ours, changes
    assert compared > 0.95 * len(asked) * shown_in(data)


@pytest.mark.parametrize("of", ["fit", "models", "memory", "training", "shape"])
def test_a_calculator_follows_dials_although_its_author_set_where_they_start(
    node: Path, door: Door, of: str
) -> None:
    def page(changes: dict[str, str]) -> Page:
        model = changes.get("model", "Llama 3.1 8B")
        given = {name: (START | changes)[name] for name in CALCULATORS[of] if name != "model"}
        options = "".join(f", {name}: {text}" for name, text in given.items())
        subject = {"shape": "shape", "models": "page"}.get(of, model)
        marker = parse(f"calculator: {subject}, of: {of}{options}")
        made = door.page({}, "en", (marker,))
        made.block(marker)
        return made

    changes = {"model": "13B", "gpu": "RTX 4090", "context": "32k", "tokens": "1T", "layers": "7"}
    changes = {name: text for name, text in changes.items() if name in CALCULATORS[of]}
    data = sheet_of(page({}).end(()))
    (theirs,) = run(node, RECALCULATE, {"data": data, "scenarios": [changes]})
    built, wanted = texts_of(page({}), data), texts_of(page(changes), data)
    assert {key: theirs[key] for key in wanted} == wanted
    assert len(wanted) >= 8
    assert any(wanted[key] != built[key] for key in wanted.keys() & built.keys())


@pytest.mark.parametrize(
    "model", ["DeepSeek-V3", "Mixtral 8x7B", "Pythia 2.8B", "13B", "73.3B", "8x7B", "Falcon 40B"]
)
@pytest.mark.parametrize("gpu", ["H100 SXM 80GB", "A100 80GB SXM", "RTX 4090"])
@pytest.mark.parametrize("of", ["training", "data"])
def test_what_nobody_has_said_is_that_of_the_model_and_of_the_gpu(
    node: Path, door: Door, model: str, gpu: str, of: str
) -> None:
    def page(model: str, gpu: str) -> Page:
        marker = parse(f"calculator: {model}, of: {of}" + f", gpu: {gpu}" * (of == "training"))
        made = door.page({}, "en", (marker,))
        made.block(marker)
        return made

    data = sheet_of(page("70B", "H100 SXM 80GB").end(()))
    offered = offer.read(models().text)
    if model in offered["models"]:
        data["models"][model] = dict(zip(offered["cells"], offered["models"][model], strict=True))
    changes = {"model": model} | ({"gpu": gpu} if of == "training" else {})
    (theirs,) = run(node, RECALCULATE, {"data": data, "scenarios": [changes]})
    other = page(model, gpu)
    wanted = texts_of(other, data)
    if "price" not in other.dials and of == "training":  # Nobody has recorded one.
        assert "–" in theirs.values()
    assert {key: theirs[key] for key in wanted} == wanted
    assert len(wanted) >= 5


def test_a_model_that_is_loaded_on_demand_gives_what_its_own_page_gives(
    node: Path, door: Door, sheet: Callable[[str], dict[str, Any]]
) -> None:
    offered = offer.read(models().text)
    with_shape = [
        x
        for x in door.options.facts.catalogue.models
        if x.name in offered["models"] and x.has_shape and has_speed(x)
    ]
    names = [model.name for model in random.Random(5).sample(with_shape, 25)]
    data, cells = sheet("en"), offered["cells"]
    for name in names:
        row = zip(cells, offered["models"][name], strict=True)
        data["models"].setdefault(name, dict(row))
    told = run(node, RECALCULATE, {"data": data, "scenarios": [{"model": name} for name in names]})
    compared = 0
    for name, theirs in zip(names, told, strict=True):
        ours = texts_of(page_of(door, "en", {"model": name}), data)
        compared += len(ours)
        assert {key: theirs[key] for key in ours} == ours, name
    assert compared > 0.95 * len(names) * shown_in(data)
    assert len(with_shape) > 250


def has_speed(model: Model) -> bool:
    return why_no_bound(model.architecture) is None


RELEASED: Final = ("Llama 3.1 70B", "DeepSeek-V3", "gpt-oss-120b", "Llama 2 7B", "13B")
"""In bf16, fp8, fp4 and fp16; a size is in bf16."""


@pytest.mark.parametrize("gpu", ["H100", "B200", "V100 32GB PCIe", "RTX 4090"])
@pytest.mark.parametrize("is_offered", [True, False])
def test_a_model_computes_in_the_format_that_it_was_released_in(
    node: Path, door: Door, gpu: str, is_offered: bool
) -> None:
    def page(model: str) -> Page:
        choices = RELEASED if is_offered else ("Llama 3.1 70B", "70B")
        dial = parse(f"dial: model, value: {model}, choices: {' / '.join(choices)}")
        other = parse(f"dial: gpu, value: {gpu}, choices: {gpu} / A100")
        made = door.page({}, "en", (dial, other))
        for text in ("speed: page", f"speed: page, gpu: {gpu}", "speed: DeepSeek-V3", "fit: page"):
            made.block(parse(text))
        return made

    data = sheet_of(page("Llama 3.1 70B").end(()))
    if not is_offered:
        offered = offer.read(models().text)
        rows = {name: offered["models"][name] for name in RELEASED if name in offered["models"]}
        data["models"] |= {
            name: dict(zip(offered["cells"], row, strict=True)) for name, row in rows.items()
        }
    told = run(node, RECALCULATE, {"data": data, "scenarios": [{"model": x} for x in RELEASED]})
    for model, theirs in zip(RELEASED, told, strict=True):
        ours = texts_of(page(model), data)
        assert {key: theirs[key] for key in ours} == ours, model
        rated = {key for key, made in data["numbers"].items() if "|peak" in json.dumps(made)}
        assert rated <= ours.keys(), model
        assert len(rated) > 5


ALONE: Final = (
    ("13B", "Llama 3.1 8B", "memory: page, of: training, method: lora"),
    ("Llama 3.1 8B", "Llama 2 70B", "memory: page, of: training, method: qlora"),
    ("7B", "Llama 3.1 70B", "memory: page"),
    ("Llama 3.1 8B", "DeepSeek-V3", "memory: page, precision: nf4"),
    ("Gemma 3 1B", "Mixtral 8x7B", "speed: page, precision: int4"),
    ("Gemma 3 1B", "Gemma 3 27B", "speed: page, context: 32k"),
    ("Llama 3.1 8B", "Mixtral 8x7B", "speed: page, batch: 8"),
    ("Mixtral 8x7B", "Llama 3.1 8B", "speed: page, batch: 8"),
    ("DeepSeek-V3", "70B", "speed: page, batch: 8"),
    ("GPT-2", "8x7B", "speed: page, batch: 8"),
    ("gpt-oss-120b", "70B", "fit: page"),
    ("70B", "gpt-oss-120b", "fit: page"),
    ("70B", "8x7B", "fit: page"),
    ("Llama 3.1 8B", "16x3B", "speed: page, precision: q4_k_m"),
    ("8x22B", "8x7B", "memory: page, precision: q8_0"),
    ("Llama 2 70B", "Phi-3 Mini", "params: page, of: lm-head"),
    ("Mixtral 8x7B", "Llama 3.1 8B", "params: page, of: experts"),
)
"""A page's model, one that its reader names, and what the page asks of it."""


@pytest.mark.parametrize(("first", "second", "asked"), ALONE)
def test_a_page_with_one_question_has_what_it_rests_on(
    node: Path, door: Door, first: str, second: str, asked: str
) -> None:
    def page(model: str) -> Page:
        made = door.page({}, "en", (parse(f"dial: model, value: {model}"),))
        # That another model is spoken of must not keep the page from knowing more of it.
        made.inline(parse("params: Llama 3.1 70B"))
        made.block(parse(asked))
        return made

    data = sheet_of(page(first).end(()))
    offered = offer.read(models().text)
    if second in offered["models"]:
        row = dict(zip(offered["cells"], offered["models"][second], strict=True))
        data["models"][second] = row | data["models"].get(second, {})
    scenarios = [{"model": first}, {"model": second}]
    told = run(node, RECALCULATE, {"data": data, "scenarios": scenarios})
    for model, theirs in zip((first, second), told, strict=True):
        ours = texts_of(page(model), data)
        assert {key: theirs[key] for key in ours} == ours, model
        assert ours


@pytest.mark.parametrize("model", ["DeepSeek-V3", "Llama 3.1 8B"])
def test_a_format_that_is_not_offered_gives_no_number_of_another(
    node: Path, door: Door, model: str
) -> None:
    page = door.page({}, "en", (parse("dial: model, value: Gemma 3 1B"),))
    page.inline(parse("memory: page, of: weights, precision: gptq-int3"))
    data = sheet_of(page.end(()))
    offered = offer.read(models().text)
    data["models"][model] = dict(zip(offered["cells"], offered["models"][model], strict=True))
    (told,) = run(node, RECALCULATE, {"data": data, "scenarios": [{"model": model}]})
    assert set(told.values()) == {"–"}


@pytest.mark.parametrize("precision", ["bf16", "fp8", "int8", "int4", "q4_k_m", "q6_k"])
def test_a_mixture_that_the_page_does_not_offer_is_weighed_alike(
    node: Path, door: Door, sheet: Callable[[str], dict[str, Any]], precision: str
) -> None:
    data, changes = sheet("en"), {"model": "8x13B", "precision": precision}
    (theirs,) = run(node, RECALCULATE, {"data": data, "scenarios": [changes]})
    ours = texts_of(page_of(door, "en", changes), data)
    assert {key: theirs[key] for key in ours} == ours


def test_a_size_has_no_weight_in_a_format_of_which_no_file_was_measured(
    node: Path, door: Door
) -> None:
    page = door.page({}, "en", (parse("dial: precision, choices: bf16 / tq1_0"),))
    page.inline(parse("memory: 70B, of: weights"))
    asked = {"data": sheet_of(page.end(())), "scenarios": [{"precision": "tq1_0"}]}
    (told,) = run(node, RECALCULATE, asked)
    assert set(told.values()) == {"–"}


@pytest.mark.parametrize(
    ("dial", "is_there"), [("model, value: Llama 3.1 8B", True), ("context, value: 8k", False)]
)
def test_a_page_holds_the_source_of_a_model_that_its_reader_may_choose(
    door: Door, dial: str, is_there: bool
) -> None:
    marker = parse(f"dial: {dial}")
    page = door.page({"paramsize": {"model": "Llama 3.1 8B"}}, "en", (marker,))
    for shown in (marker, parse("memory: page")):
        page.inline(shown)
    known = sheet_of(page.end(()))["models"]
    assert any("source" in model for model in known.values()) == is_there


@pytest.mark.parametrize(
    ("dials", "figures"),
    [
        (
            (
                "dial: model, choices: Llama 3.1 8B / Llama 3.1 70B / Llama 3.1 405B",
                "dial: context, value: 8k",
            ),
            ("memory: page", "fit: page", "breakdown: page"),
        ),
        (("dial: model, choices: 8B / 70B / DeepSeek-V3",), ("training: page", "speed: page")),
        ((), ("calculator: Llama 3.1 70B, of: fit",)),
    ],
)
def test_what_a_page_knows_of_the_entries_that_it_uses_is_small(
    door: Door, dials: tuple[str, ...], figures: tuple[str, ...]
) -> None:
    page = door.page({}, "en", tuple(map(parse, (*dials, *figures[: not dials]))))
    for text in figures:
        page.block(parse(text))
    data = sheet_of(page.end(()))
    known = {name: data[name] for name in ("models", "gpus", "precisions")}
    text = json.dumps(known, ensure_ascii=False, separators=(",", ":"))
    assert len(gzip.compress(text.encode(), 9)) <= 1000


def test_a_page_whose_models_are_all_named_holds_nothing_for_sizes(door: Door) -> None:
    held = {}
    for choices in ("Llama 3.1 8B / Qwen3 8B", "Llama 3.1 8B / 8B"):
        page = door.page({}, "en", (parse(f"dial: model, choices: {choices}"),))
        page.block(parse("fit: page"))
        formats = sheet_of(page.end(()))["precisions"].values()
        held[choices] = {key for made in formats for key in made} - {"bits", "compute"}
    assert list(held.values()) == [set(), {"packs", "measured"}]
