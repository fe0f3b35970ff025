"""Bytes of weights: by each precision's rule, against files that were measured and released."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.architecture.module_names import ModuleNames
from mkdocs_paramsize.architecture.quantization import read_quantization
from mkdocs_paramsize.catalogue.model import model_of_config
from mkdocs_paramsize.errors import ConfigError, UnknownShapeError
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Measured
from mkdocs_paramsize.scenario.subject import Subject, resolve
from mkdocs_paramsize.storage import weights, weights_of
from mkdocs_paramsize.storage.gguf_names import ARCHITECTURES, placed
from mkdocs_paramsize.storage.gguf_recipe import Recipe

FACTS = Facts()
FOLDER = Path(__file__).parent / "truth"
RELEASED = {
    row["id"]: row for row in json.loads((FOLDER / "models.json").read_text(encoding="utf-8"))
}

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


def of_config(config: dict[str, Any], name: str = "mine") -> Subject:
    return Subject(text=name, model=model_of_config(name, config, "config.json"))


def released(name: str, **fields: object) -> Subject:
    return of_config({**RELEASED[name]["config"], **fields}, name)


def size(subject: Subject, precision: str) -> Quantity:
    return weights(subject, FACTS.precision(precision), FACTS)


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


@pytest.mark.parametrize(
    ("precision", "expected"),
    [
        ("bf16", 140_000_000_000),
        ("fp32", 280_000_000_000),
        ("fp8", 70_000_000_000),
        ("int4", 35_000_000_000),
        ("4-bit", 35_000_000_000),
        ("8 bit", 70_000_000_000),
        ("q8_0", 74_375_000_000),
        ("mxfp4", 37_187_500_000),
    ],
)
def test_a_bare_size_is_plain_arithmetic_in_whole_bytes(precision: str, expected: int) -> None:
    figure = size(resolve("70B", FACTS.catalogue), precision)
    assert figure.value == expected
    assert isinstance(figure.value, int)
    assert figure.label == "nominal"


@pytest.mark.parametrize(("text", "bits"), [("7B", 4.84), ("8B", 4.8944), ("13B", 4.83)])
def test_a_bare_size_as_a_mixture_takes_the_nearest_measured_file(text: str, bits: float) -> None:
    figure = size(resolve(text, FACTS.catalogue), "q4_k_m")
    assert figure.label == "estimated"
    assert dict(figure.inputs)["bits"].value == bits
    source = dict(figure.inputs)["bits"].source
    assert source is not None
    assert "Llama" in source.text


@given(st.integers(1000, 10**13), st.sampled_from(["bf16", "fp16", "fp32", "fp8"]))
def test_plain_formats_of_any_size_are_exact(parameters: int, precision: str) -> None:
    figure = size(resolve(str(parameters), FACTS.catalogue), precision)
    assert figure.value == parameters * int(FACTS.precision(precision).bits) // 8


@pytest.mark.parametrize("name", [p.name for p in FACTS.precisions.precisions])
def test_every_precision_weighs_every_shape_about_as_its_bits_say(name: str) -> None:
    precision = FACTS.precision(name)
    for model in ("llama-3.1-8b", "deepseek-v3", "gpt2", "mixtral-8x7b"):
        subject = released(model)
        bits = 8 * weights(subject, precision, FACTS).low / subject.total().low
        # IQ3_XS is named for a type that half of its layers do not have.
        assert precision.bits * (0.93 if name == "iq3_xs" else 0.999) <= bits, model
        assert bits <= 32.001, model


# Precisions that pack linear layers


def test_int4_is_half_a_byte_in_the_linear_layers_and_16_bit_elsewhere() -> None:
    subject = released("llama-3.1-8b")
    outside = 2 * 128256 * 4096 + 65 * 4096
    assert size(subject, "int4").value == (RELEASED["llama-3.1-8b"]["total"] - outside) // 2 + (
        2 * outside
    )


def test_gptq_has_scales_zero_points_and_a_table_of_groups_that_int4_has_not() -> None:
    subject = released("llama-3.1-8b")
    linear = RELEASED["llama-3.1-8b"]["total"] - 2 * 128256 * 4096 - 65 * 4096
    inputs = 32 * (6 * 4096 + 14336)
    scales = linear // 128 * 2 + linear // 128 // 2
    more = size(subject, "gptq").low - size(subject, "int4").low
    assert more == scales + 4 * inputs
    assert size(subject, "awq").low - size(subject, "int4").low == scales


def test_fp8_tiles_at_the_edge_of_a_matrix_count_whole() -> None:
    """DeepSeek-V3's compressed keys and values have 576 rows: 4.5 tiles of 128."""
    subject = released("deepseek-v3")
    (latent,) = [t for t in subject.ledger.parameters if "kv_a_proj" in t.name]
    figure = weights_of(subject, [latent], FACTS.precision("fp8-block"), FACTS)
    assert figure.value == 61 * (576 * 7168 + 5 * 56 * 4)


def test_convolutions_states_and_routers_are_not_packed() -> None:
    subject = released("qwen3-next-80b-a3b")
    kept = [
        tensor
        for tensor in subject.ledger.parameters
        if tensor.component == "router" or "conv1d" in tensor.name or "A_log" in tensor.name
    ]
    assert len(kept) >= 3
    figure = weights_of(subject, kept, FACTS.precision("int4"), FACTS)
    assert figure.value == 2 * sum(tensor.count for tensor in kept)


def test_parts_of_a_model_weigh_together_what_the_model_weighs() -> None:
    for name in ("llama-3.1-8b", "deepseek-v3", "mixtral-8x7b"):
        subject = released(name)
        tensors = subject.ledger.parameters
        for precision in ("q4_k_m", "nf4", "bf16", "fp8-block"):
            found = FACTS.precision(precision)
            parts = [weights_of(subject, [tensor], found, FACTS).low for tensor in tensors]
            assert sum(parts) == weights(subject, found, FACTS).low


# A release's own quantization_config

FP8 = {
    "activation_scheme": "dynamic",
    "fmt": "e4m3",
    "quant_method": "fp8",
    "weight_block_size": [128, 128],
}
MXFP4 = {
    "quant_method": "mxfp4",
    "modules_to_not_convert": [
        "model.layers.*.self_attn",
        "model.layers.*.mlp.router",
        "model.embed_tokens",
        "lm_head",
    ],
}


def as_released(subject: Subject) -> Quantity:
    assert subject.model is not None
    assert subject.model.released is not None
    return size(subject, subject.model.released)


@pytest.mark.parametrize(
    ("config", "name"),
    [
        (FP8, "fp8-block"),
        ({"quant_method": "fp8"}, "fp8"),
        ({"quant_method": "fbgemm_fp8"}, "fp8"),
        (MXFP4, "mxfp4-experts"),
        ({"quant_method": "gptq", "bits": 4, "group_size": 128}, "gptq-int4"),
        ({"quant_method": "gptq", "bits": 8, "group_size": -1}, "gptq-int8"),
        ({"quant_method": "awq", "bits": 4, "group_size": 64}, "awq-int4"),
        ({"load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}, "nf4"),
        ({"load_in_4bit": True, "bnb_4bit_use_double_quant": True}, "nf4-dq"),
        ({"quant_method": "bitsandbytes", "load_in_8bit": True}, "int8"),
        ({"quant_method": "modelopt", "quant_algo": "NVFP4"}, "nvfp4"),
        ({"quant_method": "auto-round", "bits": 4, "packing_format": "auto_round:awq"}, "awq-int4"),
    ],
)
def test_a_release_is_called_by_a_precision_of_the_table(config: dict[str, Any], name: str) -> None:
    subject = released("llama-3.1-8b", quantization_config=config)
    assert subject.model is not None
    assert subject.model.released == name
    assert FACTS.precision(name).name == name
    assert as_released(subject).label == "exact"


@pytest.mark.parametrize("key", ["quantization_config", "compression_config"])
@pytest.mark.parametrize("inside", [False, True])
def test_a_packing_is_read_wherever_a_config_tells_of_it(key: str, inside: bool) -> None:
    plain = RELEASED["llama-3.1-8b"]["config"] | {"torch_dtype": "bfloat16"}
    packed = plain | {key: {"quant_method": "fp8"}}
    config = {"model_type": "llava", "text_config": packed} if inside else packed
    model = model_of_config("mine", config | {"torch_dtype": "bfloat16"}, "config.json")
    assert model.released == "fp8"


def test_the_packing_of_mlx_is_refused_where_it_matters() -> None:
    config = RELEASED["llama-3.1-8b"]["config"] | {"torch_dtype": "bfloat16"}
    packed = config | {"quantization": {"group_size": 64, "bits": 4}}
    model = model_of_config("mine", packed, "config.json")
    with pytest.raises(ConfigError, match="the packing of MLX, which is not known here"):
        _ = model.released
    assert (
        size(Subject("mine", model), "bf16").value == size(released("llama-3.1-8b"), "bf16").value
    )


def test_gpt_oss_is_released_in_4_25_bits_in_its_experts_alone() -> None:
    subject = released("gpt-oss-120b", quantization_config=MXFP4)
    packed = sum(
        tensor.count
        for tensor in subject.ledger.parameters
        if tensor.component == "experts" and not tensor.name.endswith("bias")
    )
    rest = subject.ledger.total - packed
    assert as_released(subject).value == packed * 17 // 32 + 2 * rest
    # The card gives 60.8 GiB for the checkpoint.
    assert as_released(subject).low / 2**30 == pytest.approx(60.8, abs=0.05)


def test_a_release_of_other_groups_than_usual_is_reckoned_with_its_own() -> None:
    usual = {"quant_method": "awq", "bits": 4, "group_size": 128}
    fine = {**usual, "group_size": 32}
    linear = RELEASED["llama-3.1-8b"]["total"] - 2 * 128256 * 4096 - 65 * 4096
    more = (
        as_released(released("llama-3.1-8b", quantization_config=fine)).low
        - as_released(released("llama-3.1-8b", quantization_config=usual)).low
    )
    assert more == linear // 32 * 2.5 - linear // 128 * 2.5


def test_modules_that_were_not_converted_stay_in_16_bits() -> None:
    whole = as_released(released("llama-3.1-8b", quantization_config=FP8)).low
    listed = {**FP8, "modules_to_not_convert": ["model.layers.0.mlp.down_proj", "lm_head"]}
    kept = as_released(released("llama-3.1-8b", quantization_config=listed)).low
    assert kept - whole == 4096 * 14336 - 32 * 112 * 4


def test_a_group_of_compressed_tensors_packs_what_it_targets() -> None:
    config = {
        "quant_method": "compressed-tensors",
        "format": "pack-quantized",
        "ignore": [
            "lm_head",
            "re:.*self_attn.*",
            r"re:.*mlp\.shared_experts\..*",
            "re:.*mlp.gate$",
        ],
        "config_groups": {
            "group_0": {
                "targets": ["Linear"],
                "weights": {
                    "num_bits": 4,
                    "type": "int",
                    "strategy": "group",
                    "group_size": 32,
                    "symmetric": True,
                },
            }
        },
    }
    subject = released("deepseek-v3", quantization_config=config)
    kept = {"attention", "shared_experts", "router", "norm", "embedding", "lm_head"}
    tensors = subject.ledger.parameters
    rest = sum(t.count for t in tensors if t.component in kept)
    packed = [t for t in tensors if t.component not in kept]
    expected = sum(t.count * 9 // 16 + t.times * 16 for t in packed) + 2 * rest
    assert as_released(subject).value == expected


def test_the_head_is_packed_where_compressed_tensors_do_not_ignore_it() -> None:
    weights_args = {"num_bits": 8, "type": "float", "strategy": "channel"}
    config = {
        "quant_method": "compressed-tensors",
        "format": "float-quantized",
        "config_groups": {"group_0": {"targets": ["Linear"], "weights": weights_args}},
    }
    open_head = as_released(released("llama-3.1-8b", quantization_config=config)).low
    ignored = {**config, "ignore": ["lm_head"]}
    kept_head = as_released(released("llama-3.1-8b", quantization_config=ignored)).low
    assert kept_head - open_head == 128256 * 4096 - 128256 * 2


def test_a_method_that_is_not_known_is_no_matter_until_its_bytes_are_asked_for() -> None:
    subject = released("llama-3.1-8b", quantization_config={"quant_method": "aqlm"})
    assert subject.total().value == RELEASED["llama-3.1-8b"]["total"]
    assert size(subject, "bf16").value == 2 * RELEASED["llama-3.1-8b"]["total"]
    assert subject.model is not None
    with pytest.raises(ConfigError, match=r"config.json: quantization_config: quant_method 'aqlm'"):
        _ = subject.model.released


@pytest.mark.parametrize(
    "config",
    [
        [],
        "fp8",
        {"quant_method": 3},
        {"quant_method": "fp8", "weight_block_size": [128]},
        {"quant_method": "fp8", "weight_block_size": [0, 128]},
        {"quant_method": "fp8", "modules_to_not_convert": "lm_head"},
        {"quant_method": "gptq", "bits": 5},
        {"quant_method": "gptq", "bits": 4, "group_size": 0.5},
        {"quant_method": "gptq", "bits": 4, "dynamic": ["x"]},
        {"quant_method": "compressed-tensors"},
        {"quant_method": "compressed-tensors", "config_groups": {}},
        {"quant_method": "compressed-tensors", "config_groups": {"a": {"weights": None}}},
        {"quant_method": "compressed-tensors", "ignore": ["re:(a+)+$"], "config_groups": {}},
    ],
)
def test_a_wrong_quantization_config_is_a_clear_error(config: object) -> None:
    with pytest.raises(ConfigError, match=r"^config\.json: "):
        read_quantization({"quantization_config": config}, "config.json")


# Lists of modules


@pytest.mark.parametrize(
    ("pattern", "matches", "spares"),
    [
        ("lm_head", "lm_head", "model.lm_header"),
        ("mlp.gate", "model.layers.3.mlp.gate", "model.layers.3.mlp.gate_proj"),
        ("visual", "model.visual.blocks.0.attn.qkv", "model.audiovisual.blocks"),
        ("model.layers.1", "model.layers.1.mlp.up_proj", "model.layers.11.mlp.up_proj"),
        ("model.layers.*.self_attn", "model.layers.7.self_attn.o_proj", "model.layers.7.mlp.gate"),
        ("*.mlp.gate", "model.layers.7.mlp.gate", "model.layers.7.mlp.gate_proj"),
        (r"re:.*mlp\.gate$", "model.layers.7.mlp.gate", "model.layers.7.mlp.gate_proj"),
        (r"re:.*layers\.(3[5-9]|4\d)\..*", "model.layers.41.mlp.up_proj", "model.layers.3.mlp"),
        ("re:vision_tower.*|re.*head", "vision_tower.blocks.0", "model.layers.0.mlp"),
    ],
)
def test_a_pattern_names_the_modules_that_its_authors_mean(
    pattern: str, matches: str, spares: str
) -> None:
    assert matches in ModuleNames([pattern])
    assert spares not in ModuleNames([pattern])


@given(st.text("ab.*(|)[]+\\d$^?{}3", max_size=30), st.text("ab.3", max_size=200))
def test_no_pattern_takes_long_or_breaks(pattern: str, name: str) -> None:
    try:
        names = ModuleNames([pattern, f"re:{pattern}"])
    except ConfigError:
        return
    assert (name in names) in (True, False)


def test_a_pattern_that_would_backtrack_for_ages_is_refused() -> None:
    with pytest.raises(ConfigError, match="not understood"):
        ModuleNames([r"re:(\w+)+!"])


# What the reader sees


def test_the_working_of_a_mixture_names_each_type_and_where_it_was_read() -> None:
    figure = size(released("llama-3.1-8b"), "q4_k_m")
    sources = [dict(term.inputs)["block_bytes"].source for term in figure.terms]
    told = " ".join(source.text for source in sources if source is not None)
    for name in ("Q4_K", "Q6_K", "fp32", "llama-quant.cpp"):
        assert name in told
    assert figure.is_traceable


def test_a_typical_shape_is_an_estimate_in_every_format() -> None:
    subject = resolve("8x7B", FACTS.catalogue)
    assert {size(subject, name).label for name in ("bf16", "q4_k_m", "nf4")} == {"estimated"}


def test_expert_tensors_may_be_fewer_than_the_model_has() -> None:
    """A step of a mixture reads some experts: the rule holds for them as for all."""
    subject = released("mixtral-8x7b")
    (gate,) = [t for t in subject.ledger.parameters if t.name.endswith("w1.weight")]
    assert gate.routed is not None
    two = replace(gate, routed=replace(gate.routed, experts=2))
    found = FACTS.precision("q4_k_m")
    whole = weights_of(subject, [gate], found, FACTS).low
    assert weights_of(subject, [two], found, FACTS).low * 4 == whole
