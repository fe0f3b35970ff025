"""Small configs of dense GLM."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe
from tools.truth.recipes.qwen import default_keys


def glm(rng: random.Random) -> dict[str, Any]:
    """Biases on q, k and v unless the config says otherwise, heads of 128 likewise."""
    return {
        **default_keys(rng, 2),
        **maybe(rng, head_dim=rng.choice([8, 12])),
        **maybe(rng, attention_bias=rng.choice([True, False])),
    }


RECIPES = {"glm": glm, "glm4": glm}
