"""ERNIE 4.5's text mixtures: experts from a first to a last layer, tied tables.

Source of every name, shape and default: models/ernie4_5_moe in Hugging Face transformers
5.23 (modelling and configuration files). The prediction layer, a plain one, is named and
shaped as vllm/model_executor/models/ernie_mtp.py of vLLM reads it.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    as_module,
    attention,
    gated_mlp,
    linear,
    norm,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    Schedule,
    dense_layers,
    gqa_dims,
    listed,
    router,
    separate_experts,
    shared_count,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import full_everywhere, two_norms
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.prediction import prediction_layers
from mkdocs_paramsize.architecture.tensor import Tensor


def ernie4_5_moe(config: Config) -> Architecture:
    """ERNIE-4.5-21B-A3B and 300B-A47B: one field puts biases everywhere but on experts."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=4)
    where = _schedule(config, layers)
    e = Experts.where(config, where)
    bias = config.flag("use_bias", False)
    layer = (
        *under("self_attn", attention(width, a, qkv_bias=bias, out_bias=bias)),
        *two_norms(width),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where, bias=bias),
        *stack_in(where.sparse, _experts(config, e, bias=bias) if e else ()),
    )
    return mixture(
        config,
        blocks,
        full_everywhere(config, a),
        gqa_dims(a),
        e,
        tied=True,
        head_bias=bias,
        extras=_prediction(config, layer),
    )


def _schedule(config: Config, layers: Dim) -> Schedule:
    """Every `moe_layer_interval`-th layer from a first to a last one; -1 is the very last."""
    every = config.dim("every", "moe_layer_interval", default=1)
    first = config.dim("first", "moe_layer_start_index", default=1, least=0)
    last = config.dim("last", "moe_layer_end_index", default=-1, least=-1)
    end = layers if last == -1 else min(last + 1, layers)
    return listed(layers, (n for n in range(first, end) if (n + 1) % every == 0))


def _experts(config: Config, e: Experts, *, bias: bool) -> Tensors:
    """The correction bias [1, experts] is held among the parameters here, not as a buffer."""
    width = config.width()
    shared = shared_count(config, "moe_num_shared_experts", absent=2)
    return under(
        "mlp",
        (
            *router("gate", width, e),
            Tensor("moe_statics.e_score_correction_bias", (1, e.count), "router"),
            *separate_experts(width, e),
            *shared_experts("shared_experts", width, e.intermediate * shared, bias=bias),
        ),
    )


def _prediction(config: Config, layer: Tensors) -> Tensors:
    """Plain layers, numbered from 0: `model.mtp_block.0`, with norms and a projection."""
    width, more = config.width(), prediction_layers(config)
    if not more:
        return ()
    intermediate = config.dim("intermediate", "intermediate_size")
    bias = config.flag("use_bias", False)
    numbers = range(more)
    return as_module(
        "mtp",
        (
            *stack("model.mtp_emb_norm", numbers, norm("{layer}", width)),
            *stack("model.mtp_hidden_norm", numbers, norm("{layer}", width)),
            *stack("model.mtp_linear_proj", numbers, linear("{layer}", 2 * width, width, "other")),
            *stack("model.mtp_block.{layer}", numbers, layer),
            *stack(
                "model.mtp_block.{layer}.mlp",
                numbers,
                gated_mlp(width, intermediate, bias=bias),
            ),
        ),
    )
