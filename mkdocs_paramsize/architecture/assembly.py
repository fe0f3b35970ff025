"""Putting a transformer together: its tensors, its mixing, the dimensions it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mkdocs_paramsize.architecture.blocks import Gqa, Tensors, head, norm, table
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts
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


def hybrid(
    config: Config,
    blocks: Tensors,
    mixing: Sequence[Mixing],
    dims: Mapping[str, Dim],
    *,
    layers: Dim,
    tied: bool,
    e: Experts | None = None,
    embedding: str = "model.embed_tokens",
    final: str | Tensors = "model.norm",
    output: str = "lm_head",
    head_bias: bool = False,
    vocab: Dim | None = None,
    context: Dim | None = None,
    extras: Tensors = (),
) -> Architecture:
    """A decoder whose layers need not be equal.

    `blocks`: the tensors of the layers, in place; `mixing`: groups of layers, of which some may
    have none; `final`: the norm after the layers, by its name or as its tensors; `tied`: whether
    the head, called `output`, shares the table.
    """
    width = config.width()
    vocab = config.vocab() if vocab is None else vocab
    every = {"layers": layers, "width": width, "vocab": vocab, **dims}
    return Architecture(
        model_type=config.text("model_type"),
        tensors=(
            *table(embedding, vocab, width),
            *blocks,
            *(norm(final, width) if isinstance(final, str) else final),
            *head(tied, output, width, vocab, bias=head_bias),
        ),
        mixing=tuple(group for group in mixing if group.layers),
        dims=every if e is None else {**every, **e.dims},
        tied=tied,
        context=config.context() if context is None else context,
        extras=extras,
    )


def mixture(
    config: Config,
    blocks: Tensors,
    mixing: Sequence[Mixing],
    dims: Mapping[str, Dim],
    e: Experts | None,
    *,
    tied: bool,
    head_bias: bool = False,
    norm_bias: bool = False,
    extras: Tensors = (),
) -> Architecture:
    """The same with the fields and names of Llama, and experts in some layers or all.

    `dims`: the dimensions of the attention; `tied`: the family's default.
    """
    if config.has("intermediate_size"):
        dims = {**dims, "intermediate": config.dim("intermediate", "intermediate_size")}
    return hybrid(
        config,
        blocks,
        mixing,
        dims,
        layers=dims["layers"] if "layers" in dims else config.depth(),
        tied=config.tied(tied),
        e=e,
        final=norm("model.norm", config.width(), bias=norm_bias),
        head_bias=head_bias,
        extras=extras,
    )


def refuse(config: Config, *flags: str) -> None:
    """Raise ConfigError when one of these flags is on: what it adds is not counted here."""
    for flag in flags:
        if config.flag(flag, False):
            raise config.error(f"{flag} is true, and what it adds to the model is not known here")
