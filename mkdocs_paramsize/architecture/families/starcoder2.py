"""StarCoder2: Llama's names, LayerNorms, a two-matrix MLP, biases throughout.

Source of every name, shape and default: models/starcoder2 in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import Gqa, attention, norm, plain_mlp, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import (
    decoder,
    sliding_everywhere,
    two_norms,
)
from mkdocs_paramsize.architecture.model import Architecture


def starcoder2(config: Config) -> Architecture:
    """StarCoder2 3B, 7B and 15B: a sliding window in every layer."""
    width = config.width()
    a = Gqa.of(config, width, kv_heads=2)
    intermediate = config.dim("intermediate", "intermediate_size")
    bias = config.flag("use_bias", True)
    names = ("c_fc", "c_proj")
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *under("mlp", plain_mlp(width, intermediate, bias=bias, names=names)),
        *two_norms(width, bias=True),
    )
    final = norm("model.norm", width, bias=True)
    mixing = sliding_everywhere(config, a, config.window())
    return decoder(config, layer, a, tied=True, mixing=mixing, final=final)
