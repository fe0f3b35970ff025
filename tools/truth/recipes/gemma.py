"""Small configs of dense Gemma."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe
from tools.truth.recipes.qwen import default_keys, kinds, other_heads


def gemma(rng: random.Random) -> dict[str, Any]:
    """Heads of 256 where the config does not tell."""
    return {
        **default_keys(rng, 16),
        **maybe(rng, head_dim=rng.choice([8, 10])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


def gemma2(rng: random.Random) -> dict[str, Any]:
    """Every second layer slides, or `layer_types` tells."""
    fields = other_heads(rng, lambda rng: default_keys(rng, 4), 8)
    return {
        **fields,
        **kinds(rng, fields),
        **maybe(rng, head_dim=rng.choice([8, 10])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=rng.choice([8, 16])),
    }


def gemma3_text(rng: random.Random) -> dict[str, Any]:
    """As the releases: heads left out, a pattern of windows, or `layer_types`."""
    fields = default_keys(rng, 4)
    if fields["num_attention_heads"] == 8:
        del fields["num_attention_heads"]
    return {
        **fields,
        **kinds(rng, fields),
        **maybe(rng, head_dim=rng.choice([8, 10])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=rng.choice([8, 16])),
        **maybe(rng, sliding_window_pattern=rng.choice([2, 3])),
    }


RECIPES = {
    "gemma": gemma,
    "gemma2": gemma2,
    "gemma3_text": gemma3_text,
    "vaultgemma": gemma2,
}
