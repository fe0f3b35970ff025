"""A config may state sizes that its family's own code does not have: it is refused, not guessed."""

from __future__ import annotations

from typing import Any, Final

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.errors import UnknownArchitectureError
from tests.test_multimodal import TEXT as LLAMA

KIMI: Final = {
    "model_type": "kimi_linear",
    "hidden_size": 64,
    "num_hidden_layers": 4,
    "num_attention_heads": 4,
    "intermediate_size": 96,
    "moe_intermediate_size": 16,
    "num_experts": 4,
    "num_experts_per_token": 2,
    "kv_lora_rank": 8,
    "qk_nope_head_dim": 8,
    "qk_rope_head_dim": 4,
    "v_head_dim": 8,
    "vocab_size": 1000,
    "linear_attn_config": {
        "full_attn_layers": [4],
        "kda_layers": [1, 2, 3],
        "head_dim": 16,
        "num_heads": 4,
    },
}


def parameters(fields: dict[str, Any]) -> int:
    return sum(tensor.count for tensor in read(fields).tensors if not tensor.buffer)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("draft_vocab_size", 500),
        ("moe_latent_size", 16),
        ("routed_expert_hidden_size", 16),
        ("shared_expert_intermediate_size", 16),
        ("num_experts", 8),
        ("n_routed_experts", 8),
        ("lora_rank", 4),
        ("q_lora_rank", 16),
        ("ffn_hidden_size", 256),
        ("index_head_dim", 16),
        ("num_target_layers", 36),
        ("attention_head_type", "multiquery"),
    ],
)
def test_a_size_that_the_family_does_not_have_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(UnknownArchitectureError, match=rf"^my/config\.json: {name} = .*llama"):
        read(LLAMA | {name: value}, "my/config.json")


@pytest.mark.parametrize("nothing", [None, 0, False, [], ""])
def test_a_field_that_says_nothing_changes_nothing(nothing: object) -> None:
    fields = LLAMA | {"draft_vocab_size": nothing, "num_experts": nothing}
    assert parameters(fields) == parameters(LLAMA)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_experts", 1),
        ("classifier_hidden_size", 32),
        ("num_experts_per_tok", 2),
        ("ffn_hidden_size", 128),
        ("mla_scale_q_lora", True),
    ],
)
def test_a_field_that_adds_no_tensor_of_the_model_is_passed_over(name: str, value: int) -> None:
    assert parameters(LLAMA | {name: value}) == parameters(LLAMA)


def test_fields_of_a_config_inside_are_named_by_their_way() -> None:
    inner = {**KIMI["linear_attn_config"], "use_full_rank_gate": True}
    with pytest.raises(
        UnknownArchitectureError, match=r"config\.json: linear_attn_config\.use_full_rank_gate ="
    ):
        read(KIMI | {"linear_attn_config": inner})


def test_a_text_model_inside_a_family_that_is_not_known_is_held_to_its_own_fields() -> None:
    text = KIMI | {"routed_expert_hidden_size": 32, "latent_moe_use_norm": True}
    whole = {"model_type": "kimi_next", "text_config": text, "vision_config": {"depth": 2}}
    with pytest.raises(
        UnknownArchitectureError,
        match="text_config: routed_expert_hidden_size = 32, latent_moe_use_norm = True",
    ):
        read(whole)


def test_what_stands_beside_the_text_model_may_have_any_size() -> None:
    whole = {"model_type": "seer", "text_config": LLAMA, "projector_hidden_size": 32}
    assert parameters(whole) == parameters(LLAMA)


def test_a_family_with_experts_may_have_none_in_any_layer() -> None:
    dense = {**KIMI, "mlp_layer_types": ["dense"] * 4}
    fields = {key: dense.pop(key) for key in ("num_experts", "moe_intermediate_size")}
    assert parameters(dense | fields) == parameters(dense)


def test_what_is_asked_of_a_changed_config_is_known_of_the_first() -> None:
    config = Config({"lora_rank": 4, "rank": 8})
    assert config.with_fields({"rank": 2}).get("lora_rank", "rank") == 4
    assert [name for name, _ in config.unread()] == ["rank"]


ENCODERS: Final = ("bert", "roberta", "xlm-roberta", "camembert", "electra", "mpnet", "distilbert")
BERT: Final = LLAMA | {"n_layers": 2, "n_heads": 4, "dim": 64, "hidden_dim": 128}


@pytest.mark.parametrize("family", ENCODERS)
def test_positions_of_an_encoder_that_stand_in_no_table_are_refused(family: str) -> None:
    fields = BERT | {"model_type": family}
    stored = parameters(fields | {"position_embedding_type": "absolute"})
    assert stored == parameters(fields | {"position_embedding_type": None}) == parameters(fields)
    for kind in ("alibi", "rotary", "relative_key"):
        with pytest.raises(UnknownArchitectureError, match=f"position_embedding_type is {kind}"):
            read(fields | {"position_embedding_type": kind})


@pytest.mark.parametrize(
    "foreign",
    [
        {"alibi_starting_size": 512},
        {"feed_forward_type": "geglu"},
        {"lora_adaptations": ["retrieval", "classification"]},
    ],
)
def test_an_encoder_whose_weights_are_of_other_code_is_refused(foreign: dict[str, Any]) -> None:
    with pytest.raises(UnknownArchitectureError, match=next(iter(foreign))):
        read(BERT | {"model_type": "bert"} | foreign)


def test_chatglm_with_keys_put_before_the_text_is_refused() -> None:
    glm = {"model_type": "chatglm", "num_layers": 2, "hidden_size": 64, "ffn_hidden_size": 96}
    glm |= {"num_attention_heads": 4, "kv_channels": 16, "padded_vocab_size": 100}
    assert parameters(glm | {"pre_seq_len": None}) == parameters(glm)
    with pytest.raises(UnknownArchitectureError, match="pre_seq_len = 128"):
        read(glm | {"pre_seq_len": 128})
