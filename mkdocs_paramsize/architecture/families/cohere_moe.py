"""Cohere's mixture of experts: parallel blocks behind one norm, tied tables, sliding layers.

Source of every name, shape and default: models/cohere2_moe in Hugging Face transformers
5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    gated_mlp,
    norm,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    Schedule,
    by_mlp_type,
    first_dense,
    gqa_dims,
    router,
    separate_experts,
    shared_count,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.layers import alternating, full_every
from mkdocs_paramsize.architecture.model import Architecture


def cohere2_moe(config: Config) -> Architecture:
    """Command's mixture: experts, and shared ones, as wide as `intermediate_size`."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, head_dim=128)
    where = by_mlp_type(config, layers, first_dense(config, layers, absent=0))
    e = Experts.where(config, where, "intermediate_size")
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *norm("input_layernorm", width),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *_dense(config, where),
        *stack_in(where.sparse, _experts(config, e) if e else ()),
    )
    mixing = alternating(config, a, _kinds(config, layers), config.window(absent=4096))
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=True)


def _dense(config: Config, where: Schedule) -> Tensors:
    """Plain MLPs have a width of their own, or the experts'."""
    config.knows("prefix_dense_intermediate_size")
    if not where.dense.numbers:
        return ()
    keys = ("prefix_dense_intermediate_size", "intermediate_size")
    key = keys[0] if config.has(keys[0]) else keys[1]
    plain = config.dim("plain_intermediate", key)
    return stack_in(where.dense, under("mlp", gated_mlp(config.width(), plain)))


def _experts(config: Config, e: Experts) -> Tensors:
    width = config.width()
    shared = shared_count(config, "num_shared_experts", absent=0)
    return under(
        "mlp",
        (
            *router("gate", width, e),
            *separate_experts(width, e),
            *shared_experts("shared_experts", width, e.intermediate * shared),
        ),
    )


def _kinds(config: Config, layers: Dim) -> tuple[str, ...]:
    """The pattern begins anew after the plain layers, which have one of their own."""
    dense = config.dim("dense_layers", "first_k_dense_replace", default=0, least=0)
    first = min(int(dense), int(layers))
    prefix = config.dim("prefix", "prefix_dense_sliding_window_pattern", default=1)
    pattern = config.dim("pattern", "sliding_window_pattern", default=4)
    return (*full_every(prefix, first), *full_every(pattern, int(layers) - first))
