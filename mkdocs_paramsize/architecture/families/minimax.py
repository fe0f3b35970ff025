"""MiniMax-Text-01 and M1: lightning attention, a mixture of experts in every layer.

Source of every name, shape and default: models/minimax in Hugging Face transformers 5.23
(modelling and configuration files); the idea: MiniMax 2025, arXiv:2501.08313, section 2.2.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    linear,
    norm,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts, gqa_dims
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.families.mixtral import minimax_m2, sparse_block
from mkdocs_paramsize.architecture.layers import FULL, where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.recurrent import parameter


def minimax(config: Config) -> Architecture:
    """Layers by `layer_types`; without them every second one is lightning attention.

    Configs of MiniMax's own code tell of them in `attn_type_list`, and MiniMax-M2, which has
    no lightning attention, came out under the same `model_type`.
    """
    if any(name.startswith("MiniMaxM2") for name in config.classes()):
        return minimax_m2(config)
    width, layers = config.width(), config.depth()
    a, e = Gqa.of(config, width, kv_heads=8), _experts(config)
    layout = kinds(config, _usual(config, layers), layers=layers)
    full, lightning = where(layout, FULL), where(layout, LINEAR)
    blocks = (
        *stack(LAYER, layers, (*sparse_block(width, e), *two_norms(width))),
        *stack(LAYER, full, under("self_attn", attention(width, a))),
        *stack(LAYER, lightning, under("self_attn", _lightning(config, width, a))),
    )
    window = config.window()
    attends = a.mixing(full) if window is None else a.mixing(full, "sliding", window)
    # Lightning attention has no fewer keys than queries: a matrix [head_dim, head_dim] a head.
    state = Mixing(lightning, "linear", constant=a.query * a.head_dim)
    return hybrid(
        config,
        blocks,
        (attends, state),
        gqa_dims(a),
        layers=layers,
        tied=config.tied(False),
        e=e,
    )


def _usual(config: Config, layers: int) -> tuple[str, ...]:
    told = config.whole_numbers("attn_type_list")
    if not told:
        return tuple(LINEAR if number % 2 else FULL for number in range(layers))
    if len(told) != layers or not set(told) <= {0, 1}:
        raise config.error(
            f"attn_type_list is to have {layers} numbers, one for each layer: "
            "0 for lightning attention, 1 for softmax attention"
        )
    return tuple(FULL if number else LINEAR for number in told)


def _experts(config: Config) -> Experts:
    e = Experts(
        config.dim("experts", "num_local_experts", "num_experts", default=8),
        config.dim("top_k", "num_experts_per_tok", default=2),
        config.dim("expert_intermediate", "intermediate_size"),
    )
    return e.checked(config)


def _lightning(config: Config, width: Dim, a: Gqa) -> Tensors:
    """Projections with a gate, and the decays of a block, which are stored, not trained."""
    block = config.dim("block", "block_size", default=256)
    return (
        *linear("qkv_proj", width, a.query * 3, "mixer"),
        *linear("out_proj", a.query, width, "mixer"),
        *linear("output_gate", width, a.query, "mixer"),
        *norm("norm", a.query),
        *parameter("slope_rate", a.heads, 1, 1, buffer=True),
        *parameter("query_decay", a.heads, block, 1, buffer=True),
        *parameter("key_decay", a.heads, block, 1, buffer=True),
        *parameter("diagonal_decay", 1, a.heads, block, block, buffer=True),
    )
