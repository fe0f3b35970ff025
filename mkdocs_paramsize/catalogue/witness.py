"""What a checkpoint says of itself: a witness beside the model's config, or in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from mkdocs_paramsize.architecture import Architecture, Mixing
from mkdocs_paramsize.architecture.dimension import Dim
from mkdocs_paramsize.architecture.tensor import Routed, Tensor
from mkdocs_paramsize.errors import UnknownShapeError
from mkdocs_paramsize.ledger import Ledger


class Witness(msgspec.Struct, frozen=True):
    """The tensors of a checkpoint, by its header alone, and the sums over them.

    `total` is the number of parameters of the text model, None where the file does not tell;
    `bytes` what its data takes; `precision` that of most of it, by a name of the data file.
    `tensors` are those of the text model, `extras` those of other modules of the release;
    there are none where only an index is at hand. `top_k`: experts that serve a token.
    """

    file: str
    total: int | None
    bytes: int
    precision: str | None = None
    tensors: tuple[Tensor, ...] = ()
    extras: tuple[Tensor, ...] = ()
    top_k: int | None = None

    def architecture(self, name: str, remedy: str) -> Architecture:
        """The model as far as its tensors tell it: they can be counted, its cache cannot.

        `mixing` and `dims` raise UnknownShapeError, which ends with the `remedy`, when they
        are looked into.
        """
        missing = (
            f"the checkpoint of {name} tells its tensors, but not its heads, windows and experts; "
            f"{remedy}"
        )
        return Architecture(
            model_type="",
            tensors=self.tensors,
            mixing=_UnknownMixing(missing),
            dims=_UnknownDims(missing),
            tied=not any(tensor.component == "lm_head" for tensor in self.tensors),
            extras=self.extras,
        )

    def differs_from(self, described: Architecture) -> tuple[int, int] | None:
        """Parameters in the file and by the config, where they are not the same.

        A head that the file repeats though it is tied counts once.
        """
        if self.total is None:
            return None
        expected = Ledger(described).total
        repeated = 0
        if described.tied:
            heads = [tensor for tensor in self.tensors if tensor.component == "lm_head"]
            repeated = sum(tensor.count for tensor in heads if len(tensor.shape) > 1)
        if expected in (self.total, self.total - repeated):
            return None
        return self.total, expected

    def instead_of(self, described: Architecture) -> Architecture:
        """The model of a config with the tensors of the file in place of the config's.

        What a tensor is, the config tells where it has one of that name.
        """
        if not self.tensors:
            return described
        known = {tensor.name: tensor for tensor in described.tensors}
        top_k = described.dims.get("top_k")
        tensors = tuple(_as_known(tensor, known.get(tensor.name), top_k) for tensor in self.tensors)
        return replace(described, tensors=tensors)


def _as_known(tensor: Tensor, known: Tensor | None, top_k: int | None) -> Tensor:
    if tensor.routed is not None and top_k is not None:
        tensor = replace(tensor, routed=Routed(tensor.routed.experts, top_k))
    if known is None:
        return tensor
    return replace(tensor, component=known.component, buffer=known.buffer)


@dataclass(frozen=True, slots=True)
class CheckpointLedger(Ledger):
    """The sums over a checkpoint without a config: what one token needs may not be known."""

    name: str = ""
    remedy: str = ""
    top_k: int | None = None

    def lines(self, convention: str) -> tuple[Tensor, ...]:
        """The tensors that a convention counts. Raises UnknownShapeError for those that serve a
        token, where they are a mixture's whose file does not tell how many experts do."""
        if convention.startswith("active"):
            self._require_top_k()
        # The class is made anew for its slots, so `super()` would not find it.
        return Ledger.lines(self, convention)

    def _require_top_k(self) -> None:
        mixture = any(tensor.component == "experts" for tensor in self.parameters)
        if mixture and self.top_k is None:
            raise UnknownShapeError(
                f"the checkpoint of {self.name} does not tell how many experts serve a token; "
                f"{self.remedy}"
            )


class _UnknownMixing(tuple[Mixing, ...]):
    """Layers whose kinds are not known: whoever looks is told so."""

    missing: str

    def __new__(cls, missing: str) -> _UnknownMixing:
        made = super().__new__(cls)
        made.missing = missing
        return made

    def __iter__(self) -> Iterator[Mixing]:
        raise UnknownShapeError(self.missing)

    def __len__(self) -> int:
        raise UnknownShapeError(self.missing)


class _UnknownDims(Mapping[str, Dim]):
    """Dimensions that are not known: whoever looks is told so."""

    def __init__(self, missing: str) -> None:
        self._missing = missing

    def __getitem__(self, key: str) -> Dim:
        raise UnknownShapeError(self._missing)

    def __iter__(self) -> Iterator[str]:
        raise UnknownShapeError(self._missing)

    def __len__(self) -> int:
        raise UnknownShapeError(self._missing)
