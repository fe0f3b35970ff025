"""Every count of a model, as sums over one list of tensors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from mkdocs_paramsize.architecture.model import Architecture
from mkdocs_paramsize.architecture.tensor import COMPONENTS, Component, Routed, Tensor
from mkdocs_paramsize.ledger.layer_shape import Layer, Outputs, layers_of, together


@dataclass(frozen=True)
class Ledger:
    """The tensors of a model and the sums over them.

    All counts are exact integers of parameters; KV-cache figures are in elements. Every
    marker of a page starts from them, so what they add up is added up once.

    >>> from mkdocs_paramsize.architecture import read
    >>> tiny = {"model_type": "llama", "hidden_size": 64, "num_hidden_layers": 2,
    ...         "num_attention_heads": 4, "intermediate_size": 128, "vocab_size": 1000}
    >>> Ledger(read(tiny)).total
    210240
    """

    architecture: Architecture

    @cached_property
    def parameters(self) -> tuple[Tensor, ...]:
        """The tensors that are trained, of the text model."""
        return tuple(tensor for tensor in self.architecture.tensors if not tensor.buffer)

    @cached_property
    def total(self) -> int:
        """All parameters; a tied table counts once."""
        return sum(tensor.count for tensor in self.parameters)

    @cached_property
    def with_buffers(self) -> int:
        """All parameters and the buffers that a checkpoint stores beside them."""
        return sum(tensor.count for tensor in self.architecture.tensors)

    def lines(self, convention: str) -> tuple[Tensor, ...]:
        """The tensors that a convention counts, so that their counts sum to its figure.

        `convention` is `total`, `active`, `active-without-embedding`, `non-embedding`,
        `with-buffers`, or `with-` and a module of the release. Of routed experts an active
        line holds those that serve one token.
        """
        match convention:
            case "active":
                return tuple(_active(line) for line in self.parameters if line.uses)
            case "active-without-embedding":
                return tuple(line for line in self.lines("active") if not self.is_input(line))
            case "non-embedding":
                outside = _TABLES | {"lm_head"}
                return tuple(line for line in self.parameters if line.component not in outside)
            case "with-buffers":
                return self.architecture.tensors
            case "total":
                return self.parameters
        return self.parameters + self.module_lines(convention.removeprefix("with-"))

    @property
    def active(self) -> int:
        """Parameters that one token passes through, embedding table and head included."""
        return _sum(self.lines("active"))

    @property
    def active_without_embedding(self) -> int:
        """Active parameters less the input side: the token table and learnt positions.

        A tied table stays: it is the output head as well.
        """
        return _sum(self.lines("active-without-embedding"))

    def is_input(self, tensor: Tensor) -> bool:
        """Whether it is a table that a token only looks up a row of, and no output head as well.

        The tables of single layers (Gemma 3n) are looked up only, whether tied or not.
        """
        shared = self.architecture.tied and "per_layer" not in tensor.name
        return tensor.component in (_TABLES - {"embedding"} if shared else _TABLES)

    @property
    def non_embedding(self) -> int:
        """All parameters less embedding tables and the output head (Kaplan et al. 2020)."""
        return _sum(self.lines("non-embedding"))

    @cached_property
    def by_component(self) -> Mapping[Component, int]:
        """The total by component, every component named, in their fixed order."""
        return {component: _sum(self.of(component)) for component in COMPONENTS}

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """What each layer puts out for a token."""
        return layers_of(self.parameters, int(self.architecture.dims["width"]))

    @cached_property
    def all_layers(self) -> Outputs:
        """What they put out together."""
        return together(self.layers)

    @cached_property
    def widest(self) -> int:
        """Units of the widest feed-forward network that a token passes through."""
        return max((layer.feed_forward for layer in self.layers), default=0)

    def of(self, component: Component) -> tuple[Tensor, ...]:
        """The lines of one component."""
        return self._lines_of.get(component, ())

    @cached_property
    def _lines_of(self) -> Mapping[Component, tuple[Tensor, ...]]:
        lines: dict[Component, list[Tensor]] = defaultdict(list)
        for tensor in self.parameters:
            lines[tensor.component].append(tensor)
        return {component: tuple(found) for component, found in lines.items()}

    def module(self, name: str) -> int:
        """Parameters of another module of the release: `vision`, `mtp`."""
        return _sum(self.module_lines(name))

    def module_lines(self, name: str) -> tuple[Tensor, ...]:
        """The trained tensors of another module."""
        extras = self.architecture.extras
        return tuple(line for line in extras if line.module == name and not line.buffer)


_TABLES = {"embedding", "position_embedding"}


def _active(line: Tensor) -> Tensor:
    """The line with as many routed experts as serve a token."""
    if line.routed is None:
        return line
    experts, top_k = line.routed.experts, line.routed.top_k
    if line.per_expert:
        return replace(line, routed=Routed(top_k, top_k))
    # All experts stand in the first dimension, which may hold more than their number.
    first = top_k if line.shape[0] == experts else line.shape[0] // experts * top_k
    return replace(line, shape=(first, *line.shape[1:]), routed=Routed(top_k, top_k))


def _sum(tensors: Iterable[Tensor]) -> int:
    return sum(tensor.count for tensor in tensors)
