"""Small configs of dense Cohere."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.qwen import kinds


def cohere(rng: random.Random) -> dict[str, Any]:
    """With and without norms over the heads."""
    return {
        **sizes(rng),
        **maybe(rng, num_key_value_heads=None),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, use_qk_norm=rng.choice([True, False])),
    }


def cohere2(rng: random.Random) -> dict[str, Any]:
    """Windows by a pattern or by `layer_types`."""
    fields = sizes(rng)
    return {
        **fields,
        **kinds(rng, fields),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=rng.choice([8, 16])),
        **maybe(rng, sliding_window_pattern=rng.choice([2, 3])),
    }


RECIPES = {"cohere": cohere, "cohere2": cohere2}
