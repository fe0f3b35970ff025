"""Mixtral and those that keep its names: `block_sparse_moe`, experts of w1, w2, w3.

Source of every name, shape and default: models/mixtral, models/phimoe and
models/minimax_m2 in Hugging Face transformers 5.23 (modelling and configuration files);
the names in the released files are those of its conversion_mapping.py.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Gqa, Tensors, attention, norm, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.experts import (
    Experts,
    correction_bias,
    gqa_dims,
    router,
    separate_experts,
)
from mkdocs_paramsize.architecture.families.llama import (
    full_everywhere,
    sliding_everywhere,
    two_norms,
)
from mkdocs_paramsize.architecture.model import Architecture


def sparse_block(width: int, e: Experts) -> Tensors:
    """The router and the experts: w1 and w3 [intermediate, width], w2 [width, intermediate]."""
    return under(
        "block_sparse_moe",
        (*router("gate", width, e), *separate_experts(width, e, names=("w1", "w3", "w2"))),
    )


def mixtral(config: Config) -> Architecture:
    """Mixtral 8x7B and 8x22B: experts in every layer, as wide as `intermediate_size`."""
    width = config.width()
    a, e = Gqa.of(config, width, kv_heads=8), Experts.of(config, "intermediate_size")
    layer = (
        *under("self_attn", attention(width, a)),
        *sparse_block(width, e),
        *two_norms(width),
    )
    mixing = sliding_everywhere(config, a, config.window())
    blocks = stack(LAYER, config.depth(), layer)
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)


def phimoe(config: Config) -> Architecture:
    """Phi-3.5-MoE: Mixtral with biased layer norms, and biases where the config says so."""
    width = config.width()
    a, e = Gqa.of(config, width, kv_heads=8), Experts.of(config, "intermediate_size")
    bias = config.flag("attention_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *sparse_block(width, e),
        *two_norms(width, bias=True),
    )
    return mixture(
        config,
        stack(LAYER, config.depth(), layer),
        sliding_everywhere(config, a, config.window()),
        gqa_dims(a),
        e,
        tied=False,
        head_bias=config.flag("lm_head_bias", False),
        norm_bias=True,
    )


def minimax_m2(config: Config) -> Architecture:
    """MiniMax-M2: Mixtral with norms over all query and all key heads, and a balancing bias."""
    width = config.width()
    a = Gqa.of(config, width, kv_heads=8, head_dim=128)
    e = Experts.of(config, "intermediate_size")
    layer = (
        *under(
            "self_attn",
            (*attention(width, a), *norm("q_norm", a.query), *norm("k_norm", a.key)),
        ),
        *sparse_block(width, e),
        *correction_bias("block_sparse_moe.e_score_correction_bias", e),
        *two_norms(width),
    )
    blocks = stack(LAYER, config.depth(), layer)
    mixing = full_everywhere(config, a)
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)
