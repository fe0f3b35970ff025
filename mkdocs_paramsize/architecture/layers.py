"""Which layer does what: full or sliding attention, as configs of different years say it."""

from __future__ import annotations

from collections.abc import Sequence

from mkdocs_paramsize.architecture.blocks import Gqa
from mkdocs_paramsize.architecture.config import Config
from mkdocs_paramsize.architecture.model import Mixing

FULL, SLIDING = "full_attention", "sliding_attention"


def where(kinds: Sequence[str], *wanted: str) -> tuple[int, ...]:
    """The numbers of the layers whose kind is one of `wanted`."""
    return tuple(number for number, kind in enumerate(kinds) if kind in wanted)


def full_every(nth: int, layers: int, usual: str = SLIDING) -> tuple[str, ...]:
    """Layers of the `usual` kind, every `nth` of them full: the old `sliding_window_pattern`.

    >>> full_every(2, 4)
    ('sliding_attention', 'full_attention', 'sliding_attention', 'full_attention')
    """
    return tuple(usual if (number + 1) % nth else FULL for number in range(layers))


def alternating(
    config: Config, a: Gqa, usual: Sequence[str], window: int | None
) -> tuple[Mixing, ...]:
    """Full and sliding layers by `layer_types`; `usual` is what the family does without it."""
    return full_and_sliding(config, a, config.texts("layer_types", len(usual)) or usual, window)


def mixing_by_layer(
    config: Config, a: Gqa, layers: int, *, sliding_by_default: bool = False
) -> tuple[Mixing, ...]:
    """Attention layers by `layer_types`; without them all are full, or all sliding.

    `sliding_by_default`: the family slides in every layer as soon as a window is given.
    """
    window = config.window()
    kinds = config.texts("layer_types", layers)
    if kinds is None:
        slides = sliding_by_default and window is not None
        kinds = (SLIDING if slides else FULL,) * int(layers)
    return full_and_sliding(config, a, kinds, window)


def full_and_sliding(
    config: Config, a: Gqa, kinds: Sequence[str], window: int | None
) -> tuple[Mixing, ...]:
    """Two groups of layers that differ only in how far back they look."""
    known = {FULL, SLIDING}
    if strange := sorted(set(kinds) - known):
        raise config.error(
            f"layer_types names {strange[0]!r}, which this family does not have; "
            f"each layer is one of {', '.join(sorted(known))}"
        )
    full, sliding = where(kinds, FULL), where(kinds, SLIDING)
    if sliding and window is None:
        raise config.error("layer_types has sliding layers, but sliding_window is missing; add it")
    groups = []
    if full:
        groups.append(a.mixing(full))
    if sliding:
        groups.append(a.mixing(sliding, "sliding", window))
    return tuple(groups)
