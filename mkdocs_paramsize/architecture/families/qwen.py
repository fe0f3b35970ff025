"""Dense Qwen: Llama's layer with biases on queries, keys and values, later with q/k norms.

Source of every name, shape and default: models/qwen2 and models/qwen3 in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import Gqa, Tensors, norm, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.families.llama import decoder, plain_layer
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating
from mkdocs_paramsize.architecture.model import Architecture, Mixing


def qk_norms(a: Gqa, names: tuple[str, str] = ("q_norm", "k_norm")) -> Tensors:
    """A norm over each query head and one over each key head, [head_dim] each."""
    query, key = names
    return (*norm(query, a.head_dim), *norm(key, a.head_dim))


def windows(config: Config, a: Gqa) -> tuple[Mixing, ...]:
    """Qwen's windows: only with `use_sliding_window`, from layer `max_window_layers` on."""
    slides = config.flag("use_sliding_window", False)
    window = config.window(absent=4096) if slides else None
    first = config.dim("first", "max_window_layers", default=28, least=0)
    usual = tuple(
        SLIDING if window is not None and number >= first else FULL
        for number in range(config.depth())
    )
    return alternating(config, a, usual, window)


def qwen2(config: Config) -> Architecture:
    """Qwen 1.5, 2 and 2.5, QwQ: biases on q, k and v that no field of the config tells."""
    a = Gqa.of(config, config.width(), kv_heads=32)
    layer = plain_layer(config, a, qkv_bias=True)
    return decoder(config, layer, a, tied=False, mixing=windows(config, a))


def qwen3(config: Config) -> Architecture:
    """Dense Qwen 3: heads of 128 whatever the width, a norm over each query and key head."""
    a = Gqa.of(config, config.width(), kv_heads=32, head_dim=128)
    bias = config.flag("attention_bias", False)
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias),
        *under("self_attn", qk_norms(a)),
    )
    return decoder(config, layer, a, tied=False, mixing=windows(config, a))
