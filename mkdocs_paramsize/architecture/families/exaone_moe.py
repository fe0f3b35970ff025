"""K-EXAONE: q/k norms, sliding layers, a balancing bias, shared experts.

Source of every name, shape and default: models/exaone_moe in Hugging Face transformers 5.23
(modelling and configuration files); names in the released files by its
conversion_mapping.py. The prediction layers, plain ones, are named and shaped as
vllm/model_executor/models/exaone_moe_mtp.py of vLLM reads them.
"""

from __future__ import annotations

from collections.abc import Sequence

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
    by_mlp_type,
    correction_bias,
    dense_layers,
    first_dense,
    gqa_dims,
    router,
    separate_experts,
    shared_count,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import FULL, alternating, full_every
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.prediction import prediction_layers


def exaone_moe(config: Config) -> Architecture:
    """K-EXAONE-236B-A23B: three sliding layers to one full."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=32)
    where = by_mlp_type(config, layers, first_dense(config, layers, absent=1))
    e = Experts.where(config, where)
    layer = (
        *under("self_attn", (*attention(width, a), *qk_norms(a))),
        *two_norms(width),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where),
        *stack_in(where.sparse, _experts(config, e) if e else ()),
    )
    window = config.window(absent=4096)
    return mixture(
        config,
        blocks,
        alternating(config, a, _kinds(config, layers, window), window),
        gqa_dims(a),
        e,
        tied=False,
        extras=_prediction(config, layer),
    )


def _kinds(config: Config, layers: Dim, window: Dim | None) -> Sequence[str]:
    if window is None or config.has("layer_types"):
        return (FULL,) * int(layers)
    pattern = config.dim("pattern", "sliding_window_pattern", default=4)
    return full_every(pattern, layers)


def _experts(config: Config, e: Experts) -> Tensors:
    width = config.width()
    shared = shared_count(config, "num_shared_experts", absent=1)
    return under(
        "mlp",
        (
            *router("gate", width, e),
            *correction_bias("e_score_correction_bias", e),
            *separate_experts(width, e),
            *shared_experts("shared_experts", width, e.intermediate * shared),
        ),
    )


def _prediction(config: Config, layer: Tensors) -> Tensors:
    width, more = config.width(), prediction_layers(config)
    if not more:
        return ()
    intermediate = config.dim("intermediate", "intermediate_size")
    plain = (*layer, *under("mlp", gated_mlp(width, intermediate)))
    shared = (
        *linear("fc", 2 * width, width, "other"),
        *norm("norm", width),
        *norm("pre_fc_norm_hidden", width),
        *norm("pre_fc_norm_embedding", width),
    )
    layers = stack("mtp.layers.{layer}", range(more), plain)
    return as_module("mtp", (*under("mtp", shared), *layers))
