"""One line of the ledger: a tensor of a checkpoint, and how often it stands there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from hashlib import blake2b
from itertools import product
from operator import mul
from typing import Literal, get_args

from mkdocs_paramsize.architecture.dimension import Dim

Component = Literal[
    "embedding",
    "position_embedding",
    "attention",
    "mixer",
    "mlp",
    "router",
    "experts",
    "shared_experts",
    "norm",
    "lm_head",
    "other",
]
COMPONENTS: tuple[Component, ...] = get_args(Component)

Module = Literal["text", "vision", "mtp"]
"""Which part of a release a tensor belongs to: only `text` is counted by default."""


@dataclass(frozen=True, slots=True)
class Routed:
    """A tensor that belongs to the routed experts: `top_k` of `experts` serve a token."""

    experts: int
    top_k: int


@dataclass(frozen=True, slots=True)
class Tensor:
    """A tensor by its name in the checkpoint, `{layer}` and `{expert}` left open.

    `repeat` is the number of layers it stands in (1 outside the layers). A routed tensor
    either carries `{expert}` in its name and stands once per expert, or holds all experts
    in its first dimension. `passed` are the layers in which a token passes through it, where
    these are others than it stands in: a block that layers share stands in one of them.

    >>> Tensor("model.layers.{layer}.mlp.up_proj.weight", (11008, 4096), "mlp",
    ...        layers=tuple(range(32)), repeat=32).count
    1442840576
    """

    name: str
    shape: tuple[int, ...]
    component: Component
    layers: tuple[int, ...] | None = None
    repeat: int = 1
    passed: tuple[int, ...] | None = None
    routed: Routed | None = None
    buffer: bool = False
    module: Module = "text"

    @property
    def per_expert(self) -> bool:
        """Whether the checkpoint holds one such tensor for each routed expert."""
        return "{expert}" in self.name

    @property
    def elements(self) -> int:
        """Numbers in one such tensor."""
        return int(reduce(mul, map(int, self.shape), 1))

    @property
    def times(self) -> int:
        """How often it stands in the checkpoint."""
        per_layer = int(self.routed.experts) if self.routed and self.per_expert else 1
        return int(self.repeat) * per_layer

    @property
    def uses(self) -> int:
        """In how many layers a token passes through it (1 outside the layers)."""
        return int(self.repeat) if self.passed is None else len(self.passed)

    @property
    def count(self) -> int:
        """Numbers in all of them."""
        return self.times * self.elements

    @property
    def active(self) -> int:
        """Numbers in those that one token passes through, be it several times."""
        if not self.uses:
            return 0
        if self.routed is None:
            return self.count
        return self.count // int(self.routed.experts) * int(self.routed.top_k)

    @property
    def worked(self) -> int:
        """The same, each as often as the token passes through it.

        >>> shared = Tensor("model.layers.{layer}.q_proj.weight", (64, 64), "attention",
        ...                 layers=(2,), passed=(2, 5, 8))
        >>> shared.count, shared.active, shared.worked
        (4096, 4096, 12288)
        """
        return self.active // int(self.repeat) * self.uses

    @property
    def formula(self) -> Dim:
        """The count as a product that remembers its factors."""
        factors: list[int] = [self.repeat]
        if self.routed is not None and self.per_expert:
            factors.append(self.routed.experts)
        return reduce(lambda a, b: a * b, [*factors, *self.shape], Dim(1))

    def expanded(self) -> Iterator[str]:
        """Every name in the checkpoint that this line stands for."""
        layers: tuple[int, ...] = self.layers if self.layers is not None else (0,)
        experts = range(int(self.routed.experts)) if self.routed and self.per_expert else (0,)
        for layer, expert in product(layers, experts):
            yield self.name.replace("{layer}", str(layer)).replace("{expert}", str(expert))


class Lines:
    """Lines of the ledger that a count is the sum of, in their order.

    >>> lines = Lines([Tensor("model.embed_tokens.weight", (32000, 4096), "embedding")])
    >>> len(lines), sum(line.count for line in lines)
    (1, 131072000)
    """

    def __init__(self, tensors: Iterable[Tensor] = ()) -> None:
        self._tensors = tuple(tensors)

    def __iter__(self) -> Iterator[Tensor]:
        return iter(self._tensors)

    def __len__(self) -> int:
        return len(self._tensors)

    @cached_property
    def digest(self) -> str:
        """A word that is another one for lines that are told in another way."""
        told = [f"{x.name}|{x.component}|{x.shape}|{x.times}" for x in self._tensors]
        return blake2b("\n".join(told).encode(), digest_size=8).hexdigest()
