"""Dense Granite and its kin: Llama's layer with scaled residuals.

Source of every name, shape and default: models/granite, granite_swa and hyperclovax in
Hugging Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import Gqa, Tensors, norm
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import decoder, full_everywhere, plain_layer
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor


def _layer(config: Config, a: Gqa) -> Tensors:
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    return plain_layer(config, a, qkv_bias=bias, out_bias=bias, mlp_bias=mlp_bias)


def granite(config: Config) -> Architecture:
    """Granite 3 dense, Granite Code."""
    a = Gqa.of(config, config.width())
    mixing = full_everywhere(config, a)
    return decoder(config, _layer(config, a), a, tied=False, mixing=mixing)


def granite_swa(config: Config) -> Architecture:
    """Granite with sinks and sliding windows: layers 0, 4, 8, ... are full."""
    a = Gqa.of(config, config.width(), kv_heads=4)
    layer = (*_layer(config, a), Tensor("self_attn.sinks", (a.heads,), "attention"))
    usual = tuple(SLIDING if number % 4 else FULL for number in range(config.depth()))
    mixing = alternating(config, a, usual, config.window(absent=128))
    return decoder(config, layer, a, tied=True, mixing=mixing)


def hyperclovax(config: Config) -> Architecture:
    """HyperCLOVA X: two more norms, behind attention and MLP."""
    width = config.width()
    a = Gqa.of(config, width)
    after = (*norm("post_norm1", width), *norm("post_norm2", width))
    layer = (*_layer(config, a), *(after if config.flag("use_post_norm", True) else ()))
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))
