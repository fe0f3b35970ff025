"""Small configs of OPT, XGLM and BioGPT."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe
from tools.truth.recipes.neox import many_heads
from tools.truth.recipes.qwen import other_heads


def opt(rng: random.Random) -> dict[str, Any]:
    """Norms before or behind the blocks, with or without weights; a narrower table."""
    fields = other_heads(rng, many_heads, 12)
    fields["ffn_dim"] = fields.pop("intermediate_size")
    return {
        **fields,
        **maybe(rng, word_embed_proj_dim=rng.choice([None, 12])),
        **maybe(rng, do_layer_norm_before=rng.choice([True, False])),
        **maybe(rng, enable_bias=rng.choice([True, False])),
        **maybe(rng, layer_norm_elementwise_affine=rng.choice([True, False])),
        **maybe(rng, _remove_final_layer_norm=rng.choice([True, False])),
    }


def xglm(rng: random.Random) -> dict[str, Any]:
    """Its names; positions that are computed, not learnt."""
    fields = many_heads(rng)
    return {
        "d_model": fields.pop("hidden_size"),
        "num_layers": fields.pop("num_hidden_layers"),
        "attention_heads": fields.pop("num_attention_heads"),
        "ffn_dim": fields.pop("intermediate_size"),
        **fields,
    }


RECIPES = {"opt": opt, "xglm": xglm, "biogpt": many_heads}
