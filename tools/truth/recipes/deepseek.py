"""Small mixtures with latent attention: DeepSeek's and those built like them."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.mixtral import experts


def latent(rng: random.Random, *, plain_queries: bool = True) -> dict[str, Any]:
    """A small model with latent attention; queries may be left uncompressed."""
    small = sizes(rng)
    ranks = [10, 14, None] if plain_queries else [10, 14]
    return {
        **small,
        "num_key_value_heads": small["num_attention_heads"],
        "q_lora_rank": rng.choice(ranks),
        "kv_lora_rank": rng.choice([6, 12]),
        "qk_nope_head_dim": rng.choice([6, 10]),
        "qk_rope_head_dim": rng.choice([4, 8]),
        "v_head_dim": rng.choice([5, 7]),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


def balanced(rng: random.Random) -> dict[str, Any]:
    """Experts in one group, shared ones beside them."""
    return {
        **experts(rng, "n_routed_experts"),
        "moe_intermediate_size": rng.randint(5, 30),
        **maybe(rng, n_shared_experts=rng.choice([1, 2])),
        "n_group": 1,
        "topk_group": 1,
    }


def leading(rng: random.Random) -> dict[str, Any]:
    """Plain layers first, told or not."""
    return maybe(rng, first_k_dense_replace=rng.choice([0, 1, 2, 9]))


def deepseek_v2(rng: random.Random) -> dict[str, Any]:
    """With biases on the MLPs, or without."""
    mlp_bias = maybe(rng, mlp_bias=rng.choice([True, False]))
    return {**latent(rng), **balanced(rng), **leading(rng), **mlp_bias}


def deepseek_v3(rng: random.Random) -> dict[str, Any]:
    """Nothing beyond what all of them have."""
    return {**latent(rng), **balanced(rng), **leading(rng)}


def deepseek_v32(rng: random.Random) -> dict[str, Any]:
    """With an indexer."""
    return {
        **latent(rng, plain_queries=False),
        **balanced(rng),
        **(leading(rng) or mlp_types(rng, 6)),
        **indexer(rng),
    }


def mistral4(rng: random.Random) -> dict[str, Any]:
    """Not among the models that the automatic class knows by their config."""
    named = {"architectures": ["Mistral4ForCausalLM"]}
    return {**latent(rng), **balanced(rng), **leading(rng), **named}


def axk1(rng: random.Random) -> dict[str, Any]:
    """Experts in every so many layers."""
    return {
        **latent(rng, plain_queries=False),
        **balanced(rng),
        **leading(rng),
        **maybe(rng, moe_layer_freq=rng.choice([1, 2])),
    }


def indexer(rng: random.Random) -> dict[str, Any]:
    """An indexer whose key is at least as large as its rotated part."""
    return {
        "index_head_dim": rng.choice([8, 10, 14]),
        "index_n_heads": rng.choice([2, 3]),
        "index_topk": 2,
    }


def mlp_types(rng: random.Random, layers: int) -> dict[str, Any]:
    """The kind of every layer's MLP, one by one."""
    kinds = [rng.choice(["dense", "sparse"]) for _ in range(layers)]
    return {"num_hidden_layers": layers, "mlp_layer_types": kinds}


RECIPES = {
    "deepseek_v2": deepseek_v2,
    "deepseek_v3": deepseek_v3,
    "deepseek_v32": deepseek_v32,
    "mistral4": mistral4,
    "axk1": axk1,
}
