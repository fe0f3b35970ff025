"""Qwen's mixtures of experts with attention in every layer, and Mellum, built like them.

Source of every name, shape and default: models/qwen2_moe, qwen3_moe and mellum in Hugging
Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    linear,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    Schedule,
    as_shared,
    by_mlp_type,
    dense_layers,
    gqa_dims,
    listed,
    router,
    separate_experts,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import sliding_everywhere, two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating
from mkdocs_paramsize.architecture.model import Architecture


def schedule(config: Config, layers: Dim) -> Schedule:
    """Experts in every `decoder_sparse_step`-th layer that `mlp_only_layers` does not name."""
    step = config.dim("step", "decoder_sparse_step", default=1)
    plain = set(config.whole_numbers("mlp_only_layers"))
    return listed(layers, (n for n in range(layers) if (n + 1) % step == 0 and n not in plain))


def qwen2_moe(config: Config) -> Architecture:
    """Qwen1.5-MoE and Qwen2-57B-A14B: biases on q, k, v; one shared expert behind a gate."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=16)
    where = schedule(config, layers)
    e = Experts.where(config, where)
    bias = config.flag("qkv_bias", True)
    layer = (*under("self_attn", attention(width, a, qkv_bias=bias)), *two_norms(width))
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where),
        *(stack_in(where.sparse, _with_shared(config, e)) if e else ()),
    )
    window = config.window(absent=4096) if config.flag("use_sliding_window", False) else None
    last = config.dim("last", "max_window_layers", default=28, least=0)
    usual = tuple(
        SLIDING if window is not None and n % 2 == 0 and n < last else FULL for n in range(layers)
    )
    mixing = alternating(config, a, usual, window)
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)


def qwen3_moe(config: Config) -> Architecture:
    """Qwen3-30B-A3B, Qwen3-235B-A22B, Qwen3-Coder: q/k norms, no shared expert."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=4)
    where = schedule(config, layers)
    e = Experts.where(config, where)
    bias = config.flag("attention_bias", False)
    layer = (
        *under(
            "self_attn",
            (*attention(width, a, qkv_bias=bias, out_bias=bias), *qk_norms(a)),
        ),
        *two_norms(width),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where),
        *(stack_in(where.sparse, _routed(config, e)) if e else ()),
    )
    window = config.window(absent=4096) if config.flag("use_sliding_window", False) else None
    mixing = sliding_everywhere(config, a, window)
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)


def mellum(config: Config) -> Architecture:
    """Mellum 2 by JetBrains: Qwen3's layer, with windows and plain MLPs as listed."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=4, head_dim=128)
    where = by_mlp_type(config, layers, listed(layers, range(layers)))
    e = Experts.where(config, where)
    bias = config.flag("attention_bias", False)
    layer = (
        *under(
            "self_attn",
            (*attention(width, a, qkv_bias=bias, out_bias=bias), *qk_norms(a)),
        ),
        *two_norms(width),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where),
        *(stack_in(where.sparse, _routed(config, e)) if e else ()),
    )
    mixing = alternating(config, a, (FULL,) * int(layers), config.window(absent=1024))
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)


def _routed(config: Config, e: Experts) -> Tensors:
    width = config.width()
    return under("mlp", (*router("gate", width, e), *separate_experts(width, e)))


def _with_shared(config: Config, e: Experts) -> Tensors:
    width = config.width()
    shared = config.dim("shared_intermediate", "shared_expert_intermediate_size")
    return (
        *_routed(config, e),
        *shared_experts("mlp.shared_expert", width, shared),
        *as_shared(linear("mlp.shared_expert_gate", width, 1, "router")),
    )
