"""Small configs of dense Phi."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes


def phi(rng: random.Random) -> dict[str, Any]:
    """With and without norms over the heads; tied, the head keeps its bias."""
    fields = sizes(rng)
    fields["hidden_size"] = fields["num_attention_heads"] * rng.choice([8, 16])
    return {
        **fields,
        **maybe(rng, num_key_value_heads=None),
        **maybe(rng, qk_layernorm=rng.choice([True, False])),
    }


def phi3(rng: random.Random) -> dict[str, Any]:
    """With and without a window."""
    return {**sizes(rng), **maybe(rng, sliding_window=rng.choice([None, 16]))}


RECIPES = {"phi": phi, "phi3": phi3}
