"""What a mixture's config may not say, and what a release has beyond the model itself."""

from __future__ import annotations

from math import ceil, prod
from typing import Any

import pytest

from mkdocs_paramsize.architecture import read
from mkdocs_paramsize.errors import ConfigError
from mkdocs_paramsize.ledger import Ledger
from tests.cache import cached, cached_per_token

MIXTRAL: dict[str, Any] = {
    "model_type": "mixtral",
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "intermediate_size": 96,
    "vocab_size": 100,
    "num_local_experts": 8,
    "num_experts_per_tok": 2,
}
DEEPSEEK_R1: dict[str, Any] = {
    "model_type": "deepseek_v3",
    "hidden_size": 7168,
    "num_hidden_layers": 61,
    "num_attention_heads": 128,
    "num_key_value_heads": 128,
    "intermediate_size": 18432,
    "moe_intermediate_size": 2048,
    "n_routed_experts": 256,
    "n_shared_experts": 1,
    "num_experts_per_tok": 8,
    "first_k_dense_replace": 3,
    "q_lora_rank": 1536,
    "kv_lora_rank": 512,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
    "vocab_size": 129280,
    "num_nextn_predict_layers": 1,
}
DEEPSEEK_V32 = {
    **DEEPSEEK_R1,
    "model_type": "deepseek_v32",
    "index_head_dim": 128,
    "index_n_heads": 64,
}
DEEPSEEK_V4_FLASH: dict[str, Any] = {
    "model_type": "deepseek_v4",
    "hidden_size": 4096,
    "num_hidden_layers": 43,
    "num_attention_heads": 64,
    "num_key_value_heads": 1,
    "head_dim": 512,
    "moe_intermediate_size": 2048,
    "n_routed_experts": 256,
    "n_shared_experts": 1,
    "num_experts_per_tok": 6,
    "num_hash_layers": 3,
    "q_lora_rank": 1024,
    "o_groups": 8,
    "o_lora_rank": 1024,
    "index_head_dim": 128,
    "index_n_heads": 64,
    "sliding_window": 128,
    "vocab_size": 129280,
    "num_nextn_predict_layers": 1,
    "compress_ratios": [0, 0, *[4, 128] * 20, 4, 0],
}
HY3: dict[str, Any] = {
    "model_type": "hy_v3",
    "hidden_size": 4096,
    "num_hidden_layers": 80,
    "num_attention_heads": 64,
    "num_key_value_heads": 8,
    "head_dim": 128,
    "intermediate_size": 13312,
    "num_experts": 192,
    "num_experts_per_tok": 8,
    "num_shared_experts": 1,
    "moe_intermediate_size": 1536,
    "expert_hidden_dim": 1536,
    "first_k_dense_replace": 1,
    "vocab_size": 120832,
    "num_nextn_predict_layers": 1,
}

KEPT_AT_16_BIT = ("embed", "lm_head", "shared_head", "gate.weight", "eh_proj", "weights_proj")
"""What DeepSeek leaves unquantised; every other matrix has a scale for 128 × 128 numbers."""


def _released(ledger: Ledger) -> int:
    """All numbers in the files of a release: the model, its buffers, its prediction layers."""
    extras = ledger.architecture.extras
    return ledger.with_buffers + sum(line.count for line in extras if line.module == "mtp")


def _scales(ledger: Ledger) -> int:
    tensors = (*ledger.architecture.tensors, *ledger.architecture.extras)
    return sum(
        tensor.times * prod(ceil(length / 128) for length in tensor.shape)
        for tensor in tensors
        if len(tensor.shape) == 2 and not any(part in tensor.name for part in KEPT_AT_16_BIT)
    )


def test_deepseek_r1_holds_as_many_numbers_as_its_released_files() -> None:
    ledger = Ledger(read(DEEPSEEK_R1))

    assert ledger.with_buffers == 671_026_419_200
    assert _released(ledger) + _scales(ledger) == 684_531_386_000


def test_deepseek_v32_holds_as_many_numbers_as_its_released_files() -> None:
    ledger = Ledger(read(DEEPSEEK_V32))

    assert _released(ledger) + _scales(ledger) == 685_396_921_376


def test_hy3_holds_as_many_numbers_as_its_released_files() -> None:
    assert _released(Ledger(read(HY3))) == 298_786_140_416 + 15_360


def test_prediction_layers_are_numbered_on_and_counted_apart() -> None:
    architecture = read(DEEPSEEK_R1)

    names = {name for tensor in architecture.extras for name in tensor.expanded()}
    assert "model.layers.61.eh_proj.weight" in names
    assert "model.layers.61.mlp.experts.255.down_proj.weight" in names
    assert all(tensor.module == "mtp" for tensor in architecture.extras)
    assert not any("layers.61." in n for t in architecture.tensors for n in t.expanded())


def test_no_prediction_layers_are_guessed() -> None:
    without = {key: DEEPSEEK_R1[key] for key in DEEPSEEK_R1 if "nextn" not in key}

    assert read(without).extras == ()


def test_an_indexer_keeps_its_own_key_beside_the_latent() -> None:
    plain, indexed = Ledger(read(DEEPSEEK_R1)), Ledger(read(DEEPSEEK_V32))

    assert cached_per_token(plain) == 61 * 576
    assert cached_per_token(indexed) == 61 * (576 + 128)


def test_compressed_attention_keeps_a_part_of_a_vector_for_each_token_beyond_the_window() -> None:
    ledger = Ledger(read(DEEPSEEK_V4_FLASH))
    beyond = 21 * (512 + 128) // 4 + 20 * 512 // 128

    assert cached_per_token(ledger, beyond_windows=True) == beyond
    assert cached(ledger, 1024) == 43 * 512 * 128 + 1024 * beyond


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"num_experts_per_tok": 9}, "9 experts are to serve a token"),
        ({"num_experts": 16}, "num_experts = 16 and num_local_experts = 8 contradict each other"),
        ({"num_local_experts": None}, "num_local_experts"),
        ({"num_experts_per_tok": None}, "num_experts_per_tok"),
        ({"num_local_experts": 0}, "num_local_experts is 0"),
        ({"num_key_value_heads": 3}, "4 query heads cannot share 3 key/value heads evenly"),
    ],
)
def test_impossible_experts_are_refused(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(ConfigError) as raised:
        read({**MIXTRAL, **fields})

    assert told in str(raised.value)


def test_experts_are_found_under_any_of_their_names() -> None:
    total = Ledger(read(MIXTRAL)).total
    renamed = {**MIXTRAL, "num_local_experts": None, "num_experts": 8}

    assert Ledger(read(renamed)).total == total


def test_queries_are_compressed_unless_the_config_says_null() -> None:
    plain = {tensor.name for tensor in read({**DEEPSEEK_R1, "q_lora_rank": None}).tensors}
    usual = {tensor.name for tensor in read(DEEPSEEK_R1).tensors}

    assert "model.layers.{layer}.self_attn.q_proj.weight" in plain - usual
    assert "model.layers.{layer}.self_attn.q_a_proj.weight" in usual - plain


def test_a_model_without_layers_of_experts_needs_no_field_of_theirs() -> None:
    dense = {
        **{key: MIXTRAL[key] for key in MIXTRAL if "expert" not in key},
        "model_type": "llama4_text",
        "moe_layers": [],
        "intermediate_size_mlp": 128,
    }

    assert Ledger(read(dense)).by_component["experts"] == 0
