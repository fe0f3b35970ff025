"""Small configs of models that mix Mamba layers with attention."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes.llama import maybe, sizes


def _mamba2(rng: random.Random, width: int) -> dict[str, Any]:
    """Mamba 2 as Bamba, Falcon-H1 and Granite name it."""
    heads = rng.choice([2, 4])
    return {
        "mamba_n_heads": heads,
        "mamba_n_groups": rng.choice([1, 2]),
        "mamba_d_state": rng.randint(3, 8),
        "mamba_d_conv": rng.choice([3, 4]),
        "mamba_expand": 2,
        "mamba_conv_bias": rng.choice([True, False]),
        "mamba_proj_bias": rng.choice([True, False]),
        **maybe(rng, mamba_d_head=rng.choice(["auto", 2 * width // heads])),
    }


def jamba(rng: random.Random) -> dict[str, Any]:
    """Periods and offsets of attention and of experts; once without any experts."""
    attention, experts = rng.choice([2, 3]), rng.choice([1, 2])
    return {
        **sizes(rng),
        "num_hidden_layers": rng.randint(4, 6),
        "attn_layer_period": attention,
        "attn_layer_offset": rng.randrange(attention),
        "expert_layer_period": experts,
        "expert_layer_offset": rng.randrange(experts),
        "num_experts": rng.choice([1, 3, 4]),
        "num_experts_per_tok": 1,
        "mamba_d_state": rng.randint(3, 8),
        "mamba_d_conv": rng.choice([3, 4]),
        "mamba_expand": rng.choice([1, 2]),
        "mamba_conv_bias": rng.choice([True, False]),
        "mamba_proj_bias": rng.choice([True, False]),
        **maybe(rng, mamba_dt_rank=rng.choice([3, "auto"])),
    }


def bamba(rng: random.Random) -> dict[str, Any]:
    """Attention in the layers that are listed."""
    base = sizes(rng)
    layers = base["num_hidden_layers"]
    return {
        **base,
        **_mamba2(rng, base["hidden_size"]),
        "attention_bias": rng.choice([True, False]),
        "mlp_bias": rng.choice([True, False]),
        "attn_layer_indices": sorted(rng.sample(range(layers), 2)),
    }


def falcon_h1(rng: random.Random) -> dict[str, Any]:
    """Attention and Mamba side by side in every layer."""
    base = sizes(rng)
    mamba = _mamba2(rng, base["hidden_size"])
    mamba.pop("mamba_d_head", None)
    inner = rng.choice([None, 8 * rng.randint(1, 4)])
    return {
        **base,
        **mamba,
        "mamba_d_ssm": inner,
        "mamba_rms_norm": rng.choice([True, False]),
        "projectors_bias": rng.choice([True, False]),
        "attention_bias": rng.choice([True, False]),
        "mlp_bias": rng.choice([True, False]),
        **maybe(rng, head_dim=8),
    }


def granitemoehybrid(rng: random.Random) -> dict[str, Any]:
    """Granite 4: layers by `layer_types`, old and new words for them, with and without experts."""
    base = sizes(rng)
    words = rng.choice([["mamba", "attention"], ["linear_attention", "full_attention"]])
    kinds = [words[number % 3 == 1] for number in range(base["num_hidden_layers"])]
    return {
        **base,
        **_mamba2(rng, base["hidden_size"]),
        "attention_bias": rng.choice([True, False]),
        "num_local_experts": rng.choice([0, 3, 4]),
        "num_experts_per_tok": 2,
        "shared_intermediate_size": rng.randint(10, 40),
        "position_embedding_type": rng.choice(["rope", "nope"]),
        "layer_types": kinds,
    }


def nemotron_h(rng: random.Random) -> dict[str, Any]:
    """One block a layer: Mamba 2, attention, MLP or experts, as the pattern says."""
    base = sizes(rng)
    groups = rng.choice([1, 2])
    heads = groups * rng.choice([2, 4])
    pattern = "".join(rng.choices("ME*-", k=rng.randint(4, 7)))
    names = {"M": "mamba", "E": "moe", "*": "attention", "-": "mlp"}
    told: dict[str, Any] = rng.choice(
        [
            {"hybrid_override_pattern": pattern},
            {"layers_block_type": [names[letter] for letter in pattern]},
        ]
    )
    return {
        **base,
        **told,
        "num_hidden_layers": len(pattern),
        "head_dim": rng.choice([6, 8]),
        "mlp_bias": rng.choice([True, False]),
        "ssm_state_size": rng.randint(3, 8),
        "mamba_num_heads": heads,
        "mamba_head_dim": 2 * rng.randint(2, 4),
        "n_groups": groups,
        # What a cache keeps is measured in numbers, which are as many as those of 16 bits here.
        "mamba_ssm_cache_dtype": "bfloat16",
        "conv_kernel": rng.choice([3, 4]),
        "use_bias": rng.choice([True, False]),
        "use_conv_bias": rng.choice([True, False]),
        "n_routed_experts": 4,
        "num_experts_per_tok": 2,
        "moe_intermediate_size": rng.randint(10, 30),
        "moe_shared_expert_intermediate_size": rng.randint(10, 30),
        **maybe(rng, moe_latent_size=12),
    }


def zamba2(rng: random.Random) -> dict[str, Any]:
    """Attention blocks shared among layers, with adapters of their own."""
    base = sizes(rng)
    base["num_key_value_heads"] = base["num_attention_heads"]
    kinds = [rng.choice(["linear_attention", "hybrid"]) for _ in range(6)]
    return {
        **base,
        "num_hidden_layers": len(kinds),
        "layers_block_type": kinds,
        "mamba_d_state": rng.randint(3, 8),
        "mamba_d_conv": rng.choice([3, 4]),
        "mamba_expand": 2,
        "mamba_ngroups": rng.choice([1, 2]),
        "n_mamba_heads": rng.choice([2, 4]),
        "add_bias_linear": rng.choice([True, False]),
        "use_conv_bias": rng.choice([True, False]),
        "num_mem_blocks": rng.choice([1, 2]),
        "use_shared_attention_adapter": rng.choice([True, False]),
        "adapter_rank": rng.randint(3, 6),
        "use_mem_rope": rng.choice([True, False]),
        **maybe(rng, intermediate_size=rng.randint(20, 60)),
    }


def zamba(rng: random.Random) -> dict[str, Any]:
    """One attention block for all hybrid layers, and Mamba in heads."""
    base = sizes(rng)
    base["num_key_value_heads"] = base["num_attention_heads"]
    layers = base["num_hidden_layers"] = rng.randint(4, 7)
    kinds = [rng.choice(["mamba", "hybrid"]) for _ in range(layers)]
    return {
        **base,
        "hidden_size": base["num_attention_heads"] * rng.choice([4, 6]),
        "attn_layer_period": rng.choice([2, 3]),
        "attn_layer_offset": rng.choice([0, 1]),
        "mamba_d_state": rng.randint(3, 8),
        "mamba_d_conv": rng.choice([3, 4]),
        "mamba_expand": 2,
        "n_mamba_heads": rng.choice([1, 2]),
        "mamba_conv_bias": rng.choice([True, False]),
        "mamba_proj_bias": rng.choice([True, False]),
        **maybe(rng, mamba_dt_rank=rng.choice([3, "auto"])),
        **maybe(rng, layers_block_type=kinds),
    }


RECIPES = {
    "zamba": zamba,
    "jamba": jamba,
    "bamba": bamba,
    "falcon_h1": falcon_h1,
    "granitemoehybrid": granitemoehybrid,
    "nemotron_h": nemotron_h,
    "zamba2": zamba2,
}
