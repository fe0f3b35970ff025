"""Dense Cohere: attention and MLP side by side behind one LayerNorm without a bias.

Source of every name, shape and default: models/cohere and models/cohere2 in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import Gqa, Tensors, attention, norm, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import decoder, full_everywhere, mlp
from mkdocs_paramsize.architecture.layers import alternating, full_every
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor


def _layer(config: Config, a: Gqa) -> Tensors:
    width, bias = config.width(), config.flag("attention_bias", False)
    return (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *mlp(config),
        *norm("input_layernorm", width),
    )


def cohere(config: Config) -> Architecture:
    """Command R, R+ and Aya; R+ norms every head with weights of its own."""
    a = Gqa.of(config, config.width())
    norms = (
        Tensor("self_attn.q_norm.weight", (a.heads, a.head_dim), "norm"),
        Tensor("self_attn.k_norm.weight", (a.kv_heads, a.head_dim), "norm"),
    )
    normed = config.flag("use_qk_norm", False)
    layer = (*_layer(config, a), *(norms if normed else ()))
    return decoder(config, layer, a, tied=True, mixing=full_everywhere(config, a))


def cohere2(config: Config) -> Architecture:
    """Command R7B and A: three sliding layers to one full."""
    a = Gqa.of(config, config.width())
    pattern = config.dim("pattern", "sliding_window_pattern", default=4)
    usual = full_every(pattern, config.depth())
    mixing = alternating(config, a, usual, config.window(absent=4096))
    return decoder(config, _layer(config, a), a, tied=True, mixing=mixing)
