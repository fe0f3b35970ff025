"""Dense models with latent attention: MiniCPM3 and Youtu-LLM.

Source of every name, shape and default: models/minicpm3 and models/youtu in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Tensors, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.families.llama import mlp, two_norms
from mkdocs_paramsize.architecture.latent import Mla, latent_attention
from mkdocs_paramsize.architecture.model import Architecture


def minicpm3(config: Config) -> Architecture:
    """MiniCPM3-4B: value heads share the width where `v_head_dim` is not given."""
    width, heads = config.width(), config.heads()
    if width % heads:
        raise config.error(f"a width of {width} cannot be shared by {heads} heads evenly")
    value = Dim.named("value_dim", width // heads)
    m = Mla.of(config, q_rank=768, nope=64, rope=32, value=value)
    return _decoder(config, m, mlp(config, bias=config.flag("mlp_bias", False)))


def youtu(config: Config) -> Architecture:
    """Youtu-LLM-2B."""
    return _decoder(config, Mla.of(config), mlp(config))


def _decoder(config: Config, m: Mla, plain: Tensors) -> Architecture:
    width, layers = config.width(), config.depth()
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", latent_attention(width, m, bias=bias)),
        *plain,
        *two_norms(width),
    )
    blocks = stack(LAYER, layers, layer)
    return mixture(config, blocks, (m.mixing(range(layers)),), m.dims, None, tied=True)
