"""How the script of a live page reads what is typed into a dial, as the build reads a marker."""

from __future__ import annotations

from typing import Any

from mkdocs_paramsize.notation import parse_tokens
from mkdocs_paramsize.scenario import INPUTS
from mkdocs_paramsize.scenario.inputs import Amount, Count, utilisation


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
