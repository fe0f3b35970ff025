"""IBM's Granite mixtures: packed experts, and a shared MLP in the later ones.

Source of every name, shape and default: models/granitemoe, granitemoeshared and
granitemoe_swa in Hugging Face transformers 5.23 (modelling and configuration files); the
names in the released files are those of its conversion_mapping.py.
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
from mkdocs_paramsize.architecture.experts import (
    Experts,
    fused_experts,
    gqa_dims,
    packed_experts,
    router,
)
from mkdocs_paramsize.architecture.families.llama import full_everywhere, two_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.tensor import Tensor


def granitemoe(config: Config) -> Architecture:
    """Granite 3.0 and 3.1 MoE (1B-A400M, 3B-A800M)."""
    return _mixture(config, _experts(config), ())


def granitemoeshared(config: Config) -> Architecture:
    """Granite mixtures with a shared MLP, where `shared_intermediate_size` is not 0."""
    return _mixture(config, _experts(config), _shared(config))


def granitemoe_swa(config: Config) -> Architecture:
    """Granite mixtures that slide in three of four layers, with a sink for each head.

    Their experts are named as the reference implementation names them.
    """
    sinks = (Tensor("self_attn.sinks", (config.heads(),), "attention"),)
    window = config.window(absent=128)
    usual = tuple(SLIDING if n % 4 else FULL for n in range(config.depth()))
    a = Gqa.of(config, config.width())
    mixing = alternating(config, a, usual, window)
    e = Experts.of(config, "intermediate_size")
    experts = (*router("router", config.width(), e), *fused_experts(config.width(), e))
    return _mixture(config, experts, (*sinks, *_shared(config)), mixing)


def _shared(config: Config) -> Tensors:
    width = config.width()
    shared = config.dim("shared_intermediate", "shared_intermediate_size", default=0, least=0)
    mlp = (
        *linear("input_linear", width, 2 * shared, "shared_experts"),
        *linear("output_linear", shared, width, "shared_experts"),
    )
    return under("shared_mlp", mlp) if shared else ()


def _mixture(
    config: Config, experts: Tensors, more: Tensors, mixing: tuple[Mixing, ...] | None = None
) -> Architecture:
    width = config.width()
    a, e = Gqa.of(config, width), Experts.of(config, "intermediate_size")
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *under("block_sparse_moe", experts),
        *more,
        *two_norms(width),
    )
    blocks = stack(LAYER, config.depth(), layer)
    mixing = full_everywhere(config, a) if mixing is None else mixing
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)


def _experts(config: Config) -> Tensors:
    width, e = config.width(), Experts.of(config, "intermediate_size")
    packed = packed_experts(
        e,
        {
            "input_linear.weight": (2 * e.intermediate, width),
            "output_linear.weight": (width, e.intermediate),
        },
    )
    return (*router("router.layer", width, e), *packed)
