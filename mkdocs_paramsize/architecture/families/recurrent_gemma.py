"""RecurrentGemma (Griffin): gated linear recurrences, a sliding window in every third layer.

Source of every name, shape and default: models/recurrent_gemma in Hugging Face transformers
5.23 (modelling and configuration files); the idea: De et al. 2024, arXiv:2402.19427.
"""

from __future__ import annotations

from typing import Final

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    gated_mlp,
    linear,
    norm,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import gqa_dims
from mkdocs_paramsize.architecture.layers import where
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.recurrent import depthwise, parameter, shared_evenly

RECURRENT: Final = "recurrent"
ATTENTION: Final = "attention"


def recurrent_gemma(config: Config) -> Architecture:
    """RecurrentGemma 2B and 9B; each of the two matrices of its MLP has half the stated width."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width)
    lru = config.dim("lru_width", "lru_width", default=width)
    kernel = config.dim("kernel", "conv1d_width", default=4)
    intermediate = config.dim("intermediate", "intermediate_size", least=2) // 2
    layout = _layout(config, layers)
    attending, recurrent = where(layout, ATTENTION), where(layout, RECURRENT)
    bias = config.flag("attention_bias", False)
    attends = attention(width, a, qkv_bias=bias, out_bias=True)
    layer = (
        *norm("temporal_pre_norm", width),
        *norm("channel_pre_norm", width),
        *under("mlp_block", gated_mlp(width, intermediate, bias=True)),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *stack(LAYER, attending, under("temporal_block", attends)),
        *stack(
            LAYER, recurrent, under("temporal_block", _recurrence(config, a.heads, lru, kernel))
        ),
    )
    # Beside the state the last inputs stay, all that the kernel sees but the newest.
    state = Mixing(recurrent, "linear", constant=lru + lru * (kernel - 1))
    window = config.dim("window", "attention_window_size", default=2048)
    return hybrid(
        config,
        blocks,
        (a.mixing(attending, "sliding", window), state),
        {**gqa_dims(a), "intermediate": intermediate},
        layers=layers,
        tied=config.tied(True),
        final="model.final_norm",
    )


def _layout(config: Config, layers: Dim) -> tuple[str, ...]:
    """A short pattern, repeated as often as needed."""
    pattern = config.texts("block_types") or (RECURRENT, RECURRENT, ATTENTION)
    if strange := sorted(set(pattern) - {RECURRENT, ATTENTION}):
        raise config.error(f"block_types names {strange[0]!r}, which this family does not have")
    return tuple(pattern[number % len(pattern)] for number in range(layers))


def _recurrence(config: Config, heads: Dim, lru: Dim, kernel: Dim) -> Tensors:
    """The gates are block-diagonal: a small matrix a head."""
    width, block = config.width(), shared_evenly(config, "a recurrence", lru, heads)
    gates = (
        *parameter("recurrent_param", lru),
        *parameter("input_gate_weight", heads, block, block),
        *parameter("input_gate_bias", heads, block),
        *parameter("recurrent_gate_weight", heads, block, block),
        *parameter("recurrent_gate_bias", heads, block),
    )
    return (
        *linear("linear_y", width, lru, "mixer", bias=True),
        *linear("linear_x", width, lru, "mixer", bias=True),
        *linear("linear_out", lru, width, "mixer", bias=True),
        *depthwise("conv_1d", lru, kernel, bias=True),
        *under("rg_lru", gates),
    )
