"""Small configs of GPT-NeoX, BLOOM, Falcon and Persimmon."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes


def many_heads(rng: random.Random) -> dict[str, Any]:
    """Sizes of a model whose keys are as many as its queries."""
    fields = sizes(rng)
    del fields["num_key_value_heads"]
    return fields


def gpt_neox(rng: random.Random) -> dict[str, Any]:
    """With and without biases in the attention."""
    return {**many_heads(rng), **maybe(rng, attention_bias=rng.choice([True, False]))}


def persimmon(rng: random.Random) -> dict[str, Any]:
    """With and without norms over the heads."""
    fields = many_heads(rng)
    fields["hidden_size"] = fields["num_attention_heads"] * 8
    return {**fields, **maybe(rng, qk_layernorm=rng.choice([True, False]))}


def bloom(rng: random.Random) -> dict[str, Any]:
    """The width under one of its two names."""
    heads = rng.choice([2, 3, 4])
    return {
        rng.choice(["hidden_size", "n_embed"]): heads * rng.choice([8, 12]),
        "n_head": heads,
        "n_layer": rng.randint(3, 5),
        "vocab_size": rng.randint(50, 200),
        **maybe(rng, tie_word_embeddings=rng.choice([True, False])),
    }


def falcon(rng: random.Random) -> dict[str, Any]:
    """The new decoder and both old ones, in a row and side by side."""
    kv_heads = rng.choice([1, 2, 3])
    heads = kv_heads * rng.choice([2, 4])
    return {
        "hidden_size": heads * 8,
        "num_attention_heads": heads,
        "num_hidden_layers": rng.randint(3, 5),
        "vocab_size": rng.randint(50, 200),
        "bos_token_id": 1,
        "eos_token_id": 2,
        **rng.choice(
            [
                {"new_decoder_architecture": True, "num_kv_heads": kv_heads},
                {"new_decoder_architecture": True, "num_ln_in_parallel_attn": rng.choice([1, 2])},
                {"multi_query": True, "num_kv_heads": heads},
                {"multi_query": False, "parallel_attn": False, "alibi": True},
                {},
            ]
        ),
        **maybe(rng, bias=rng.choice([True, False])),
        **maybe(rng, ffn_hidden_size=rng.choice([None, 50, 70])),
        **maybe(rng, tie_word_embeddings=rng.choice([True, False])),
    }


RECIPES = {"gpt_neox": gpt_neox, "persimmon": persimmon, "bloom": bloom, "falcon": falcon}
