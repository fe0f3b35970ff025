"""Models whose layers mix tokens in different ways: which does what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.layers import FULL

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
