"""What a config says of its release: the class that was saved, and the forms in which it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import ConfigError, UnknownArchitectureError

MISTRAL: Final = {
    "model_type": "mistral",
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_attention_heads": 32,
    "num_hidden_layers": 32,
    "num_key_value_heads": 8,
    "vocab_size": 32000,
    "tie_word_embeddings": False,
}
HEAD: Final = 4096 * 32000
LING: Final = {
    "model_type": "bailing_hybrid",
    "architectures": ["BailingMoeV3ForCausalLM"],
    "first_k_dense_replace": 1,
    "head_dim": 128,
    "hidden_size": 1536,
    "intermediate_size": 4608,
    "kv_lora_rank": 512,
    "layer_group_size": 4,
    "moe_intermediate_size": 512,
    "num_attention_heads": 16,
    "num_experts": 128,
    "num_experts_per_tok": 8,
    "num_hidden_layers": 24,
    "num_key_value_heads": 16,
    "num_shared_experts": 1,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "short_conv_kernel_size": 4,
    "v_head_dim": 128,
    "vocab_size": 157184,
}
"""The sizes of Edge0-8B-A1B."""


def parameters(fields: dict[str, Any]) -> int:
    return sum(tensor.count for tensor in read(fields).tensors if not tensor.buffer)


@pytest.mark.parametrize(
    ("name", "missing", "told"),
    [
        ("MistralForCausalLM", 0, ()),
        ("MistralModel", HEAD, ("head",)),
        ("MistralForSequenceClassification", HEAD, ("classifier",)),
        ("MistralForTokenClassification", HEAD, ("classifier",)),
        ("MistralForRewardModel", HEAD, ("classifier",)),
        ("MistralForProcessRewardModel", HEAD, ("classifier",)),
        # The name of another family says nothing of this one.
        ("LlavaModel", 0, ()),
    ],
)
def test_a_release_without_an_output_head_has_none_counted(
    name: str, missing: int, told: tuple[str, ...]
) -> None:
    fields = MISTRAL | {"architectures": [name]}
    assert parameters(fields) == 7_241_732_096 - missing
    assert read(fields).left_out == told


def test_a_text_model_inside_another_keeps_its_head() -> None:
    text = MISTRAL | {"architectures": ["MistralModel"]}
    assert parameters({"model_type": "mistral3", "text_config": text}) == 7_241_732_096


def test_half_a_model_is_refused() -> None:
    fields = json.loads(Path(__file__, "../truth/t5.json").resolve().read_text("utf-8"))[0][
        "config"
    ]
    with pytest.raises(ConfigError, match="T5EncoderModel, an encoder without its decoder"):
        read(fields | {"architectures": ["T5EncoderModel"]})


def test_queries_of_ling_may_be_compressed() -> None:
    assert parameters(LING) == 7_914_621_984
    assert parameters(LING | {"q_lora_rank": 256}) == 7_893_389_856


def test_ling_is_the_same_once_transformers_has_saved_it() -> None:
    own = {"head_dim": 64, "linear_head_dim": 128, "linear_num_heads": 16}
    assert parameters(LING | own | {"linear_conv_kernel_dim": 4}) == parameters(LING)


def test_the_generation_of_ling_before_is_refused() -> None:
    with pytest.raises(UnknownArchitectureError, match="BailingMoeV2_5ForCausalLM, whose linear"):
        read(LING | {"architectures": ["BailingMoeV2_5ForCausalLM"]})


GEMMA: Final = {
    "model_type": "gemma4_text",
    "hidden_size": 64,
    "num_hidden_layers": 6,
    "num_attention_heads": 4,
    "num_key_value_heads": 1,
    "intermediate_size": 128,
    "vocab_size": 1000,
    "vocab_size_per_layer_input": 1000,
    "hidden_size_per_layer_input": 16,
    "head_dim": 16,
    "num_kv_shared_layers": 0,
}


@pytest.mark.parametrize(
    "own", [{"global_head_dim": 32}, {"per_layer_config": {"05": {"head_dim": 32}}}]
)
def test_gemma_is_the_same_once_transformers_has_saved_it(own: dict[str, Any]) -> None:
    assert parameters(GEMMA | own) == 399_792


KEYS_OF_FOUR: Final = {"num_key_value_heads": 4, "num_global_key_value_heads": 2}


@pytest.mark.parametrize(
    ("saved", "total"),
    [
        # As transformers 5.24 builds each
        ({"per_layer_config": {}}, 389_520),
        ({"per_layer_config": None}, 389_520),
        ({"per_layer_config": {}, "global_head_dim": 32}, 389_520),
        ({"per_layer_config": {"5": {"head_dim": 32}}, "global_head_dim": 64}, 399_792),
        ({"per_layer_config": {}, "attention_k_eq_v": True, **KEYS_OF_FOUR}, 422_288),
        (
            {
                "per_layer_config": {"5": {"head_dim": 32}},
                "attention_k_eq_v": True,
                **KEYS_OF_FOUR,
            },
            434_608,
        ),
    ],
)
def test_what_was_saved_of_single_layers_is_all_that_full_layers_have_of_their_own(
    saved: dict[str, Any], total: int
) -> None:
    assert parameters(GEMMA | saved) == total


@pytest.mark.parametrize(
    "changed",
    [{"4": {"head_dim": 32}}, {"5": {"intermediate_size": 64}}, {"4": {}, "5": {"head_dim": 32}}],
)
def test_other_changes_of_single_layers_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="per_layer_config changes more than the heads"):
        read(GEMMA | {"per_layer_config": changed})
    with pytest.raises(ConfigError, match="per_layer_config changes single layers"):
        read(MISTRAL | {"per_layer_config": changed})


@pytest.mark.parametrize(
    ("outer", "inner", "tied"),
    [(False, True, True), (False, False, False), (True, False, True), (None, True, True)],
)
def test_a_head_is_tied_where_either_config_says_so(
    outer: bool | None, inner: bool, tied: bool
) -> None:
    text = {**MISTRAL, "model_type": "qwen2", "tie_word_embeddings": inner}
    fields = {"model_type": "llava", "text_config": text}
    assert read(fields | ({} if outer is None else {"tie_word_embeddings": outer})).tied is tied


def test_a_text_model_inside_another_leaves_out_what_is_usual() -> None:
    # As llava-hf/llava-1.5-7b-hf has it
    text = {"model_type": "llama", "vocab_size": 32064}
    assert parameters({"model_type": "llava", "text_config": text}) == 6_738_939_904
    with pytest.raises(ConfigError, match="hidden_size is missing"):
        read(text)


def test_one_class_may_stand_without_a_list() -> None:
    assert parameters(MISTRAL | {"architectures": "MistralModel"}) == 7_241_732_096 - HEAD
    assert parameters(MISTRAL | {"architectures": "", "per_layer_config": {}}) == 7_241_732_096


MINIMAX: Final = {
    "model_type": "minimax",
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "intermediate_size": 96,
    "num_local_experts": 4,
    "num_experts_per_tok": 2,
    "vocab_size": 1000,
}


def test_layers_of_minimax_are_those_that_its_own_configs_list() -> None:
    listed = MINIMAX | {"attn_type_list": [0, 0, 0, 1]}
    named = MINIMAX | {"layer_types": ["linear_attention"] * 3 + ["full_attention"]}
    assert read(listed).mixing == read(named).mixing != read(MINIMAX).mixing
    assert parameters(listed) == parameters(named)


@pytest.mark.parametrize("wrong", [[0, 1], [0, 0, 0, 2]])
def test_a_list_of_minimax_that_is_none_is_an_error(wrong: list[int]) -> None:
    with pytest.raises(ConfigError, match="attn_type_list is to have 4 numbers"):
        read(MINIMAX | {"attn_type_list": wrong})


def test_minimax_m2_is_known_by_its_class() -> None:
    m2 = MINIMAX | {"architectures": ["MiniMaxM2ForCausalLM"], "attn_type_list": [1] * 4}
    assert read(m2).tensors == read(m2 | {"model_type": "minimax_m2"}).tensors


MPT: Final = {"model_type": "mpt", "d_model": 3072, "n_heads": 24, "n_layers": 32}


@pytest.mark.parametrize(
    ("attention", "kv_heads"),
    [
        ({}, 24),
        ({"attn_type": "multihead_attention"}, 24),
        ({"attn_type": "grouped_query_attention", "kv_n_heads": 8}, 8),
        ({"attn_type": "multiquery_attention"}, 1),
    ],
)
def test_mpt_may_share_its_keys(attention: dict[str, Any], kv_heads: int) -> None:
    width = 3072
    layer = width * (width + 2 * kv_heads * 128) + width**2 + 8 * width**2 + 2 * width
    fields = MPT | {"vocab_size": 32768, "attn_config": attention}
    assert parameters(fields) == 32768 * width + 32 * layer + width
    [mixing] = read(fields).mixing
    assert mixing.per_token == 2 * kv_heads * 128


def test_another_attention_of_mpt_is_refused() -> None:
    fields = MPT | {"vocab_size": 32768, "attn_config": {"attn_type": "linear"}}
    with pytest.raises(ConfigError, match="attn_type is linear; known are multihead_attention"):
        read(fields)


@pytest.mark.parametrize("family", ["qwen", "mistral", "llama"])
@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ("vision_config", "vision"),
        ("visual", "vision"),
        ("audio_config", "media"),
        ("audio", "media"),
    ],
)
def test_what_stands_beside_the_text_model_is_named(family: str, beside: str, told: str) -> None:
    fields = MISTRAL | {"model_type": family, beside: {"depth": 2}}
    assert read(fields).left_out == (told,)


@pytest.mark.parametrize(
    "name",
    [
        "MistralForCausalLM",
        "RWForCausalLM",
        "QWenLMHeadModel",
        "T5WithLMHeadModel",
        "MiniCPMV",
        "InternVLChatModel",
        "GritLM",
        "TransformerForCausalLM",
        "LlamaForConditionalGeneration",
        "MistralForMaskedLM",
    ],
)
def test_a_class_of_remote_code_may_be_called_as_it_likes(name: str) -> None:
    assert parameters(MISTRAL | {"architectures": [name]}) == 7_241_732_096


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("LlamaForCausalLMEagle3", "a model that drafts for another"),
        ("Eagle3LlamaForCausalLM", "a model that drafts for another"),
        ("DeepseekV3ForCausalLMNextN", "a model that drafts for another"),
        ("MiMoMTPModel", "a model that drafts for another"),
        ("DFlashDraftModel", "a model that drafts for another"),
        ("LlamaForCausalLMWithValueHead", "a head, ForCausalLMWithValueHead, whose tensors"),
        ("ChronosBoltModelForForecasting", "a head, ForForecasting, whose tensors"),
        ("LlamaForRewardModelWithGating", "a head, ForRewardModelWithGating, whose tensors"),
        ("LlamaForScore", "a head, ForScore, whose tensors"),
        ("GPT2LMHeadCustomModel", "a head, LMHeadCustomModel, whose tensors"),
    ],
)
def test_a_class_with_a_head_of_its_own_is_refused(name: str, told: str) -> None:
    with pytest.raises(UnknownArchitectureError, match=f"architectures is {name}, .*{told}"):
        read(MISTRAL | {"architectures": [name]})
    with pytest.raises(UnknownArchitectureError, match="write one of these"):
        read(MISTRAL | {"architectures": ["MistralForCausalLM", name]})


def test_a_family_that_is_not_known_may_hold_any_head_beside_its_text_model() -> None:
    fields = {"model_type": "openvla", "architectures": ["OpenVLAForActionPrediction"]}
    assert parameters(fields | {"text_config": MISTRAL}) == 7_241_732_096
    with pytest.raises(UnknownArchitectureError, match="ForActionPrediction"):
        read({**fields, "model_type": "llava", "text_config": MISTRAL})


def test_an_encoder_is_counted_without_the_head_of_its_task_whatever_that_is() -> None:
    bert = {"model_type": "bert", "hidden_size": 64, "num_attention_heads": 4, "vocab_size": 100}
    bert |= {"num_hidden_layers": 2, "intermediate_size": 128}
    ranking = bert | {"architectures": ["BertForRanking"]}
    assert parameters(ranking) == parameters(bert)


@pytest.mark.parametrize(
    ("family", "name", "told"),
    [
        ("t5", "T5ForTokenClassification", "an encoder without its decoder"),
        ("umt5", "UMT5ForTokenClassification", "an encoder without its decoder"),
        ("whisper", "WhisperForCausalLM", "a decoder without its encoder"),
    ],
)
def test_half_a_model_may_have_a_head(family: str, name: str, told: str) -> None:
    path = Path(__file__, f"../truth/{family}.json").resolve()
    fields = json.loads(path.read_text("utf-8"))[0]["config"]
    with pytest.raises(ConfigError, match=f"{name}, {told}"):
        read(fields | {"architectures": [name]})


DELTA: Final = {
    "model_type": "qwen3_5_text",
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "intermediate_size": 128,
    "vocab_size": 1000,
}
NEMOTRON: Final = {
    "model_type": "nemotron_h",
    "hidden_size": 64,
    "hybrid_override_pattern": "M*-",
    "num_attention_heads": 8,
    "vocab_size": 1000,
}


@pytest.mark.parametrize(
    ("fields", "field"),
    [(DELTA, "mtp_num_hidden_layers"), (NEMOTRON, "num_nextn_predict_layers")],
)
def test_prediction_layers_that_are_not_counted_are_named(
    fields: dict[str, Any], field: str
) -> None:
    assert read(fields | {field: 1}).left_out == ("mtp",)
    assert read(fields | {field: 0}).left_out == read(fields).left_out == ()
    assert parameters(fields | {field: 1}) == parameters(fields)


def test_prediction_layers_within_another_family_are_named_with_its_tower() -> None:
    text = DELTA | {"mtp_num_hidden_layers": 1}
    fields = {"model_type": "qwen3_5", "text_config": text, "vision_config": {"depth": 2}}
    assert read(fields).left_out == ("mtp", "vision")


def test_prediction_layers_are_in_no_total_be_they_counted_apart_or_not() -> None:
    path = Path(__file__, "../truth/deepseek_v3.json").resolve()
    fields = json.loads(path.read_text("utf-8"))[0]["config"] | {"num_nextn_predict_layers": 1}
    model = read(fields)
    assert model.left_out == ("mtp",)
    assert {tensor.module for tensor in model.extras} == {"mtp"}
