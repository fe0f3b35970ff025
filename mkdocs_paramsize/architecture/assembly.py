"""Putting a transformer together: its tensors, its mixing, the dimensions it names."""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_paramsize.architecture.blocks import Gqa, Tensors
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.model import Architecture, Mixing


def transformer(
    config: Config,
    tensors: Tensors,
    mixing: Sequence[Mixing],
    a: Gqa,
    *,
    layers: Dim,
    width: Dim,
    intermediate: Dim,
    vocab: Dim | None,
    tied: bool,
    context: Dim | None = None,
    decoder: bool = True,
) -> Architecture:
    """A dense transformer under the names of dimensions that every page knows."""
    dims = {
        "layers": layers,
        "width": width,
        "heads": a.heads,
        "kv_heads": a.kv_heads,
        "head_dim": a.head_dim,
        "intermediate": intermediate,
    }
    return Architecture(
        model_type=config.text("model_type"),
        tensors=tensors,
        mixing=tuple(mixing),
        dims=dims if vocab is None else {**dims, "vocab": vocab},
        tied=tied,
        context=config.context() if context is None else context,
        decoder=decoder,
    )


def refuse(config: Config, *flags: str) -> None:
    """Raise ConfigError when one of these flags is on: what it adds is not counted here."""
    for flag in flags:
        if config.flag(flag, False):
            raise config.error(f"{flag} is true, and what it adds to the model is not known here")
