"""Small configs of StableLM."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe
from tools.truth.recipes.qwen import default_keys


def stablelm(rng: random.Random) -> dict[str, Any]:
    """Biases, norms of single heads, one norm or two."""
    fields = default_keys(rng, 32)
    fields["hidden_size"] = fields["num_attention_heads"] * 8
    return {
        **fields,
        **maybe(rng, use_qkv_bias=rng.choice([True, False])),
        **maybe(rng, qk_layernorm=rng.choice([True, False])),
        **maybe(rng, use_parallel_residual=rng.choice([True, False])),
    }


RECIPES = {"stablelm": stablelm}
