"""Zamba: Mamba in every layer, one attention block shared by all hybrid layers.

Source of every name, shape and default: models/zamba in Hugging Face transformers 5.23
(modelling and configuration files).
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    gated_mlp,
    linear,
    norm,
    shared,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import gqa_dims
from mkdocs_paramsize.architecture.families.zamba2 import HYBRID, seen
from mkdocs_paramsize.architecture.layers import where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.recurrent import Mamba, depthwise, parameter, shared_evenly


def zamba(config: Config) -> Architecture:
    """Zamba 7B; the shared block stands in the checkpoint at the first hybrid layer."""
    width, layers = config.width(), config.depth()
    keys = ("layers_block_type", "layer_types")
    layout = kinds(config, _usual(config, layers), layers=layers, known=(LINEAR, HYBRID), keys=keys)
    hybrids = where(layout, HYBRID)
    a = _attention(config, width)
    m = Mamba.of(config, "mamba_d_state", "mamba_d_conv", "mamba_expand", "mamba_dt_rank")
    intermediate = config.dim("intermediate", "intermediate_size", default=14848)
    mixer = (*norm("input_layernorm", width), *under("mamba", _mixer(config, m)))
    # As with Zamba 2, nothing is shared where `tie_word_embeddings` is false.
    owners = hybrids[:1] if config.tied(True) else hybrids
    block = _block(config, a, intermediate)
    blocks = (
        *stack(LAYER, where(layout, LINEAR), mixer),
        *stack(LAYER, hybrids, under("mamba_decoder", mixer)),
        *stack(LAYER, hybrids, linear("linear", width, width, "other")),
        *shared(hybrids, stack(LAYER, owners, under("shared_transf", block))),
    )
    return hybrid(
        config,
        blocks,
        (a.mixing(hybrids), m.mixing(range(layers))),
        {**gqa_dims(a), **m.dims, "intermediate": intermediate},
        layers=layers,
        tied=config.tied(True),
        final="model.final_layernorm",
    )


def _usual(config: Config, layers: Dim) -> tuple[str, ...]:
    """Two plain layers, a hybrid one, then one hybrid layer in a period."""
    period = config.dim("period", "attn_layer_period", default=6)
    offset = config.dim("offset", "attn_layer_offset", default=4, least=0)
    rest = (HYBRID if n % period == offset else LINEAR for n in range(layers - 3))
    return (LINEAR, LINEAR, HYBRID, *rest)[:layers]


def _attention(config: Config, width: Dim) -> Gqa:
    """Attention over the hidden state beside the embedding: heads share twice the width."""
    heads = config.heads()
    size = config.dim("head_dim", "attention_head_dim", "head_dim", default=2 * width // heads)
    return Gqa(heads, config.kv_heads(heads, absent=16), size)


def _block(config: Config, a: Gqa, intermediate: Dim) -> Tensors:
    width = config.width()
    q, k, v, _ = attention(seen(config), a)
    return (
        *norm("input_layernorm", seen(config)),
        *under("self_attn", (q, k, v, *linear("o_proj", a.query, width, "attention"))),
        *norm("pre_ff_layernorm", width),
        *under("feed_forward", gated_mlp(width, intermediate)),
    )


def _mixer(config: Config, m: Mamba) -> Tensors:
    """Mamba whose channels are shared by heads, each with matrices of its own."""
    width, bias = config.width(), config.flag("mamba_proj_bias", False)
    heads = config.dim("mamba_heads", "n_mamba_heads", default=2)
    size = shared_evenly(config, "a Mamba layer", m.inner, heads)
    return (
        *parameter("A_log", heads, size, m.state),
        *parameter("D", heads, size),
        *depthwise("conv1d", m.inner, m.kernel, bias=config.flag("mamba_conv_bias", True)),
        *linear("in_proj", width, 2 * m.inner, "mixer", bias=bias),
        *parameter("x_proj_weight", heads, m.rank + 2 * m.state, size),
        *parameter("dt_proj_weight", heads, size, m.rank),
        *parameter("dt_proj_bias", heads, size),
        *linear("out_proj", m.inner, width, "mixer", bias=bias),
    )
