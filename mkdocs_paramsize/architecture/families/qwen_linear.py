"""Qwen3-Next and Qwen3.5: gated delta rules, every fourth layer gated attention.

Source of every name, shape and default: models/qwen3_next, qwen3_5 and qwen3_5_moe in
Hugging Face transformers 5.23 (modelling and configuration files); the experts' names in
the released files are those of its conversion_mapping.py.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    gated_mlp,
    linear,
    norm,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    Schedule,
    as_shared,
    gqa_dims,
    listed,
    router,
    separate_experts,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import FULL, full_every, where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.recurrent import DeltaNet, depthwise


def gated_attention(config: Config, width: Dim, a: Gqa) -> Tensors:
    """Attention whose query projection also holds a gate for every output: q is twice as tall."""
    bias = config.flag("attention_bias", False)
    return (
        *linear("q_proj", width, 2 * a.query, "attention", bias=bias),
        *linear("k_proj", width, a.key, "attention", bias=bias),
        *linear("v_proj", width, a.key, "attention", bias=bias),
        *linear("o_proj", a.query, width, "attention", bias=bias),
        *qk_norms(a),
    )


def delta_net(width: Dim, d: DeltaNet) -> Tensors:
    """Qwen3.5's layer: one matrix for q, k, v, one each for gate, decay and step."""
    return (
        *_core(width, d),
        *linear("in_proj_qkv", width, d.convolved, "mixer"),
        *linear("in_proj_z", width, d.value, "mixer"),
        *linear("in_proj_b", width, d.value_heads, "mixer"),
        *linear("in_proj_a", width, d.value_heads, "mixer"),
    )


def _fused_delta_net(width: Dim, d: DeltaNet) -> Tensors:
    """Qwen3-Next's layer: the same numbers in two matrices."""
    return (
        *_core(width, d),
        *linear("in_proj_qkvz", width, 2 * d.key + 2 * d.value, "mixer"),
        *linear("in_proj_ba", width, 2 * d.value_heads, "mixer"),
    )


def _core(width: Dim, d: DeltaNet) -> Tensors:
    return (
        *d.decays(),
        *depthwise("conv1d", d.convolved, d.kernel),
        *norm("norm", d.value_dim),
        *linear("out_proj", d.value, width, "mixer"),
    )


def layout(config: Config, layers: Dim) -> tuple[str, ...]:
    """By `layer_types`, else one full layer in every `full_attention_interval`."""
    nth = config.dim("interval", "full_attention_interval", default=4)
    return kinds(config, full_every(nth, layers, LINEAR), layers=layers)


def experts(config: Config) -> Experts:
    """Qwen's routed experts, with the defaults of Qwen3-Next."""
    e = Experts(
        config.dim("experts", "num_experts", default=512),
        config.dim("top_k", "num_experts_per_tok", default=10),
        config.dim("expert_intermediate", "moe_intermediate_size", default=512),
    )
    return e.checked(config)


def mixture(config: Config, e: Experts) -> Tensors:
    """Router, experts, and one shared expert behind a gate of its own."""
    width = config.width()
    shared = config.dim("shared_intermediate", "shared_expert_intermediate_size", default=512)
    return (
        *router("mlp.gate", width, e),
        *under("mlp", separate_experts(width, e)),
        *shared_experts("mlp.shared_expert", width, shared),
        *as_shared(linear("mlp.shared_expert_gate", width, 1, "router")),
    )


def plain_mlp_in(config: Config) -> Tensors:
    """The MLP of a layer without experts."""
    intermediate = config.dim("intermediate", "intermediate_size")
    return under("mlp", gated_mlp(config.width(), intermediate))


def _decoder(
    config: Config, net: Tensors, d: DeltaNet, mlps: Tensors, e: Experts | None, *, kv_heads: int
) -> Architecture:
    width, layers = config.width(), config.depth()
    a = _heads(config, kv_heads)
    kind = layout(config, layers)
    full, recurrent = where(kind, FULL), where(kind, LINEAR)
    attends = under("self_attn", gated_attention(config, width, a))
    blocks = (
        *stack(LAYER, layers, two_norms(width)),
        *stack(LAYER, recurrent, under("linear_attn", net)),
        *stack(LAYER, full, attends),
        *mlps,
    )
    dims = {**gqa_dims(a), **d.dims}
    if config.has("intermediate_size"):
        dims["intermediate"] = config.dim("intermediate", "intermediate_size")
    return hybrid(
        config,
        blocks,
        (a.mixing(full), d.mixing(recurrent)),
        dims,
        layers=layers,
        tied=config.tied(False),
        e=e,
    )


def _heads(config: Config, kv_heads: int) -> Gqa:
    heads = config.heads()
    kv = config.kv_heads(heads, absent=kv_heads)
    return Gqa(heads, kv, config.dim("head_dim", "head_dim", default=256))


def qwen3_5_text(config: Config) -> Architecture:
    """Dense Qwen3.5, the text model."""
    d, width = DeltaNet.of(config), config.width()
    mlps = stack(LAYER, config.depth(), plain_mlp_in(config))
    return _decoder(config, delta_net(width, d), d, mlps, None, kv_heads=4)


def qwen3_5_moe_text(config: Config) -> Architecture:
    """Qwen3.5 with experts in every layer, the text model."""
    d, e, width = DeltaNet.of(config), _wide_experts(config), config.width()
    mlps = stack(LAYER, config.depth(), mixture(config, e))
    return _decoder(config, delta_net(width, d), d, mlps, e, kv_heads=2)


def _wide_experts(config: Config) -> Experts:
    e = Experts(
        config.dim("experts", "num_experts", default=256),
        config.dim("top_k", "num_experts_per_tok", default=8),
        config.dim("expert_intermediate", "moe_intermediate_size", default=512),
    )
    return e.checked(config)


def qwen3_next(config: Config) -> Architecture:
    """Qwen3-Next-80B-A3B."""
    d, layers = DeltaNet.of(config), config.depth()
    schedule = _schedule(config, layers)
    e = experts(config) if schedule.sparse.numbers else None
    mlps = (
        *(stack_in(schedule.dense, plain_mlp_in(config)) if schedule.dense.numbers else ()),
        *(stack_in(schedule.sparse, mixture(config, e)) if e else ()),
    )
    return _decoder(config, _fused_delta_net(config.width(), d), d, mlps, e, kv_heads=2)


def _schedule(config: Config, layers: Dim) -> Schedule:
    """Experts in every `decoder_sparse_step`-th layer that `mlp_only_layers` does not name."""
    config.knows("num_experts", "moe_intermediate_size", "shared_expert_intermediate_size")
    step = config.dim("step", "decoder_sparse_step", default=1)
    plain = set(config.whole_numbers("mlp_only_layers"))
    sparse = (n for n in range(layers) if n not in plain and (n + 1) % step == 0)
    return listed(layers, sparse)
