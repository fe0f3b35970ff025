"""The tables that a live page brings to its script: how numbers are written and read there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from mkdocs_paramsize.kinds.memory import PASS
from mkdocs_paramsize.kinds.profile import KEPT_GATED
from mkdocs_paramsize.notation import (
    BINARY_BYTE_UNITS,
    COUNT_UNITS,
    DECIMAL_BYTE_UNITS,
    NUMBER_UNITS,
    parse_tokens,
)
from mkdocs_paramsize.scenario import INPUTS
from mkdocs_paramsize.scenario.inputs import Amount, Count, utilisation
from mkdocs_paramsize.words import FALLBACK

CONSTANT: Final = {
    **dict.fromkeys(("windowed", "window", "state", "filled", "windowed_scores"), 0),
    **dict.fromkeys(("position_embedding", "mixer", "shared_experts", "other"), 0),
    **dict.fromkeys(("kept", "layer_kept"), KEPT_GATED),
    "layer_layers": 1,
    "most": PASS.value,
}
"""What is the same of every typical decoder, whatever its size."""


def tables(inputs: Iterable[str], locale: str) -> dict[str, Any]:
    """How these inputs are read, the units of counts in a language and in English, those of
    numbers and of bytes, and the constants of a typical decoder."""
    counts = {key: COUNT_UNITS[key] for key in (FALLBACK, locale) if key in COUNT_UNITS}
    bytes_in = {"binary": BINARY_BYTE_UNITS, "decimal": DECIMAL_BYTE_UNITS}
    readers = {name: read for name in sorted(inputs) if (read := reader(name))}
    return {**readers, **counts, "number": NUMBER_UNITS, **bytes_in, "typical": CONSTANT}


def reader(name: str) -> list[Any] | None:
    """How the text of an input is read, and its bounds; nothing for a name.

    >>> reader("batch"), reader("context"), reader("gpu")
    (['count', 1, 10000000], ['tokens'], None)
    """
    read = INPUTS[name].read
    if isinstance(read, Count | Amount):
        return ["count" if isinstance(read, Count) else "amount", read.least, read.most]
    if read is parse_tokens:
        return ["tokens"]
    return ["share"] if read is utilisation else None
