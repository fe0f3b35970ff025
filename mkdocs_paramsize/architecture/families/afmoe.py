"""Arcee's Trinity: gated attention, four norms a layer, sliding layers, shared experts.

Source of every name, shape and default: models/afmoe in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    linear,
    norm,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.experts import (
    Experts,
    correction_bias,
    dense_layers,
    first_dense,
    gqa_dims,
    router,
    separate_experts,
    shared_count,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import alternating, full_every
from mkdocs_paramsize.architecture.model import Architecture


def afmoe(config: Config) -> Architecture:
    """Trinity Nano, Mini and Large: every fourth layer full, a gate on the attention's output."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, head_dim=128)
    where = first_dense(config, layers, absent=1, key="num_dense_layers")
    e = Experts.where(config, where)
    bias = config.flag("attention_bias", False)
    layer = (
        *under(
            "self_attn",
            (
                *attention(width, a, qkv_bias=bias, out_bias=bias),
                *qk_norms(a),
                *linear("gate_proj", width, a.query, "attention"),
            ),
        ),
        *two_norms(width),
        *norm("pre_mlp_layernorm", width),
        *norm("post_mlp_layernorm", width),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where),
        *stack_in(where.sparse, _experts(config, e) if e else ()),
    )
    every = config.dim("every", "global_attn_every_n_layers", default=4)
    window = config.window(absent=1024)
    mixing = alternating(config, a, full_every(every, layers), window)
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)


def _experts(config: Config, e: Experts) -> Tensors:
    """The reference implementation holds the balancing bias among its parameters."""
    width = config.width()
    shared = shared_count(config, "num_shared_experts", absent=2)
    return under(
        "mlp",
        (
            *router("router.gate", width, e),
            *correction_bias("expert_bias", e, trained=True),
            *separate_experts(width, e),
            *shared_experts("shared_experts", width, e.intermediate * shared),
        ),
    )
