"""What a checkpoint tells without a config beside it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import DataError, UnknownShapeError
from mkdocs_paramsize.kinds import answer, question
from mkdocs_paramsize.ledger import Ledger
from mkdocs_paramsize.marker import parse
from mkdocs_paramsize.scenario import Scenario
from mkdocs_paramsize.storage import weights
from tests.checkpoint.files import MIXTURE, TINY, of_config, write_index, write_safetensors
from tests.checkpoint.reading import RELEASED, model, site, subject

pytest.importorskip("safetensors")


def test_the_count_is_summed_from_the_file_and_exact(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "my-model.safetensors", of_config(TINY))
    total = subject(tmp_path, "my-model").total()
    assert total.value == Ledger(read(TINY)).total
    assert total.label == "exact"
    assert total.source is not None
    assert total.source.text == "my-model.safetensors"


@pytest.mark.parametrize("name", ["llama-3.1-8b", "mixtral-8x7b", "gpt2", "qwen3-30b-a3b"])
def test_headers_of_released_models_are_counted_without_their_data(
    tmp_path: Path, name: str
) -> None:
    config = RELEASED[name]["config"]
    write_index(tmp_path / "released", of_config(config), 4)
    start = time.perf_counter()
    found = model(tmp_path, "released")
    assert found.ledger.total == RELEASED[name]["total"]
    assert found.ledger.with_buffers == RELEASED[name]["total_with_persistent_buffers"]
    assert time.perf_counter() - start < 5
    assert found.witness is not None
    assert found.witness.bytes == 2 * RELEASED[name]["total_with_persistent_buffers"]
    ours = {k: v for k, v in found.ledger.by_component.items() if v}
    assert ours == {k: v for k, v in RELEASED[name]["by_component"].items() if v}


def test_layers_and_experts_that_are_alike_are_one_line(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mix.safetensors", of_config(MIXTURE))
    ours = {(t.name, t.shape, t.times) for t in model(tmp_path, "mix").ledger.parameters}
    theirs = {(t.name, tuple(map(int, t.shape)), t.times) for t in read(MIXTURE).tensors}
    assert ours == theirs


def test_bytes_as_released_are_those_of_the_file(tmp_path: Path) -> None:
    tensors = of_config(TINY)
    tensors["model.norm.weight"] = ("F32", (64,))
    write_safetensors(tmp_path / "mine.safetensors", tensors)
    found, facts = subject(tmp_path, "mine"), site(tmp_path)
    assert found.model is not None
    assert found.model.released == "bf16"
    figure = weights(found, facts.precision("bf16"), facts)
    assert figure.value == 2 * Ledger(read(TINY)).total + 2 * 64
    assert figure.label == "exact"


def test_in_another_precision_the_tensors_of_the_file_are_weighed(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mine.safetensors", of_config(TINY))
    found, facts = subject(tmp_path, "mine"), site(tmp_path)
    described = Ledger(read(TINY))
    linear = described.by_component["attention"] + described.by_component["mlp"]
    figure = weights(found, facts.precision("int4"), facts)
    assert figure.value == linear // 2 + 2 * (described.total - linear)


def test_what_needs_a_shape_says_what_is_missing(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mine.safetensors", of_config(TINY))
    with pytest.raises(UnknownShapeError, match=r"put its config\.json beside it"):
        list(model(tmp_path, "mine").architecture.mixing)
    with pytest.raises(UnknownShapeError, match=r"put its config\.json beside it"):
        _ = model(tmp_path, "mine").architecture.dims["width"]


@pytest.mark.parametrize("marker", ["params: mix", "memory: mix", "breakdown: mix", "model: mix"])
def test_a_mixture_answers_all_that_needs_no_shape(tmp_path: Path, marker: str) -> None:
    write_safetensors(tmp_path / "mix.safetensors", of_config(MIXTURE))
    made = answer(question(parse(marker), Scenario(()), site(tmp_path)))
    assert made.title


@pytest.mark.parametrize(
    "marker", ["params: mix, of: active", "training: mix, tokens: 1T", "data: mix"]
)
def test_experts_that_serve_a_token_are_not_guessed(tmp_path: Path, marker: str) -> None:
    write_safetensors(tmp_path / "mix.safetensors", of_config(MIXTURE))
    with pytest.raises(UnknownShapeError, match="how many experts serve a token"):
        answer(question(parse(marker), Scenario(()), site(tmp_path)))


def test_a_file_whose_tensors_hold_nothing_is_refused(tmp_path: Path) -> None:
    write_safetensors(tmp_path / "mine.safetensors", {"w": ("BF16", (0, 64))})
    with pytest.raises(DataError, match=r"mine\.safetensors: its tensors hold no numbers"):
        model(tmp_path, "mine")
