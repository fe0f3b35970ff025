"""Small mixtures of experts under Mixtral's names."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes


def experts(rng: random.Random, count: str = "num_local_experts") -> dict[str, Any]:
    """A few experts, some of which serve a token; both fields are always written down."""
    return {count: rng.choice([6, 9, 10]), "num_experts_per_tok": rng.choice([1, 3])}


def mixtral(rng: random.Random) -> dict[str, Any]:
    """With a window, with `null`, and without a word of one."""
    return {
        **sizes(rng),
        **experts(rng),
        **maybe(rng, head_dim=rng.choice([8, 10, 12])),
        **maybe(rng, sliding_window=rng.choice([None, 16])),
    }


def phimoe(rng: random.Random) -> dict[str, Any]:
    """With biases on the attention and on the head, or without."""
    return {
        **sizes(rng),
        **experts(rng),
        "attention_bias": rng.choice([True, False]),
        "lm_head_bias": rng.choice([True, False]),
        **maybe(rng, sliding_window=rng.choice([None, 16])),
    }


def minimax_m2(rng: random.Random) -> dict[str, Any]:
    """Heads that do not share the width."""
    return {**sizes(rng), **experts(rng), "head_dim": rng.choice([8, 10, 12])}


RECIPES = {"mixtral": mixtral, "phimoe": phimoe, "minimax_m2": minimax_m2}
