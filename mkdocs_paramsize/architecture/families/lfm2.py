"""Liquid's LFM2 and LFM3: short convolutions with gates, attention in some layers.

Source of every name, shape and default: models/lfm2, lfm2_moe and lfm3 in Hugging Face
transformers 5.23 (modelling and configuration files); the experts' names in the released
files are those of its conversion_mapping.py.
"""

from __future__ import annotations

from typing import Final

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
from mkdocs_paramsize.architecture.config import LARGEST, Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    gqa_dims,
    leading_dense,
    router,
    separate_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, where
from mkdocs_paramsize.architecture.mixed import kinds
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.recurrent import depthwise
from mkdocs_paramsize.architecture.tensor import Tensor

CONV: Final = "conv"
GATED: Final = ("w1", "w3", "w2")


def lfm2(config: Config) -> Architecture:
    """Dense LFM2; its MLPs are narrower than the config says, unless it says not to adjust."""
    layers = config.depth()
    attending = set(config.whole_numbers("full_attn_idxs", default=range(layers)))
    usual = tuple(FULL if number in attending else CONV for number in range(layers))
    intermediate = _intermediate(config)
    mlp = under("feed_forward", gated_mlp(config.width(), intermediate, names=GATED))
    return _decoder(config, usual, stack(LAYER, layers, mlp), intermediate, None)


def lfm2_moe(config: Config) -> Architecture:
    """LFM2 with experts behind the first `num_dense_layers` layers."""
    width = config.width()
    intermediate = config.dim("intermediate", "intermediate_size")
    dense = config.dim("dense_layers", "num_dense_layers", default=2, least=0)
    schedule = leading_dense(config.depth(), dense)
    e = _experts(config)
    mlp = under("feed_forward", gated_mlp(width, intermediate, names=GATED))
    blocks = (
        *stack_in(schedule.dense, mlp),
        *stack_in(schedule.sparse, under("feed_forward", _mixture(config, e))),
    )
    return _decoder(config, None, blocks, intermediate, e)


def lfm3(config: Config) -> Architecture:
    """LFM3: sliding windows too, a gate a head, norms behind the blocks as well."""
    width, layers = config.width(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    a = Gqa.of(config, width, kv_heads=4, head_dim=128)
    kernel = config.dim("kernel", "conv_L_cache", default=7)
    usual = tuple(_lfm3_kind(number) for number in range(layers))
    layout = kinds(config, usual, layers=layers, known=(CONV, FULL, SLIDING))
    full, sliding, conv = where(layout, FULL), where(layout, SLIDING), where(layout, CONV)
    names = ["operator_norm", "ffn_norm"]
    if config.flag("use_sandwich_norm", True):
        names += ["post_operator_norm", "post_ffn_norm"]
    layer = (
        *(tensor for name in names for tensor in norm(name, width)),
        *under("feed_forward", gated_mlp(width, intermediate, names=GATED)),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *stack(LAYER, where(layout, FULL, SLIDING), under("self_attn", _lfm3_heads(config, a))),
        *stack(LAYER, conv, under("conv", _short_conv(config, width, kernel))),
    )
    window = config.window(absent=256)
    windowed = a.mixing(sliding) if window is None else a.mixing(sliding, "sliding", window)
    return hybrid(
        config,
        blocks,
        (a.mixing(full), windowed, Mixing(conv, "linear", constant=width * kernel)),
        {**gqa_dims(a), "intermediate": intermediate},
        layers=layers,
        tied=config.tied(True),
        final="model.embedding_norm",
    )


def _lfm3_kind(number: int) -> str:
    """Of four layers the third looks at everything, the first, but for the very first, slides."""
    if number % 4 == 2:
        return FULL
    return SLIDING if number and number % 4 == 0 else CONV


def _lfm3_heads(config: Config, a: Gqa) -> Tensors:
    width, bias = config.width(), config.flag("attention_bias", False)
    gated = config.flag("use_attention_gate", True)
    return (
        *attention(width, a, qkv_bias=bias, out_bias=bias),
        *qk_norms(a),
        *(linear("gate_proj", width, a.heads, "attention") if gated else ()),
    )


def _decoder(
    config: Config,
    usual: tuple[str, ...] | None,
    mlps: Tensors,
    intermediate: Dim,
    e: Experts | None,
) -> Architecture:
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=8)
    kernel = config.dim("kernel", "conv_L_cache", default=3)
    layout = kinds(config, usual, layers=layers, known=(CONV, FULL))
    full, conv = where(layout, FULL), where(layout, CONV)
    names = ("q_proj", "k_proj", "v_proj", "out_proj")
    attends = (*attention(width, a, names=names), *qk_norms(a, ("q_layernorm", "k_layernorm")))
    blocks = (
        *stack(LAYER, layers, (*norm("operator_norm", width), *norm("ffn_norm", width))),
        *stack(LAYER, full, under("self_attn", attends)),
        *stack(LAYER, conv, under("conv", _short_conv(config, width, kernel))),
        *mlps,
    )
    return hybrid(
        config,
        blocks,
        (a.mixing(full), Mixing(conv, "linear", constant=width * kernel)),
        {**gqa_dims(a), "intermediate": intermediate},
        layers=layers,
        tied=config.flag("tie_embedding", config.tied(True)),
        e=e,
        final="model.embedding_norm",
    )


def _short_conv(config: Config, width: Dim, kernel: Dim) -> Tensors:
    """Two gates and an input of the width each, a convolution, and the way out."""
    bias = config.flag("conv_bias", False)
    return (
        *depthwise("conv", width, kernel, bias=bias),
        *linear("in_proj", width, 3 * width, "mixer", bias=bias),
        *linear("out_proj", width, width, "mixer", bias=bias),
    )


def _intermediate(config: Config) -> Dim:
    """Two thirds of what the config says, times a factor, rounded up to a multiple."""
    key = "block_ff_dim" if config.has("block_ff_dim") else "intermediate_size"
    told = config.dim("intermediate", key, default=12288)
    if not config.flag("block_auto_adjust_ff_dim", True):
        return told
    narrower = 2 * told // 3
    factor = _factor(config)
    if factor is None:
        return narrower
    multiple = config.dim("multiple", "block_multiple_of", default=256)
    scaled = narrower if factor == 1 else Dim(int(factor * int(narrower)))
    return multiple * ((scaled + multiple - 1) // multiple)


def _factor(config: Config) -> float | None:
    """`block_ffn_dim_multiplier`; `null` switches the rounding off as well."""
    key = "block_ffn_dim_multiplier"
    if not config.has(key):
        return None if config.stated(key) else 1.0
    value = config.get(key)
    if type(value) not in (int, float) or not 0 < value <= LARGEST:
        raise config.error(f"{key} must be a number above 0")
    return float(value)


def _experts(config: Config) -> Experts:
    e = Experts(
        config.dim("experts", "num_experts", default=32),
        config.dim("top_k", "num_experts_per_tok", default=4),
        config.dim("expert_intermediate", "moe_intermediate_size", default=1792),
    )
    return e.checked(config)


def _mixture(config: Config, e: Experts) -> Tensors:
    width = config.width()
    biased = config.flag("use_expert_bias", True)
    bias = (Tensor("expert_bias", (e.count,), "router", buffer=True),) if biased else ()
    return (
        *router("gate", width, e),
        *bias,
        *separate_experts(width, e, names=GATED),
    )
