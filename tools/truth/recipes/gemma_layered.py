"""Small configs of Gemma 3n and Gemma 4: per-layer embeddings, shared keys and values."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes

SLIDING, FULL = "sliding_attention", "full_attention"


def _shared(rng: random.Random) -> dict[str, Any]:
    """Layers of both kinds; the last ones may reuse what earlier ones have stored."""
    kinds = [SLIDING, FULL, *rng.choices([SLIDING, FULL], k=rng.randint(2, 4)), FULL]
    return {
        "num_hidden_layers": len(kinds),
        "layer_types": kinds,
        "num_kv_shared_layers": rng.randint(0, len(kinds) - 2),
        "sliding_window": rng.choice([8, 16]),
        "hidden_size_per_layer_input": rng.randint(4, 8),
        "vocab_size_per_layer_input": rng.randint(30, 60),
    }


def gemma3n_text(rng: random.Random) -> dict[str, Any]:
    """AltUp, LAuReL; one width of the MLP or one a layer."""
    base = {**sizes(rng), **_shared(rng)}
    layers = base["num_hidden_layers"]
    widths = [rng.randint(20, 60) for _ in range(layers)]
    return {
        **base,
        "head_dim": rng.choice([8, 16]),
        "attention_bias": rng.choice([True, False]),
        "intermediate_size": rng.choice([base["intermediate_size"], widths]),
        "altup_num_inputs": rng.choice([2, 3]),
        "laurel_rank": rng.randint(3, 6),
    }


def gemma4_text(rng: random.Random) -> dict[str, Any]:
    """Larger heads in full layers, values from keys, experts beside the MLP."""
    base = {**sizes(rng), **_shared(rng)}
    heads = base["num_key_value_heads"]
    experts = {
        "enable_moe_block": True,
        "num_experts": rng.choice([3, 4]),
        "top_k_experts": 2,
        "moe_intermediate_size": rng.randint(8, 20),
    }
    if rng.random() < 0.3:
        base["hidden_size_per_layer_input"] = 0
    return {
        **base,
        "head_dim": rng.choice([8, 16]),
        "global_head_dim": rng.choice([8, 24]),
        "num_global_key_value_heads": rng.choice([None, 1, heads]),
        "attention_k_eq_v": rng.choice([True, False]),
        "attention_bias": rng.choice([True, False]),
        "use_double_wide_mlp": rng.choice([True, False]),
        **maybe(rng, **experts),
    }


def gemma4_unified_text(rng: random.Random) -> dict[str, Any]:
    """Gemma 4 without a table for each layer and without experts."""
    left_out = ("per_layer_input", "experts", "moe", "top_k")
    return {
        key: value
        for key, value in gemma4_text(rng).items()
        if not any(part in key for part in left_out)
    }


RECIPES = {
    "gemma3n_text": gemma3n_text,
    "gemma4_text": gemma4_text,
    "gemma4_unified_text": gemma4_unified_text,
}
