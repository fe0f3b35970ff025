"""Models whose layers mix tokens in different ways: which does what."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from mkdocs_paramsize.architecture.config import MOST_LAYERS, Config
from mkdocs_paramsize.architecture.layers import FULL
from mkdocs_paramsize.errors import ConfigError

LINEAR: Final = "linear_attention"

_OLD_WORDS: Final = {"mamba": LINEAR, "recurrent": LINEAR, "attention": FULL}


def kinds(
    config: Config,
    usual: Sequence[str] | None,
    *,
    layers: int | None = None,
    known: Collection[str] = (LINEAR, FULL),
    keys: Sequence[str] = ("layer_types",),
) -> tuple[str, ...]:
    """What each layer is, by `keys`, names of one list, else as is `usual`.

    The words of older configs are understood ("mamba", "attention").
    Raises ConfigError for a kind that the family does not have, for a list that is missing
    without being usual, and for two that contradict each other.
    """
    lists = {key: _listed(config, key, layers, set(known)) for key in keys if config.has(key)}
    if not lists and usual is None:
        raise config.error(
            f"the field {keys[0]} is missing; it names each layer, such as "
            f"{', '.join(sorted(known))}"
        )
    if len(set(lists.values())) > 1:
        raise contradiction(config, *lists)
    return next(iter(lists.values()), tuple(usual or ()))


def contradiction(config: Config, *keys: str) -> ConfigError:
    """An error of lists of layers that say different things; raise what it returns."""
    return config.error(
        f"{' and '.join(keys)} contradict each other, but both name what each layer is; "
        "leave one of them out"
    )


def _listed(config: Config, key: str, layers: int | None, known: set[str]) -> tuple[str, ...]:
    named = tuple(_OLD_WORDS.get(kind, kind) for kind in config.texts(key, layers) or ())
    if strange := sorted(set(named) - known):
        raise config.error(
            f"{key} names {strange[0]!r}, which this family does not have; "
            f"each layer is one of {', '.join(sorted(known))}"
        )
    if not 0 < len(named) <= MOST_LAYERS:
        raise config.error(f"{key} names {len(named)} layers; from 1 to {MOST_LAYERS} are wanted")
    return named
