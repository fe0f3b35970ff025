"""What each layer of a model puts out for a token, read from the shapes of its matrices."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from typing import Final

import msgspec

from mkdocs_paramsize.architecture.tensor import Component, Tensor

MIXERS: Final[frozenset[Component]] = frozenset({"attention", "mixer"})
FEED_FORWARD: Final[frozenset[Component]] = frozenset({"mlp", "experts", "shared_experts"})


class Layer(msgspec.Struct, frozen=True):
    """Numbers that one layer makes of a token, beside the residual stream.

    `projected`: outputs of the projections of attention or of a recurrent layer, and what
    their output projection takes in. `feed_forward`: units between the two halves of the
    feed-forward network, of routed experts as many as serve the token. `gated`: whether each
    unit is a product of two projections, as in SwiGLU.
    """

    projected: int
    feed_forward: int
    gated: bool


class Outputs(msgspec.Struct, frozen=True):
    """What several layers make of a token together; of the units so many are `gated`."""

    layers: int
    projected: int
    feed_forward: int
    gated: int


def together(layers: Collection[Layer]) -> Outputs:
    """The sums over some layers."""
    return Outputs(
        layers=len(layers),
        projected=sum(layer.projected for layer in layers),
        feed_forward=sum(layer.feed_forward for layer in layers),
        gated=sum(layer.feed_forward for layer in layers if layer.gated),
    )


def layers_of(tensors: Iterable[Tensor], width: int) -> tuple[Layer, ...]:
    """The layers that tensors stand in, those of an encoder and of a decoder alike.

    >>> from mkdocs_paramsize.architecture import read
    >>> tiny = {"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
    ...         "num_attention_heads": 4, "intermediate_size": 128, "vocab_size": 1000}
    >>> layers_of(read(tiny).tensors, 64)[1]
    Layer(projected=256, feed_forward=128, gated=True)
    """
    # Most layers of a model are alike, so each kind of layer is measured once.
    together: dict[tuple[str, tuple[int, ...]], list[Tensor]] = defaultdict(list)
    for tensor in tensors:
        if tensor.layers and not tensor.buffer and _is_matrix(tensor):
            passed = tensor.layers if tensor.passed is None else tensor.passed
            together[tensor.name.partition("{layer}")[0], passed].append(tensor)
    kinds: dict[tuple[str, int], list[tuple[str, tuple[int, ...]]]] = defaultdict(list)
    for prefix, numbers in together:
        for number in numbers:
            kinds[prefix, number].append((prefix, numbers))
    found = []
    for kind, times in Counter(map(tuple, kinds.values())).items():
        layer = _layer([matrix for group in kind for matrix in together[group]], width)
        found += [layer] * (times if layer.projected or layer.feed_forward else 0)
    return tuple(found)


def _is_matrix(tensor: Tensor) -> bool:
    """Whether it multiplies a vector: no bias, no scale, no gate of a single number."""
    inner = tensor.shape[-2:]
    return len(inner) == 2 and min(inner) > 1 and not tensor.name.endswith("bias")


def linear_layers(tensors: Iterable[Tensor]) -> tuple[Tensor, ...]:
    """Linear layers within the blocks, as modules of their own: no packed experts."""
    return tuple(
        tensor
        for tensor in tensors
        if not tensor.buffer
        and tensor.component in MIXERS | FEED_FORWARD
        and len(tensor.shape) == 2
        and tensor.name.endswith(".weight")
    )


def _layer(matrices: list[Tensor], width: int) -> Layer:
    projected = sum(
        _inner(tensor, width) * _in_one_layer(tensor)
        for tensor in matrices
        if tensor.component in MIXERS
    )
    networks = _networks(x for x in matrices if x.component in FEED_FORWARD)
    units = [(_units(network, width), _is_gated(network)) for network in networks]
    return Layer(
        projected=projected,
        feed_forward=sum(count for count, _ in units),
        gated=any(gated for _, gated in units),
    )


def _in_one_layer(tensor: Tensor) -> int:
    return tensor.times // int(tensor.repeat)


def _inner(tensor: Tensor, width: int) -> int:
    """The side of a matrix that is not the residual stream."""
    outer, inner = (int(side) for side in tensor.shape[-2:])
    if width in (outer, inner):
        return inner if outer == width else outer
    return max(outer, inner)


def _networks(matrices: Iterable[Tensor]) -> list[list[Tensor]]:
    """The matrices by the feed-forward network that they belong to.

    Most networks keep theirs side by side under one name; where each has a name of its own,
    as in BERT, those of one component belong together.
    """
    networks: dict[str, list[Tensor]] = defaultdict(list)
    for tensor in matrices:
        networks[tensor.name.removesuffix(".weight").rpartition(".")[0]].append(tensor)
    alone: dict[Component, list[Tensor]] = defaultdict(list)
    for name in [name for name, network in networks.items() if len(network) == 1]:
        (tensor,) = networks.pop(name)
        alone[tensor.component].append(tensor)
    return [*networks.values(), *alone.values()]


def _is_gated(network: list[Tensor]) -> bool:
    """Whether two of three equal parts go in and one comes out, packed or apart."""
    sizes = [tensor.active for tensor in network]
    return sum(sizes) % (3 * min(sizes)) == 0 or any("gate" in tensor.name for tensor in network)


def _units(network: list[Tensor], width: int) -> int:
    """Units of a network: its numbers over those of the two or three matrices beside a unit."""
    active = sum(tensor.active // int(tensor.repeat) for tensor in network)
    sides = [int(side) for side in network[0].shape[-2:]]
    outer = width if width in sides else min(sides)
    return active // ((3 if _is_gated(network) else 2) * outer)
