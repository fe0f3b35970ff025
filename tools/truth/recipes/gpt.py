"""Small configs of the GPT-2 line."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe


def gpt(rng: random.Random) -> dict[str, Any]:
    """GPT-2's names; an MLP of four widths where `n_inner` does not tell."""
    heads = rng.choice([2, 3, 4])
    return {
        "n_embd": heads * rng.choice([8, 12]),
        "n_head": heads,
        "n_layer": rng.randint(2, 5),
        "vocab_size": rng.randint(50, 200),
        "n_positions": rng.choice([32, 64]),
        "bos_token_id": 1,
        "eos_token_id": 2,
        **maybe(rng, n_inner=rng.choice([None, 50, 70])),
        **maybe(rng, tie_word_embeddings=rng.choice([True, False])),
    }


def openai_gpt(rng: random.Random) -> dict[str, Any]:
    """Its MLP is always four widths wide."""
    return {key: value for key, value in gpt(rng).items() if key != "n_inner"}


def gpt_bigcode(rng: random.Random) -> dict[str, Any]:
    """One key/value head or all of them."""
    return {**gpt(rng), **maybe(rng, multi_query=rng.choice([True, False]))}


def rotary(rng: random.Random) -> dict[str, Any]:
    """GPT-J and CodeGen turn a part of each head."""
    return {**gpt(rng), "rotary_dim": 4}


def codegen(rng: random.Random) -> dict[str, Any]:
    """CodeGen splits its heads into four groups."""
    return {**rotary(rng), "n_head": 4, "n_embd": 4 * rng.choice([8, 12])}


def gpt_neo(rng: random.Random) -> dict[str, Any]:
    """Global and local layers in several orders."""
    heads, layers = rng.choice([2, 3, 4]), rng.choice([2, 4])
    both = rng.choice(
        [[[["global", "local"], layers // 2]], [[["global"], 1], [["local"], layers - 1]]]
    )
    return {
        "hidden_size": heads * rng.choice([8, 12]),
        "num_heads": heads,
        "num_layers": layers,
        "attention_types": both,
        "vocab_size": rng.randint(50, 200),
        "max_position_embeddings": rng.choice([32, 64]),
        "bos_token_id": 1,
        "eos_token_id": 2,
        **maybe(rng, intermediate_size=rng.choice([None, 50, 70])),
        **maybe(rng, tie_word_embeddings=rng.choice([True, False])),
        **maybe(rng, window_size=16),
    }


RECIPES = {
    "gpt2": gpt,
    "openai-gpt": openai_gpt,
    "gpt_bigcode": gpt_bigcode,
    "gptj": rotary,
    "codegen": codegen,
    "gpt_neo": gpt_neo,
}
