"""Small configs of dense Qwen."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tools.truth.recipes.llama import maybe, sizes


def default_keys(rng: random.Random, usual: int) -> dict[str, Any]:
    """Sizes that, now and then, leave the key/value heads to the family's default."""
    fields = sizes(rng)
    if rng.random() < 0.3:
        del fields["num_key_value_heads"]
        fields["num_attention_heads"] = usual * rng.choice([1, 2])
        fields["hidden_size"] = fields["num_attention_heads"] * 2
    return fields


def other_heads(
    rng: random.Random, draw: Callable[[random.Random], dict[str, Any]], usual: int
) -> dict[str, Any]:
    """Sizes whose heads are not as many as by default: no config may leave these out."""
    while True:
        fields = draw(rng)
        if fields["num_attention_heads"] != usual:
            return fields


def kinds(rng: random.Random, fields: dict[str, Any]) -> dict[str, Any]:
    """`layer_types` drawn at random, or not a word of them."""
    layers = fields["num_hidden_layers"]
    drawn = [rng.choice(["full_attention", "sliding_attention"]) for _ in range(layers)]
    return maybe(rng, layer_types=drawn)


def windows(rng: random.Random, fields: dict[str, Any]) -> dict[str, Any]:
    """Windows that are given and used, given and not used, or not given."""
    if rng.random() < 0.5:
        return {
            "use_sliding_window": True,
            "max_window_layers": rng.randint(0, fields["num_hidden_layers"]),
            **kinds(rng, fields),
            **maybe(rng, sliding_window=rng.choice([8, 16])),
        }
    return {
        **maybe(rng, use_sliding_window=False),
        **maybe(rng, sliding_window=rng.choice([None, 8])),
    }


def qwen2(rng: random.Random) -> dict[str, Any]:
    """Heads that share the width, as ever in this family, or have a size of their own."""
    fields = default_keys(rng, 32)
    return {**fields, **windows(rng, fields), **maybe(rng, head_dim=rng.choice([8, 10]))}


def qwen3(rng: random.Random) -> dict[str, Any]:
    """With and without biases, heads of 128 where the config does not tell."""
    fields = default_keys(rng, 32)
    fields["num_attention_heads"] = min(fields["num_attention_heads"], 32)
    return {
        **fields,
        **windows(rng, fields),
        **maybe(rng, head_dim=rng.choice([8, 10, 12])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


RECIPES = {"qwen2": qwen2, "qwen3": qwen3}
