"""Small configs of models that mix short convolutions or gated recurrences with attention."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes

CONV, FULL, SLIDING = "conv", "full_attention", "sliding_attention"


def lfm2(rng: random.Random) -> dict[str, Any]:
    """The MLP's width adjusted or not, under its old name and its new one."""
    base = sizes(rng)
    layers = base["num_hidden_layers"]
    width = base.pop("intermediate_size")
    told: dict[str, Any] = rng.choice(
        [
            {},
            {"full_attn_idxs": sorted(rng.sample(range(layers), 2))},
            {"layer_types": [CONV, FULL, *rng.choices([CONV, FULL], k=layers - 2)]},
        ]
    )
    return {
        **base,
        **told,
        rng.choice(["intermediate_size", "block_ff_dim"]): width,
        "conv_bias": rng.choice([True, False]),
        "conv_L_cache": rng.choice([3, 4]),
        "block_auto_adjust_ff_dim": rng.choice([True, False]),
        "block_multiple_of": rng.choice([8, 16]),
        "block_ffn_dim_multiplier": rng.choice([None, 1.0, 1.3]),
    }


def lfm2_moe(rng: random.Random) -> dict[str, Any]:
    """Dense layers first, then experts with or without a bias."""
    base = sizes(rng)
    layers = base["num_hidden_layers"]
    return {
        **base,
        "layer_types": [CONV, FULL, *rng.choices([CONV, FULL], k=layers - 2)],
        "conv_bias": rng.choice([True, False]),
        "conv_L_cache": rng.choice([3, 4]),
        "num_dense_layers": rng.choice([0, 1, 2]),
        "num_experts": rng.choice([3, 4]),
        "num_experts_per_tok": 2,
        "moe_intermediate_size": rng.randint(8, 20),
        "use_expert_bias": rng.choice([True, False]),
    }


def lfm3(rng: random.Random) -> dict[str, Any]:
    """Windows too, gates on the attention, norms behind the blocks."""
    base = sizes(rng)
    layers = base["num_hidden_layers"]
    told = [CONV, FULL, SLIDING, *rng.choices([CONV, FULL, SLIDING], k=layers - 3)]
    return {
        **base,
        "conv_bias": rng.choice([True, False]),
        "conv_L_cache": rng.choice([3, 7]),
        "head_dim": rng.choice([8, 16]),
        "sliding_window": rng.choice([8, 16]),
        "use_sandwich_norm": rng.choice([True, False]),
        "use_attention_gate": rng.choice([True, False]),
        "attention_bias": rng.choice([True, False]),
        **maybe(rng, layer_types=told),
    }


def rwkv(rng: random.Random) -> dict[str, Any]:
    """RWKV 4."""
    base = sizes(rng)
    kept = ("hidden_size", "num_hidden_layers", "vocab_size", "tie_word_embeddings")
    return {
        **{key: base[key] for key in kept},
        "bos_token_id": 1,
        "eos_token_id": 2,
        "context_length": rng.choice([32, 64]),
        **maybe(rng, attention_hidden_size=base["hidden_size"]),
        **maybe(rng, intermediate_size=rng.randint(20, 60)),
    }


def recurrent_gemma(rng: random.Random) -> dict[str, Any]:
    """Griffin: gated recurrences, every third layer with a window."""
    base = sizes(rng)
    heads = base["num_attention_heads"]
    base["intermediate_size"] = 2 * rng.randint(10, 40)
    base.pop("max_position_embeddings")
    return {
        **base,
        "attention_bias": rng.choice([True, False]),
        "attention_window_size": rng.choice([8, 16]),
        "conv1d_width": rng.choice([3, 4]),
        **maybe(rng, lru_width=heads * rng.randint(4, 8)),
        **maybe(rng, block_types=["recurrent", "attention"]),
    }


RECIPES = {
    "lfm2": lfm2,
    "lfm2_moe": lfm2_moe,
    "lfm3": lfm3,
    "recurrent_gemma": recurrent_gemma,
    "rwkv": rwkv,
}
