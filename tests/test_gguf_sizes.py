"""Bytes of GGUF files: by the rules of llama.cpp, against files that were measured."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import UnknownShapeError
from mkdocs_paramsize.facts.records import Measured
from mkdocs_paramsize.scenario.subject import resolve
from mkdocs_paramsize.storage import weights_of
from mkdocs_paramsize.storage.gguf_names import ARCHITECTURES, placed
from mkdocs_paramsize.storage.gguf_recipe import Recipe
from tests.weighing import FACTS, FOLDER, RELEASED, of_config, released, size

# Meta's config of Llama 2 13B; it is among the measured files, but not among the models above.
LLAMA_2_13B = {
    **RELEASED["llama-2-7b"]["config"],
    "hidden_size": 5120,
    "num_hidden_layers": 40,
    "num_attention_heads": 40,
    "num_key_value_heads": 40,
    "intermediate_size": 13824,
}
LLAMA_3_1_405B = {
    **RELEASED["llama-3.1-70b"]["config"],
    "hidden_size": 16384,
    "num_hidden_layers": 126,
    "num_attention_heads": 128,
    "intermediate_size": 53248,
}
MIXTRAL_8X22B = {
    **RELEASED["mixtral-8x7b"]["config"],
    "hidden_size": 6144,
    "num_hidden_layers": 56,
    "num_attention_heads": 48,
    "intermediate_size": 16384,
}
MEASURED_CONFIGS: Mapping[str, dict[str, Any]] = {
    "Llama 2 7B": RELEASED["llama-2-7b"]["config"],
    "Llama 2 13B": LLAMA_2_13B,
    "Llama 2 70B": RELEASED["llama-2-70b"]["config"],
    "Llama 3 8B": RELEASED["llama-3-8b"]["config"],
    "Llama 3.1 8B": RELEASED["llama-3.1-8b"]["config"],
    "Llama 3.1 70B": RELEASED["llama-3.1-70b"]["config"],
    "Llama 3.1 405B": LLAMA_3_1_405B,
    "Mixtral 8x22B": MIXTRAL_8X22B,
}


# Measured files of llama.cpp


def described(row: Measured) -> str:
    printed = row.size_gb or row.size_gib or row.bits_per_weight
    return f"{row.model} {row.precision} {printed}"


@pytest.mark.parametrize("row", FACTS.precisions.measured, ids=described)
def test_the_model_of_a_measured_file_is_the_one_that_is_counted(row: Measured) -> None:
    assert of_config(MEASURED_CONFIGS[row.model]).total().value == row.parameters


@pytest.mark.parametrize(
    "row", [row for row in FACTS.precisions.measured if row.superseded is None], ids=described
)
def test_a_file_is_as_large_as_it_was_measured(row: Measured) -> None:
    figure = size(of_config(MEASURED_CONFIGS[row.model]), row.precision)

    assert figure.label == "exact"
    assert isinstance(figure.value, int)
    bits = 8 * figure.value / row.parameters
    if row.bits_per_weight is not None:
        # Of Llama 2 two digits were printed, and the rules of that year were a little different.
        assert bits == pytest.approx(row.bits_per_weight, rel=0.005)
    if row.size_gib is not None:
        assert figure.value / 2**30 == pytest.approx(row.size_gib, rel=0.004)
    if row.size_gb is not None:
        assert figure.value / 1e9 == pytest.approx(row.size_gb, abs=0.02)


def test_the_8b_of_the_table_comes_out_to_the_last_digit_in_every_format() -> None:
    rows = [
        row
        for row in FACTS.precisions.measured
        if row.model == "Llama 3.1 8B" and row.bits_per_weight is not None
    ]
    subject = of_config(MEASURED_CONFIGS["Llama 3.1 8B"])
    for row in rows:
        if row.precision != "fp16":  # printed with the file's metadata
            bits = 8 * size(subject, row.precision).low / row.parameters
            assert round(bits, 4) == pytest.approx(row.bits_per_weight, abs=1.01e-4), row
    assert len(rows) == 23


@pytest.mark.parametrize(
    "row", [r for r in FACTS.precisions.measured if r.superseded], ids=described
)
def test_a_superseded_file_really_is_another_one(row: Measured) -> None:
    bits = 8 * size(of_config(MEASURED_CONFIGS[row.model]), row.precision).low / row.parameters
    printed = row.bits_per_weight or (row.size_gib or 0) * 2**30 * 8 / row.parameters
    if row.size_gb is not None:
        printed = row.size_gb * 1e9 * 8 / row.parameters
    assert abs(bits / printed - 1) > 0.01


@pytest.mark.parametrize(
    ("parameters", "bits"),
    [("llama-2-7b", 3.35), ("llama-2-70b", 3.40)],
)
def test_the_earlier_q2_k_had_q3_k_in_gate_and_up(parameters: str, bits: float) -> None:
    """What `superseded` says of those rows: with it they come out as printed."""
    model = read(RELEASED[parameters]["config"])
    recipe = Recipe("q2_k", "q2_k", model)
    sizes = {"q2_k": 2.625, "q3_k": 3.4375, "q4_k": 4.5, "q5_k": 5.5, "q6_k": 6.5625, "f32": 32}
    total = 0.0
    for tensor in model.tensors:
        for name, piece in recipe.pieces(tensor) or ():
            wide = tensor.name.endswith(("gate_proj.weight", "up_proj.weight"))
            total += piece.count * sizes["q3_k" if wide else name]
    assert round(total / RELEASED[parameters]["total"], 2) == bits


# llama.cpp's names


_FROZEN = sorted(path for path in FOLDER.glob("*.json") if path.stem in ARCHITECTURES)


@pytest.mark.parametrize("path", _FROZEN, ids=lambda path: path.stem)
def test_tensors_are_called_as_llama_cpp_calls_them(path: Path) -> None:
    gguf = pytest.importorskip("gguf")
    names = {name: kind for kind, name in gguf.MODEL_ARCH_NAMES.items()}
    for row in json.loads(path.read_text(encoding="utf-8")):
        model = read(row["config"])
        table = gguf.get_tensor_name_map(names[ARCHITECTURES[path.stem]], 16)
        for tensor in model.tensors:
            if len(tensor.shape) < 2 or not tensor.name.endswith("weight"):
                continue
            found = placed(tensor, model)
            assert found is not None, tensor.name
            theirs = table.get_name(_as_mapped(tensor.name))
            if theirs is not None and len(found) == 1:
                assert re.sub(r"^blk\.\d+\.", "", theirs) == found[0].name


def _as_mapped(name: str) -> str:
    """A name as the map has it: layer 1, experts merged."""
    name = name.replace("{layer}", "1").replace("experts.{expert}.", "experts.")
    return name.removesuffix(".weight")


@pytest.mark.parametrize("path", _FROZEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("file", ["q4_k_m", "q3_k_l", "iq3_xs", "iq2_m", "q4_0"])
def test_pieces_of_a_recipe_are_the_whole_model(path: Path, file: str) -> None:
    base = (FACTS.precision(file).ggml_type or "").lower()
    for row in json.loads(path.read_text(encoding="utf-8")):
        model = read(row["config"])
        recipe = Recipe(file, base, model)
        for tensor in model.tensors:
            pieces = recipe.pieces(tensor)
            assert pieces is not None
            if "pooler" not in tensor.name:
                assert sum(piece.count for _, piece in pieces) == tensor.count


def test_rows_that_no_block_of_256_fills_fall_back_to_shorter_blocks() -> None:
    """Qwen2.5 72B is 29,568 wide in the middle: its Q4_K_M has Q5_0 and Q8_0 there."""
    model = read(RELEASED["qwen2.5-72b"]["config"])
    recipe = Recipe("q4_k_m", "q4_k", model)
    (down,) = [t for t in model.tensors if t.name.endswith("down_proj.weight")]
    pieces = {name: piece.repeat for name, piece in recipe.pieces(down) or ()}
    assert set(pieces) == {"q5_0", "q8_0"}
    assert sum(pieces.values()) == 80


def test_half_of_the_layers_get_more_bits_in_a_q4_k_m() -> None:
    model = read(RELEASED["llama-3.1-8b"]["config"])
    (values,) = [t for t in model.tensors if t.name.endswith("v_proj.weight")]
    pieces = dict(Recipe("q4_k_m", "q4_k", model).pieces(values) or ())
    assert pieces["q6_k"].layers == (0, 1, 2, 3, 6, 9, 12, 15, 18, 21, 24, 27, 28, 29, 30, 31)


def test_a_table_that_is_also_the_head_gets_the_type_of_a_head() -> None:
    model = read(RELEASED["llama-3.2-1b"]["config"])
    (table,) = [t for t in model.tensors if t.component == "embedding"]
    assert [name for name, _ in Recipe("q4_k_m", "q4_k", model).pieces(table) or ()] == ["q6_k"]


# Models whose mixture is not known


@pytest.mark.parametrize(
    "name", ["mamba-2.8b", "jamba-v0.1", "gpt-oss-120b", "t5-base", "opt-1.3b"]
)
def test_without_a_recipe_a_measured_file_stands_in_and_says_so(name: str) -> None:
    figure = size(released(name), "q4_k_m")
    assert figure.label == "estimated"
    assert figure.remark == "measured-elsewhere"
    assert 4 < 8 * figure.low / RELEASED[name]["total"] < 5.5


def test_a_file_type_that_nobody_measured_is_refused_where_no_recipe_is_known() -> None:
    with pytest.raises(UnknownShapeError, match="tq1_0"):
        size(released("mamba-2.8b"), "tq1_0")
    assert size(released("llama-3.1-8b"), "tq1_0").label == "exact"


# Bare sizes


@pytest.mark.parametrize(("text", "bits"), [("7B", 4.84), ("8B", 4.8944), ("13B", 4.83)])
def test_a_bare_size_as_a_mixture_takes_the_nearest_measured_file(text: str, bits: float) -> None:
    figure = size(resolve(text, FACTS.catalogue), "q4_k_m")
    assert figure.label == "estimated"
    assert dict(figure.inputs)["bits"].value == bits
    source = dict(figure.inputs)["bits"].source
    assert source is not None
    assert "Llama" in source.of


# What rests on a mixture


def test_the_working_of_a_mixture_names_each_type_and_where_it_was_read() -> None:
    figure = size(released("llama-3.1-8b"), "q4_k_m")
    sources = [dict(term.inputs)["block_bytes"].source for term in figure.terms]
    told = " ".join(f"{source.of} {source.text}" for source in sources if source is not None)
    for name in ("Q4_K", "Q6_K", "fp32", "llama-quant.cpp"):
        assert name in told
    assert figure.is_traceable


def test_expert_tensors_may_be_fewer_than_the_model_has() -> None:
    """A step of a mixture reads some experts: the rule holds for them as for all."""
    subject = released("mixtral-8x7b")
    (gate,) = [t for t in subject.ledger.parameters if t.name.endswith("w1.weight")]
    assert gate.routed is not None
    two = replace(gate, routed=replace(gate.routed, experts=2))
    found = FACTS.precision("q4_k_m")
    whole = weights_of(subject, [gate], found, FACTS).low
    assert weights_of(subject, [two], found, FACTS).low * 4 == whole
