"""State-space models without attention: Mamba, Falcon Mamba, Mamba 2.

Source of every name, shape and default: models/mamba, falcon_mamba and mamba2 in Hugging
Face transformers 5.23 (modelling and configuration files).
"""

from __future__ import annotations

from dataclasses import replace

from mkdocs_paramsize.architecture.assembly import hybrid
from mkdocs_paramsize.architecture.blocks import Tensors, norm, stack, under
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.model import Architecture, Mixing
from mkdocs_paramsize.architecture.recurrent import Mamba, Mamba2


def _backbone(
    config: Config, mixer: Tensors, mixing: Mixing, dims: dict[str, Dim], *, tied: bool
) -> Architecture:
    layers = config.depth()
    block = (*norm("norm", config.width()), *under("mixer", mixer))
    return hybrid(
        config,
        stack("backbone.layers.{layer}", layers, block),
        (mixing,),
        dims,
        layers=layers,
        tied=config.tied(tied),
        embedding="backbone.embeddings",
        final="backbone.norm_f",
    )


def _biases(config: Config) -> dict[str, bool]:
    return {
        "bias": config.flag("use_bias", False),
        "conv_bias": config.flag("use_conv_bias", True),
    }


def mamba(config: Config) -> Architecture:
    """Mamba 130M to 2.8B, and Falcon Mamba, whose further norms have no weights.

    An `intermediate_size` overrules `expand`: the release of Falcon Mamba 7B states 8,192
    channels, and an `expand` of 16 that it does not use.
    """
    m = Mamba.of(config, "state_size", "conv_kernel", "expand", "time_step_rank")
    inner = config.optional("inner", "intermediate_size")
    m = m if inner is None else replace(m, inner=inner)
    mixer = m.tensors(config.width(), **_biases(config))
    return _backbone(config, mixer, m.mixing(range(config.depth())), m.dims, tied=True)


def mamba2(config: Config) -> Architecture:
    """Mamba 2, Codestral Mamba."""
    width = config.width()
    m = Mamba2(
        heads=config.dim("mamba_heads", "num_heads", default=128),
        head_dim=config.dim("mamba_head_dim", "head_dim", default=64),
        groups=config.dim("groups", "n_groups", default=8),
        state=config.dim("state", "state_size", default=128),
        kernel=config.dim("kernel", "conv_kernel", default=4),
    )
    inner = config.dim("expand", "expand", default=2) * width
    if m.inner != inner:
        raise config.error(
            f"{m.heads} heads of {m.head_dim} do not make up the {inner} channels of a layer"
        )
    mixer = m.tensors(width, **_biases(config))
    return _backbone(config, mixer, m.mixing(range(config.depth())), m.dims, tied=False)
