"""Small mixtures by Zhipu, and Solar Open."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.deepseek import balanced, indexer, latent, leading, mlp_types
from tools.truth.recipes.llama import maybe, sizes


def glm4_moe(rng: random.Random) -> dict[str, Any]:
    """With q/k norms and biases, or without."""
    return {
        **sizes(rng),
        **balanced(rng),
        **leading(rng),
        # Half of a head is rotated, in pairs.
        "head_dim": rng.choice([8, 12]),
        **maybe(rng, use_qk_norm=rng.choice([True, False])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


def glm4_moe_lite(rng: random.Random) -> dict[str, Any]:
    """One plain layer, or as listed."""
    return {**latent(rng), **balanced(rng), **(mlp_types(rng, 5) if rng.random() < 0.5 else {})}


def glm_moe_dsa(rng: random.Random) -> dict[str, Any]:
    """Indexers in every layer, by a schedule, by a pattern, or as listed."""
    shared: list[dict[str, Any]] = [
        {},
        {"index_topk_freq": 2},
        {"index_topk_freq": 3, "index_skip_topk_offset": 1},
        {"num_hidden_layers": 5, "index_topk_pattern": "FSFSS"},
        {"num_hidden_layers": 4, "indexer_types": ["full", "full", "shared", "full"]},
    ]
    return {
        **latent(rng, plain_queries=False),
        **balanced(rng),
        **leading(rng),
        **indexer(rng),
        **rng.choice(shared),
    }


def solar_open(rng: random.Random) -> dict[str, Any]:
    """With biases, or without."""
    return {
        **sizes(rng),
        **balanced(rng),
        "head_dim": rng.choice([8, 12]),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


RECIPES = {
    "glm4_moe": glm4_moe,
    "glm4_moe_lite": glm4_moe_lite,
    "glm_moe_dsa": glm_moe_dsa,
    "solar_open": solar_open,
}
