"""Dense OLMo: norms without weights, then norms behind each block and over q and k.

Source of every name, shape and default: models/olmo, olmo2 and olmo3 in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import Gqa, Tensors, attention, norm, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import decoder, full_everywhere, mlp
from mkdocs_paramsize.architecture.layers import alternating, full_every
from mkdocs_paramsize.architecture.model import Architecture


def olmo(config: Config) -> Architecture:
    """OLMo 1: its LayerNorms hold no parameters at all."""
    width = config.width()
    a = Gqa.of(config, width)
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *mlp(config),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a), final=())


def _normed_layer(config: Config, a: Gqa) -> Tensors:
    """Norms over all queries and all keys at once, and behind both blocks."""
    width, bias = config.width(), config.flag("attention_bias", False)
    return (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *norm("self_attn.q_norm", a.query),
        *norm("self_attn.k_norm", a.key),
        *mlp(config),
        *norm("post_attention_layernorm", width),
        *norm("post_feedforward_layernorm", width),
    )


def olmo2(config: Config) -> Architecture:
    """OLMo 2."""
    a = Gqa.of(config, config.width())
    layer = _normed_layer(config, a)
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def olmo3(config: Config) -> Architecture:
    """OLMo 3: OLMo 2 whose layers slide, every fourth excepted."""
    a = Gqa.of(config, config.width())
    usual = full_every(4, config.depth())
    mixing = alternating(config, a, usual, config.window(absent=4096))
    return decoder(config, _normed_layer(config, a), a, tied=False, mixing=mixing)
