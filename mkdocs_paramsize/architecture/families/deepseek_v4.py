"""DeepSeek-V4: one shared key/value head, compressed long-range attention, hyper-connections.

Source of shapes and defaults: models/deepseek_v4 in Hugging Face transformers 5.23
(modelling and configuration files). Names, and the prediction layer, as in the released
files of DeepSeek-V4-Flash, seen in a listing of every tensor's name and shape.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.blocks import (
    Tensors,
    as_module,
    gated_mlp,
    head,
    linear,
    norm,
    stack,
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    correction_bias,
    listed,
    router,
    separate_experts,
    shared_count,
    stack_in,
)
from mkdocs_paramsize.architecture.families.deepseek_v4_attention import (
    COMPRESSED,
    HEAVY,
    Shared,
    attention,
    compressor,
    indexer,
    layer_kinds,
    mixing,
)
from mkdocs_paramsize.architecture.layers import where
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.prediction import prediction_layers
from mkdocs_paramsize.architecture.tensor import Tensor

LAYER = "layers.{layer}"
_MATRICES = ("w1", "w3", "w2")


def deepseek_v4(config: Config) -> Architecture:
    """DeepSeek-V4-Flash and V4-Pro."""
    width, vocab, layers = config.width(), config.vocab(), config.depth()
    tied = config.tied(False)
    s, e = Shared.of(config), Experts.of(config, "moe_intermediate_size", "intermediate_size")
    kinds = layer_kinds(config, layers)
    tensors = (
        *table("embed", vocab, width),
        *_layers(config, layers, s, e, kinds),
        *norm("norm", width),
        *_hyper_head(config, width),
        *head(tied, "head", width, vocab),
    )
    return Architecture(
        model_type=config.text("model_type"),
        tensors=tensors,
        mixing=mixing(config, s, kinds),
        dims={"layers": layers, "width": width, "vocab": vocab, **s.dims, **e.dims},
        tied=tied,
        context=config.context(),
        extras=_prediction(config, s, e),
    )


def _layers(config: Config, layers: Dim, s: Shared, e: Experts, kinds: tuple[str, ...]) -> Tensors:
    hashed, scored = _routing(config, layers)
    light = listed(layers, where(kinds, COMPRESSED)).sparse
    heavy = listed(layers, where(kinds, HEAVY)).sparse
    sparse = (*compressor(config, s.head_dim, overlap=2), *indexer(config, s))
    picked = Tensor("ffn.gate.tid2eid", (config.vocab(), e.top_k), "router", buffer=True)
    return (
        *stack(LAYER, layers, _layer(config, s, e)),
        *stack_in(light, under("attn", sparse), LAYER),
        *stack_in(heavy, under("attn", compressor(config, s.head_dim, overlap=1)), LAYER),
        *stack_in(listed(layers, hashed).sparse, (picked,), LAYER),
        *stack_in(listed(layers, scored).sparse, correction_bias("ffn.gate.bias", e), LAYER),
    )


def _layer(config: Config, s: Shared, e: Experts) -> Tensors:
    """What every layer has: attention, experts, the hyper-connections around either."""
    width = config.width()
    shared = shared_count(config, "n_shared_experts", absent=1)
    if shared != 1:
        raise config.error(f"n_shared_experts is {shared}; write 1, as a layer of DeepSeek-V4 has")
    bias = config.flag("mlp_bias", False)
    beside = gated_mlp(width, e.intermediate, "shared_experts", bias=bias, names=_MATRICES)
    return (
        *under("attn", attention(width, s)),
        *norm("attn_norm", width),
        *norm("ffn_norm", width),
        *router("ffn.gate", width, e),
        *under("ffn", separate_experts(width, e, names=_MATRICES)),
        *under("ffn.shared_experts", beside),
        *_hyper_connection(config, "hc_attn"),
        *_hyper_connection(config, "hc_ffn"),
    )


def _streams(config: Config) -> Dim:
    """How many residual streams run side by side."""
    return config.dim("streams", "hc_mult", default=4)


def _hyper_connection(config: Config, name: str) -> Tensors:
    """How a block reads from the streams and writes to them: fn [(2 + n)·n, n·width]."""
    n = _streams(config)
    rows = (2 + n) * n
    return (
        Tensor(f"{name}_fn", (rows, n * config.width()), "other"),
        Tensor(f"{name}_base", (rows,), "other"),
        Tensor(f"{name}_scale", (3,), "other"),
    )


def _hyper_head(config: Config, width: Dim) -> Tensors:
    """How the streams become one before the head."""
    n = _streams(config)
    return (
        Tensor("hc_head_fn", (n, n * width), "other"),
        Tensor("hc_head_base", (n,), "other"),
        Tensor("hc_head_scale", (1,), "other"),
    )


def _routing(config: Config, layers: Dim) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The layers whose experts a table picks by the token, and those that score them."""
    kinds = config.texts("mlp_layer_types", layers)
    if kinds is None:
        hashed = config.dim("hash_layers", "num_hash_layers", default=3, least=0)
        first = min(int(hashed), int(layers))
        return tuple(range(first)), tuple(range(first, layers))
    if strange := sorted(set(kinds) - {"moe", "hash_moe"}):
        raise config.error(f"mlp_layer_types names {strange[0]!r}, which V4 does not have")
    return where(kinds, "hash_moe"), where(kinds, "moe")


def _prediction(config: Config, s: Shared, e: Experts) -> Tensors:
    """A layer without long-range attention, under `mtp.0`; tables are the model's own."""
    width = config.width()
    block = (
        *_layer(config, s, e),
        *correction_bias("ffn.gate.bias", e),
        *linear("e_proj", width, width, "other"),
        *linear("h_proj", width, width, "other"),
        *norm("enorm", width),
        *norm("hnorm", width),
        *norm("norm", width),
        *_hyper_head(config, width),
    )
    return as_module("mtp", stack("mtp.{layer}", range(prediction_layers(config)), block))
