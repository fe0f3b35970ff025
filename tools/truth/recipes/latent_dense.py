"""Small dense models with latent attention."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.deepseek import latent
from tools.truth.recipes.llama import maybe


def minicpm3(rng: random.Random) -> dict[str, Any]:
    """Value heads that share the width, or not."""
    small = latent(rng)
    if rng.random() < 0.5:
        del small["v_head_dim"]
    return {**small, **maybe(rng, mlp_bias=rng.choice([True, False]))}


def youtu(rng: random.Random) -> dict[str, Any]:
    """Nothing beyond latent attention."""
    return latent(rng)


RECIPES = {"minicpm3": minicpm3, "youtu": youtu}
