"""Small configs of dense Granite and its kin."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.qwen import default_keys, kinds


def granite(rng: random.Random) -> dict[str, Any]:
    """Biases on attention and MLP."""
    return {
        **sizes(rng),
        **maybe(rng, num_key_value_heads=None),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, mlp_bias=rng.choice([True, False])),
    }


def granite_swa(rng: random.Random) -> dict[str, Any]:
    """Windows by the family's pattern or by `layer_types`."""
    fields = default_keys(rng, 4)
    return {
        **fields,
        **kinds(rng, fields),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, mlp_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=rng.choice([8, 16])),
    }


def hyperclovax(rng: random.Random) -> dict[str, Any]:
    """With and without norms behind the blocks."""
    return {
        **granite(rng),
        **maybe(rng, head_dim=rng.choice([8, 12])),
        **maybe(rng, use_post_norm=rng.choice([True, False])),
    }


RECIPES = {"granite": granite, "granite_swa": granite_swa, "hyperclovax": hyperclovax}
