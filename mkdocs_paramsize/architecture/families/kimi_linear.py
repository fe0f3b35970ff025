"""Kimi Linear: Kimi delta attention, latent attention in every fourth layer, many experts.

Source of every name, shape and default: models/kimi_linear in Hugging Face transformers
5.23 (modelling and configuration files); the names in the released files are those of its
conversion_mapping.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    LAYER,
    Tensors,
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
    by_mlp_type,
    correction_bias,
    first_dense,
    router,
    separate_experts,
    shared_count,
    shared_experts,
    stack_in,
)
from mkdocs_paramsize.architecture.families.llama import two_norms
from mkdocs_paramsize.architecture.latent import Mla, latent_attention
from mkdocs_paramsize.architecture.layers import FULL, where
from mkdocs_paramsize.architecture.mixed import LINEAR, kinds
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.recurrent import depthwise, parameter


@dataclass(frozen=True, slots=True)
class Kda:
    """Kimi delta attention: queries, keys and values in heads of one size."""

    heads: Dim
    head_dim: Dim
    kernel: Dim

    @classmethod
    def of(cls, config: Config) -> Kda:
        """Read from `linear_attn_config`, or from fields of the config itself."""
        inner = config.nested("linear_attn_config") if _nested(config) else Config({})
        return cls(
            _either(config, inner, "linear_heads", "linear_num_heads", "num_heads", 32),
            _either(config, inner, "linear_dim", "linear_head_dim", "head_dim", 128),
            _either(config, inner, "kernel", "linear_conv_kernel_dim", "short_conv_kernel_size", 4),
        )

    @property
    def size(self) -> Dim:
        """Outputs of each projection."""
        return self.heads * self.head_dim

    def tensors(self, width: Dim) -> Tensors:
        """The gates for forgetting (f) and output (g) go through a bottleneck of one head."""
        return (
            *linear("q_proj", width, self.size, "mixer"),
            *linear("k_proj", width, self.size, "mixer"),
            *linear("v_proj", width, self.size, "mixer"),
            *depthwise("q_conv1d", self.size, self.kernel),
            *depthwise("k_conv1d", self.size, self.kernel),
            *depthwise("v_conv1d", self.size, self.kernel),
            *linear("f_a_proj", width, self.head_dim, "mixer"),
            *linear("f_b_proj", self.head_dim, self.size, "mixer"),
            *parameter("dt_bias", self.size),
            *parameter("A_log", 1, 1, self.heads, 1),
            *linear("b_proj", width, self.heads, "mixer"),
            *linear("g_a_proj", width, self.head_dim, "mixer"),
            *linear("g_b_proj", self.head_dim, self.size, "mixer"),
            *norm("o_norm", self.head_dim),
            *linear("o_proj", self.size, width, "mixer"),
        )

    def mixing(self, layers: Iterable[int]) -> Mixing:
        """A matrix for each head, and the last inputs of the three convolutions."""
        constant = self.size * self.head_dim + 3 * self.size * self.kernel
        return Mixing(tuple(layers), "linear", constant=constant)

    @property
    def dims(self) -> dict[str, Dim]:
        """Its named dimensions."""
        return {"linear_heads": self.heads, "linear_dim": self.head_dim}


def kimi_linear(config: Config) -> Architecture:
    """Kimi-Linear-48B-A3B; the head is never tied, whatever the config says."""
    width, layers = config.width(), config.depth()
    m, k = _latent(config), Kda.of(config)
    layout = _layout(config, layers)
    full, recurrent = where(layout, FULL), where(layout, LINEAR)
    schedule = by_mlp_type(config, layers, _first_dense(config, layers))
    e = _experts(config) if schedule.sparse.numbers else None
    bias = config.flag("attention_bias", False)
    blocks = (
        *stack(LAYER, layers, two_norms(width)),
        *stack(LAYER, recurrent, under("self_attn", k.tensors(width))),
        *stack(LAYER, full, under("self_attn", latent_attention(width, m, bias=bias))),
        *_dense(config, schedule),
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
        context=config.context("max_position_embeddings", "model_max_length"),
    )


def _nested(config: Config) -> bool:
    return config.has("linear_attn_config")


def _either(
    config: Config, inner: Config, name: str, outer_key: str, inner_key: str, default: int
) -> Dim:
    """A field of the nested config, else the config's own."""
    own = config.dim(name, outer_key, default=default)
    return inner.dim(name, inner_key, default=own)


def _latent(config: Config) -> Mla:
    return Mla(
        heads=config.heads(),
        q_rank=config.optional("q_rank", "q_lora_rank"),
        kv_rank=config.dim("kv_rank", "kv_lora_rank", default=512),
        nope=config.dim("nope_dim", "qk_nope_head_dim", default=128),
        rope=config.dim("rope_dim", "qk_rope_head_dim", default=64),
        value=config.dim("value_dim", "v_head_dim", default=128),
    )


def _layout(config: Config, layers: Dim) -> tuple[str, ...]:
    """By `layer_types`, else by the two lists, which count from 1, else every fourth."""
    usual = tuple(FULL if n and n % 4 == 0 else LINEAR for n in range(layers))
    if config.has("layer_types") or not _nested(config):
        return kinds(config, usual, layers=layers)
    inner = config.nested("linear_attn_config")
    if not (inner.has("full_attn_layers") and inner.has("kda_layers")):
        return usual
    full = inner.whole_numbers("full_attn_layers")
    recurrent = inner.whole_numbers("kda_layers")
    if sorted((*full, *recurrent)) != list(range(1, layers + 1)):
        raise inner.error(
            f"full_attn_layers and kda_layers must together name each layer from 1 to {layers} once"
        )
    attending = set(full)
    return tuple(FULL if n in attending else LINEAR for n in range(1, layers + 1))


def _first_dense(config: Config, layers: Dim) -> Schedule:
    if config.dim("step", "moe_layer_freq", default=1) != 1:
        raise config.error("moe_layer_freq is not 1, and what that means is not known here")
    return first_dense(config, layers, absent=1)


def _experts(config: Config) -> Experts:
    e = Experts(
        config.dim("experts", "num_experts", "num_local_experts", default=256),
        config.dim("top_k", "num_experts_per_token", "num_experts_per_tok", default=8),
        config.dim("expert_intermediate", "moe_intermediate_size", default=1024),
    )
    return e.checked(config)


def _dense(config: Config, schedule: Schedule) -> Tensors:
    if not schedule.dense.numbers:
        return ()
    intermediate = config.dim("intermediate", "intermediate_size", default=9216)
    return stack_in(schedule.dense, under("mlp", gated_mlp(config.width(), intermediate)))


def _mixture(config: Config, e: Experts) -> Tensors:
    width = config.width()
    shared = shared_count(config, "num_shared_experts", "n_shared_experts", absent=1)
    return under(
        "block_sparse_moe",
        (
            *router("gate", width, e),
            *correction_bias("gate.e_score_correction_bias", e),
            *separate_experts(width, e, names=("w1", "w3", "w2")),
            *shared_experts("shared_experts", width, e.intermediate * shared),
        ),
    )
