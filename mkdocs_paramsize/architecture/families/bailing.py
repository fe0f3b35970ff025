"""Ling's hybrid (Bailing): delta attention, gated latent attention in every sixth layer.

Source of every name, shape and default: models/bailing_hybrid in Hugging Face transformers
5.23 (modelling and configuration files); the names in the released files are those of its
conversion_mapping.py.
"""

from __future__ import annotations

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import LAYER, Tensors, linear, norm, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import (
    Experts,
    by_mlp_type,
    correction_bias,
    dense_layers,
    first_dense,
    router,
    separate_experts,
    shared_count,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.kimi_linear import Kda
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.latent import Mla, queries
from mkdocs_paramsize.architecture.layers import FULL, full_every, where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.recurrent import depthwise, parameter
from mkdocs_paramsize.errors import UnknownArchitectureError

OLDER = "BailingMoeV2"
"""Ling 2.5: inclusionAI/Ring-V2.5, models/modeling_bailing_moe_v2_5.py."""


def bailing_hybrid(config: Config) -> Architecture:
    """The head is never tied, whatever the config says.

    Raises UnknownArchitectureError for the generation before, which has the same `model_type`.
    """
    for name in config.classes():
        if name.startswith(OLDER):
            raise UnknownArchitectureError(
                f"{config.place}: architectures is {name}, whose linear layers are others than "
                "those of BailingMoeV3; it is not counted here"
            )
    width, layers = config.width(), config.depth()
    m, k = _latent(config), _delta(config)
    nth = config.dim("interval", "layer_group_size", default=6)
    layout = kinds(config, full_every(nth, layers, LINEAR), layers=layers)
    full, recurrent = where(layout, FULL), where(layout, LINEAR)
    schedule = by_mlp_type(config, layers, first_dense(config, layers, absent=2))
    e = _experts(config) if schedule.sparse.numbers else None
    bias = config.flag("attention_bias", False)
    blocks = (
        *stack(LAYER, layers, two_norms(width)),
        *stack(LAYER, recurrent, under("attention", _delta_attention(width, k))),
        *stack(LAYER, full, under("attention", _latent_attention(width, m, bias=bias))),
        *dense_layers(config, schedule),
        *(stack_in(schedule.sparse, _mixture(config, e)) if e else ()),
    )
    return hybrid(
        config,
        blocks,
        (m.mixing(full), k.mixing(recurrent)),
        {**m.dims, **k.dims},
        layers=layers,
        tied=False,
        e=e,
        embedding="model.word_embeddings",
        context=config.context("max_position_embeddings", "model_max_length"),
    )


def _latent(config: Config) -> Mla:
    return Mla(
        heads=config.heads(),
        q_rank=config.optional("q_rank", "q_lora_rank"),
        kv_rank=config.dim("kv_rank", "kv_lora_rank", default=512),
        nope=config.dim("nope_dim", "qk_nope_head_dim", default=128),
        rope=config.dim("rope_dim", "qk_rope_head_dim", default=64),
        value=config.dim("value_dim", "v_head_dim", default=128),
    )


def _latent_attention(width: Dim, m: Mla, *, bias: bool) -> Tensors:
    """Latent attention with a gate for each head, its way out called `dense`."""
    return (
        *queries(width, m, bias=bias),
        *linear("kv_a_proj_with_mqa", width, m.kv_rank + m.rope, "attention", bias=bias),
        *norm("kv_a_layernorm", m.kv_rank),
        *linear("kv_b_proj", m.kv_rank, m.heads * (m.nope + m.value), "attention"),
        *linear("dense", m.heads * m.value, width, "attention", bias=bias),
        *linear("g_proj", width, m.heads, "attention"),
    )


def _delta(config: Config) -> Kda:
    # In a config that transformers has saved, `head_dim` is what is rotated of a head.
    head_dim = _saved_as(config, "linear_head_dim", "head_dim")
    heads = _saved_as(config, "linear_num_heads", "num_attention_heads")
    kernel = _saved_as(config, "linear_conv_kernel_dim", "short_conv_kernel_size")
    return Kda(
        heads=config.dim("heads", heads),
        head_dim=config.dim("linear_dim", head_dim, default=128),
        kernel=config.dim("kernel", kernel, default=4),
    )


def _saved_as(config: Config, saved: str, released: str) -> str:
    return saved if config.has(saved) else released


def _delta_attention(width: Dim, k: Kda) -> Tensors:
    """Kimi's delta attention, its gates without a bottleneck."""
    projections = ("q_proj", "k_proj", "v_proj", "f_proj", "g_proj")
    return (
        *(tensor for name in projections for tensor in linear(name, width, k.size, "mixer")),
        *depthwise("q_conv1d", k.size, k.kernel),
        *depthwise("k_conv1d", k.size, k.kernel),
        *depthwise("v_conv1d", k.size, k.kernel),
        *parameter("A_log", k.heads),
        *parameter("dt_bias", k.size),
        *linear("b_proj", width, k.heads, "mixer"),
        *norm("o_norm", k.head_dim),
        *linear("dense", k.size, width, "mixer"),
    )


def _experts(config: Config) -> Experts:
    e = Experts(
        config.dim("experts", "num_experts", "num_local_experts", default=512),
        config.dim("top_k", "num_experts_per_token", "num_experts_per_tok", default=8),
        config.dim("expert_intermediate", "moe_intermediate_size", default=768),
    )
    return e.checked(config)


def _mixture(config: Config, e: Experts) -> Tensors:
    width = config.width()
    shared = shared_count(config, "num_shared_experts", "n_shared_experts", absent=1)
    return under(
        "mlp",
        (
            *router("gate", width, e),
            *correction_bias("gate.expert_bias", e),
            *separate_experts(width, e),
            *shared_experts("shared_experts", width, e.intermediate * shared),
        ),
    )
