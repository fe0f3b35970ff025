"""The text models of Qwen2-VL, Qwen2.5-VL and Qwen3-VL.

Source of every name, shape and default: models/qwen2_vl, qwen2_5_vl, qwen3_vl and
qwen3_vl_moe in Hugging Face transformers 5.23 (modelling and configuration files); the
experts' shapes in the released files are those of its conversion_mapping.py.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Gqa, Tensors, attention, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.experts import (
    Experts,
    dense_layers,
    gqa_dims,
    packed_experts,
    router,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import (
    decoder,
    full_everywhere,
    plain_layer,
    two_norms,
)
from mkdocs_paramsize.architecture.families.qwen import qk_norms, windows
from mkdocs_paramsize.architecture.families.qwen_moe import schedule
from mkdocs_paramsize.architecture.model import Architecture


def qwen2_vl_text(config: Config) -> Architecture:
    """Qwen 2 and 2.5, whose heads here always share the width."""
    a = Gqa.multi_head(config, config.width())
    a = Gqa(a.heads, config.kv_heads(a.heads, absent=8), a.head_dim)
    layer = plain_layer(config, a, qkv_bias=True)
    return decoder(config, layer, a, tied=False, mixing=windows(config, a))


def qwen3_vl_text(config: Config) -> Architecture:
    """Dense Qwen 3 without windows."""
    a = Gqa.of(config, config.width(), kv_heads=32, head_dim=128)
    bias = config.flag("attention_bias", False)
    layer = (
        *plain_layer(config, a, qkv_bias=bias, out_bias=bias),
        *under("self_attn", qk_norms(a)),
    )
    return decoder(config, layer, a, tied=False, mixing=full_everywhere(config, a))


def qwen3_vl_moe_text(config: Config) -> Architecture:
    """Qwen 3's mixture, the experts of a layer in two tensors: inputs before outputs."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=16)
    where = schedule(config, layers)
    e = Experts.where(config, where)
    bias = config.flag("attention_bias", False)
    attends = (*attention(width, a, qkv_bias=bias, out_bias=bias), *qk_norms(a))
    blocks = (
        *stack(LAYER, layers, (*under("self_attn", attends), *two_norms(width))),
        *dense_layers(config, where),
        *(stack_in(where.sparse, _packed(config, e)) if e else ()),
    )
    return mixture(config, blocks, full_everywhere(config, a), gqa_dims(a), e, tied=True)


def _packed(config: Config, e: Experts) -> Tensors:
    width = config.width()
    shapes = {
        "experts.gate_up_proj": (width, 2 * e.intermediate),
        "experts.down_proj": (e.intermediate, width),
    }
    return under("mlp", (*router("gate", width, e), *packed_experts(e, shapes)))
