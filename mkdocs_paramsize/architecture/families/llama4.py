"""Llama 4's text model: chunked attention in most layers, one routed and one shared expert.

Source of every name, shape and default: models/llama4 in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    gated_mlp,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    Schedule,
    gqa_dims,
    listed,
    packed_experts,
    router,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.layers import FULL
from mkdocs_paramsize.architecture.layers import where as numbers_where
from mkdocs_paramsize.architecture.model import Architecture, Mixing

CHUNKED = "chunked_attention"


def llama4_text(config: Config) -> Architecture:
    """Llama 4 Scout and Maverick: experts in every layer, or in every second one.

    Experts and the shared expert are `intermediate_size` wide, plain MLPs
    `intermediate_size_mlp`.
    """
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=8, head_dim=128)
    where = _schedule(config, layers)
    e = Experts.where(config, where, "intermediate_size")
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *two_norms(width),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *_dense(config, where),
        *stack_in(where.sparse, under("feed_forward", _experts(width, e)) if e else ()),
    )
    return mixture(config, blocks, _mixing(config, a, layers), gqa_dims(a), e, tied=False)


def _schedule(config: Config, layers: Dim) -> Schedule:
    """As `moe_layers` lists them, else every `interleave_moe_layer_step`-th layer."""
    if config.has("moe_layers"):
        return listed(layers, config.whole_numbers("moe_layers"))
    step = config.dim("step", "interleave_moe_layer_step", default=1)
    return listed(layers, range(step - 1, layers, step))


def _dense(config: Config, where: Schedule) -> Tensors:
    if not where.dense.numbers:
        return ()
    plain = config.dim("plain_intermediate", "intermediate_size_mlp", default=16384)
    return stack_in(where.dense, under("feed_forward", gated_mlp(config.width(), plain)))


def _experts(width: Dim, e: Experts) -> Tensors:
    """Packed experts are [experts, inputs, outputs], the other way round than linear layers."""
    packed = packed_experts(
        e,
        {
            "gate_up_proj": (width, 2 * e.intermediate),
            "down_proj": (e.intermediate, width),
        },
    )
    return (
        *router("router", width, e),
        *under("experts", packed),
        *shared_experts("shared_expert", width, e.intermediate),
    )


def _mixing(config: Config, a: Gqa, layers: Dim) -> tuple[Mixing, ...]:
    """Layers with rotary positions see only their own chunk, the others everything."""
    kinds = config.texts("layer_types", layers) or _kinds(config, layers)
    if strange := sorted(set(kinds) - {FULL, CHUNKED}):
        raise config.error(f"layer_types names {strange[0]!r}, which Llama 4 does not have")
    chunk = config.window("attention_chunk_size", absent=8192)
    full, chunked = numbers_where(kinds, FULL), numbers_where(kinds, CHUNKED)
    if chunk is None:
        return (a.mixing(range(layers)),)
    return a.mixing(full), a.mixing(chunked, "chunked", chunk)


def _kinds(config: Config, layers: Dim) -> Sequence[str]:
    rotary = config.whole_numbers("no_rope_layers")
    if not rotary:
        every = config.dim("every", "no_rope_layer_interval", default=4)
        rotary = tuple(int((number + 1) % every != 0) for number in range(layers))
    if len(rotary) < layers:
        raise config.error(f"no_rope_layers has {len(rotary)} entries for {layers} layers")
    return tuple(CHUNKED if turns else FULL for turns in rotary[:layers])
