"""Small mixtures of Qwen's."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.mixtral import experts


def _mixture(rng: random.Random) -> dict[str, Any]:
    return {
        **sizes(rng),
        **experts(rng, "num_experts"),
        "moe_intermediate_size": rng.randint(5, 30),
        **maybe(rng, decoder_sparse_step=rng.choice([1, 2, 3])),
        **maybe(rng, mlp_only_layers=rng.choice([[], [0], [1, 2]])),
        **maybe(rng, head_dim=rng.choice([8, 10, 12])),
        **maybe(rng, use_sliding_window=rng.choice([True, False])),
        **maybe(rng, sliding_window=16),
    }


def qwen2_moe(rng: random.Random) -> dict[str, Any]:
    """Windows in the even layers below `max_window_layers`."""
    return {
        **_mixture(rng),
        "shared_expert_intermediate_size": rng.randint(5, 40),
        **maybe(rng, max_window_layers=rng.choice([0, 3])),
        **maybe(rng, qkv_bias=rng.choice([True, False])),
    }


def qwen3_moe(rng: random.Random) -> dict[str, Any]:
    """With biases on the attention, or without."""
    return {**_mixture(rng), **maybe(rng, attention_bias=rng.choice([True, False]))}


def mellum(rng: random.Random) -> dict[str, Any]:
    """Windows and plain MLPs as listed, or none."""
    small = sizes(rng)
    layers = range(small["num_hidden_layers"])
    attention = [rng.choice(["full_attention", "sliding_attention"]) for _ in layers]
    return {
        **small,
        **experts(rng, "num_experts"),
        "moe_intermediate_size": rng.randint(5, 30),
        "head_dim": rng.choice([8, 10, 12]),
        **maybe(rng, sliding_window=16),
        **maybe(rng, layer_types=attention),
        **maybe(rng, mlp_layer_types=[rng.choice(["dense", "sparse"]) for _ in layers]),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


RECIPES = {"qwen2_moe": qwen2_moe, "qwen3_moe": qwen3_moe, "mellum": mellum}
