"""IBM's Granite mixtures: packed experts, and a shared MLP in the later ones.

Source of every name, shape and default: models/granitemoe and models/granitemoeshared in
Hugging Face transformers 5.23 (modelling and configuration files); the names in the released
files are those of its conversion_mapping.py.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import Gqa, Tensors, attention, linear, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.experts import (
    LAYER,
    Experts,
    gqa_dims,
    mixture,
    packed_experts,
    router,
)
from mkdocs_paramsize.architecture.families.llama import full_everywhere, two_norms
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.dimension import Dim


def granitemoe(config: Config) -> Architecture:
    """Granite 3.0 and 3.1 MoE (1B-A400M, 3B-A800M)."""
    return _mixture(config, ())


def granitemoeshared(config: Config) -> Architecture:
    """Granite mixtures with a shared MLP, where `shared_intermediate_size` is not 0."""
    width = config.width()
    shared = config.dim("shared_intermediate", "shared_intermediate_size", default=0, least=0)
    mlp = (
        *linear("input_linear", width, 2 * shared, "shared_experts"),
        *linear("output_linear", shared, width, "shared_experts"),
    )
    return _mixture(config, under("shared_mlp", mlp) if shared else ())


def _mixture(config: Config, shared: Tensors) -> Architecture:
    width = config.width()
    a, e = Gqa.of(config, width), Experts.of(config, "intermediate_size")
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *under("block_sparse_moe", _experts(width, e)),
        *shared,
        *two_norms(width),
    )
    blocks = stack(LAYER, config.depth(), layer)
    return mixture(config, blocks, full_everywhere(config, a), gqa_dims(a), e, tied=False)


def _experts(width: Dim, e: Experts) -> Tensors:
    packed = packed_experts(
        e,
        {
            "input_linear.weight": (2 * e.intermediate, width),
            "output_linear.weight": (width, e.intermediate),
        },
    )
    return (*router("router.layer", width, e), *packed)
