"""Models whose layers mix tokens in different ways: which does what, and how they are assembled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from mkdocs_paramsize.architecture.blocks import Tensors, head, norm, table
from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.experts import Experts
from mkdocs_paramsize.architecture.layers import FULL
from mkdocs_paramsize.architecture.model import Architecture, Mixing

LINEAR: Final = "linear_attention"

_OLD_WORDS: Final = {"mamba": LINEAR, "recurrent": LINEAR, "attention": FULL}


def kinds(
    config: Config,
    usual: Sequence[str] | None,
    *,
    layers: int | None = None,
    known: Iterable[str] = (LINEAR, FULL),
    keys: Sequence[str] = ("layer_types",),
) -> tuple[str, ...]:
    """What each layer is, by the first of `keys` that is there, else as is `usual`.

    The words of older configs are understood ("mamba", "attention").
    Raises ConfigError for a kind that the family does not have, and for a list that is
    missing without being usual.
    """
    key = next((key for key in keys if config.has(key)), keys[0])
    told = config.texts(key, layers)
    if told is None and usual is None:
        raise config.error(
            f"the field {key} is missing; it names each layer, such as {', '.join(sorted(known))}"
        )
    named = tuple(_OLD_WORDS.get(kind, kind) for kind in told or usual or ())
    if strange := sorted(set(named) - set(known)):
        raise config.error(
            f"{key} names {strange[0]!r}, which this family does not have; "
            f"each layer is one of {', '.join(sorted(known))}"
        )
    if not 0 < len(named) <= MOST_LAYERS:
        raise config.error(f"{key} names {len(named)} layers; from 1 to {MOST_LAYERS} are wanted")
    return named


def every(nth: int, layers: int, usual: str = LINEAR, then: str = FULL) -> tuple[str, ...]:
    """`usual` layers, every `nth` of them another kind.

    >>> every(2, 4)
    ('linear_attention', 'full_attention', 'linear_attention', 'full_attention')
    """
    return tuple(usual if (number + 1) % nth else then for number in range(layers))


def groups(*mixing: Mixing) -> tuple[Mixing, ...]:
    """Those groups that have a layer."""
    return tuple(group for group in mixing if group.layers)


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
    vocab: Dim | None = None,
    context: Dim | None = None,
) -> Architecture:
    """A decoder whose layers need not be equal.

    `blocks`: the tensors of the layers, in place; `final`: the norm after the layers, by its
    name or as its tensors; `tied`: whether the head, called `output`, shares the table.
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
            *head(tied, output, width, vocab),
        ),
        mixing=groups(*mixing),
        dims=every if e is None else {**every, **e.dims},
        tied=tied,
        context=config.context() if context is None else context,
    )
