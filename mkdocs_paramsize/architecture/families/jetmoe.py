"""JetMoE: experts for the MLP and for the queries and outputs of the attention as well.

Source of every name, shape and default: models/jetmoe in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Gqa, Tensors, linear, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts, gqa_dims, packed_experts, router
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor


def jetmoe(config: Config) -> Architecture:
    """JetMoE-8B: each of the chosen experts brings a full set of query heads.

    All of them attend to the same keys and values, so that there are `top_k` times as many
    query heads as key/value heads.
    """
    width, layers = config.width(), config.depth()
    e = Experts.of(config, "intermediate_size")
    kv_heads = config.dim("kv_heads", "num_key_value_heads", default=16)
    head_dim = config.dim("head_dim", "kv_channels", "head_dim", default=128)
    a = Gqa(kv_heads * e.top_k, kv_heads, head_dim)
    layer = (
        *under("mlp", _experts(width, e, 2 * e.intermediate, e.intermediate)),
        *two_norms(width),
        *under("self_attention.experts", _experts(width, e, a.key, a.key)),
        *linear("self_attention.kv_proj", width, 2 * a.key, "attention"),
    )
    blocks = stack(LAYER, layers, layer)
    return mixture(config, blocks, (a.mixing(range(layers)),), gqa_dims(a), e, tied=True)


def _experts(width: Dim, e: Experts, inner: Dim, outer: Dim) -> Tensors:
    """Packed experts [experts, inner, width] and [experts, width, outer], and one bias."""
    packed = packed_experts(
        e,
        {"input_linear.weight": (inner, width), "output_linear.weight": (width, outer)},
    )
    bias = Tensor("bias", (width,), "other")
    return (bias, *packed, *router("router.layer", width, e))
