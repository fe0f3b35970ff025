"""Mamba layers beside attention: Jamba, Bamba, Falcon-H1, Granite 4.

Source of every name, shape and default: models/jamba, bamba, falcon_h1 and
granitemoehybrid in Hugging Face transformers 5.23 (modelling and configuration files); the
experts' names in the released files are those of its conversion_mapping.py.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
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
    gqa_dims,
    listed,
    packed_experts,
    router,
    separate_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.layers import FULL, where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.recurrent import Mamba, Mamba2


def _norms(width: Dim) -> Tensors:
    return (*norm("input_layernorm", width), *norm("pre_ff_layernorm", width))


def _intermediate(config: Config) -> Dim:
    return config.dim("intermediate", "intermediate_size")


def jamba(config: Config) -> Architecture:
    """Jamba: one attention layer in a period, experts in every other layer."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=8)
    m = Mamba.of(config, "mamba_d_state", "mamba_d_conv", "mamba_expand", "mamba_dt_rank")
    every = _periodic(config, layers, "attn_layer", period=8, offset=4)
    attending = listed(layers, every)
    schedule, e = _jamba_experts(config, layers)
    mixer = m.tensors(
        width,
        bias=config.flag("mamba_proj_bias", False),
        conv_bias=config.flag("mamba_conv_bias", True),
    )
    mamba_norms = (
        *norm("dt_layernorm", m.rank),
        *norm("b_layernorm", m.state),
        *norm("c_layernorm", m.state),
    )
    mlp = under("feed_forward", gated_mlp(width, _intermediate(config)))
    blocks = (
        *stack(LAYER, layers, _norms(width)),
        *stack_in(attending.sparse, under("self_attn", attention(width, a))),
        *stack_in(attending.dense, under("mamba", (*mixer, *mamba_norms))),
        *stack_in(schedule.dense, mlp),
        *(stack_in(schedule.sparse, _jamba_mixture(width, e)) if e else ()),
    )
    mixing = (a.mixing(attending.sparse.numbers), m.mixing(attending.dense.numbers))
    return hybrid(
        config,
        blocks,
        mixing,
        {**gqa_dims(a), **m.dims, "intermediate": _intermediate(config)},
        layers=layers,
        tied=config.tied(False),
        e=e,
        final="model.final_layernorm",
    )


def _periodic(config: Config, layers: Dim, what: str, *, period: int, offset: int) -> list[int]:
    """The layers that stand at an offset in each period."""
    length = config.dim("period", f"{what}_period", default=period)
    at = config.dim("offset", f"{what}_offset", default=offset, least=0)
    if at >= length:
        raise config.error(f"{what}_offset is {at}; it must be less than {what}_period = {length}")
    return [number for number in range(layers) if number % length == at]


def _jamba_experts(config: Config, layers: Dim) -> tuple[Schedule, Experts | None]:
    """One expert is a plain MLP."""
    count = config.dim("experts", "num_experts", "num_local_experts", default=16)
    if count == 1:
        return listed(layers, ()), None
    sparse = _periodic(config, layers, "expert_layer", period=2, offset=1)
    top_k = config.dim("top_k", "num_experts_per_tok", default=2)
    e = Experts(count, top_k, _intermediate(config)).checked(config)
    return listed(layers, sparse), e if sparse else None


def _jamba_mixture(width: Dim, e: Experts) -> Tensors:
    return under("feed_forward", (*router("router", width, e), *separate_experts(width, e)))


def bamba(config: Config) -> Architecture:
    """Bamba: Mamba 2 layers, attention in the few layers that are listed."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=8)
    m = Mamba2.within(config, config.dim("expand", "mamba_expand", default=2) * width)
    attending = listed(layers, config.whole_numbers("attn_layer_indices"))
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    attends = under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias))
    mlp = gated_mlp(width, _intermediate(config), bias=mlp_bias)
    blocks = (
        *stack(LAYER, layers, (*_norms(width), *under("feed_forward", mlp))),
        *stack_in(attending.sparse, attends),
        *stack_in(attending.dense, under("mamba", _mamba2(config, m))),
    )
    return hybrid(
        config,
        blocks,
        (a.mixing(attending.sparse.numbers), m.mixing(attending.dense.numbers)),
        {**gqa_dims(a), **m.dims, "intermediate": _intermediate(config)},
        layers=layers,
        tied=config.tied(False),
        final="model.final_layernorm",
    )


def _mamba2(config: Config, m: Mamba2) -> Tensors:
    return m.tensors(
        config.width(),
        bias=config.flag("mamba_proj_bias", False),
        conv_bias=config.flag("mamba_conv_bias", True, null=False),
    )


def falcon_h1(config: Config) -> Architecture:
    """Falcon-H1: attention and Mamba 2 side by side in every layer."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=8)
    m = Mamba2.within(config, _falcon_channels(config, width))
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    mixer = m.tensors(
        width,
        bias=config.flag("mamba_proj_bias", False),
        conv_bias=config.flag("mamba_conv_bias", True, null=False),
        out_bias=config.flag("projectors_bias", False),
        normed=config.flag("mamba_rms_norm", False),
    )
    mlp = gated_mlp(width, _intermediate(config), bias=mlp_bias)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *under("mamba", mixer),
        *under("feed_forward", mlp),
        *_norms(width),
    )
    return hybrid(
        config,
        stack(LAYER, layers, layer),
        (a.mixing(range(layers)), m.mixing(range(layers))),
        {**gqa_dims(a), **m.dims, "intermediate": _intermediate(config)},
        layers=layers,
        tied=config.tied(False),
        final="model.final_layernorm",
    )


def _falcon_channels(config: Config, width: Dim) -> Dim:
    """`mamba_d_ssm`; `null` says a multiple of the width."""
    expanded = config.dim("expand", "mamba_expand", default=2) * width
    absent = expanded if config.stated("mamba_d_ssm") else 1024
    return config.dim("inner", "mamba_d_ssm", default=absent)


def granitemoehybrid(config: Config) -> Architecture:
    """Granite 4: Mamba 2 with few attention layers; a shared MLP, with or without experts."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width)
    m = Mamba2.within(config, config.dim("expand", "mamba_expand", default=2) * width)
    layout = kinds(config, (LINEAR,) * int(layers), layers=layers, keys=_GRANITE_LAYOUT)
    full, linear_layers = where(layout, FULL), where(layout, LINEAR)
    bias, e = config.flag("attention_bias", False), _granite_experts(config)
    attends = under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias))
    layer = (
        *two_norms(width),
        *_granite_shared(config, e),
        *(_granite_mixture(width, e) if e else ()),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *stack(LAYER, full, attends),
        *stack(LAYER, linear_layers, under("mamba", _mamba2(config, m))),
    )
    return hybrid(
        config,
        blocks,
        (a.mixing(full), m.mixing(linear_layers)),
        {**gqa_dims(a), **m.dims},
        layers=layers,
        tied=config.tied(False),
        e=e,
    )


_GRANITE_LAYOUT = ("layer_types", "layers_block_type")


def _granite_experts(config: Config) -> Experts | None:
    absent = 0 if config.stated("num_local_experts") else 8
    count = config.dim("experts", "num_local_experts", default=absent, least=0)
    if not count:
        return None
    top_k = config.dim("top_k", "num_experts_per_tok", default=2)
    return Experts(count, top_k, _intermediate(config)).checked(config)


def _granite_mixture(width: Dim, e: Experts) -> Tensors:
    shapes = {
        "input_linear.weight": (2 * e.intermediate, width),
        "output_linear.weight": (width, e.intermediate),
    }
    return under(
        "block_sparse_moe", (*router("router.layer", width, e), *packed_experts(e, shapes))
    )


def _granite_shared(config: Config, e: Experts | None) -> Tensors:
    """The MLP of every layer; beside experts it is a shared one."""
    width = config.width()
    shared = config.dim("shared_intermediate", "shared_intermediate_size", default=1024)
    return under(
        "shared_mlp",
        (
            *linear("input_linear", width, 2 * shared, "shared_experts" if e else "mlp"),
            *linear("output_linear", shared, width, "shared_experts" if e else "mlp"),
        ),
    )
