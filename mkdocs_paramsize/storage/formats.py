"""What tensors are stored in, and the share of a model that each format has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from math import gcd
from typing import Literal

import msgspec

from mkdocs_paramsize.algebra.quantity import Label, Source
from mkdocs_paramsize.architecture.schemes import Beside
from mkdocs_paramsize.architecture.tensor import Tensor
from mkdocs_paramsize.facts.records import Precision

Stored = Beside | Literal["weights"]
"""What numbers are: the weights themselves, or what stands beside packed ones."""


class Format(msgspec.Struct, frozen=True):
    """Blocks of so many elements in so many bytes; `label` says how sure that is of a tensor, and
    `holds` what the elements are."""

    name: str
    elements: int
    bytes: int
    source: Source
    label: Label = "exact"
    holds: Stored = "weights"

    @classmethod
    def of(cls, precision: Precision) -> Format:
        """The blocks of a precision; those of llama.cpp under the name of their type."""
        name = precision.ggml_type or precision.name
        source = Source(precision.source, precision.checked, of=name)
        return cls(name, precision.block_elements, precision.block_bytes, source)

    @classmethod
    def of_bits(cls, bits: int, source: Source, holds: Stored = "weights") -> Format:
        """Numbers of so many bits each, without a gap between them.

        >>> Format.of_bits(3, Source("a paper")).elements
        8
        """
        shared = gcd(bits, 8)
        return cls(f"{bits}-bit", 8 // shared, bits // shared, source, holds=holds)


Piece = tuple[Format, Tensor]

Rule = Callable[[Tensor], Iterable[Piece]]
"""What a precision makes of a tensor: pieces of it, and what stands beside it, by format."""


class Share(msgspec.Struct, frozen=True):
    """Tensors of a model that are stored in one format."""

    format: Format
    tensors: tuple[Tensor, ...]


def shares(tensors: Iterable[Tensor], rule: Rule) -> tuple[Share, ...]:
    """The tensors by the format that each is stored in."""
    groups: dict[Format, list[Tensor]] = defaultdict(list)
    for tensor in tensors:
        for stored, piece in rule(tensor):
            groups[stored].append(piece)
    return tuple(Share(stored, tuple(group)) for stored, group in groups.items())
