"""Xiaomi's MiMo-V2-Flash: sliding layers with sinks and twice the key/value heads.

Source of every name, shape and default: models/mimo_v2_flash in Hugging Face transformers
5.23 (modelling and configuration files); names in the released files by its
conversion_mapping.py. The config of the release says in fields of its own
(`hybrid_layer_pattern`, `moe_layer_freq`, `swa_*`, `add_*_attention_sink_bias`) what the
reference implementation has as defaults; where they are there, they are read. Prediction
layers: as sgl-jax reads them from the released files of the V2 family.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Tensors,
    as_module,
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
    balanced_block,
    by_mlp_type,
    dense_layers,
    leading_dense,
    listed,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.prediction import joined, prediction_layers
from mkdocs_paramsize.architecture.tensor import Tensor


@dataclass(frozen=True, slots=True)
class Unequal:
    """Grouped-query attention whose values are not as large as its keys."""

    heads: Dim
    kv_heads: Dim
    key: Dim
    value: Dim
    sinks: bool

    def tensors(self, width: Dim, *, bias: bool) -> Tensors:
        """The projections, the last one without a bias, and a sink for each query head."""
        sink = Tensor("attention_sink_bias", (self.heads,), "attention")
        return (
            *((sink,) if self.sinks else ()),
            *linear("q_proj", width, self.heads * self.key, "attention", bias=bias),
            *linear("k_proj", width, self.kv_heads * self.key, "attention", bias=bias),
            *linear("v_proj", width, self.kv_heads * self.value, "attention", bias=bias),
            *linear("o_proj", self.heads * self.value, width, "attention"),
        )

    def mixing(self, layers: Sequence[int], window: Dim | None) -> Mixing:
        """Its keys and values a token."""
        return Mixing(
            tuple(layers),
            "full" if window is None else "sliding",
            per_token=self.kv_heads * (self.key + self.value),
            window=window,
            scores=self.heads * (self.key + self.value),
        )


def mimo_v2_flash(config: Config) -> Architecture:
    """MiMo-V2-Flash: five sliding layers to one full, one plain MLP, no shared experts."""
    width, layers = config.width(), config.depth()
    full, sliding = _attentions(config)
    kinds = _kinds(config, layers)
    where = by_mlp_type(config, layers, _schedule(config, layers))
    e = Experts.where(config, where)
    bias = config.flag("attention_bias", False)
    slides = listed(layers, (number for number, kind in enumerate(kinds) if kind == SLIDING))
    blocks = (
        *stack_in(slides.dense, under("self_attn", full.tensors(width, bias=bias))),
        *stack_in(slides.sparse, under("self_attn", sliding.tensors(width, bias=bias))),
        *stack(LAYER, layers, two_norms(width)),
        *dense_layers(config, where),
        *stack_in(where.sparse, balanced_block(width, e, 0) if e else ()),
    )
    groups = (
        full.mixing(slides.dense.numbers, None),
        sliding.mixing(slides.sparse.numbers, _window(config)),
    )
    return mixture(
        config,
        blocks,
        groups,
        {
            "heads": full.heads,
            "kv_heads": full.kv_heads,
            "head_dim": full.key,
            "value_dim": full.value,
        },
        e,
        tied=False,
        extras=_prediction(config, sliding),
    )


def _attentions(config: Config) -> tuple[Unequal, Unequal]:
    """That of full and that of sliding layers."""
    heads = config.heads()
    kv_heads = config.kv_heads(heads, absent=4)
    key = config.dim("head_dim", "head_dim", default=192)
    value = config.dim("value_dim", "v_head_dim", default=128)
    sliding_heads = config.dim("sliding_heads", "swa_num_attention_heads", default=heads)
    return (
        Unequal(heads, kv_heads, key, value, config.flag("add_full_attention_sink_bias", False)),
        Unequal(
            sliding_heads,
            config.kv_heads(sliding_heads, "swa_num_key_value_heads", absent=2 * kv_heads),
            config.dim("head_dim", "swa_head_dim", default=key),
            config.dim("value_dim", "swa_v_head_dim", default=value),
            config.flag("add_swa_attention_sink_bias", True),
        ),
    )


def _kinds(config: Config, layers: Dim) -> Sequence[str]:
    given = config.texts("layer_types", layers)
    if given is not None:
        if strange := sorted(set(given) - {FULL, SLIDING}):
            raise config.error(f"layer_types names {strange[0]!r}, which MiMo does not have")
        return given
    pattern = _marks(config, "hybrid_layer_pattern", layers)
    if pattern is not None:
        return tuple(SLIDING if slides else FULL for slides in pattern)
    return tuple(SLIDING if n and (n + 1) % 6 else FULL for n in range(layers))


def _schedule(config: Config, layers: Dim) -> Schedule:
    if isinstance(config.get("moe_layer_freq"), list):
        marks = _marks(config, "moe_layer_freq", layers) or ()
        return listed(layers, (number for number, sparse in enumerate(marks) if sparse))
    return leading_dense(layers, Dim.named("dense_layers", 1))


def _marks(config: Config, key: str, layers: Dim) -> tuple[int, ...] | None:
    """A list of 0 and 1, one for each layer."""
    if not config.has(key):
        return None
    marks = config.whole_numbers(key)
    if len(marks) != layers:
        raise config.error(f"{key} has {len(marks)} entries for {layers} layers")
    return marks


def _window(config: Config) -> Dim | None:
    """The window; `sliding_window_size` leaves out the token that attends."""
    size = config.optional("window", "sliding_window_size")
    return config.window(absent=129) if size is None else size + 1


def _prediction(config: Config, sliding: Unequal) -> Tensors:
    """Sliding attention and a plain MLP: `model.mtp.layers.0`, numbered from 0."""
    width, more = config.width(), prediction_layers(config)
    if not more:
        return ()
    intermediate = config.dim("intermediate", "intermediate_size")
    bias = config.flag("attention_bias", False)
    layer = (
        *joined(width),
        *norm("input_layernorm", width),
        *under("self_attn", sliding.tensors(width, bias=bias)),
        *norm("pre_mlp_layernorm", width),
        *under("mlp", gated_mlp(width, intermediate)),
        *norm("final_layernorm", width),
    )
    return as_module("mtp", stack("model.mtp.layers.{layer}", range(more), layer))
