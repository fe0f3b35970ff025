"""Small configs of the families with two-matrix MLPs."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.qwen import default_keys, other_heads


def plain(rng: random.Random) -> dict[str, Any]:
    """With and without biases in the attention, with keys as many as queries."""
    return {
        **sizes(rng),
        **maybe(rng, num_key_value_heads=None),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


def biased(rng: random.Random) -> dict[str, Any]:
    """With biases in the MLP too, heads of any size."""
    return {
        **plain(rng),
        **maybe(rng, mlp_bias=rng.choice([True, False])),
        **maybe(rng, head_dim=rng.choice([8, 12])),
    }


def nemotron(rng: random.Random) -> dict[str, Any]:
    """Its cache cannot do without the key/value heads."""
    return {**biased(rng), "num_key_value_heads": 1}


def apertus(rng: random.Random) -> dict[str, Any]:
    """With and without xIELU's parameters."""
    return {**plain(rng), **maybe(rng, hidden_act=rng.choice(["xielu", "silu"]))}


def starcoder2(rng: random.Random) -> dict[str, Any]:
    """With and without biases, with and without a window."""
    return {
        **default_keys(rng, 2),
        **maybe(rng, use_bias=rng.choice([True, False])),
        **maybe(rng, sliding_window=rng.choice([None, 16])),
    }


def mpt(rng: random.Random) -> dict[str, Any]:
    """Its own names, and fields that change nothing."""
    heads = rng.choice([2, 4])
    return {
        "d_model": heads * rng.choice([8, 12]),
        "n_heads": heads,
        "n_layers": rng.randint(3, 5),
        "vocab_size": rng.randint(50, 200),
        "max_seq_len": 64,
        **maybe(rng, expansion_ratio=3),
        **maybe(rng, no_bias=False),
        **maybe(rng, attn_config={"qk_ln": True}),
    }


RECIPES = {
    "arcee": biased,
    "jais2": biased,
    "nemotron": nemotron,
    "nanochat": lambda rng: other_heads(rng, plain, 6),
    "apertus": apertus,
    "starcoder2": starcoder2,
    "mpt": mpt,
}
