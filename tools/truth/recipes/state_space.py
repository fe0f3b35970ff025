"""Small configs of models that are state-space layers throughout."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe


def _sizes(rng: random.Random) -> dict[str, Any]:
    return {
        "hidden_size": 8 * rng.randint(2, 7),
        "num_hidden_layers": rng.randint(2, 4),
        "vocab_size": rng.randint(50, 200),
        "state_size": rng.randint(3, 8),
        "conv_kernel": rng.choice([3, 4, 5]),
        "use_bias": rng.choice([True, False]),
        "use_conv_bias": rng.choice([True, False]),
        "tie_word_embeddings": rng.choice([True, False]),
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
    }


def mamba(rng: random.Random) -> dict[str, Any]:
    """With a rank of the time step that is told, `auto` or left out."""
    return {
        **_sizes(rng),
        "expand": rng.choice([1, 2, 3]),
        **maybe(rng, time_step_rank=rng.choice([3, "auto"])),
    }


def mamba2(rng: random.Random) -> dict[str, Any]:
    """Heads and groups."""
    groups = rng.choice([1, 2])
    heads = groups * rng.choice([2, 4])
    head_dim = 2 * rng.randint(2, 4)
    expand = rng.choice([1, 2])
    return {
        **_sizes(rng),
        "expand": expand,
        "hidden_size": heads * head_dim // expand,
        "num_heads": heads,
        "head_dim": head_dim,
        "n_groups": groups,
    }


RECIPES = {"mamba": mamba, "falcon_mamba": mamba, "mamba2": mamba2}
