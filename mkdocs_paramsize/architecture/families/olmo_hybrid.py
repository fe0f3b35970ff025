"""OLMo Hybrid: gated delta rules, OLMo 2's attention in every fourth layer.

Source of every name, shape and default: models/olmo_hybrid in Hugging Face transformers
5.23 (modelling and configuration files); the names in the released files are those of its
conversion_mapping.py.
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
from mkdocs_paramsize.architecture.experts import gqa_dims
from mkdocs_paramsize.architecture.layers import FULL, full_every, where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.recurrent import DeltaNet, depthwise


def olmo_hybrid(config: Config) -> Architecture:
    """The linear layers' sizes follow from the width where the config does not tell them."""
    width, layers = config.width(), config.depth()
    intermediate = config.dim("intermediate", "intermediate_size")
    a, d = Gqa.of(config, width), _delta_net(config, width)
    layout = kinds(config, _usual(layers), layers=layers)
    full, recurrent = where(layout, FULL), where(layout, LINEAR)
    blocks = (
        *stack(LAYER, layers, under("mlp", gated_mlp(width, intermediate))),
        *stack(LAYER, recurrent, _recurrent_layer(width, d)),
        *stack(LAYER, full, _attention_layer(config, width, a)),
    )
    return hybrid(
        config,
        blocks,
        (a.mixing(full), d.mixing(recurrent)),
        {**gqa_dims(a), **d.dims, "intermediate": intermediate},
        layers=layers,
        tied=config.tied(False),
    )


def _usual(layers: Dim) -> tuple[str, ...]:
    """Every fourth layer attends, and at least the last one."""
    fourth = full_every(4, layers, LINEAR)
    return fourth if FULL in fourth else (*fourth[:-1], FULL)


def _delta_net(config: Config, width: Dim) -> DeltaNet:
    heads = config.heads()
    key_heads = config.dim("linear_key_heads", "linear_num_key_heads", default=heads)
    usual = 3 * width // (4 * key_heads)
    key_dim = config.dim("linear_key_dim", "linear_key_head_dim", default=usual)
    if not key_dim:
        raise config.error(f"{key_heads} linear heads leave no room in a width of {width}")
    d = DeltaNet(
        key_heads=key_heads,
        value_heads=config.dim("linear_value_heads", "linear_num_value_heads", default=heads),
        key_dim=key_dim,
        value_dim=config.dim("linear_value_dim", "linear_value_head_dim", default=2 * key_dim),
        kernel=config.dim("kernel", "linear_conv_kernel_dim", default=4),
    )
    return d.checked(config)


def _recurrent_layer(width: Dim, d: DeltaNet) -> Tensors:
    net = (
        *linear("q_proj", width, d.key, "mixer"),
        *linear("k_proj", width, d.key, "mixer"),
        *linear("v_proj", width, d.value, "mixer"),
        *linear("a_proj", width, d.value_heads, "mixer"),
        *linear("b_proj", width, d.value_heads, "mixer"),
        *linear("g_proj", width, d.value, "mixer"),
        *linear("o_proj", d.value, width, "mixer"),
        *depthwise("q_conv1d", d.key, d.kernel),
        *depthwise("k_conv1d", d.key, d.kernel),
        *depthwise("v_conv1d", d.value, d.kernel),
        *d.decays(),
        *norm("o_norm", d.value_dim),
    )
    return (
        *under("linear_attn", net),
        *norm("attention_layer_norm", width),
        *norm("feedforward_layer_norm", width),
    )


def _attention_layer(config: Config, width: Dim, a: Gqa) -> Tensors:
    bias = config.flag("attention_bias", False)
    attends = (
        *attention(width, a, qkv_bias=bias, out_bias=bias),
        *norm("q_norm", a.query),
        *norm("k_norm", a.key),
    )
    return (
        *under("self_attn", attends),
        *norm("post_attention_layernorm", width),
        *norm("post_feedforward_layernorm", width),
    )
