"""Small DeepSeek-V4 models."""

from __future__ import annotations

import random
import re
from typing import Any

from tools.truth.recipes import Shapes
from tools.truth.recipes.llama import maybe, sizes
from tools.truth.recipes.mixtral import experts

KINDS = ["sliding_attention", "compressed_sparse_attention", "heavily_compressed_attention"]


def deepseek_v4(rng: random.Random) -> dict[str, Any]:
    """Kinds of attention by compression ratios, as listed, or as usual."""
    small = sizes(rng)
    # Another name of moe_intermediate_size there.
    del small["intermediate_size"]
    groups = rng.choice([1, 2])
    layers = rng.randint(3, 5)
    return {
        **small,
        **experts(rng, "n_routed_experts"),
        "num_hidden_layers": layers,
        "num_attention_heads": groups * rng.choice([2, 3]),
        "num_key_value_heads": 1,
        "head_dim": rng.choice([16, 24]),
        "qk_rope_head_dim": rng.choice([4, 8]),
        "moe_intermediate_size": rng.randint(5, 30),
        "q_lora_rank": rng.choice([10, 14]),
        "o_groups": groups,
        "o_lora_rank": rng.choice([6, 10]),
        "index_head_dim": rng.choice([10, 12]),
        "index_n_heads": rng.choice([2, 3]),
        **maybe(rng, hc_mult=rng.choice([2, 3])),
        **maybe(rng, num_hash_layers=rng.choice([0, 2])),
        **rng.choice(
            [
                {},
                {"compress_ratios": [rng.choice([0, 4, 128]) for _ in range(layers + 1)]},
                {"layer_types": [rng.choice(KINDS) for _ in range(layers)]},
            ]
        ),
        **maybe(rng, sliding_window=16),
    }


RENAMED = (
    (r"^model\.embed_tokens\.", "embed."),
    (r"^model\.hc_head\.hc_", "hc_head_"),
    (r"^lm_head\.", "head."),
    (r"^model\.", ""),
    (r"\.attn\.norm\.", ".attn.kv_norm."),
)


def _released(saved: Shapes) -> Shapes:
    """Saving gives names of the reference's own, not those in listings of the released files.

    >>> _released({"model.layers.0.attn.norm.weight": (64,)})
    {'layers.0.attn.kv_norm.weight': (64,)}
    """
    return {_released_name(name): shape for name, shape in saved.items()}


def _released_name(name: str) -> str:
    for pattern, replacement in RENAMED:
        name = re.sub(pattern, replacement, name)
    return name


RECIPES = {"deepseek_v4": deepseek_v4}
RELEASED = {"deepseek_v4": _released}
