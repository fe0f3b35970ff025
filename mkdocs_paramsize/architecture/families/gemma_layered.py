"""Gemma 3n and Gemma 4: embeddings for every layer, keys and values shared by the last layers.

Source of every name, shape and default: models/gemma3n and models/gemma4 in Hugging Face
transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

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
    table,
    under,
)
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts, gqa_dims, packed_experts, router
from mkdocs_paramsize.architecture.families.gemma import feedforward_norms
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING, full_every
from mkdocs_paramsize.architecture.mixed import kinds
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.tensor import Tensor

KV_HEADS: Final = "num_global_key_value_heads"
_OVERRIDDEN: Final = {"head_dim": "global_head_dim", "num_key_value_heads": KV_HEADS}
"""What full layers have of their own: as a layer's field, and as the released field."""


@dataclass(frozen=True, slots=True)
class Sharing:
    """Which layers slide, and from which on they reuse keys and values of earlier ones."""

    layout: tuple[str, ...]
    first_shared: int

    @classmethod
    def of(cls, config: Config, layout: tuple[str, ...], *, absent: int) -> Sharing:
        """Read from `num_kv_shared_layers`.

        Raises ConfigError when a kind of layer would have no layer to take its keys from.
        """
        absent = 0 if config.stated("num_kv_shared_layers") else absent
        shared = config.dim("shared_layers", "num_kv_shared_layers", default=absent, least=0)
        first = len(layout) - int(shared)
        if shared and (first < 1 or set(layout[:first]) != set(layout)):
            raise config.error(
                f"num_kv_shared_layers is {shared}: no layer before the shared ones keeps "
                "keys and values of each kind"
            )
        return cls(layout, first)

    def layers(self, kind: str, *, shared: bool | None = None) -> tuple[int, ...]:
        """The layers of a kind; those that share, those that do not, or both."""
        return tuple(
            number
            for number, own in enumerate(self.layout)
            if own == kind and shared in (None, number >= self.first_shared)
        )

    def mixing(self, kind: str, a: Gqa, window: Dim) -> tuple[Mixing, Mixing]:
        """Layers with a cache of their own, and layers that read another one's."""
        own, shared = self.layers(kind, shared=False), self.layers(kind, shared=True)
        kept = a.mixing(own) if kind == FULL else a.mixing(own, "sliding", window)
        reused = Mixing(shared, kept.kind, window=kept.window, scores=kept.scores)
        return kept, reused


def _attention(config: Config, a: Gqa, *, own_keys: bool, values: bool = True) -> Tensors:
    """Attention with norms over query and key heads.

    `own_keys`: the layer has keys and values; `values`: values have a matrix of their own.
    """
    bias, width = config.flag("attention_bias", False), config.width()
    absent = () if own_keys else ("k_proj", "v_proj", "k_norm")
    absent = absent if values else (*absent, "v_proj")
    every = (
        *attention(width, a, qkv_bias=bias, out_bias=bias),
        *norm("q_norm", a.head_dim),
        *norm("k_norm", a.head_dim),
    )
    return tuple(tensor for tensor in every if tensor.name.partition(".")[0] not in absent)


def _attention_layers(
    config: Config, sharing: Sharing, kind: str, a: Gqa, *, values: bool = True
) -> Tensors:
    own = _attention(config, a, own_keys=True, values=values)
    shared = _attention(config, a, own_keys=False)
    return (
        *stack(LAYER, sharing.layers(kind, shared=False), under("self_attn", own)),
        *stack(LAYER, sharing.layers(kind, shared=True), under("self_attn", shared)),
    )


def _per_layer_table(config: Config, layers: Dim, size: Dim) -> Tensors:
    """A second table, [vocab, layers·size]: each layer has its own small embedding."""
    rows = config.dim("layer_vocab", "vocab_size_per_layer_input", default=262144)
    return (
        *table("model.embed_tokens_per_layer", rows, layers * size),
        *linear("model.per_layer_model_projection", config.width(), layers * size, "other"),
        *norm("model.per_layer_projection_norm", size),
    )


def _per_layer_input(width: Dim, size: Dim) -> Tensors:
    return (
        *linear("per_layer_input_gate", width, size, "other"),
        *linear("per_layer_projection", size, width, "other"),
        *norm("post_per_layer_input_norm", width),
    )


def _four_norms(width: Dim) -> Tensors:
    return (*two_norms(width), *feedforward_norms(width))


def _heads(config: Config, kv_heads: int) -> Gqa:
    heads = config.dim("heads", "num_attention_heads", default=8)
    kv = config.kv_heads(heads, absent=kv_heads)
    return Gqa(heads, kv, config.dim("head_dim", "head_dim", default=256))


def gemma3n_text(config: Config) -> Architecture:
    """Gemma 3n: several residual streams (AltUp) and a low-rank way around (LAuReL)."""
    width, layers, a = config.width(), config.depth(), _heads(config, 2)
    layout = kinds(config, full_every(5, layers), layers=layers, known=(FULL, SLIDING))
    sharing = Sharing.of(config, layout, absent=15)
    window = config.dim("window", "sliding_window", default=512)
    size = config.dim("layer_width", "hidden_size_per_layer_input", default=256)
    rank = config.dim("laurel_rank", "laurel_rank", default=64)
    streams = config.dim("streams", "altup_num_inputs", default=4, most=1024)
    layer = (
        *_four_norms(width),
        *_per_layer_input(width, size),
        *under("altup", _altup(width, streams)),
        *under("laurel", _laurel(width, rank)),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *_attention_layers(config, sharing, SLIDING, a),
        *_attention_layers(config, sharing, FULL, a),
        *_mlps(width, _widths(config, layers)),
        *_per_layer_table(config, layers, size),
        *_streams(width, streams),
    )
    return hybrid(
        config,
        blocks,
        (*sharing.mixing(FULL, a, window), *sharing.mixing(SLIDING, a, window)),
        gqa_dims(a),
        layers=layers,
        tied=config.tied(True),
        vocab=config.vocab(default=262400),
    )


def _widths(config: Config, layers: Dim) -> tuple[Dim, ...]:
    """`intermediate_size` is one width, or a list of one for each layer."""
    if not isinstance(config.get("intermediate_size"), list):
        return (config.dim("intermediate", "intermediate_size", default=16384),) * int(layers)
    told = config.whole_numbers("intermediate_size")
    if len(told) != layers or min(told) < 1:
        raise config.error(
            f"intermediate_size lists {len(told)} widths; one above 0 for each of "
            f"{layers} layers is wanted"
        )
    return tuple(Dim.named("intermediate", width) for width in told)


def _mlps(width: Dim, intermediates: Sequence[Dim]) -> Tensors:
    layers: dict[Dim, list[int]] = defaultdict(list)
    for number, intermediate in enumerate(intermediates):
        layers[intermediate].append(number)
    return tuple(
        tensor
        for intermediate, numbers in layers.items()
        for tensor in stack(LAYER, numbers, under("mlp", gated_mlp(width, intermediate)))
    )


def _altup(width: Dim, streams: Dim) -> Tensors:
    return (
        Tensor("correct_output_scale", (width,), "other"),
        *linear("correction_coefs", streams, streams, "other"),
        *linear("prediction_coefs", streams, streams * streams, "other"),
        *linear("modality_router", width, streams, "other"),
        *norm("router_norm", width),
    )


def _laurel(width: Dim, rank: Dim) -> Tensors:
    return (
        *linear("linear_left", width, rank, "other"),
        *linear("linear_right", rank, width, "other"),
        *norm("post_laurel_norm", width),
    )


def _streams(width: Dim, streams: Dim) -> Tensors:
    """A matrix into each further stream, and one out of it."""
    return tuple(
        tensor
        for name in ("altup_projections", "altup_unembed_projections")
        for stream in range(streams - 1)
        for tensor in linear(f"model.{name}.{stream}", width, width, "other")
    )


def gemma4_text(config: Config) -> Architecture:
    """Gemma 4: larger heads in full layers, values that may be the keys, experts beside MLPs."""
    size = config.dim("layer_width", "hidden_size_per_layer_input", default=256, least=0)
    e = _experts(config) if config.flag("enable_moe_block", False) else None
    return _gemma4(config, size, e, window=512)


def gemma4_unified_text(config: Config) -> Architecture:
    """Gemma 4 Unified: no embeddings for single layers, no experts."""
    return _gemma4(config, Dim(0), None, window=1024)


def _gemma4(config: Config, size: Dim, e: Experts | None, *, window: int) -> Architecture:
    """`size`: that of a layer's own embedding, if any; `window`: the family's default."""
    width, layers, a = config.width(), config.depth(), _heads(config, 4)
    layout = kinds(config, full_every(6, layers), layers=layers, known=(FULL, SLIDING))
    # The last layer always looks at everything.
    sharing = Sharing.of(config, (*layout[:-1], FULL), absent=0)
    same = config.flag("attention_k_eq_v", False)
    full = tuple(place for place, kind in enumerate((*layout[:-1], FULL)) if kind == FULL)
    wide = _global_heads(_of_full_layers(config, full, a), a, same=same)
    seen = _window(config, window)
    layer = (
        *_four_norms(width),
        Tensor("layer_scalar", (1,), "other", buffer=True),
        *(_per_layer_input(width, size) if size else ()),
        *(_mixture(width, e) if e else ()),
    )
    blocks = (
        *stack(LAYER, layers, layer),
        *_attention_layers(config, sharing, SLIDING, a),
        *_attention_layers(config, sharing, FULL, wide, values=not same),
        *_mlps(width, _doubled(config, sharing)),
        *(_per_layer_table(config, layers, size) if size else ()),
    )
    return hybrid(
        config,
        blocks,
        (*sharing.mixing(FULL, wide, seen), *sharing.mixing(SLIDING, a, seen)),
        gqa_dims(a),
        layers=layers,
        tied=config.tied(True),
        e=e,
        vocab=config.vocab(default=262144),
    )


def _of_full_layers(config: Config, full: tuple[int, ...], a: Gqa) -> Config:
    """The config as it was released: saved by transformers 5, what full layers have of their own
    stands in `per_layer_config`, under the number of each, and nothing where they have none.

    Raises ConfigError where it changes anything else.
    """
    if not config.stated("per_layer_config"):
        return config
    changed: dict[str, Mapping[str, Any]] = {}
    if config.get("per_layer_config"):
        given = config.nested("per_layer_config")
        changed = {key: given.nested(key).fields for key in given.fields}
    first = next(iter(changed.values()), {})
    same_of_all = all(fields == first for fields in changed.values())
    numbers = {int(key) for key in changed if key.isdecimal()}
    places = set(full) if changed else set()
    if not same_of_all or numbers != places or not first.keys() <= _OVERRIDDEN.keys():
        raise config.error(
            "per_layer_config changes more than the heads of the full layers, which is not "
            "understood here"
        )
    own = {_OVERRIDDEN[key]: value for key, value in first.items()}
    return config.with_fields({"global_head_dim": int(a.head_dim), KV_HEADS: None, **own})


def _global_heads(config: Config, a: Gqa, *, same: bool) -> Gqa:
    """The heads of full layers; fewer key heads only where the values are the keys."""
    head_dim = config.dim("global_head_dim", "global_head_dim", default=512)
    if not same or not config.has(KV_HEADS):
        return Gqa(a.heads, a.kv_heads, head_dim)
    return Gqa(a.heads, config.kv_heads(a.heads, KV_HEADS), head_dim)


def _window(config: Config, absent: int) -> Dim:
    """An encoder looks half the window to each side."""
    window = config.dim("window", "sliding_window", default=absent)
    if config.text("use_bidirectional_attention") == "all":
        return window // 2 + 1
    return window


def _doubled(config: Config, sharing: Sharing) -> tuple[Dim, ...]:
    """The widths of the MLPs; layers that share keys may have MLPs of twice the width."""
    intermediate = config.dim("intermediate", "intermediate_size", default=9216)
    wider = 2 if config.flag("use_double_wide_mlp", False) else 1
    shared = len(sharing.layout) - sharing.first_shared
    return (intermediate,) * sharing.first_shared + (wider * intermediate,) * shared


def _experts(config: Config) -> Experts:
    e = Experts(
        config.dim("experts", "num_experts"),
        config.dim("top_k", "top_k_experts"),
        config.dim("expert_intermediate", "moe_intermediate_size"),
    )
    return e.checked(config)


def _mixture(width: Dim, e: Experts) -> Tensors:
    shapes = {"gate_up_proj": (2 * e.intermediate, width), "down_proj": (width, e.intermediate)}
    return (
        *router("router.proj", width, e),
        Tensor("router.scale", (width,), "router"),
        Tensor("router.per_expert_scale", (e.count,), "router"),
        *under("experts", packed_experts(e, shapes)),
        *norm("post_feedforward_layernorm_1", width),
        *norm("post_feedforward_layernorm_2", width),
        *norm("pre_feedforward_layernorm_2", width),
    )
