"""Nemotron-H and Nemotron 3: one block a layer, Mamba 2, attention, MLP or experts.

Source of every name, shape and default: models/nemotron_h in Hugging Face transformers 5.23
(modelling and configuration files); the names in the released files are those of its
conversion_mapping.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import (
    Gqa,
    Tensors,
    as_component,
    attention,
    linear,
    norm,
    plain_mlp,
    routed,
    stack,
    under,
)
from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts, correction_bias, gqa_dims, router
from mkdocs_paramsize.architecture.layers import FULL, where
from mkdocs_paramsize.architecture.mixed import LINEAR, contradiction, kinds
from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.recurrent import Mamba2, state_words

MLP: Final = "mlp"
MOE: Final = "moe"
NAMES: Final = ("up_proj", "down_proj")

_OF_EXPERTS: Final = (
    "n_routed_experts",
    "num_local_experts",
    "n_shared_experts",
    "moe_intermediate_size",
    "moe_latent_size",
    "moe_shared_expert_intermediate_size",
)
"""What says nothing of a model without experts; the shared ones have a width, and no number."""

_LETTERS: Final[Mapping[str, str]] = {"M": LINEAR, "E": MOE, "*": FULL, "-": MLP}
_PATTERN: Final = "hybrid_override_pattern"
_BACKBONE: Final = "backbone.layers.{layer}"


def nemotron_h(config: Config) -> Architecture:
    """The head is never tied, whatever the config says."""
    width, layout = config.width(), _layout(config)
    layers = Dim.named("layers", len(layout))
    a = _attention(config)
    m = _mamba2(config)
    config.knows(*_OF_EXPERTS)
    e = _experts(config) if MOE in layout else None
    mlp_bias = config.flag("mlp_bias", False)
    blocks = (
        *stack(_BACKBONE, layers, norm("norm", width)),
        *_placed(where(layout, LINEAR), _mixer(config, m)),
        *_placed(where(layout, FULL), attention(width, a)),
        *(
            _placed(where(layout, MLP), _plain(config, width, bias=mlp_bias))
            if MLP in layout
            else ()
        ),
        *(_placed(where(layout, MOE), _mixture(config, e, bias=mlp_bias)) if e else ()),
    )
    return hybrid(
        config,
        blocks,
        (a.mixing(where(layout, FULL)), m.mixing(where(layout, LINEAR))),
        {**gqa_dims(a), **m.dims},
        layers=layers,
        tied=False,
        e=e,
        embedding="backbone.embeddings",
        final="backbone.norm_f",
    )


def _placed(layers: tuple[int, ...], mixer: Tensors) -> Tensors:
    return stack(_BACKBONE, layers, under("mixer", mixer))


def _layout(config: Config) -> tuple[str, ...]:
    """What each layer is, by a pattern of letters or by a list."""
    layout = _told(config)
    if config.has("num_hidden_layers"):
        layers = config.depth()
        if layers != len(layout):
            raise config.error(
                f"num_hidden_layers is {layers}, but the pattern tells {len(layout)} layers"
            )
    return layout


def _told(config: Config) -> tuple[str, ...]:
    pattern = _by_pattern(config)
    keys = [key for key in ("layers_block_type", "layer_types") if config.has(key)]
    if pattern and not keys:
        return pattern
    known = tuple(_LETTERS.values())
    listed = kinds(config, None, known=known, keys=keys or ("layers_block_type",))
    if pattern and pattern != listed:
        raise contradiction(config, _PATTERN, keys[0])
    return listed


def _by_pattern(config: Config) -> tuple[str, ...]:
    pattern = config.text(_PATTERN)
    if strange := sorted(set(pattern) - set(_LETTERS)):
        raise config.error(f"{_PATTERN} holds {strange[0]!r}; each letter is one of M, E, * and -")
    if len(pattern) > MOST_LAYERS:
        raise config.error(f"{_PATTERN} tells more than {MOST_LAYERS} layers")
    return tuple(_LETTERS[letter] for letter in pattern)


def _attention(config: Config) -> Gqa:
    heads = config.heads()
    kv = config.kv_heads(heads, absent=8)
    return Gqa(heads, kv, config.dim("head_dim", "head_dim", default=128))


def _mamba2(config: Config) -> Mamba2:
    return Mamba2(
        heads=config.dim("mamba_heads", "mamba_num_heads", default=128),
        head_dim=config.dim("mamba_head_dim", "mamba_head_dim", default=64),
        groups=config.dim("groups", "n_groups", "mamba_n_groups", default=8),
        state=config.dim("state", "ssm_state_size", default=128),
        kernel=config.dim("kernel", "conv_kernel", "mamba_d_conv", default=4),
        words=state_words(config, "mamba_ssm_cache_dtype", absent="float32"),
    )


def _mixer(config: Config, m: Mamba2) -> Tensors:
    conv_bias = "mamba_conv_bias" if config.has("mamba_conv_bias") else "use_conv_bias"
    return m.tensors(
        config.width(),
        bias=config.flag("use_bias", False),
        conv_bias=config.flag(conv_bias, True),
    )


def _plain(config: Config, width: Dim, *, bias: bool) -> Tensors:
    intermediate = config.dim("intermediate", "intermediate_size", default=21504)
    return plain_mlp(width, intermediate, bias=bias, names=NAMES)


def _experts(config: Config) -> Experts:
    e = Experts(
        config.dim("experts", "n_routed_experts", "num_local_experts", default=8),
        config.dim("top_k", "num_experts_per_tok", default=2),
        config.dim("expert_intermediate", "moe_intermediate_size", default=7688),
    )
    return e.checked(config)


def _mixture(config: Config, e: Experts, *, bias: bool) -> Tensors:
    """Experts without a gate; Nemotron 3 works them in a narrower space that all share."""
    width = config.width()
    latent = config.optional("latent", "moe_latent_size")
    shared = config.dim("shared_intermediate", "moe_shared_expert_intermediate_size", default=7688)
    one = plain_mlp(latent or width, e.intermediate, bias=False, names=NAMES)
    beside = (
        *under("shared_experts", plain_mlp(width, shared, bias=bias, names=NAMES)),
        *(_latent(width, latent, bias=bias) if latent else ()),
    )
    return (
        *router("gate", width, e),
        *correction_bias("gate.e_score_correction_bias", e),
        *routed(under("experts.{expert}", one), e.count, e.top_k),
        *as_component("shared_experts", beside),
    )


def _latent(width: Dim, latent: Dim, *, bias: bool) -> Tensors:
    """The way into the experts' space and back; every token takes it."""
    return (
        *linear("fc1_latent_proj", width, latent, "shared_experts", bias=bias),
        *linear("fc2_latent_proj", latent, width, "shared_experts", bias=bias),
    )
