"""Small mixtures of experts of many lineages, one each."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.deepseek import balanced, leading, mlp_types
from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.mixtral import experts

FULL, SLIDING = "full_attention", "sliding_attention"


def layer_types(rng: random.Random, layers: int) -> dict[str, Any]:
    """The kind of every layer's attention, one by one."""
    kinds = [rng.choice([FULL, SLIDING]) for _ in range(layers)]
    return {"num_hidden_layers": layers, "layer_types": kinds}


def dots1(rng: random.Random) -> dict[str, Any]:
    """A window from some layer on, or as listed."""
    return {
        **sizes(rng),
        **balanced(rng),
        "n_shared_experts": rng.choice([1, 2]),
        **leading(rng),
        **maybe(rng, head_dim=rng.choice([8, 10, 12])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=rng.choice([None, 16])),
        **rng.choice([{}, {"max_window_layers": 2}, layer_types(rng, 4)]),
    }


def gpt_oss(rng: random.Random) -> dict[str, Any]:
    """Alternating windows, or as listed."""
    return {
        **sizes(rng),
        **experts(rng),
        "head_dim": rng.choice([8, 10, 12]),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=16),
        **rng.choice([{}, layer_types(rng, 5)]),
    }


def llama4_text(rng: random.Random) -> dict[str, Any]:
    """Experts in every layer, in every n-th, or as listed; chunks likewise."""
    return {
        **sizes(rng),
        **experts(rng),
        "head_dim": rng.choice([8, 12, None]),
        "intermediate_size_mlp": rng.randint(20, 100),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, attention_chunk_size=16),
        **rng.choice([{}, {"interleave_moe_layer_step": 2}, {"moe_layers": [0, 2]}]),
        **rng.choice([{}, {"no_rope_layer_interval": 2}, {"no_rope_layers": [1, 0, 1, 1, 0, 1]}]),
    }


def dbrx(rng: random.Random) -> dict[str, Any]:
    """Sizes under names of its own."""
    kv_heads = rng.choice([1, 2])
    heads = kv_heads * rng.choice([1, 2, 3])
    return {
        "d_model": heads * rng.choice([4, 6, 8]),
        "n_heads": heads,
        "n_layers": rng.randint(3, 6),
        "vocab_size": rng.randint(50, 200),
        "max_seq_len": rng.choice([64, 128]),
        # Nothing works there without these two.
        "attn_config": {"rope_theta": 10000.0, "clip_qkv": 8, **maybe(rng, kv_n_heads=kv_heads)},
        "ffn_config": {
            "ffn_hidden_size": rng.randint(20, 100),
            "moe_num_experts": rng.choice([3, 5]),
            "moe_top_k": rng.choice([1, 2]),
        },
        "pad_token_id": 0,
    }


def olmoe(rng: random.Random) -> dict[str, Any]:
    """With biases, or without."""
    return {
        **sizes(rng),
        **experts(rng, "num_experts"),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


def granitemoe(rng: random.Random) -> dict[str, Any]:
    """With biases, or without."""
    return {
        **sizes(rng),
        **experts(rng),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


def granitemoeshared(rng: random.Random) -> dict[str, Any]:
    """With a shared MLP, or without."""
    return {**granitemoe(rng), **maybe(rng, shared_intermediate_size=rng.choice([0, 24]))}


def granitemoe_swa(rng: random.Random) -> dict[str, Any]:
    """Three sliding layers of four, or as listed."""
    windows = maybe(rng, sliding_window=16)
    return {**granitemoeshared(rng), **windows, **rng.choice([{}, layer_types(rng, 5)])}


def hunyuan_v1_moe(rng: random.Random) -> dict[str, Any]:
    """Equally many experts for a token in every layer, or not."""
    small = sizes(rng)
    layers = small["num_hidden_layers"]
    return {
        **small,
        "num_experts": rng.choice([6, 9, 10]),
        "moe_topk": rng.choice([2, 3, [2 + number % 2 for number in range(layers)]]),
        "head_dim": rng.choice([8, 12]),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


def hy_v3(rng: random.Random) -> dict[str, Any]:
    """Biases on attention and MLPs, plain layers as listed."""
    return {
        **sizes(rng),
        **experts(rng, "num_experts"),
        "moe_intermediate_size": rng.randint(5, 30),
        "head_dim": rng.choice([8, 12]),
        **maybe(rng, num_shared_experts=rng.choice([1, 2])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, mlp_bias=rng.choice([True, False])),
        **rng.choice([{}, mlp_types(rng, 5)]),
    }


def ernie4_5_moe(rng: random.Random) -> dict[str, Any]:
    """Experts from a first to a last layer, in every n-th of them."""
    return {
        **sizes(rng),
        "moe_num_experts": rng.choice([5, 9]),
        "moe_k": rng.choice([1, 3]),
        "moe_intermediate_size": rng.randint(5, 30),
        **maybe(rng, use_bias=rng.choice([True, False])),
        **maybe(rng, head_dim=rng.choice([8, 12])),
        **maybe(rng, moe_num_shared_experts=rng.choice([0, 1, 3])),
        **maybe(rng, moe_layer_start_index=rng.choice([0, 2])),
        **maybe(rng, moe_layer_end_index=rng.choice([-1, 2, 3])),
        **maybe(rng, moe_layer_interval=2),
    }


def exaone_moe(rng: random.Random) -> dict[str, Any]:
    """Windows by a pattern, or as listed."""
    return {
        **sizes(rng),
        **experts(rng, "num_experts"),
        "moe_intermediate_size": rng.randint(5, 30),
        **maybe(rng, num_shared_experts=rng.choice([1, 2])),
        **maybe(rng, head_dim=rng.choice([8, 10, 12])),
        **maybe(rng, sliding_window=16),
        **leading(rng),
        **rng.choice([{}, {"sliding_window_pattern": 2}, layer_types(rng, 5)]),
    }


def afmoe(rng: random.Random) -> dict[str, Any]:
    """Windows by a pattern, or as listed."""
    return {
        **sizes(rng),
        **experts(rng, "num_experts"),
        "moe_intermediate_size": rng.randint(5, 30),
        "head_dim": rng.choice([8, 10, 12]),
        **maybe(rng, num_shared_experts=rng.choice([1, 3])),
        **maybe(rng, num_dense_layers=rng.choice([0, 2])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=16),
        **rng.choice([{}, {"global_attn_every_n_layers": 2}, layer_types(rng, 5)]),
    }


def cohere2_moe(rng: random.Random) -> dict[str, Any]:
    """Plain layers first, with a width and a pattern of windows of their own."""
    return {
        **sizes(rng),
        **experts(rng, "num_experts"),
        "head_dim": rng.choice([8, 12]),
        **maybe(rng, num_shared_experts=rng.choice([1, 2])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, prefix_dense_intermediate_size=rng.choice([18, 33])),
        **maybe(rng, prefix_dense_sliding_window_pattern=2),
        **maybe(rng, sliding_window_pattern=rng.choice([2, 3])),
        **maybe(rng, sliding_window=16),
        **maybe(rng, first_k_dense_replace=rng.choice([0, 1, 2])),
    }


def laguna(rng: random.Random) -> dict[str, Any]:
    """A gate a head or a number, query heads that differ from layer to layer."""
    small = sizes(rng)
    kv_heads, layers = small["num_key_value_heads"], small["num_hidden_layers"]
    return {
        **small,
        **experts(rng, "num_experts"),
        "moe_intermediate_size": rng.randint(5, 30),
        "shared_expert_intermediate_size": rng.randint(5, 40),
        "head_dim": rng.choice([8, 12]),
        **maybe(rng, gating=rng.choice(["per-head", "per-element"])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(
            rng,
            num_attention_heads_per_layer=[kv_heads * rng.choice([1, 2]) for _ in range(layers)],
        ),
        **maybe(rng, layer_types=[rng.choice([FULL, SLIDING]) for _ in range(layers)]),
        **maybe(rng, mlp_layer_types=[rng.choice(["dense", "sparse"]) for _ in range(layers)]),
        **maybe(rng, sliding_window=16),
    }


def longcat_flash(rng: random.Random) -> dict[str, Any]:
    """Without idle experts: the reference allocates rows for them that no release has."""
    heads = rng.choice([2, 3, 4])
    return {
        "hidden_size": heads * rng.choice([4, 6, 8]),
        "num_layers": rng.randint(2, 4),
        "num_attention_heads": heads,
        "vocab_size": rng.randint(50, 200),
        "ffn_hidden_size": rng.randint(20, 100),
        "expert_ffn_hidden_size": rng.randint(5, 30),
        "n_routed_experts": rng.choice([6, 9, 10]),
        "moe_topk": rng.choice([2, 3]),
        "zero_expert_num": 0,
        "q_lora_rank": rng.choice([10, 14]),
        "kv_lora_rank": rng.choice([6, 12]),
        "qk_nope_head_dim": rng.choice([6, 10]),
        # The rotary part of a head is read from head_dim as well.
        **rng.choice([{"qk_rope_head_dim": 4, "head_dim": 4}, {}]),
        "v_head_dim": rng.choice([5, 7]),
        "tie_word_embeddings": rng.choice([True, False]),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, router_bias=rng.choice([True, False])),
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
    }


def mimo_v2_flash(rng: random.Random) -> dict[str, Any]:
    """Twice the key/value heads in sliding layers."""
    kv_heads = rng.choice([1, 2])
    return {
        **sizes(rng),
        **experts(rng, "n_routed_experts"),
        "num_attention_heads": kv_heads * rng.choice([2, 6]),
        "num_key_value_heads": kv_heads,
        "moe_intermediate_size": rng.randint(5, 30),
        "head_dim": rng.choice([12, 24]),
        "v_head_dim": rng.choice([5, 7]),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=16),
        **rng.choice([{}, layer_types(rng, 5), mlp_types(rng, 4)]),
    }


def jetmoe(rng: random.Random) -> dict[str, Any]:
    """Query heads follow from the others."""
    small = sizes(rng)
    del small["num_attention_heads"]
    return {**small, **experts(rng), "kv_channels": rng.choice([8, 12])}


RECIPES = {
    "dots1": dots1,
    "gpt_oss": gpt_oss,
    "llama4_text": llama4_text,
    "dbrx": dbrx,
    "olmoe": olmoe,
    "flex_olmo": olmoe,
    "granitemoe": granitemoe,
    "granitemoeshared": granitemoeshared,
    "granitemoe_swa": granitemoe_swa,
    "hunyuan_v1_moe": hunyuan_v1_moe,
    "hy_v3": hy_v3,
    "ernie4_5_moe": ernie4_5_moe,
    "exaone_moe": exaone_moe,
    "afmoe": afmoe,
    "cohere2_moe": cohere2_moe,
    "laguna": laguna,
    "longcat_flash": longcat_flash,
    "mimo_v2_flash": mimo_v2_flash,
    "jetmoe": jetmoe,
}
