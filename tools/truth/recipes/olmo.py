"""Small configs of dense OLMo."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.qwen import kinds


def olmo(rng: random.Random) -> dict[str, Any]:
    """With and without biases, with keys as many as queries."""
    return {
        **sizes(rng),
        **maybe(rng, num_key_value_heads=None),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


def olmo3(rng: random.Random) -> dict[str, Any]:
    """Windows by the family's pattern or by `layer_types`."""
    fields = olmo(rng)
    return {**fields, **kinds(rng, fields), **maybe(rng, sliding_window=rng.choice([8, 16]))}


RECIPES = {"olmo": olmo, "olmo2": olmo, "olmo3": olmo3}
