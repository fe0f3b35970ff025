"""dots.llm1: DeepSeek's experts over grouped-query attention with q/k norms.

Source of every name, shape and default: models/dots1 in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Gqa, attention, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.experts import (
    Experts,
    balanced_block,
    dense_layers,
    first_dense,
    gqa_dims,
    shared_count,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, alternating
from mkdocs_paramsize.architecture.model import Architecture


def dots1(config: Config) -> Architecture:
    """dots.llm1: a window, where there is one, from layer `max_window_layers` on."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=32)
    where = first_dense(config, layers, absent=0)
    e = Experts.where(config, where)
    shared = shared_count(config, "n_shared_experts", absent=0)
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", (*attention(width, a, qkv_bias=bias, out_bias=bias), *qk_norms(a))),
        *two_norms(width),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where),
        *stack_in(where.sparse, balanced_block(width, e, shared) if e else ()),
    )
    window = config.window(absent=4096)
    first = config.dim("first", "max_window_layers", default=62, least=0)
    usual = tuple(
        SLIDING if window is not None and number >= first else FULL for number in range(layers)
    )
    mixing = alternating(config, a, usual, window)
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)
