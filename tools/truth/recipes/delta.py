"""Small configs of models with linear attention: gated delta rules and lightning attention."""

from __future__ import annotations

import random
from typing import Any

from tools.truth.recipes import Shapes
from tools.truth.recipes.llama import maybe, sizes

LINEAR, FULL = "linear_attention", "full_attention"


def _linear(rng: random.Random) -> dict[str, Any]:
    heads = rng.choice([1, 2])
    return {
        "linear_conv_kernel_dim": rng.choice([3, 4]),
        "linear_key_head_dim": rng.randint(4, 8),
        "linear_value_head_dim": rng.randint(4, 8),
        "linear_num_key_heads": heads,
        "linear_num_value_heads": heads * rng.choice([1, 2]),
    }


def _kinds(rng: random.Random, layers: int) -> list[str]:
    """Both kinds of layer, in any order."""
    kinds = [LINEAR, FULL, *rng.choices([LINEAR, FULL], k=layers - 2)]
    rng.shuffle(kinds)
    return kinds


def _experts(rng: random.Random) -> dict[str, Any]:
    return {
        "num_experts": rng.choice([3, 4]),
        "num_experts_per_tok": 2,
        "moe_intermediate_size": rng.randint(8, 20),
        "shared_expert_intermediate_size": rng.randint(8, 20),
    }


def qwen3_5_text(rng: random.Random) -> dict[str, Any]:
    """Layers by `layer_types`, by an interval, or by the usual interval of four."""
    base = sizes(rng)
    layers = base["num_hidden_layers"] = rng.randint(4, 6)
    told: dict[str, Any] = rng.choice(
        [{}, {"full_attention_interval": 3}, {"layer_types": _kinds(rng, layers)}]
    )
    return {
        **base,
        **_linear(rng),
        **told,
        "head_dim": rng.choice([8, 16]),
        "attention_bias": rng.choice([True, False]),
    }


def qwen3_5_moe_text(rng: random.Random) -> dict[str, Any]:
    """The same with experts in every layer."""
    return {**qwen3_5_text(rng), **_experts(rng)}


def qwen3_next(rng: random.Random) -> dict[str, Any]:
    """With experts in some layers only."""
    return {
        **qwen3_5_moe_text(rng),
        **maybe(rng, mlp_only_layers=[1]),
        **maybe(rng, decoder_sparse_step=rng.choice([1, 2])),
    }


def qwen4_exp_text(rng: random.Random) -> dict[str, Any]:
    """With hyper-connections, an indexer, and n-gram embeddings in some layers."""
    base = sizes(rng)
    layers = base["num_hidden_layers"] = rng.randint(4, 6)
    ngram = {
        "ple_layer_ids": [1, 2],
        "ple_embed_dim": 24,
        "ple_conv_kernel_size": rng.choice([3, 4]),
        "ngram_size": rng.choice([2, 3]),
        "heads_per_ngram": rng.choice([2, 3]),
        "ngram_vocab_size_base": rng.randint(30, 60),
        "make_ngram_vocab_size_divisible_by": 8,
        "split_ngram_parts": rng.choice([2, 4]),
    }
    return {
        **base,
        **_linear(rng),
        **_experts(rng),
        "layer_types": [LINEAR, LINEAR, *_kinds(rng, layers - 2)],
        "head_dim": rng.choice([8, 16]),
        "attention_bias": rng.choice([True, False]),
        "hc_count": rng.choice([2, 3]),
        "hc_lowrank": rng.randint(4, 8),
        "indexer_n_heads": 2,
        "indexer_kv_heads": 1,
        "indexer_head_dim": 16,
        "indexer_budget": 8,
        "indexer_compress_ratio": 2,
        **maybe(rng, **ngram),
    }


def olmo_hybrid(rng: random.Random) -> dict[str, Any]:
    """The sizes of the linear layers told or left to the rule."""
    base = sizes(rng)
    layers = base["num_hidden_layers"] = rng.randint(4, 6)
    return {
        **base,
        "attention_bias": rng.choice([True, False]),
        "linear_conv_kernel_dim": rng.choice([3, 4]),
        **maybe(rng, layer_types=_kinds(rng, layers)),
        **maybe(rng, **_linear(rng)),
    }


def kimi_linear(rng: random.Random) -> dict[str, Any]:
    """Kimi delta attention beside latent attention; old and new fields for the layers."""
    base = sizes(rng)
    base["num_key_value_heads"] = base["num_attention_heads"]
    base["tie_word_embeddings"] = False
    layers = base["num_hidden_layers"] = rng.randint(4, 6)
    kinds = _kinds(rng, layers)
    linear = {"head_dim": rng.randint(4, 8), "num_heads": 2, "short_conv_kernel_size": 4}
    listed = {
        "full_attn_layers": [n + 1 for n, kind in enumerate(kinds) if kind == FULL],
        "kda_layers": [n + 1 for n, kind in enumerate(kinds) if kind == LINEAR],
    }
    told: dict[str, Any] = rng.choice(
        [
            {"linear_attn_config": {**linear, **listed}, "first_k_dense_replace": 2},
            {
                "layer_types": kinds,
                "linear_head_dim": rng.randint(4, 8),
                "linear_num_heads": 2,
                "linear_conv_kernel_dim": 3,
                "mlp_layer_types": ["dense", *rng.choices(["dense", "sparse"], k=layers - 1)],
            },
            {"linear_attn_config": linear},
        ]
    )
    return {
        **base,
        **told,
        "kv_lora_rank": rng.randint(6, 12),
        "qk_nope_head_dim": rng.randint(4, 8),
        "qk_rope_head_dim": 4,
        "v_head_dim": rng.randint(4, 8),
        "attention_bias": rng.choice([True, False]),
        "num_local_experts": rng.choice([3, 4]),
        "num_experts_per_tok": 2,
        "moe_intermediate_size": rng.randint(8, 20),
        "n_shared_experts": rng.choice([1, 2]),
        **maybe(rng, q_lora_rank=rng.randint(4, 8)),
    }


def bailing_hybrid(rng: random.Random) -> dict[str, Any]:
    """Ling's delta attention beside gated latent attention."""
    base = sizes(rng)
    base["num_key_value_heads"] = base["num_attention_heads"]
    base["tie_word_embeddings"] = False
    layers = base["num_hidden_layers"] = rng.randint(4, 6)
    sparse = ["dense", *rng.choices(["dense", "sparse"], k=layers - 1)]
    return {
        **base,
        "layer_group_size": rng.choice([2, 3]),
        "head_dim": rng.randint(4, 8),
        "short_conv_kernel_size": rng.choice([3, 4]),
        "kv_lora_rank": rng.randint(6, 12),
        "qk_nope_head_dim": rng.randint(4, 8),
        "qk_rope_head_dim": 4,
        "v_head_dim": rng.randint(4, 8),
        "attention_bias": rng.choice([True, False]),
        "num_local_experts": rng.choice([4, 6]),
        "num_experts_per_tok": 2,
        "n_group": 2,
        "topk_group": 1,
        "moe_intermediate_size": rng.randint(8, 20),
        "n_shared_experts": rng.choice([1, 2]),
        "first_k_dense_replace": rng.choice([0, 1, 2]),
        **maybe(rng, layer_types=_kinds(rng, layers)),
        **maybe(rng, mlp_layer_types=sparse),
    }


def minimax(rng: random.Random) -> dict[str, Any]:
    """Lightning attention."""
    base = sizes(rng)
    layers = base["num_hidden_layers"] = rng.randint(4, 6)
    return {
        **base,
        "num_local_experts": rng.choice([3, 4]),
        "num_experts_per_tok": 2,
        "block_size": 8,
        **maybe(rng, head_dim=8),
        **maybe(rng, layer_types=_kinds(rng, layers)),
    }


RECIPES = {
    "qwen3_5_text": qwen3_5_text,
    "qwen3_5_moe_text": qwen3_5_moe_text,
    "qwen3_next": qwen3_next,
    "qwen4_exp_text": qwen4_exp_text,
    "olmo_hybrid": olmo_hybrid,
    "kimi_linear": kimi_linear,
    "minimax": minimax,
    "bailing_hybrid": bailing_hybrid,
}


def _olmo_hybrid(saved: Shapes) -> Shapes:
    """Saving splits the convolution evenly, and renames the norms of attention layers too."""
    released = {}
    for name, shape in saved.items():
        layer, _, part = name.rpartition("linear_attn.")
        if part.endswith("_conv1d.weight"):
            rows, _ = saved[f"{layer}linear_attn.{part[0]}_proj.weight"]
            released[name] = (rows, *shape[1:])
        elif f"{name.split('.feedforward')[0]}.self_attn.q_proj.weight" in saved:
            released[name.replace("feedforward_layer_norm", "post_attention_layernorm")] = shape
        else:
            released[name] = shape
    return released


def _kimi_linear(saved: Shapes) -> Shapes:
    """Saving gives the plain MLPs the name of the layers with experts."""
    return {
        name.replace("block_sparse_moe", "mlp")
        if name.replace(name.rpartition("block_sparse_moe.")[2], "gate.weight") not in saved
        else name: shape
        for name, shape in saved.items()
    }


RELEASED = {"olmo_hybrid": _olmo_hybrid, "kimi_linear": _kimi_linear}
