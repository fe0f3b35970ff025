"""LongCat-Flash: two latent attentions and two plain MLPs a layer beside one set of experts.

Source of every name, shape and default: models/longcat_flash in Hugging Face transformers
5.23 (modelling and configuration files). A router also scores `zero_expert_num` experts
that pass a token on unchanged and hold no weights; the reference implementation allocates
rows for them in one of its fused tensors, the released files do not. As it depends on the
token how many of the chosen experts hold weights, the active count here is the largest.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Tensors,
    gated_mlp,
    linear,
    norm,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts, separate_experts
from mkdocs_paramsize.architecture.latent import Mla, latent_attention
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor


def longcat_flash(config: Config) -> Architecture:
    """LongCat-Flash-Chat and Thinking."""
    width, layers, m = config.width(), _layers(config), Mla.of(config)
    e = Experts.of(config, "expert_ffn_hidden_size", "moe_intermediate_size")
    plain = config.dim("intermediate", "ffn_hidden_size", "intermediate_size")
    bias = config.flag("attention_bias", False)
    half = (
        *_twice("self_attn", latent_attention(width, m, bias=bias)),
        *_twice("mlps", gated_mlp(width, plain)),
        *_twice("input_layernorm", norm("", width)),
        *_twice("post_attention_layernorm", norm("", width)),
    )
    blocks = stack(LAYER, layers, (*half, *_experts(config, e)))
    mixing = (m.mixing(range(2 * layers)),)
    dims = {**m.dims, "layers": layers, "intermediate": plain}
    return mixture(config, blocks, mixing, dims, e, tied=False)


def _layers(config: Config) -> Dim:
    """`num_layers`; `num_hidden_layers` counts each of them twice."""
    if config.has("num_layers"):
        return config.depth("num_layers")
    halves = config.dim("half_layers", "num_hidden_layers", most=2 * MOST_LAYERS)
    if halves % 2:
        raise config.error(f"num_hidden_layers is {halves}; each layer counts for two here")
    return Dim.named("layers", halves // 2)


def _twice(name: str, tensors: Tensors) -> Tensors:
    """The tensors under `name.0` and under `name.1`."""
    return tuple(
        Tensor(f"{name}.{half}.{tensor.name.removeprefix('.')}", tensor.shape, tensor.component)
        for half in (0, 1)
        for tensor in tensors
    )


def _experts(config: Config, e: Experts) -> Tensors:
    width = config.width()
    idle = config.dim("zero_experts", "zero_expert_num", default=256, least=0)
    scored = e.count + idle
    bias = config.flag("router_bias", False)
    return under(
        "mlp",
        (
            *linear("router.classifier", width, scored, "router", bias=bias),
            Tensor("router.e_score_correction_bias", (scored,), "router", buffer=True),
            *separate_experts(width, e),
        ),
    )
