"""Which matrices a precision packs, and what stands beside a packed one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace as with_other
from math import prod
from typing import Final

import msgspec
from msgspec.structs import replace

from mkdocs_paramsize.algebra.quantity import Label, Source
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.quantization import Quantization
from mkdocs_paramsize.architecture.schemes import SCHEMES, Grid, Scheme
from mkdocs_paramsize.architecture.tensor import Component, Tensor
from mkdocs_paramsize.facts import Facts
from mkdocs_paramsize.facts.records import Precision
from mkdocs_paramsize.storage.formats import Format, Piece

BLOCKS: Final[frozenset[Component]] = frozenset(
    {"attention", "mixer", "mlp", "experts", "shared_experts"}
)
"""Components whose matrices are linear layers within the blocks of a model."""

_CONVOLUTIONS: Final = ("conv", "conv1d", "conv_1d")

_NOT_LINEAR: Final = (
    *_CONVOLUTIONS,
    *("A_log", "D", "ape", "time_mix_key", "time_mix_receptance", "time_mix_value"),
)
"""Last parts of names of matrices that multiply no vector: convolutions, states, positions."""


def multiplies(tensor: Tensor) -> bool:
    """Whether its numbers multiply those of a token: no bias, no state matrix."""
    return is_linear(tensor) or (len(tensor.shape) >= 2 and _is_convolution(tensor))


def is_packed(tensor: Tensor, precision: Precision) -> bool:
    """Whether a precision stores this tensor in its blocks."""
    matrix = len(tensor.shape) >= 2
    match precision.packs:
        case "all":
            return True
        case "all-matrices":
            kept = tensor.component in ("router", "norm", "position_embedding")
            return matrix and not kept and not _is_convolution(tensor)
        case "linear":
            return tensor.component in BLOCKS and is_linear(tensor)
        case "experts":
            return tensor.component == "experts" and is_linear(tensor)


def weighs_alike(precision: Precision) -> bool:
    """Whether all that it packs has the same bits, and all else 16: a page can weigh that."""
    return precision.packs != "all-matrices"


def is_linear(tensor: Tensor) -> bool:
    """Whether it is the matrix of a linear layer: no bias, no convolution, no state matrix.

    >>> is_linear(Tensor("model.layers.{layer}.conv.in_proj.weight", (6144, 2048), "mixer"))
    True
    >>> is_linear(Tensor("model.layers.{layer}.conv.conv.weight", (2048, 1, 3), "mixer"))
    False
    """
    return len(tensor.shape) >= 2 and not tensor.name.endswith("bias") and not _is_odd(tensor)


def module_of(tensor: Tensor) -> str:
    """The module that holds a tensor; experts in one tensor are one module.

    >>> module_of(Tensor("model.layers.{layer}.mlp.down_proj.weight", (8, 8), "mlp"))
    'model.layers.{layer}.mlp.down_proj'
    """
    return tensor.name.removesuffix(".weight")


def _is_odd(tensor: Tensor) -> bool:
    return module_of(tensor).rsplit(".", 1)[-1].endswith(_NOT_LINEAR)


def _is_convolution(tensor: Tensor) -> bool:
    return module_of(tensor).rsplit(".", 1)[-1].endswith(_CONVOLUTIONS)


class Packing(msgspec.Struct, frozen=True):
    """The rule of a precision that packs some matrices and leaves the others as they were."""

    precision: Precision
    packed: Format
    rest: Format
    scheme: Scheme | None

    @classmethod
    def of(cls, precision: Precision, facts: Facts) -> Packing:
        """What a precision means by itself, without any release's own config."""
        rest = Format.of(facts.precision(precision.rest) if precision.rest else precision)
        return cls(precision, Format.of(precision), rest, SCHEMES.get(precision.name))

    @classmethod
    def in_blocks(cls, precision: Precision, facts: Facts) -> Packing:
        """The same of a shape that no release has: scales, which make its bits no whole number,
        are taken as a part of the blocks. A page does the same."""
        made = cls.of(precision, facts)
        label: Label = "estimated" if precision.bits % 1 else "exact"
        return cls(precision, replace(made.packed, label=label), made.rest, None)

    def __call__(self, tensor: Tensor) -> Iterator[Piece]:
        if not is_packed(tensor, self.precision):
            yield self.rest, tensor
        elif self.scheme is None:
            yield self.packed, tensor
        else:
            yield from beside(tensor, self.scheme, self.packed.source)


class Released(msgspec.Struct, frozen=True):
    """The rule of a release: its own lists of modules, its own groups and scales."""

    quantization: Quantization
    rest: Format
    source: Source

    @classmethod
    def of(cls, quantization: Quantization, source: Source, facts: Facts) -> Released:
        """The rule that a config's `quantization_config` states."""
        rest = Format.of(facts.precision(quantization.rest))
        told = Source(f"quantization_config: {source.text}", source.checked)
        return cls(quantization, rest, told)

    def __call__(self, tensor: Tensor) -> Iterator[Piece]:
        for scheme, piece in self._by_scheme(tensor):
            if scheme is None:
                yield self.rest, piece
            else:
                yield from beside(piece, scheme, self.source)

    def _by_scheme(self, tensor: Tensor) -> Iterable[tuple[Scheme | None, Tensor]]:
        if not self._may_be_packed(tensor):
            return ((None, tensor),)
        if tensor.layers is None:
            return ((self.quantization.scheme(module_of(tensor)), tensor),)
        by_scheme: dict[Scheme | None, list[int]] = defaultdict(list)
        for layer in tensor.layers:
            by_scheme[self.quantization.scheme(_in_layer(tensor, layer))].append(layer)
        return ((scheme, in_layers(tensor, layers)) for scheme, layers in by_scheme.items())

    def _may_be_packed(self, tensor: Tensor) -> bool:
        if self.quantization.packs == "experts":
            return tensor.component == "experts" and is_linear(tensor)
        if tensor.component == "lm_head":
            return self.quantization.head and is_linear(tensor)
        return tensor.component in BLOCKS and is_linear(tensor)


def _in_layer(tensor: Tensor, layer: int) -> str:
    """The module's name in a layer; of separate experts, the first stands for all."""
    return module_of(tensor).replace("{layer}", str(layer)).replace("{expert}", "0")


def in_layers(tensor: Tensor, layers: list[int]) -> Tensor:
    """The tensor in some of its layers only."""
    if tensor.layers is None or len(layers) == len(tensor.layers):
        return tensor
    return with_other(tensor, layers=tuple(layers), repeat=Dim(len(layers)))


def beside(tensor: Tensor, scheme: Scheme, source: Source) -> Iterator[Piece]:
    """A packed matrix: its numbers, and the grids beside it."""
    yield Format.of_bits(scheme.bits, source), tensor
    for grid in scheme.grids:
        name = f"{module_of(tensor)}.{grid.name}"
        numbers = with_other(tensor, name=name, shape=_shape(tensor.shape, grid))
        yield Format.of_bits(grid.bits, source, grid.holds), numbers


def _shape(shape: tuple[int, ...], grid: Grid) -> tuple[int, ...]:
    """How many scales stand beside a matrix [..., outputs, inputs].

    >>> _shape((576, 7168), Grid("weight_scale_inv", 128, 128, 32))
    (5, 56)
    """
    *lead, outputs, inputs = map(int, shape)
    if grid.flat:
        return (_parts(prod((*lead, outputs, inputs)), grid.columns),)
    return (*lead, _parts(outputs, grid.rows), _parts(inputs, grid.columns))


def _parts(length: int, size: int) -> int:
    return -(-length // size) if size else 1
