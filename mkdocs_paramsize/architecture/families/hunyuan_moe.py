"""Tencent's mixtures of experts: Hunyuan-A13B and Hy3.

Source of every name, shape and default: models/hunyuan_v1_moe and models/hy_v3 in Hugging
Face transformers 5.23 (modelling and configuration files); the names in Hy3's files are
those of its conversion_mapping.py. Hy3's prediction layer: a survey of the tensors of its
release lists its norms and projections, without a table or head of its own.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import mixture
from mkdocs_paramsize.architecture.blocks import LAYER, Gqa, Tensors, attention, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    by_mlp_type,
    correction_bias,
    dense_layers,
    first_dense,
    gqa_dims,
    listed,
    router,
    separate_experts,
    shared_count,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import full_everywhere, two_norms
from mkdocs_paramsize.architecture.families.qwen import qk_norms
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.prediction import appended


def hunyuan_v1_moe(config: Config) -> Architecture:
    """Hunyuan-A13B: experts and a shared MLP of the same width in every layer.

    `moe_topk` may be a list, one number a layer.
    """
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width)
    bias = config.flag("attention_bias", False)
    norms = qk_norms(a, ("query_layernorm", "key_layernorm"))
    layer = (
        *under("self_attn", (*attention(width, a, qkv_bias=bias, out_bias=bias), *norms)),
        *two_norms(width),
    )
    groups = _by_top_k(config, layers)
    experts = (
        tensor
        for e, numbers in groups
        for tensor in stack_in(listed(layers, numbers).sparse, _hunyuan_experts(width, e))
    )
    blocks = (*stack(LAYER, layers, layer), *experts)
    mixing = full_everywhere(config, a)
    return mixture(config, blocks, mixing, gqa_dims(a), groups[0][0], tied=False)


def hy_v3(config: Config) -> Architecture:
    """Hy3: q/k norms, one plain layer first, a balancing bias at the router."""
    width, layers = config.width(), config.depth()
    a = Gqa.of(config, width, kv_heads=8, head_dim=128)
    where = by_mlp_type(config, layers, first_dense(config, layers, absent=1))
    e = Experts.where(config, where, "moe_intermediate_size", "expert_hidden_dim")
    bias, mlp_bias = config.flag("attention_bias", False), config.flag("mlp_bias", False)
    layer = (
        *under("self_attn", (*attention(width, a, qkv_bias=bias, out_bias=bias), *qk_norms(a))),
        *two_norms(width),
    )
    sparse = _hy3_experts(config, e, bias=mlp_bias) if e else ()
    blocks = (
        *stack(LAYER, layers, layer),
        *dense_layers(config, where, bias=mlp_bias),
        *stack_in(where.sparse, sparse),
    )
    return mixture(
        config,
        blocks,
        full_everywhere(config, a),
        gqa_dims(a),
        e,
        tied=False,
        extras=appended(config, (*layer, *sparse), final="final_layernorm"),
    )


def _by_top_k(config: Config, layers: Dim) -> list[tuple[Experts, tuple[int, ...]]]:
    """The experts of each group of layers in which equally many serve a token."""
    count = config.dim("experts", "num_experts", "num_local_experts")
    intermediate = config.dim("expert_intermediate", "intermediate_size")
    _same_width(config, intermediate)
    if not isinstance(config.get("moe_topk"), list):
        return [(Experts.of(config, "intermediate_size"), tuple(range(layers)))]
    chosen = config.whole_numbers("moe_topk")
    if len(chosen) < layers or min(chosen) < 1:
        raise config.error(f"moe_topk is {list(chosen)}; {layers} positive numbers are wanted")
    return [
        (
            Experts(count, Dim.named("top_k", top_k), intermediate).checked(config),
            tuple(number for number in range(layers) if chosen[number] == top_k),
        )
        for top_k in sorted(set(chosen[:layers]))
    ]


def _same_width(config: Config, intermediate: Dim) -> None:
    """Refuse what the reference implementation does not read, and so would count wrongly."""
    for field, known in (("moe_intermediate_size", intermediate), ("num_shared_expert", 1)):
        given = config.get(field)
        values = given if isinstance(given, list) else [given]
        if any(value not in (None, known) for value in values):
            raise config.error(f"{field} is {given}; only {known} is known in this family")


def _hunyuan_experts(width: Dim, e: Experts) -> Tensors:
    return under(
        "mlp",
        (
            *router("gate.wg", width, e),
            *separate_experts(width, e),
            *shared_experts("shared_mlp", width, e.intermediate),
        ),
    )


def _hy3_experts(config: Config, e: Experts, *, bias: bool) -> Tensors:
    width = config.width()
    shared = shared_count(config, "num_shared_experts", absent=1)
    return under(
        "mlp",
        (
            *router("router.gate", width, e),
            *correction_bias("expert_bias", e),
            *separate_experts(width, e),
            *shared_experts("shared_mlp", width, e.intermediate * shared, bias=bias),
        ),
    )
