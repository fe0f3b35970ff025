"""The tensors of a checkpoint as lines of a ledger."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Module, Routed, Tensor
from mkdocs_paramsize.catalogue.checkpoint_names import component_of
from mkdocs_paramsize.catalogue.unpacked import Unpacked

_NUMBER: Final = re.compile(r"(?:^|(?<=\.))\d+(?=\.)")
_EXPERT: Final = re.compile(r"(?<=experts\.)\d+(?=\.)")


def lines_of(
    parts: Iterable[Unpacked], module: Module, top_k: int | None = None
) -> tuple[Tensor, ...]:
    """Tensors as lines of a ledger: those that differ in layer or expert alone are one line."""
    places: dict[tuple[str, tuple[int, ...], bool], dict[int, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for part in parts:
        if part.shape is not None:
            template, layer = _template(part.name)
            places[template, part.shape, part.buffer][layer] += 1
    return tuple(
        _line(template, shape, buffer, layers, times, module, top_k)
        for (template, shape, buffer), found in places.items()
        for times, layers in _by_times(found).items()
    )


def layer_of(name: str) -> int | None:
    """The number of the layer that a tensor stands in; None outside of the layers."""
    layer = _template(name)[1]
    return None if layer < 0 else layer


def _template(name: str) -> tuple[str, int]:
    """A name with its layer and its expert left open, and the layer's number; -1 without one."""
    name = _EXPERT.sub("{expert}", name, count=1)
    number = _NUMBER.search(name)
    if number is None:
        return name, -1
    return f"{name[: number.start()]}{{layer}}{name[number.end() :]}", int(number[0])


def _by_times(found: Mapping[int, int]) -> dict[int, list[int]]:
    """Layers by how often the tensor stands in them: once, or once for each expert."""
    layers: dict[int, list[int]] = defaultdict(list)
    for layer, times in sorted(found.items()):
        layers[times].append(layer)
    return layers


def _line(
    template: str,
    shape: tuple[int, ...],
    buffer: bool,
    layers: list[int],
    times: int,
    module: Module,
    top_k: int | None,
) -> Tensor:
    component = component_of(template)
    routed = None
    if "{expert}" in template:
        routed = Routed(times, min(top_k or times, times))
    elif component == "experts" and top_k and shape[0] >= top_k and len(shape) > 2:
        routed = Routed(shape[0], top_k)
    outside = layers == [-1]
    return Tensor(
        name=template,
        shape=shape,
        component=component,
        layers=None if outside else tuple(layers),
        repeat=Dim(1 if outside else len(layers)),
        routed=routed,
        buffer=buffer,
        module=module,
    )
