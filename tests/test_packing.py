"""Bytes of weights: by each precision's rule, and by what releases say of their own packing."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_paramsize.algebra.quantity import Quantity
from mkdocs_paramsize.architecture.module_names import ModuleNames
from mkdocs_paramsize.architecture.quantization import read_quantization
from mkdocs_paramsize.architecture.tensor import Component, Tensor
from mkdocs_paramsize.catalogue.model import model_of_config
from mkdocs_paramsize.errors import ConfigError, UnknownShapeError
from mkdocs_paramsize.scenario.subject import Subject, resolve
from mkdocs_paramsize.storage import weights, weights_of
from mkdocs_paramsize.storage.packing import is_packed
from tests.weighing import FACTS, RELEASED, released, size

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


def test_a_typical_shape_is_an_estimate_in_every_format() -> None:
    subject = resolve("8x7B", FACTS.catalogue)
    assert {size(subject, name).label for name in ("bf16", "q4_k_m", "nf4")} == {"estimated"}


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


@pytest.mark.parametrize("name", ["70B", "13.7B", "350M", "8x7B", "30B-A3B", "Gemini Nano-2"])
def test_weights_are_whole_bytes_in_every_format(name: str) -> None:
    subject, counted = resolve(name, FACTS.catalogue), 0
    for precision in FACTS.precisions.precisions:
        with suppress(UnknownShapeError):
            assert isinstance(weights(subject, precision, FACTS).value, int), precision.name
            counted += 1
    assert counted > 30


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


@pytest.mark.parametrize(
    ("name", "component"),
    [
        ("model.layers.{layer}.temporal_block.conv_1d.weight", "mixer"),
        ("model.layers.{layer}.mamba.D", "mixer"),
        ("rwkv.blocks.{layer}.feed_forward.time_mix_key", "mlp"),
    ],
)
def test_what_multiplies_each_channel_alone_is_not_packed(name: str, component: Component) -> None:
    assert not is_packed(Tensor(name, (2, 1, 64), component), FACTS.precision("int4"))


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


def test_a_release_of_8_and_4_bits_at_once_is_refused() -> None:
    both = {"quant_method": "bitsandbytes", "load_in_8bit": True, "load_in_4bit": True}
    with pytest.raises(ConfigError, match="are both true; one of them is to be false"):
        as_released(released("llama-3.1-8b", quantization_config=both))


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


def test_what_is_not_packed_has_the_type_that_the_config_names() -> None:
    def weighing(dtype: str) -> float:
        return as_released(released("llama-3.1-8b", quantization_config=FP8, torch_dtype=dtype)).low

    assert weighing("torch.float32") == weighing("float32") > weighing("bfloat16")
    assert weighing("float8_e4m3fn") == weighing("auto") == weighing("bfloat16")


def test_a_type_that_is_none_is_no_matter_until_packed_weights_are_asked_for() -> None:
    subject = released("llama-3.1-8b", quantization_config=FP8, torch_dtype="float7")
    assert subject.total().value == released("llama-3.1-8b").total().value
    with pytest.raises(ConfigError, match="torch_dtype is 'float7'; write one of bfloat16"):
        as_released(subject)


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


def test_bits_that_a_config_of_gptq_must_state_are_not_guessed() -> None:
    config = RELEASED["llama-3.1-8b"]["config"] | {"quantization_config": {"quant_method": "gptq"}}
    model = model_of_config("mine", config, "mine.json")
    with pytest.raises(ConfigError, match=r"mine\.json: .*the field bits is missing"):
        _ = model.quantization


@pytest.mark.parametrize("dtype", ["float7", "int4", 3, ["bfloat16"]])
@pytest.mark.parametrize("key", ["dtype", "torch_dtype"])
def test_a_type_of_weights_that_is_none_is_refused(key: str, dtype: object) -> None:
    with pytest.raises(ConfigError, match=rf"mine\.json: {key} is .*"):
        model_of_config("mine", RELEASED["llama-3.1-8b"]["config"] | {key: dtype}, "mine.json")


@pytest.mark.parametrize(
    ("dtype", "precision"),
    [("float16", "fp16"), ("torch.float32", "fp32"), ("auto", None), (None, None)],
)
def test_a_type_of_weights_is_read_or_left_to_the_checkpoint(
    dtype: str | None, precision: str | None
) -> None:
    config = RELEASED["llama-3.1-8b"]["config"] | {"torch_dtype": dtype}
    assert model_of_config("mine", config, "mine.json").record.precision == precision
