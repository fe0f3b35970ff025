"""Families whose own code no reference implementation has, and rules that configs hide."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import ConfigError
from mkdocs_paramsize.ledger import Ledger
from tests.cache import cached, cached_per_token

TRUTH = Path(__file__).parent / "truth" / "models.json"
RELEASED = {row["id"]: row for row in json.loads(TRUTH.read_text(encoding="utf-8"))}


def ledger(**fields: Any) -> Ledger:
    return Ledger(read(fields))


def test_internlm2_is_llama_under_other_names() -> None:
    row = RELEASED["internlm2-7b"]
    ours = ledger(**{**row["config"], "model_type": "internlm2", "bias": False})

    assert ours.total == row["total"]
    assert "model.layers.{layer}.attention.wqkv.weight" in {t.name for t in ours.parameters}


def test_internlm2_has_biases_unless_the_config_says_otherwise() -> None:
    config = {**RELEASED["internlm2-7b"]["config"], "model_type": "internlm2"}
    biases = 32 * ((32 + 2 * 8) * 128 + 4096)

    assert ledger(**config).total - ledger(**config, bias=False).total == biases


def test_minicpm_ties_its_tables_without_being_told() -> None:
    row = RELEASED["minicpm-2b"]
    config = {**row["config"], "model_type": "minicpm"}
    del config["tie_word_embeddings"]

    assert ledger(**config).total == row["total"]


def test_minicpm_with_experts_is_refused() -> None:
    config = {**RELEASED["minicpm-2b"]["config"], "model_type": "minicpm", "num_experts": 8}

    with pytest.raises(ConfigError, match="num_experts"):
        read(config)


def test_baichuan_is_llama_with_one_matrix_for_q_k_and_v() -> None:
    row = RELEASED["llama-7b"]

    assert ledger(**{**row["config"], "model_type": "baichuan"}).total == row["total"]


def test_the_first_qwen_is_llama_with_biases_on_q_k_and_v() -> None:
    row = RELEASED["llama-7b"]
    halves = 2 * row["config"]["intermediate_size"]
    ours = ledger(**{**row["config"], "model_type": "qwen", "intermediate_size": halves})

    assert ours.total == row["total"] + 32 * 3 * 4096


def test_glm_4_is_the_same_model_in_its_first_format() -> None:
    row = RELEASED["glm-4-9b"]
    ours = ledger(
        model_type="chatglm",
        num_layers=40,
        padded_vocab_size=151552,
        hidden_size=4096,
        ffn_hidden_size=13696,
        kv_channels=128,
        num_attention_heads=32,
        multi_query_attention=True,
        multi_query_group_num=2,
        add_qkv_bias=True,
    )

    assert ours.total == row["total"]
    assert 2 * cached_per_token(ours) == row["kv_cache_bytes_per_token_bf16"]


T5 = {"model_type": "t5", "d_model": 16, "num_heads": 2, "num_layers": 2, "d_ff": 32}


def test_t5_that_is_not_tied_has_a_head_of_its_own() -> None:
    tied = ledger(**T5, vocab_size=100)
    untied = ledger(**T5, vocab_size=100, tie_word_embeddings=False)

    assert untied.total - tied.total == 100 * 16


@pytest.mark.parametrize(
    ("family", "stated", "total"),
    [
        ("t5", {"feed_forward_proj": "relu", "is_gated_act": True}, 73_089_536),
        ("t5", {"feed_forward_proj": "gated-gelu", "is_gated_act": False}, 60_506_624),
        ("mt5", {}, 73_089_536),
        ("mt5", {"is_gated_act": False}, 60_506_624),
        ("umt5", {"is_gated_act": False}, 60_509_184),
    ],
)
def test_the_mlps_of_t5_are_gated_as_the_config_says(
    family: str, stated: dict[str, Any], total: int
) -> None:
    # As transformers 5.24 counts either
    config = {"d_model": 512, "num_heads": 8, "num_layers": 6, "d_ff": 2048, "vocab_size": 32128}

    assert ledger(model_type=family, **config, **stated).total == total


QWEN = {
    "model_type": "qwen2",
    "hidden_size": 64,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "num_hidden_layers": 3,
    "intermediate_size": 96,
    "vocab_size": 100,
    "sliding_window": 16,
    "max_window_layers": 1,
}


def test_a_window_that_is_not_used_does_not_shorten_the_cache() -> None:
    unused = ledger(**QWEN, use_sliding_window=False)

    assert cached_per_token(unused, beyond_windows=True) == 3 * 2 * 2 * 16


def test_a_window_counts_from_its_first_layer_on() -> None:
    used = ledger(**QWEN, use_sliding_window=True)

    assert cached_per_token(used) == 3 * 2 * 2 * 16
    assert cached_per_token(used, beyond_windows=True) == 1 * 2 * 2 * 16
    assert cached(used, 1000) == 2 * 2 * 16 * (1000 + 16 + 16)


def test_mistral_slides_unless_its_window_is_null() -> None:
    config = {**RELEASED["mistral-7b-v0.1"]["config"]}
    config.pop("sliding_window", None)

    assert cached_per_token(ledger(**config), beyond_windows=True) == 0
    assert cached_per_token(ledger(**config, sliding_window=None), beyond_windows=True) > 0


def test_gpt_neo_looks_256_tokens_back_in_every_second_layer() -> None:
    neo = ledger(
        model_type="gpt_neo",
        hidden_size=32,
        num_heads=4,
        num_layers=4,
        vocab_size=100,
        attention_types=[[["global", "local"], 2]],
    )

    assert cached(neo, 1000) == 2 * 2 * 32 * (1000 + 256)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("attention_types", [[["global", "elsewhere"], 2]]),
        ("attention_types", "global"),
        ("attention_types", [[["global"], 1]]),
    ],
)
def test_attention_types_that_cannot_be_read_are_refused(field: str, value: Any) -> None:
    config = {"hidden_size": 32, "num_heads": 4, "num_layers": 4, "vocab_size": 100}

    with pytest.raises(ConfigError, match=field):
        read({"model_type": "gpt_neo", **config, field: value})


def test_cross_attention_is_refused_rather_than_forgotten() -> None:
    config = {"n_embd": 32, "n_head": 4, "n_layer": 2, "vocab_size": 100}

    with pytest.raises(ConfigError, match="add_cross_attention"):
        read({"model_type": "gpt2", **config, "add_cross_attention": True})


def test_a_gemma_3_config_may_leave_out_what_the_family_agrees_on() -> None:
    row = RELEASED["gemma-3-4b-text"]
    told = ("model_type", "hidden_size", "intermediate_size", "num_hidden_layers")
    config = {key: row["config"][key] for key in told}

    assert ledger(**config, sliding_window=1024).total == row["total"]


def test_exaone_4_reads_a_pattern_of_letters() -> None:
    config = {**QWEN, "model_type": "exaone4", "num_hidden_layers": 4}
    (full, sliding) = read({**config, "sliding_window_pattern": "LLLG"}).mixing

    assert (full.layers, sliding.layers) == ((3,), (0, 1, 2))


@pytest.mark.parametrize(
    ("family", "stated", "context"),
    [
        ("bert", {"max_position_embeddings": 514}, 514),
        ("roberta", {"max_position_embeddings": 514}, 512),
        ("camembert", {"max_position_embeddings": 514, "pad_token_id": 1}, 512),
        ("xlm-roberta", {"max_position_embeddings": 8194, "pad_token_id": 0}, 8193),
        ("mpnet", {"max_position_embeddings": 514, "pad_token_id": 7}, 512),
        ("roberta", {"max_position_embeddings": 514, "pad_token_id": 513}, None),
        ("roberta", {}, None),
    ],
)
def test_text_begins_behind_the_position_of_the_padding(
    family: str, stated: dict[str, Any], context: int | None
) -> None:
    small = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = {"model_type": family, "intermediate_size": 32, "vocab_size": 100, **small}
    assert read({**config, **stated}).context == context


DELTA = {
    "model_type": "qwen3_5_text",
    "hidden_size": 64,
    "intermediate_size": 128,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "linear_num_key_heads": 2,
    "linear_num_value_heads": 4,
    "linear_key_head_dim": 8,
    "linear_value_head_dim": 16,
    "linear_conv_kernel_dim": 4,
    "vocab_size": 100,
}
NEMOTRON = {
    "model_type": "nemotron_h",
    "hidden_size": 64,
    "intermediate_size": 128,
    "hybrid_override_pattern": "M-M*",
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "mamba_num_heads": 4,
    "mamba_head_dim": 16,
    "n_groups": 2,
    "ssm_state_size": 8,
    "conv_kernel": 4,
    "vocab_size": 100,
}


@pytest.mark.parametrize(
    ("config", "key", "state", "convolved", "absent"),
    [
        # As aiconfigurator-core 0.12.0, sdk/models/qwen35.py, counts both, but for the kernel's
        # last column: value heads × key × value, and 2 × keys + values.
        (DELTA, "mamba_ssm_dtype", 4 * 8 * 16, 2 * 2 * 8 + 4 * 16, 1),
        # NemotronHConfig of transformers 5.24 says float32 where the config says nothing.
        (NEMOTRON, "mamba_ssm_cache_dtype", 4 * 16 * 8, 4 * 16 + 2 * 2 * 8, 2),
    ],
)
def test_a_state_that_the_config_keeps_in_32_bits_counts_twice(
    config: dict[str, Any], key: str, state: int, convolved: int, absent: int
) -> None:
    def kept(**stated: Any) -> set[int]:
        mixing = read({**config, **stated}).mixing
        return {group.constant for group in mixing if group.constant}

    assert kept(**{key: "float32"}) == {2 * state + convolved * 4}
    for stated in ({}, {key: None}):
        assert kept(**stated) == {absent * state + convolved * 4}
    for told in ("bfloat16", "auto"):
        assert kept(**{key: told}) == {state + convolved * 4}


def test_a_type_of_the_state_is_that_of_the_text_model() -> None:
    inside = {"text_config": {**DELTA, "mamba_ssm_dtype": "float32"}}
    alone = read(inside["text_config"]).mixing
    assert read({"model_type": "qwen3_5", **inside}).mixing == alone
    assert read(DELTA).mixing != alone


def test_the_channels_that_a_mamba_config_states_overrule_its_expansion() -> None:
    stated = {
        "model_type": "falcon_mamba",
        "hidden_size": 4096,
        "expand": 16,
        "intermediate_size": 8192,
        "num_hidden_layers": 64,
        "state_size": 16,
        "conv_kernel": 4,
        "time_step_rank": 256,
        "vocab_size": 65024,
        "tie_word_embeddings": False,
    }
    assert Ledger(read(stated)).total == 7_272_665_088


NOMIC = {
    "model_type": "nomic_bert",
    "activation_function": "gelu",
    "mlp_fc1_bias": True,
    "mlp_fc2_bias": True,
    "moe_every_n_layers": 2,
    "moe_top_k": 2,
    "n_embd": 768,
    "n_head": 12,
    "n_inner": 3072,
    "n_layer": 12,
    "num_experts": 8,
    "num_shared_experts": 0,
    "qkv_proj_bias": True,
    "type_vocab_size": 1,
    "vocab_size": 250048,
}
"""The sizes of Nomic Embed Text v2, of which its makers say 475M and 305M active."""


def test_nomic_embed_2_has_experts_in_every_other_layer() -> None:
    ours = ledger(**NOMIC)

    assert ours.total == 475_292_928
    assert ours.active == 305_423_616
    router = next(t for t in ours.parameters if t.name.endswith("mlp.router.layer.weight"))
    assert router.layers == (1, 3, 5, 7, 9, 11)


def test_nomic_without_experts_has_plain_mlps_and_biases_where_the_config_says_so() -> None:
    small = {**NOMIC, "moe_every_n_layers": 0, "vocab_size": 100}
    plain, layers, width, inner = ledger(**small), 12, 768, 3072
    without = dict.fromkeys(("mlp_fc1_bias", "mlp_fc2_bias", "qkv_proj_bias"), False)
    gated = ledger(**{**small, "activation_function": "swiglu"})

    assert plain.total - ledger(**{**small, **without}).total == layers * (5 * width + inner)
    assert gated.total - plain.total == layers * (width + 1) * inner


@pytest.mark.parametrize(
    "strange",
    [{"num_shared_experts": 1}, {"ffn_div": 2}, {"prenorm": True}, {"expert_choice_router": True}],
)
def test_what_no_released_nomic_has_is_refused(strange: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(strange))):
        read({**NOMIC, **strange})


COHERE = {
    "model_type": "cohere2",
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 96,
    "vocab_size": 1000,
}


def test_heads_of_cohere_2_may_have_a_size_of_their_own() -> None:
    # As transformers 5.24 counts either
    assert ledger(**COHERE).total == 187_200
    assert ledger(**COHERE, head_dim=32).total == 236_352


def truth(family: str, number: int) -> dict[str, Any]:
    path = Path(__file__).parent / "truth" / f"{family}.json"
    config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))[number]["config"]
    return config


def test_shared_experts_of_deepseek_v4_have_biases_where_the_config_says_so() -> None:
    config = truth("deepseek_v4", 0)

    assert ledger(**config).total == 40_645
    assert ledger(**{**config, "mlp_bias": True}).total == 40_815


@pytest.mark.parametrize(
    ("family", "number", "field", "total"),
    [
        ("falcon", 0, "parallel_attn", 67_968),
        ("falcon", 2, "parallel_attn", 85_776),
        ("falcon", 2, "multi_query", 85_776),
        ("bamba", 1, "mamba_conv_bias", 17_848),
        ("falcon_h1", 1, "mamba_conv_bias", 36_960),
        ("granitemoehybrid", 2, "mamba_conv_bias", 44_000),
    ],
)
def test_null_for_a_flag_is_false_where_the_family_takes_it_for_that(
    family: str, number: int, field: str, total: int
) -> None:
    # As transformers 5.24 counts the config with null
    config = truth(family, number)

    assert ledger(**{**config, field: None}).total == total
    assert ledger(**{**config, field: False}).total == total


@pytest.mark.parametrize(
    ("family", "field", "other"),
    [
        ("dbrx", "d_model", "hidden_size"),
        ("dbrx", "n_layers", "num_hidden_layers"),
        ("dbrx", "n_heads", "num_attention_heads"),
        ("glm4_moe_lite", "qk_rope_head_dim", "head_dim"),
        ("whisper", "encoder_layers", "num_hidden_layers"),
        ("whisper", "encoder_attention_heads", "num_attention_heads"),
    ],
)
def test_two_names_of_one_size_may_not_contradict_each_other(
    family: str, field: str, other: str
) -> None:
    config = truth(family, 0)

    assert ledger(**{**config, other: config[field]}).total == ledger(**config).total
    with pytest.raises(ConfigError, match=f"{field} = .* and {other} = .* contradict each other"):
        read({**config, other: 2 * config[field]})


def test_a_head_of_glm_4_7_flash_is_its_part_that_has_positions() -> None:
    config = truth("glm4_moe_lite", 0)
    del config["qk_rope_head_dim"]

    # As transformers 5.24 builds either
    assert ledger(**config, head_dim=8).total == 48_076
    assert ledger(**config).total == 58_156


def test_the_heads_of_dbrx_share_its_width_whatever_else_is_stated() -> None:
    config = truth("dbrx", 0)
    assert ledger(**config, head_dim=4).total == ledger(**config).total == 46_248


@pytest.mark.parametrize("family", ["zamba", "zamba2", "granitemoehybrid", "nemotron_h"])
def test_two_lists_of_layers_may_not_contradict_each_other(family: str) -> None:
    told = {"nemotron_h": ["mamba", "mlp", "mlp", "attention"]}
    layers = told.get(family, ["mamba"] * 3 + ["hybrid" if "zamba" in family else "attention"])
    config = truth(family, 0) | {"num_hidden_layers": 4}
    for name in ("layers_block_type", "layer_types", "hybrid_override_pattern"):
        config.pop(name, None)

    def read_with(**lists: list[str]) -> int:
        return ledger(**config, **lists).total

    total = read_with(layers_block_type=layers)
    newer = ["linear_attention" if kind == "mamba" else kind for kind in layers]
    assert read_with(layers_block_type=layers, layer_types=newer) == total
    with pytest.raises(ConfigError, match=r"layer\w+ and layer\w+ contradict each other"):
        read_with(layers_block_type=layers, layer_types=layers[::-1])


def test_a_pattern_of_nemotron_may_not_contradict_its_list() -> None:
    layers = ["mamba", "mlp", "mamba", "attention"]

    assert ledger(**NEMOTRON, layer_types=layers).total == ledger(**NEMOTRON).total
    with pytest.raises(ConfigError, match="hybrid_override_pattern and layer_types contradict"):
        read({**NEMOTRON, "layer_types": layers[::-1]})


RECURRENT_GEMMA = {
    "model_type": "recurrent_gemma",
    "vocab_size": 256000,
    "hidden_size": 2560,
    "intermediate_size": 15360,
    "num_hidden_layers": 26,
    "num_attention_heads": 10,
    "num_key_value_heads": 1,
}
ZAMBA_2 = {
    "model_type": "zamba2",
    "hidden_size": 2560,
    "num_hidden_layers": 54,
    "num_attention_heads": 32,
    "n_mamba_heads": 80,
    "vocab_size": 32000,
}


@pytest.mark.parametrize(
    ("config", "stated", "total"),
    [
        (RECURRENT_GEMMA, {}, 2_682_862_080),
        (RECURRENT_GEMMA, {"head_dim": 128}, 2_625_190_400),
        (ZAMBA_2, {}, 2_491_813_280),
        (ZAMBA_2, {"attention_head_dim": 80}, 2_445_938_080),
        (ZAMBA_2, {"head_dim": 80}, 2_445_938_080),
        (ZAMBA_2, {"attention_hidden_size": 2560}, 2_452_489_120),
        (
            ZAMBA_2,
            {"attention_hidden_size": 2560, "use_shared_attention_adapter": True},
            2_470_183_840,
        ),
    ],
)
def test_sizes_of_attention_that_a_config_states_are_not_derived(
    config: dict[str, Any], stated: dict[str, Any], total: int
) -> None:
    # As transformers 5.24 counts either
    assert ledger(**config, **stated).total == total
