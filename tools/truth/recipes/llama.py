"""Small configs of the Llama line."""

from __future__ import annotations

import random
from typing import Any


def sizes(rng: random.Random) -> dict[str, Any]:
    """Width, depth, heads, MLP and vocabulary of a small decoder, under their usual names."""
    kv_heads = rng.choice([1, 2, 3])
    heads = kv_heads * rng.choice([1, 2, 4])
    return {
        "hidden_size": heads * rng.choice([4, 6, 8]),
        "num_hidden_layers": rng.randint(3, 6),
        "num_attention_heads": heads,
        "num_key_value_heads": kv_heads,
        "intermediate_size": rng.randint(20, 100),
        "vocab_size": rng.randint(50, 200),
        "max_position_embeddings": rng.choice([64, 128]),
        "tie_word_embeddings": rng.choice([True, False]),
        # The defaults may lie outside so small a vocabulary.
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
    }


def maybe(rng: random.Random, **fields: Any) -> dict[str, Any]:
    """These fields, or, as often, none of them."""
    return fields if rng.random() < 0.5 else {}


def llama(rng: random.Random) -> dict[str, Any]:
    """Biases on attention and MLP, heads that do not share the width."""
    return {
        **sizes(rng),
        "attention_bias": rng.choice([True, False]),
        "mlp_bias": rng.choice([True, False]),
        **maybe(rng, head_dim=rng.choice([8, 10, 12])),
    }


def mistral(rng: random.Random) -> dict[str, Any]:
    """With a window, with `null`, and without a word of one."""
    return {
        **sizes(rng),
        **maybe(rng, head_dim=rng.choice([8, 10, 12])),
        **maybe(rng, sliding_window=rng.choice([None, 16])),
    }


RECIPES = {"llama": llama, "mistral": mistral}
