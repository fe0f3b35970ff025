"""Poolside's Laguna: gated attention whose query heads may differ from layer to layer.

Source of every name, shape and default: models/laguna in Hugging Face transformers 5.23
(modelling and configuration files); the names in the released files are those of its
conversion_mapping.py.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Gqa,
    Tensors,
    attention,
    linear,
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
    gqa_dims,
    leading_dense,
    listed,
    router,
    separate_experts,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.layers import FULL, SLIDING
from mkdocs_paramsize.architecture.model import Architecture, Mixing

Heads = dict[int, Gqa]
"""The attention of each layer, by its number."""


def laguna(config: Config) -> Architecture:
    """Laguna XS and M: a gate a head or a number, one shared expert, a balancing bias."""
    width, layers = config.width(), config.depth()
    heads = _heads(config, layers)
    where = by_mlp_type(config, layers, leading_dense(layers, Dim.named("dense_layers", 1)))
    e = Experts.where(config, where)
    blocks = (
        *_attentions(config, layers, heads),
        *stack(LAYER, layers, two_norms(width)),
        *dense_layers(config, where),
        *stack_in(where.sparse, _experts(config, e) if e else ()),
    )
    usual = Gqa.of(config, width, kv_heads=8, head_dim=128)
    mixing = _mixing(config, heads)
    return mixture(config, blocks, mixing, gqa_dims(usual), e, tied=False)


def _heads(config: Config, layers: Dim) -> Heads:
    """As many query heads as `num_attention_heads_per_layer` lists, else equally many."""
    width = config.width()
    usual = Gqa.of(config, width, kv_heads=8, head_dim=128)
    given = config.whole_numbers("num_attention_heads_per_layer")
    if not given:
        return dict.fromkeys(range(layers), usual)
    if len(given) != layers:
        raise config.error(
            f"num_attention_heads_per_layer has {len(given)} entries for {layers} layers"
        )
    kinds = {count: _checked(config, usual, count) for count in set(given)}
    return {number: kinds[count] for number, count in enumerate(given)}


def _checked(config: Config, usual: Gqa, count: int) -> Gqa:
    if count < 1 or count % usual.kv_heads:
        raise config.error(
            f"{count} query heads cannot share {usual.kv_heads} key/value heads evenly"
        )
    return Gqa(Dim.named("heads", count), usual.kv_heads, usual.head_dim)


def _attentions(config: Config, layers: Dim, heads: Heads) -> Tensors:
    width = config.width()
    bias = config.flag("attention_bias", False)
    gating = config.get("gating")
    a_head = gating in (None, True, "per-head")
    return tuple(
        tensor
        for a in dict.fromkeys(heads.values())
        for tensor in stack_in(
            listed(layers, (number for number, its in heads.items() if its == a)).sparse,
            under(
                "self_attn",
                (
                    *attention(width, a, qkv_bias=bias, out_bias=bias),
                    *qk_norms(a),
                    *linear("g_proj", width, a.heads if a_head else a.query, "attention"),
                ),
            ),
        )
    )


def _mixing(config: Config, heads: Heads) -> tuple[Mixing, ...]:
    kinds = config.texts("layer_types", len(heads)) or (FULL,) * len(heads)
    if strange := sorted(set(kinds) - {FULL, SLIDING}):
        raise config.error(f"layer_types names {strange[0]!r}, which Laguna does not have")
    window = config.window(absent=512)
    if SLIDING in kinds and window is None:
        raise config.error("layer_types has sliding layers, but sliding_window is missing")
    groups: dict[tuple[str, Gqa], list[int]] = {}
    for number, kind in enumerate(kinds):
        groups.setdefault((kind, heads[number]), []).append(number)
    return tuple(
        a.mixing(numbers) if kind == FULL else a.mixing(numbers, "sliding", window)
        for (kind, a), numbers in groups.items()
    )


def _experts(config: Config, e: Experts) -> Tensors:
    """The reference implementation holds the balancing bias among its parameters."""
    width = config.width()
    shared = config.dim("shared_intermediate", "shared_expert_intermediate_size")
    return under(
        "mlp",
        (
            *router("gate", width, e),
            *separate_experts(width, e),
            *correction_bias("experts.e_score_correction_bias", e, trained=True),
            *shared_experts("shared_expert", width, shared),
        ),
    )
