"""gpt-oss: attention with sinks, every projection with a bias, experts with biases.

Source of every name, shape and default: models/gpt_oss in Hugging Face transformers 5.23
(modelling and configuration files). The released files pack the experts in MXFP4, as
`gate_up_proj_blocks` and `_scales`; the names and shapes here are those of the 16-bit ones.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Gqa, attention, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.experts import Experts, gqa_dims, packed_experts, router
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.layers import alternating, full_every
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import Tensor


def gpt_oss(config: Config) -> Architecture:
    """gpt-oss-20b and 120b: every second layer slides, beginning with the first."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=8, head_dim=64)
    e = Experts.of(config, "intermediate_size")
    bias = config.flag("attention_bias", True)
    experts = packed_experts(
        e,
        {
            "gate_up_proj": (width, 2 * e.intermediate),
            "gate_up_proj_bias": (2 * e.intermediate,),
            "down_proj": (e.intermediate, width),
            "down_proj_bias": (width,),
        },
    )
    layer = (
        *under(
            "self_attn",
            (
                Tensor("sinks", (a.heads,), "attention"),
                *attention(width, a, qkv_bias=bias, out_bias=bias),
            ),
        ),
        *router("mlp.router", width, e, bias=True),
        *under("mlp.experts", experts),
        *two_norms(width),
    )
    mixing = alternating(config, a, full_every(2, layers), config.window(absent=128))
    blocks = stack(LAYER, layers, layer)
    return mixture(config, blocks, mixing, gqa_dims(a), e, tied=False)
