"""Open mixtures by AI2: OLMoE and FlexOlmo.

Source of every name, shape and default: models/olmoe and models/flex_olmo in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Gqa, Tensors, attention, norm, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts, gqa_dims, router, separate_experts
from mkdocs_paramsize.architecture.families.llama import full_everywhere, two_norms
from mkdocs_paramsize.architecture.model import Architecture


def olmoe(config: Config) -> Architecture:
    """OLMoE 7B with 1B active: norms over all query and all key heads."""
    width = config.width()
    return _mixture(config, two_norms(width))


def flex_olmo(config: Config) -> Architecture:
    """FlexOlmo: OLMoE with its norms after the attention and after the experts."""
    width = config.width()
    norms = (*norm("post_attention_layernorm", width), *norm("post_feedforward_layernorm", width))
    return _mixture(config, norms)


def _mixture(config: Config, norms: Tensors) -> Architecture:
    width = config.width()
    a, e = Gqa.of(config, width), Experts.of(config, "intermediate_size")
    layer = (*_attention(config, width, a), *_experts(width, e), *norms)
    blocks = stack(LAYER, config.depth(), layer)
    return mixture(config, blocks, full_everywhere(config, a), gqa_dims(a), e, tied=False)


def _attention(config: Config, width: Dim, a: Gqa) -> Tensors:
    bias = config.flag("attention_bias", False)
    return under(
        "self_attn",
        (
            *attention(width, a, qkv_bias=bias, out_bias=bias),
            *norm("q_norm", a.query),
            *norm("k_norm", a.key),
        ),
    )


def _experts(width: Dim, e: Experts) -> Tensors:
    return under("mlp", (*router("gate", width, e), *separate_experts(width, e)))
